#include "sim/run/heat_flow.hpp"

#include <algorithm>
#include <limits>

#include "sim/build/loss.hpp"

namespace datahall {
namespace {

constexpr std::uint64_t trace_weather = 0x100;  // kinds in the trace hash
constexpr std::uint64_t trace_control = 0x101;
constexpr std::uint64_t trace_crossing = 0x102;
constexpr std::uint64_t trace_fault = 0x103;
constexpr std::uint64_t trace_plants = 0x104;

// Without a plant nothing is moved.
constexpr std::int64_t no_capacity = 0;

}  // namespace

HeatFlow::HeatFlow(const ScenarioConfig& s, const Facility& f, EventQueue& queue)
    : scenario_{s}, facility_{f}, queue_{queue} {
    const double racks = static_cast<double>(f.racks.size());
    loops_.push_back({.plant = s.cooling.air.get(),
                      .zone = Zone{s.cooling.heat_capacity_per_rack * racks},
                      .supply = s.cooling.recommended,
                      .alarm = s.cooling.recommended,
                      .limit = s.cooling.allowable,
                      .steps = s.cooling.throttle});
    loops_.push_back({.plant = s.cooling.liquid.get(),
                      .zone = Zone{s.cooling.loop_capacity_per_rack * racks},
                      .supply = s.cooling.liquid_allowable,
                      .alarm = s.cooling.liquid_allowable,
                      .limit = s.cooling.liquid_allowable,
                      .steps = s.cooling.liquid_throttle});
    for (Loop& loop : loops_) {
        if (loop.plant) loop.supply = loop.plant->set_point();
        loop.zone.set_capacity({}, no_capacity);
        loop.hottest = loop.supply;
    }
}

void HeatFlow::start() {
    for (std::size_t z = 0; z < zones; ++z) {
        loops_[z].crossing = queue_.schedule<&HeatFlow::cross>(kNever, *this, z);
    }
    weather_changes();
}

Utc HeatFlow::utc_now() const {
    return {scenario_.start.seconds + queue_.now().ns / 1'000'000'000};
}

void HeatFlow::weather_changes() {
    const Utc now = utc_now();
    weather_ = scenario_.site.weather->at(now);
    const std::int64_t wait = scenario_.site.weather->next_change(now).seconds - scenario_.start.seconds;
    if (wait < std::numeric_limits<std::int64_t>::max() / 1'000'000'000) {
        queue_.post<&HeatFlow::weather_changes>(Instant{wait * 1'000'000'000}, *this);
    }
    queue_.fold(trace_weather, 0);
    evaluate();
}

void HeatFlow::control() {
    control_posted_ = false;
    queue_.fold(trace_control, 0);
    evaluate();
}

void HeatFlow::evaluate() {
    plant_uw_ = 0;
    for (std::size_t z = 0; z < zones; ++z) {
        if (!loops_[z].plant) continue;
        plant_uw_ += evaluate(loops_[z]);
        watch(z);
    }
    queue_.mark_dirty("cooling");
}

std::int64_t HeatFlow::evaluate(Loop& loop) {
    const Instant now = queue_.now();
    if (!plants_run_) {
        loop.zone.set_capacity(now, no_capacity);
        set_meters(loop.meters, {});
        return 0;
    }
    // A zone that stores heat is pulled down at full capacity.
    std::int64_t asked = loop.zone.heat_uw();
    if (loop.zone.stored(now) > 0) asked = std::max(asked, loop.zone.capacity_uw());
    const CoolingDuty duty = duty_for(loop, asked);
    loop.supply = duty.supply;
    loop.zone.set_capacity(now, as_microwatts(duty.capacity * loop.available));
    book(loop, duty);
    return loop.meters.fans.level() + loop.meters.pumps.level() + loop.meters.compressors.level() +
           loop.meters.outdoors.level();
}

// A plant that has lost a part of its capacity works as it does at the heat that it can still move.
CoolingDuty HeatFlow::duty_for(const Loop& loop, std::int64_t asked_uw) const {
    const Watts asked = Watts::from_si(static_cast<double>(asked_uw) * 1e-6);
    const CoolingDuty duty = loop.plant->respond(asked, weather_);
    if (loop.available >= 1.0 || asked <= duty.capacity * loop.available) return duty;
    return loop.plant->respond(duty.capacity * loop.available, weather_);
}

void HeatFlow::set_available(std::size_t z, double share) {
    loops_[z].available = share;
    queue_.fold(trace_fault, z);
    evaluate();
}

void HeatFlow::stop_plants() {
    plants_run_ = false;
    ++stops_;
    queue_.fold(trace_plants, stops_);
    evaluate();
}

void HeatFlow::restart_plants() {
    queue_.post<&HeatFlow::run_plants>(queue_.now() + scenario_.cooling.restart, *this, stops_);
}

// They may have stopped again in the meantime.
void HeatFlow::run_plants(std::uint64_t restart) {
    if (restart != stops_) return;
    plants_run_ = true;
    evaluate();
}

void HeatFlow::book(Loop& loop, const CoolingDuty& duty) {
    set_meters(loop.meters, duty);
    ++loop.meters.evaluations;
    if (duty.outside_range) ++loop.meters.outside_range;
}

void HeatFlow::set_meters(PlantMeters& m, const CoolingDuty& duty) const {
    const Instant now = queue_.now();
    m.fans.set(now, as_microwatts(duty.power.fans));
    m.pumps.set(now, as_microwatts(duty.power.pumps));
    m.compressors.set(now, as_microwatts(duty.power.compressors));
    m.outdoors.set(now, as_microwatts(duty.power.outdoors));
    m.free_cooling.set(now, as_microwatts(duty.rejected * duty.free_share));
    m.water_kg += m.water_kg_per_s * (now - m.water_since).si();
    m.water_kg_per_s = duty.water.si();
    m.water_since = now;
}

void HeatFlow::set_heat(std::int64_t air_uw, std::int64_t liquid_uw) {
    const std::int64_t heat[zones] = {air_uw, liquid_uw};
    bool changed = false;
    for (std::size_t z = 0; z < zones; ++z) {
        if (loops_[z].zone.heat_uw() == heat[z]) continue;
        loops_[z].zone.set_heat(queue_.now(), heat[z]);
        watch(z);
        changed = true;
    }
    if (!changed || control_posted_) return;
    control_posted_ = true;
    queue_.post<&HeatFlow::control>(queue_.now() + scenario_.cooling.control_delay, *this);
}

Celsius HeatFlow::temperature(std::size_t z, Instant now) const {
    return loops_[z].supply + loops_[z].zone.rise(now);
}

void HeatFlow::restart_hottest() {
    for (std::size_t z = 0; z < zones; ++z) loops_[z].hottest = temperature(z, queue_.now());
}

// The next time at which this zone's level may change, or its store runs empty.
void HeatFlow::watch(std::size_t z) {
    Loop& loop = loops_[z];
    update_level(z);
    update_speed(loop);
    const Instant next = next_watched(loop);
    if (next == kNever && loop.crossing_at == kNever) return;  // most of the time nothing is stored
    loop.crossing = queue_.reschedule<&HeatFlow::cross>(loop.crossing, next, *this, z);
    loop.crossing_at = next;
}

Instant HeatFlow::next_watched(const Loop& loop) const {
    const Instant now = queue_.now();
    if (!loop.zone.is_storing(now)) return kNever;
    Instant next = loop.zone.next_empty(now);
    const auto consider = [&](Celsius threshold) {
        const Kelvins above = threshold - loop.supply;
        if (above > Kelvins{}) next = std::min(next, loop.zone.next_crossing(now, above));
    };
    consider(loop.alarm);
    consider(loop.limit);
    for (const ThrottleStep& step : loop.steps) {
        consider(step.above);
        consider(step.above - scenario_.cooling.throttle_hysteresis);
    }
    return next;
}

// Slower at once when a step's temperature is reached; faster again below it by the hysteresis.
void HeatFlow::update_speed(Loop& loop) {
    const Instant now = queue_.now();
    const auto is_above = [&](Celsius t) { return loop.zone.is_above(now, t - loop.supply); };
    double reached = 1.0;
    double kept = 1.0;
    for (const ThrottleStep& step : loop.steps) {
        if (is_above(step.above)) reached = step.speed;
        if (is_above(step.above - scenario_.cooling.throttle_hysteresis)) kept = step.speed;
    }
    const double speed = std::min(reached, std::max(loop.speed, kept));
    if (speed == loop.speed) return;
    if (loop.speed < 1.0) loop.slowed_ns += now.ns - loop.speed_since.ns;
    loop.speed = speed;
    loop.speed_since = now;
    queue_.mark_dirty("throttle");
}

std::int64_t HeatFlow::slowed_ns(std::size_t z, Instant now) const {
    const Loop& loop = loops_[z];
    return loop.slowed_ns + (loop.speed < 1.0 ? now.ns - loop.speed_since.ns : 0);
}

void HeatFlow::cross(std::uint64_t z) {
    queue_.fold(trace_crossing, z);
    loops_[z].crossing = queue_.schedule<&HeatFlow::cross>(kNever, *this, z);
    loops_[z].crossing_at = kNever;
    watch(z);
    if (!control_posted_) {  // an empty store needs no full capacity any more
        control_posted_ = true;
        queue_.post<&HeatFlow::control>(queue_.now() + scenario_.cooling.control_delay, *this);
    }
}

void HeatFlow::update_level(std::size_t z) {
    Loop& loop = loops_[z];
    const Instant now = queue_.now();
    const Celsius t = temperature(z, now);
    loop.hottest = std::max(loop.hottest, t);
    const ZoneLevel level = loop.zone.is_above(now, loop.limit - loop.supply)   ? ZoneLevel::outside_class
                            : loop.zone.is_above(now, loop.alarm - loop.supply) ? ZoneLevel::alarm
                                                                                : ZoneLevel::normal;
    if (level == loop.level) return;
    loop.above_ns[static_cast<std::size_t>(loop.level)] += now.ns - loop.level_since.ns;
    const bool worse = level > loop.level;
    loop.level = level;
    loop.level_since = now;
    if (worse) note_level(loop, z);
}

void HeatFlow::note_level(const Loop& loop, std::size_t z) {
    constexpr std::size_t most = 100;  // of one run: the hours are counted anyway
    if (findings_.size() >= most) return;
    const Instant now = queue_.now();
    const Celsius t = temperature(z, now);
    const bool outside = loop.level == ZoneLevel::outside_class;
    findings_.push_back({.code = outside ? "F0403" : "F0402",
                         .object = facility_.site + "/" + facility_.hall + "/" + zone_name(z),
                         .text = outside ? "supply to the racks above the allowable temperature"
                                         : "supply to the racks above the recommended temperature",
                         .value = t.degrees(),
                         .limit = (outside ? loop.limit : loop.alarm).degrees(),
                         .unit = "degC",
                         .time_s = (now - Instant{}).si()});
}

std::int64_t HeatFlow::above_ns(std::size_t z, ZoneLevel level, Instant now) const {
    const Loop& loop = loops_[z];
    std::int64_t sum = 0;
    for (auto l = static_cast<std::size_t>(level); l < loop.above_ns.size(); ++l) sum += loop.above_ns[l];
    return sum + (loop.level >= level ? now.ns - loop.level_since.ns : 0);
}

double HeatFlow::water_kg(Instant now) const {
    double sum = 0;
    for (const Loop& loop : loops_) {
        sum += loop.meters.water_kg + loop.meters.water_kg_per_s * (now - loop.meters.water_since).si();
    }
    return sum;
}

}  // namespace datahall

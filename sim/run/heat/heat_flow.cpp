#include "sim/run/heat/heat_flow.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace datahall {
namespace {

constexpr std::uint64_t trace_weather = 0x100;  // kinds in the trace hash
constexpr std::uint64_t trace_control = 0x101;
constexpr std::uint64_t trace_crossing = 0x102;
constexpr std::uint64_t trace_fault = 0x103;
constexpr std::uint64_t trace_plants = 0x104;
constexpr std::uint64_t trace_shutdown = 0x105;
constexpr std::size_t most_findings = 100;  // of one run: the hours are counted anyway

}  // namespace

HeatFlow::HeatFlow(const ScenarioConfig& s, const Facility& f, EventQueue& queue)
    : scenario_{s},
      facility_{f},
      queue_{queue},
      circuits_{Circuit{0, s.cooling, f}, Circuit{1, s.cooling, f}},
      rack_uw_(f.zones.size()),
      loss_uw_(f.zones.size()),
      hot_spots_(f.zones.size()),
      noted_(circuits, std::vector<std::uint8_t>(f.zones.size())),
      hot_(f.zones.size()),
      off_(f.zones.size()),
      onsets_(f.zones.size()),
      changed_(circuits) {
    double design = 0.0;
    for (const ZoneRow& zone : f.zones) design += zone.design[0].si();
    for (const ZoneRow& zone : f.zones) {
        loss_share_.push_back(design > 0.0 ? zone.design[0].si() / design
                                           : 1.0 / static_cast<double>(f.zones.size()));
    }
}

void HeatFlow::start() {
    weather_changes();
}

void HeatFlow::weather_changes() {
    const std::int64_t start = scenario_.start.seconds;
    const Utc now{start + queue_.now().ns / 1'000'000'000};
    weather_ = scenario_.site.weather->at(now);
    const std::int64_t wait = scenario_.site.weather->next_change(now).seconds - start;
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
    spread_losses();
    cool_spots();
    for (std::size_t c = 0; c < circuits; ++c) {
        circuits_[c].evaluate(queue_.now(), weather_);
        watch(c);
    }
    Instant release = kNever;
    for (const Circuit& c : circuits_) release = std::min(release, c.release());
    next_release_.set<&HeatFlow::release>(queue_, release, *this, 0);
    queue_.mark_dirty("cooling");
}

void HeatFlow::release(std::uint64_t) {
    next_release_.ring();
    post_control();
}

void HeatFlow::post_control() {
    if (control_posted_) return;
    control_posted_ = true;
    queue_.post<&HeatFlow::control>(queue_.now() + scenario_.cooling.control_delay, *this);
}

void HeatFlow::set_rack_heat(std::uint32_t zone, std::int64_t air_uw, std::int64_t liquid_uw) {
    if (rack_uw_[zone] != air_uw) {
        rack_uw_[zone] = air_uw;
        set_air(zone);
    }
    if (circuits_[1].zone(zone).heat_uw() == liquid_uw) return;
    circuits_[1].set_heat(queue_.now(), zone, liquid_uw);
    heat_changed_ = true;
}

// The last zone takes what has changed since losses were spread.
void HeatFlow::set_losses(std::int64_t uw) {
    if (uw == losses_uw_) return;
    loss_uw_.back() += uw - losses_uw_;
    losses_uw_ = uw;
    heat_changed_ = true;
    constexpr double small = 0.01;  // of the last zone's design heat
    const double own = static_cast<double>(losses_uw_) * loss_share_.back();
    const double design = facility_.zones.back().design[0].si() * 1e6;
    if (std::fabs(static_cast<double>(loss_uw_.back()) - own) > small * design) return spread_losses();
    set_air(static_cast<std::uint32_t>(loss_uw_.size() - 1));
}

void HeatFlow::spread_losses() {
    std::int64_t left = losses_uw_;
    for (std::uint32_t z = 0; z < loss_uw_.size(); ++z) {
        const bool is_last = z + 1 == loss_uw_.size();
        const auto part =
            is_last ? left : static_cast<std::int64_t>(static_cast<double>(losses_uw_) * loss_share_[z]);
        left -= part;
        if (loss_uw_[z] == part) continue;
        loss_uw_[z] = part;
        circuits_[0].set_heat(queue_.now(), z, rack_uw_[z] + part);
    }
}

void HeatFlow::set_air(std::uint32_t zone) {
    circuits_[0].set_heat(queue_.now(), zone, rack_uw_[zone] + loss_uw_[zone]);
    heat_changed_ = true;
}

void HeatFlow::set_hot_spot(std::uint32_t zone, double kelvins) {
    if (hot_spots_[zone] == kelvins) return;
    hot_spots_[zone] = kelvins;
    heat_changed_ = true;
    if (kelvins >= circuits_[0].hot_spot(zone)) {
        circuits_[0].set_hot_spot(queue_.now(), zone, kelvins);
    } else {
        has_cooler_spots_ = true;
    }
}

void HeatFlow::cool_spots() {
    if (!std::exchange(has_cooler_spots_, false)) return;
    for (std::uint32_t z = 0; z < hot_spots_.size(); ++z)
        circuits_[0].set_hot_spot(queue_.now(), z, hot_spots_[z]);
}

void HeatFlow::settle() {
    if (!heat_changed_) return;
    heat_changed_ = false;
    for (std::size_t c = 0; c < circuits; ++c) {
        circuits_[c].settle(queue_.now());
        watch(c);
    }
    post_control();
}

// The next event of a circuit, and what has changed in its zones.
void HeatFlow::watch(std::size_t c) {
    note_changes(c);
    next_[c].set<&HeatFlow::act>(queue_, circuits_[c].next(), *this, c);
}

void HeatFlow::act(std::uint64_t c) {
    next_[c].ring();
    queue_.fold(trace_crossing, c);
    circuits_[c].act(queue_.now());
    watch(c);
    post_control();
}

void HeatFlow::note_changes(std::size_t c) {
    const std::vector<std::uint32_t> changed = circuits_[c].take_changed();
    if (changed.empty()) return;
    queue_.mark_dirty("temperatures");
    for (const std::uint32_t z : changed) {
        const auto level = static_cast<std::uint8_t>(circuits_[c].is_above(z, Circuit::allowable)     ? 2
                                                     : circuits_[c].is_above(z, Circuit::recommended) ? 1
                                                                                                      : 0);
        if (level > noted_[c][z]) note_level(c, z, level == 2);
        noted_[c][z] = level;
        follow_shutdown(z);
        changed_[c].push_back(z);
    }
}

std::vector<std::uint32_t> HeatFlow::take_changed(std::size_t c) {
    return std::exchange(changed_[c], {});
}

// Too hot for the dwell: off.  Cool again: on at once.
void HeatFlow::follow_shutdown(std::uint32_t zone) {
    const bool is_hot = circuits_[0].is_too_hot(zone) || circuits_[1].is_too_hot(zone);
    if (is_hot == (hot_[zone] != 0)) return;
    hot_[zone] = is_hot;
    ++onsets_[zone];
    if (is_hot) {
        const bool by_air = circuits_[0].is_too_hot(zone);
        const Seconds dwell =
            (by_air ? scenario_.cooling.shutdown : scenario_.cooling.liquid_shutdown)->dwell;
        const std::uint64_t onset = (std::uint64_t{onsets_[zone]} << 32) | zone;
        queue_.post<&HeatFlow::switch_off>(queue_.now() + dwell, *this, onset);
    } else if (off_[zone]) {
        off_[zone] = 0;
        switched_.push_back({zone, false});
    }
}

void HeatFlow::switch_off(std::uint64_t onset) {
    const auto zone = static_cast<std::uint32_t>(onset & 0xffffffff);
    if (onset >> 32 != onsets_[zone]) return;  // it has cooled down in the meantime
    off_[zone] = 1;
    switched_.push_back({zone, true});
    note_shutdown(zone);
    queue_.fold(trace_shutdown, zone);
    queue_.mark_dirty("shutdown");
}

std::vector<HeatFlow::Switch> HeatFlow::take_switched() {
    return std::exchange(switched_, {});
}

void HeatFlow::set_lost(std::size_t c, double share) {
    circuits_[c].set_lost(queue_.now(), share);
    queue_.fold(trace_fault, c);
    evaluate();
}

void HeatFlow::set_out(std::size_t c, PlantPart part, int units) {
    circuits_[c].set_out(queue_.now(), part, units);
    queue_.fold(trace_fault, c);
    evaluate();
}

void HeatFlow::set_units_left(std::size_t c, std::span<const double> shares) {
    for (std::uint32_t z = 0; z < shares.size(); ++z) circuits_[c].set_units_left(queue_.now(), z, shares[z]);
    queue_.fold(trace_fault, c);
    evaluate();
}

void HeatFlow::watch_from_here() {
    for (Circuit& c : circuits_) c.watch_from_here();
}

void HeatFlow::stop_drive(PlantDrive drive) {
    Restart& d = drives_[static_cast<std::size_t>(drive)];
    d.runs = false;
    ++d.stops;
    queue_.fold(trace_plants, d.stops);
    for (Circuit& c : circuits_) c.set_running(queue_.now(), drive, false);
    evaluate();
}

Seconds HeatFlow::restart_time(PlantDrive drive) const {
    const CoolingConfig& c = scenario_.cooling;
    if (drive == PlantDrive::fans) return c.fan_restart;
    return drive == PlantDrive::pumps ? c.pump_restart : c.restart;
}

void HeatFlow::restart_drive(PlantDrive drive) {
    const std::uint64_t stops = drives_[static_cast<std::size_t>(drive)].stops;
    queue_.post<&HeatFlow::run_drive>(queue_.now() + restart_time(drive), *this,
                                      (stops << 8) | static_cast<std::uint64_t>(drive));
}

// It may have stopped again in the meantime.
void HeatFlow::run_drive(std::uint64_t restart) {
    const auto drive = static_cast<PlantDrive>(restart & 0xff);
    Restart& d = drives_[static_cast<std::size_t>(drive)];
    if (restart >> 8 != d.stops) return;
    d.runs = true;
    for (Circuit& c : circuits_) c.set_running(queue_.now(), drive, true);
    evaluate();
}

std::int64_t HeatFlow::plant_uw(PlantDrive drive) const {
    std::int64_t sum = 0;
    for (const Circuit& c : circuits_) sum += c.power_uw(drive);
    return sum;
}

std::int64_t HeatFlow::plant_uw() const {
    return plant_uw(PlantDrive::fans) + plant_uw(PlantDrive::pumps) + plant_uw(PlantDrive::machines);
}

// Cold plates cool the devices, but not all around them.
double HeatFlow::speed(std::uint32_t zone, bool wet) const {
    const double by_air = circuits_[0].speed(zone);
    return wet ? std::min(by_air, circuits_[1].speed(zone)) : by_air;
}

double HeatFlow::node_fans(std::uint32_t zone) const {
    const std::vector<InletPoint>& points = scenario_.cooling.node_fans;
    if (points.empty()) return 1.0;
    const double t = points.front().at.degrees() +
                     static_cast<double>(circuits_[0].fan_band(zone)) * scenario_.cooling.band.si();
    for (std::size_t i = 1; i < points.size(); ++i) {
        const double low = points[i - 1].at.degrees();
        const double high = points[i].at.degrees();
        if (t >= high) continue;
        return points[i - 1].power + (points[i].power - points[i - 1].power) * (t - low) / (high - low);
    }
    return points.back().power;
}

void HeatFlow::begin_counting(Instant from) {
    for (std::size_t c = 0; c < circuits; ++c) {
        circuits_[c].begin_counting(queue_.now(), from);
        watch(c);
    }
}

void HeatFlow::note_shutdown(std::uint32_t zone) {
    if (findings_.size() >= most_findings) return;
    const std::size_t c = circuits_[0].is_too_hot(zone) ? 0 : 1;
    const CoolingConfig& config = scenario_.cooling;
    findings_.push_back({.code = "F0408",
                         .object = facility_.site + "/" + facility_.hall + "/" + facility_.zones[zone].name,
                         .text = "nodes switched off because of their supply temperature",
                         .value = circuits_[c].inlet(zone, queue_.now()),
                         .limit = (c == 0 ? config.shutdown : config.liquid_shutdown)->above.degrees(),
                         .unit = "degC",
                         .time_s = (queue_.now() - Instant{}).si()});
}

void HeatFlow::note_level(std::size_t c, std::uint32_t zone, bool outside) {
    if (findings_.size() >= most_findings) return;
    const CoolingConfig& config = scenario_.cooling;
    const Celsius alarm = c == 0 ? config.recommended : config.liquid_allowable;
    const Celsius limit = c == 0 ? config.allowable : config.liquid_allowable;
    const std::string name = facility_.zones.size() > 1 ? "/" + facility_.zones[zone].name : "";
    findings_.push_back({.code = outside ? "F0403" : "F0402",
                         .object = facility_.site + "/" + facility_.hall + "/" + circuit_name(c) + name,
                         .text = outside ? "supply to the racks above the allowable temperature"
                                         : "supply to the racks above the recommended temperature",
                         .value = circuits_[c].inlet(zone, queue_.now()),
                         .limit = (outside ? limit : alarm).degrees(),
                         .unit = "degC",
                         .time_s = (queue_.now() - Instant{}).si()});
}

double HeatFlow::water_kg(Instant now) const {
    double sum = 0;
    for (const Circuit& c : circuits_) {
        const PlantMeters& m = c.meters();
        sum += m.water_kg + m.water_kg_per_s * (now - m.water_since).si();
    }
    return sum;
}

}  // namespace datahall

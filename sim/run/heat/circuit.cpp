#include "sim/run/heat/circuit.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/build/power/loss.hpp"

namespace datahall {
namespace {

constexpr double air_heat = 1.2 * 1006.0;  // J/(m3 K), near 20 degC at sea level
constexpr double leaving = 0.75;           // of a band: then the water is seen anew
constexpr double below_limit = 1e-3;       // K: where a circuit without a plant starts

std::int64_t uw_of(double watts) {
    return as_microwatts(std::max(watts, 0.0));
}

// The racks of a zone that give heat to this circuit, and the body that they share.
TwoNodeBody body_of(std::size_t kind, const ZoneRow& row, const Facility& f, const CoolingConfig& c) {
    const double design = row.design[kind].si();
    if (kind == 0) {
        const double racks = static_cast<double>(row.racks.size());
        return {.air = racks * c.air_volume_per_rack * air_heat,
                .metal = racks * c.heat_capacity_per_rack.si(),
                .coupling = std::max(design, 1.0) / c.metal_difference.si()};
    }
    double wet = 0.0;
    for (const std::uint32_t r : row.racks) {
        const std::uint32_t type = f.racks[r].node_type;
        if (type != no_index && f.node_types[type].liquid_share > 0.0) wet += 1.0;
    }
    return {.air = std::max(wet, 1.0) * c.loop_capacity_per_rack.si(), .metal = 0.0, .coupling = 0.0};
}

}  // namespace

Circuit::Circuit(std::size_t kind, const CoolingConfig& config, const Facility& facility)
    : kind_{kind},
      config_{config},
      plant_{config.plant(kind)},
      set_point_{(kind == 0 ? config.recommended : config.liquid_allowable).degrees() - below_limit},
      loop_{0.0, 0.0, 0.0},
      supervisor_{config.staging, plant_ ? plant_->units(PlantPart::chillers) : 0} {
    if (plant_) {
        terminals_ = plant_->terminals();
        set_point_ = plant_->set_point().degrees();
        const PlantLoop water = plant_->loop();
        const double design = plant_->design_heat().si();
        loop_ =
            WaterLoop{water.heat_capacity * design, water.tank * design, plant_->loop_set_point().degrees()};
        seen_ = loop_.target();
        floats_ = water.floats;
    }
    add_levels();
    add_zones(facility);
}

void Circuit::add_levels() {
    const bool is_air = kind_ == 0;
    const double alarm = (is_air ? config_.recommended : config_.liquid_allowable).degrees();
    const double most = (is_air ? config_.allowable : config_.liquid_allowable).degrees();
    const double low = is_air ? config_.recommended_low.degrees() : -273.15;
    levels_ = {{alarm, alarm}, {most, most}, {low, low}};
    const auto& steps = is_air ? config_.throttle : config_.liquid_throttle;
    steps_ = steps.size();
    const double hysteresis = config_.throttle_hysteresis.si();
    for (const ThrottleStep& step : steps)
        levels_.push_back({step.above.degrees(), step.above.degrees() - hysteresis});
    shutdown_ = levels_.size();
    const auto& off = is_air ? config_.shutdown : config_.liquid_shutdown;
    if (off) levels_.push_back({off->above.degrees(), off->returns(is_air).degrees()});
    first_band_ = levels_.size();
    if (!is_air || config_.node_fans.empty()) return;
    const double band = config_.band.si();
    const double first = config_.node_fans.front().at.degrees();
    bands_ = static_cast<std::size_t>(std::ceil((config_.node_fans.back().at.degrees() - first) / band));
    for (std::size_t b = 0; b < bands_; ++b) {
        const double up = first + (static_cast<double>(b) + 0.5) * band;
        levels_.push_back({up, up - 0.5 * band});
    }
}

void Circuit::add_zones(const Facility& f) {
    double design = 0.0;
    for (const ZoneRow& row : f.zones) design += row.design[kind_].si();
    for (std::uint32_t z = 0; z < f.zones.size(); ++z) {
        const ZoneRow& row = f.zones[z];
        const double weight =
            design > 0.0 ? row.design[kind_].si() / design : 1.0 / static_cast<double>(f.zones.size());
        ZoneState state{ThermalZone{body_of(kind_, row, f, config_), set_point_, terminals_.rise.si()},
                        ZoneLevels{levels_}};
        state.weight = weight;
        if (plant_) state.units = TerminalRow::of(terminals_, weight * plant_->design_heat().si());
        state.body.set_cooling({}, cooling_of(state));
        zones_.push_back(std::move(state));
        stale_.push_back(z);
    }
    for (std::uint32_t z = 0; z < zones_.size(); ++z) update_levels(z, {});
    first_above_.fill(kNever);  // where it starts is no event
}

bool Circuit::units_run() const {
    if (!plant_) return false;
    const int pumps = plant_->units(PlantPart::pumps);
    const bool stands = pumps > 0 && out_[static_cast<std::size_t>(PlantPart::pumps)] >= pumps;
    if (terminals_.need_water && (stands || !runs(PlantDrive::pumps))) return false;
    return runs(terminals_.are_pumps ? PlantDrive::pumps : PlantDrive::fans);
}

void Circuit::set_out(Instant now, PlantPart part, int units) {
    out_[static_cast<std::size_t>(part)] = units;
    if (part == PlantPart::pumps) recool_all(now);
}

ZoneCooling Circuit::cooling_of(const ZoneState& z) const {
    ZoneCooling c{.conductance = units_run() ? z.units.conductance * z.left : 0.0, .water = seen_};
    if (floats_) c.conductance *= 1.0 - lost_;  // nothing but the flow of air may be lost
    if (caps()) c.cap = cap_w_ * z.weight;
    // Air that comes as it is: more of it makes no rack cooler than that.
    if (floats_) c.warmer = std::max((Celsius{seen_} - plant_->loop_set_point()).si(), 0.0);
    return c;
}

void Circuit::set_heat(Instant now, std::uint32_t zone, std::int64_t uw) {
    ZoneState& z = zones_[zone];
    if (z.body.heat_uw() == uw) return;
    note_hottest(z, now);
    heat_uw_ += uw - z.body.heat_uw();
    z.highest_uw = std::max(z.highest_uw, uw);
    z.body.set_heat(now, uw);
    look_at(zone, now);
}

void Circuit::set_hot_spot(Instant now, std::uint32_t zone, double kelvins) {
    ZoneState& z = zones_[zone];
    if (z.hot_spot == kelvins) return;
    note_hottest(z, now);
    z.hot_spot = kelvins;
    z.body.review(now);
    update_levels(zone, now);
    look_at(zone, now);
}

void Circuit::set_running(Instant now, PlantDrive drive, bool runs) {
    bool& state = running_[static_cast<std::size_t>(drive)];
    if (state == runs) return;
    state = runs;
    if (drive == PlantDrive::machines) supervisor_.forget();
    recool_all(now);
}

void Circuit::set_lost(Instant now, double share) {
    lost_ = share;
    if (floats_) recool_all(now);
}

void Circuit::set_units_left(Instant now, std::uint32_t zone, double share) {
    if (zones_[zone].left == share) return;
    zones_[zone].left = share;
    recool(zone, now);
}

void Circuit::recool(std::uint32_t zone, Instant now) {
    ZoneState& z = zones_[zone];
    note_hottest(z, now);
    z.body.set_cooling(now, cooling_of(z));
    look_at(zone, now);
}

void Circuit::recool_all(Instant now) {
    for (std::uint32_t z = 0; z < zones_.size(); ++z) recool(z, now);
}

void Circuit::note_hottest(ZoneState& z, Instant now) {
    z.hottest = std::max(z.hottest, z.body.warmest(now) + z.hot_spot);
    z.hottest_air = std::max(z.hottest_air, z.body.warmest(now));
}

// After a change of a zone: that its units have to follow, its levels, its next event.
void Circuit::look_at(std::uint32_t zone, Instant now) {
    ZoneState& z = zones_[zone];
    if (!z.units_stale) {
        z.units_stale = true;
        stale_.push_back(zone);
    }
    surplus_ += z.body.take_surplus();
    const bool rests = z.body.is_at_rest();
    if (rests && z.at_rest && !floats_) return;
    if (rests != z.at_rest) {
        rests ? --restless_ : ++restless_;
        z.at_rest = rests;
    }
    update_levels(zone, now);
    z.next = z.body.next_switch();
    if (z.body.law() == ZoneLaw::held) return;
    z.next = std::min({z.next, z.body.next_above(z.levels.next_up() - z.hot_spot),
                       z.body.next_below(z.levels.next_down() - z.hot_spot)});
}

void Circuit::update_levels(std::uint32_t zone, Instant now) {
    ZoneState& z = zones_[zone];
    const bool was_slow = z.levels.on(first_step_, steps_) > 0;
    std::array<bool, limits> was_above{};
    for (std::size_t l = 0; l < limits; ++l) was_above[l] = z.levels.is_on(l);
    if (!z.levels.update(inlet(zone, now))) return;
    for (std::size_t l = 0; l < limits; ++l) {
        const int change = int{z.levels.is_on(l)} - int{was_above[l]};
        if (change == 0) continue;
        if (above_[l].count() == 0) first_above_[l] = std::min(first_above_[l], now);
        above_[l].change(now, change);
        z.above[l].set(now, z.levels.is_on(l) ? 1 : 0);
        zones_above_[l].add(now, change);
    }
    const bool is_slow = z.levels.on(first_step_, steps_) > 0;
    if (is_slow != was_slow) slowed_.change(now, is_slow ? 1 : -1);
    if (z.changed) return;
    z.changed = true;
    changed_.push_back(zone);
}

std::vector<std::uint32_t> Circuit::take_changed() {
    std::vector<std::uint32_t> changed;
    changed.swap(changed_);
    std::ranges::sort(changed);
    for (const std::uint32_t z : changed) zones_[z].changed = false;
    return changed;
}

double Circuit::speed(std::uint32_t zone) const {
    const auto& steps = kind_ == 0 ? config_.throttle : config_.liquid_throttle;
    const std::size_t on = zones_[zone].levels.on(first_step_, steps_);
    return on == 0 ? 1.0 : steps[on - 1].speed;
}

std::size_t Circuit::fan_band(std::uint32_t zone) const {
    return zones_[zone].levels.on(first_band_, bands_);
}

bool Circuit::is_too_hot(std::uint32_t zone) const {
    return shutdown_ < first_band_ && zones_[zone].levels.is_on(shutdown_);
}

double Circuit::inlet(std::uint32_t zone, Instant now) const {
    return zones_[zone].body.air(now) + zones_[zone].hot_spot;
}

double Circuit::warmest_inlet(Instant now) const {
    double most = -273.15;
    for (std::uint32_t z = 0; z < zones_.size(); ++z) most = std::max(most, inlet(z, now));
    return most;
}

double Circuit::hottest(std::uint32_t zone, Instant now) const {
    const ZoneState& z = zones_[zone];
    return std::max(z.hottest, z.body.warmest(now) + z.hot_spot);
}

double Circuit::hottest_air(std::uint32_t zone, Instant now) const {
    return std::max(zones_[zone].hottest_air, zones_[zone].body.warmest(now));
}

double Circuit::hottest(Instant now) const {
    double most = -273.15;
    for (std::uint32_t z = 0; z < zones_.size(); ++z) most = std::max(most, hottest(z, now));
    return most;
}

ZoneCounts Circuit::read(const ZoneState& z, Instant now) const {
    return {.heat = z.body.total_heat(now),
            .moved = z.body.total_moved(now),
            .air_integral = z.body.air_integral(now),
            .above_recommended = z.above[recommended].total(now),
            .above_allowable = z.above[allowable].total(now)};
}

ZoneCounts Circuit::counts(std::uint32_t zone, Instant now) const {
    const ZoneCounts& before = zones_[zone].before;
    ZoneCounts c = read(zones_[zone], now);
    c.heat -= before.heat;
    c.moved -= before.moved;
    c.air_integral -= before.air_integral;
    c.above_recommended -= before.above_recommended;
    c.above_allowable -= before.above_allowable;
    return c;
}

void Circuit::begin_counting(Instant now, Instant from) {
    meters_.least_headroom_w = PlantMeters{}.least_headroom_w;
    for (std::uint32_t z = 0; z < zones_.size(); ++z) {
        zones_[z].body.review(now);  // what was warmest before is behind
        look_at(z, now);
        zones_[z].hottest = inlet(z, now);
        zones_[z].hottest_air = zones_[z].body.air(now);
        zones_[z].highest_uw = zones_[z].body.heat_uw();
        zones_[z].before = read(zones_[z], from);
    }
}

double Circuit::units_w(std::uint32_t zone) const {
    const ZoneState& z = zones_[zone];
    return plant_ ? z.units.conductance * terminals_.reach.si() : 0.0;
}

std::int64_t Circuit::power_uw(PlantDrive drive) const {
    if (drive == PlantDrive::fans) return meters_.fans.level();
    if (drive == PlantDrive::pumps) return meters_.pumps.level();
    return meters_.compressors.level() + meters_.outdoors.level();
}

void Circuit::act(Instant now) {
    for (std::uint32_t z = 0; z < zones_.size(); ++z) {
        if (zones_[z].next > now) continue;
        note_hottest(zones_[z], now);
        zones_[z].body.review(now);
        look_at(z, now);
    }
    settle(now);
}

// Units follow the heat of their zone; at full flow while it is warmer than it should be.
void Circuit::set_units_power(std::uint32_t zone) {
    ZoneState& z = zones_[zone];
    const double heat =
        z.body.law() == ZoneLaw::held ? static_cast<double>(z.body.heat_uw()) * 1e-6 : z.units.rated_heat;
    const PlantDrive drive = terminals_.are_pumps ? PlantDrive::pumps : PlantDrive::fans;
    const std::int64_t uw = runs(drive) ? uw_of(z.units.power(heat, z.left)) : 0;
    units_uw_ += uw - z.units_uw;
    z.units_uw = uw;
    z.units_stale = false;
}

void Circuit::update_units() {
    for (const std::uint32_t z : stale_) set_units_power(z);
    stale_.clear();
}

// Heat into the water, by zones and by what their units draw.
FlowSum Circuit::flows(Instant now) const {
    FlowSum sum;
    sum.add(static_cast<double>(units_uw_) * 1e-6);
    if (restless_ == 0) {
        sum.add(static_cast<double>(heat_uw_) * 1e-6);
    } else {
        for (const ZoneState& z : zones_) z.body.add_flow(now, sum);
    }
    return sum;
}

// The water as it is now, and what flows into it from now on.
void Circuit::bring_water(Instant now) {
    loop_.advance(now);
    loop_.receive(std::exchange(surplus_, 0.0));
    loop_.set_flow(flows(now));
}

// What comes, and what the water holds beyond the supply, or lacks: within the control delay it is to be
// gone.
double Circuit::heat_to_ask(Instant now, double target) const {
    const double flow = loop_.inflow(now);
    if (!loop_.stores()) return flow;
    return std::max(flow + loop_.stored_at(target, now) / config_.control_delay.si(), 0.0);
}

CoolingDuty Circuit::duty_for(double heat, const Weather& weather, const PlantSituation& situation) const {
    CoolingDuty duty = plant_->respond(Watts::from_si(heat), weather, situation);
    if (lost_ <= 0.0) return duty;
    const Watts left = duty.capacity * (1.0 - lost_);
    if (heat > left.si()) duty = plant_->respond(left, weather, situation);
    duty.capacity = left;
    return duty;
}

// The supply is that of the heat which comes, whatever is asked to bring the water there.  A plant that
// cannot carry it takes what it can.
CoolingDuty Circuit::duty_at(Instant now, const Weather& weather, const PlantSituation& situation) const {
    const double flow = loop_.inflow(now);
    const CoolingDuty steady = duty_for(flow, weather, situation);
    const bool is_overloaded = flow > steady.capacity.si();
    const double heat = is_overloaded ? flow : heat_to_ask(now, steady.supply.degrees());
    if (heat == flow) return steady;
    CoolingDuty duty = duty_for(heat, weather, situation);
    duty.supply = steady.supply;
    return duty;
}

// A machine that has to stand still for a while starts all the same, if the others cannot carry the heat.
CoolingDuty Circuit::ask(Instant now, const Weather& weather) {
    PlantSituation situation = supervisor_.situation(now, out_);
    CoolingDuty duty = duty_at(now, weather, situation);
    if (loop_.inflow(now) > duty.capacity.si() && situation.most_machines != INT_MAX) {
        situation.most_machines = INT_MAX;
        duty = duty_at(now, weather, situation);
    }
    if (duty.rejected > Watts{}) supervisor_.follow(now, duty.stage);
    double capacity = duty.capacity.si();
    if (!supervisor_.is_free(now)) {
        const CoolingDuty free = duty_at(now, weather, {.out = out_, .mode = {}});
        if (free.stage != duty.stage) release_ = supervisor_.release();
        capacity = free.capacity.si();
    }
    meters_.least_headroom_w = std::min(meters_.least_headroom_w, capacity - loop_.inflow(now));
    return duty;
}

bool Circuit::machines_run() const {
    const bool needs_pumps = plant_->units(PlantPart::pumps) > 0;
    return runs(PlantDrive::machines) && (runs(PlantDrive::pumps) || !needs_pumps);
}

// What passes if nothing is stored: zones change with it before the plant is billed.
void Circuit::set_cap(Instant now, double watts) {
    cap_w_ = std::max(watts - static_cast<double>(units_uw_) * 1e-6, 0.0);
    recool_all(now);
    bring_water(now);
}

void Circuit::evaluate(Instant now, const Weather& weather) {
    if (!plant_) return settle(now);
    update_units();
    bring_water(now);
    CoolingDuty duty;
    release_ = kNever;
    if (machines_run()) {
        const PlantSituation any{.out = out_, .mode = {}};
        if (caps()) set_cap(now, duty_for(loop_.inflow(now), weather, any).capacity.si());
        duty = ask(now, weather);
    } else {
        if (caps()) set_cap(now, 0.0);
        duty.supply = Celsius{loop_.target()};
        if (floats_) duty.supply = std::max(plant_->loop_set_point(), weather.dry_bulb);
        if (runs(PlantDrive::pumps)) duty.power.pumps = plant_->respond({}, weather, {}).power.pumps;
    }
    capacity_w_ = duty.capacity.si();
    book(now, duty);
    loop_.set_plant(duty.rejected.si(), capacity_w_, duty.supply.degrees());
    if (!loop_.stores() && seen_ != loop_.target()) {
        seen_ = loop_.target();
        recool_all(now);
    }
    settle(now);
    look_again(now);
}

// While flows change by themselves, what the plant draws follows them.
void Circuit::look_again(Instant now) {
    constexpr double share = 1e-3;  // of the flow
    if (restless_ == 0) return;
    const double delay = config_.control_delay.si();
    const FlowSum sum = flows(now);
    if (std::fabs(sum.at(delay) - sum.at(0.0)) > share * std::max(sum.at(0.0), 1.0))
        release_ = std::min(release_, now + config_.control_delay);
}

void Circuit::book(Instant now, const CoolingDuty& duty) {
    PlantMeters& m = meters_;
    const std::int64_t units_uw = units_uw_;
    m.fans.set(now, uw_of(duty.power.fans.si()) + (terminals_.are_pumps ? 0 : units_uw));
    m.pumps.set(now, uw_of(duty.power.pumps.si()) + (terminals_.are_pumps ? units_uw : 0));
    m.compressors.set(now, uw_of(duty.power.compressors.si()));
    m.outdoors.set(now, uw_of(duty.power.outdoors.si()));
    m.free_cooling.set(now, uw_of(duty.rejected.si() * duty.free_share));
    m.units.set(now, units_uw);
    m.reused.set(now, uw_of(duty.reused.si()));
    m.economizer.set(now, duty.free_share > 0.0 && duty.rejected > Watts{} ? 1 : 0);
    // ASHRAE TC 9.9: dew points of -9 to 15 degC are recommended.
    m.too_dry.set(now, duty.dew_point && duty.dew_point->degrees() < -9.0 ? 1 : 0);
    m.too_humid.set(now, duty.dew_point && duty.dew_point->degrees() > 15.0 ? 1 : 0);
    m.water_kg += m.water_kg_per_s * (now - m.water_since).si();
    m.water_kg_per_s = duty.water.si();
    m.water_since = now;
    ++m.evaluations;
    if (duty.outside_range) ++m.outside_range;
}

// What zones see of the water.
void Circuit::follow_water(Instant now) {
    double seen = seen_;
    if (loop_.is_held()) {
        seen = loop_.target();
    } else {
        const double band = config_.band.si();
        const double away = loop_.supply(now) - seen_;
        if (std::fabs(away) >= leaving * band * (1.0 - 1e-6))
            seen = loop_.target() + band * std::round((loop_.supply(now) - loop_.target()) / band);
    }
    if (seen == seen_) return;
    seen_ = seen;
    recool_all(now);
    bring_water(now);
}

void Circuit::settle(Instant now) {
    if (plant_) {
        bring_water(now);
        follow_water(now);
        const double warmest = water_classes[config_.water_class].warmest;
        meters_.too_warm_water.set(now, kind_ == 1 && loop_.supply(now) > warmest + 1e-6 ? 1 : 0);
    }
    next_ = plant_ ? loop_.next_change(seen_, leaving * config_.band.si()) : kNever;
    if (restless_ == 0) return;
    for (const ZoneState& z : zones_) next_ = std::min(next_, z.next);
}

Int128 Circuit::total_heat(Instant now) const {
    Int128 sum = 0;
    for (const ZoneState& z : zones_) sum += z.body.total_heat(now);
    return sum;
}

Int128 Circuit::total_moved(Instant now) const {
    Int128 sum = 0;
    for (const ZoneState& z : zones_) sum += z.body.total_moved(now);
    return sum;
}

double Circuit::stored(Instant now) const {
    double sum = 0.0;
    for (const ZoneState& z : zones_) sum += z.body.stored(now);
    return sum;
}

}  // namespace datahall

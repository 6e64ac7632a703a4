// All that one plant cools: zones of the floor, their terminal units, the water between, the plant itself.
//
// Zones are coupled by the water alone.  They see its temperature in bands: exactly the plant's supply while
// it holds, else the middle of a band, until the water is three quarters of a band away from it.  What they
// move goes into the water as a closed form, so no heat is lost between them.
//
// Cost: nothing of a zone as long as it and the water are at rest, whatever the weather does; O(zones) for
// each event while some are not.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "datahall/facility.hpp"
#include "datahall/model/cooling.hpp"

#include "sim/build/terminal_row.hpp"
#include "sim/config/cooling_config.hpp"
#include "sim/metrics/meter.hpp"
#include "sim/run/heat/any_time.hpp"
#include "sim/run/heat/plant_meters.hpp"
#include "sim/run/heat/supervisor.hpp"
#include "sim/run/heat/thermal_zone.hpp"
#include "sim/run/heat/water_loop.hpp"
#include "sim/run/heat/zone_levels.hpp"

namespace datahall {

/// Of one zone, since counting began.
struct ZoneCounts {
    Int128 heat = 0, moved = 0;                         // uW ns
    double air_integral = 0.0;                          // degC s
    Int128 above_recommended = 0, above_allowable = 0;  // ns
};

class Circuit {
public:
    /// `kind`: 0 air, 1 liquid.
    Circuit(std::size_t kind, const CoolingConfig& config, const Facility& facility);
    Circuit(const Circuit&) = delete;

    std::size_t size() const { return zones_.size(); }
    bool has_plant() const { return plant_ != nullptr; }

    // Inputs; settle() after them.
    void set_heat(Instant now, std::uint32_t zone, std::int64_t uw);
    /// How much warmer than the zone its hottest rack is, K.
    void set_hot_spot(Instant now, std::uint32_t zone, double kelvins);
    void set_running(Instant now, PlantDrive drive, bool runs);
    /// Forgets when limits were first passed: the first fault comes.
    void watch_from_here() { first_above_.fill(kNever); }
    void set_lost(Instant now, double share);  // of the plant's capacity
    void set_out(Instant now, PlantPart part, int units);
    void set_units_left(Instant now, std::uint32_t zone, double share);  // of its terminal units
    /// Handles what was predicted for `now`.
    void act(Instant now);
    /// The plant answers to heat and weather.
    void evaluate(Instant now, const Weather& weather);
    void settle(Instant now);
    /// The next predicted event; kNever if nothing moves by itself.
    Instant next() const { return next_; }
    /// When the plant may change what it was kept from; kNever if nothing.
    Instant release() const { return release_; }
    /// Zones whose speed, node fans or shutdown have changed since the last call.
    std::vector<std::uint32_t> take_changed();

    // What follows from a zone's inlet.
    double speed(std::uint32_t zone) const;
    std::size_t fan_band(std::uint32_t zone) const;
    bool is_too_hot(std::uint32_t zone) const;
    std::int64_t power_uw(PlantDrive drive) const;

    const ThermalZone& zone(std::uint32_t z) const { return zones_[z].body; }
    std::int64_t highest_heat_uw(std::uint32_t z) const { return zones_[z].highest_uw; }
    /// What a zone's units could move at its set point with the plant's water as designed, W.
    double units_w(std::uint32_t z) const;
    double hot_spot(std::uint32_t zone) const { return zones_[zone].hot_spot; }
    double inlet(std::uint32_t zone, Instant now) const;  // of its hottest rack, degC
    double warmest_inlet(Instant now) const;              // of all zones
    double hottest(Instant now) const;                    // of all since begin_counting()
    double hottest(std::uint32_t zone, Instant now) const;
    double hottest_air(std::uint32_t zone, Instant now) const;  // without its racks' own surplus
    /// Forgets the hottest so far; counts() go on from `from`, before which nothing happens any more.
    void begin_counting(Instant now, Instant from);
    ZoneCounts counts(std::uint32_t zone, Instant now) const;
    /// Limits that every circuit has.
    enum Limit : std::size_t { recommended, allowable, recommended_low, limits };
    bool is_above(std::uint32_t zone, Limit limit) const { return zones_[zone].levels.is_on(limit); }
    /// How long any zone was above it; zones that are.
    const AnyTime& above(Limit limit) const { return above_[limit]; }
    const Meter& zones_above(Limit limit) const { return zones_above_[limit]; }
    /// When a zone was above it for the first time; kNever if none was.
    Instant first_above(Limit limit) const { return first_above_[limit]; }
    const AnyTime& slowed() const { return slowed_; }
    const PlantMeters& meters() const { return meters_; }
    const WaterLoop& loop() const { return loop_; }
    const Supervisor& supervisor() const { return supervisor_; }
    double set_point() const { return set_point_; }
    double capacity_w() const { return capacity_w_; }
    std::int64_t heat_uw() const { return heat_uw_; }
    Int128 total_heat(Instant now) const;
    Int128 total_moved(Instant now) const;
    double stored(Instant now) const;  // in zones, J

private:
    struct ZoneState {
        ZoneState(const ThermalZone& zone, ZoneLevels its_levels)
            : body{zone}, levels{std::move(its_levels)} {}
        ThermalZone body;
        ZoneLevels levels;
        TerminalRow units;
        double weight = 0.0;  // of the plant's design heat
        double left = 1.0;    // share of the units
        double hot_spot = 0.0;
        double hottest = -273.15, hottest_air = -273.15;
        std::int64_t highest_uw = 0;      // heat since begin_counting()
        std::array<Meter, limits> above;  // 1 while above
        ZoneCounts before;                // when counting began
        std::int64_t units_uw = 0;        // electric
        Instant next = kNever;
        bool at_rest = true;
        bool units_stale = true;
        bool changed = false;
    };

    void add_zones(const Facility& facility);
    ZoneCounts read(const ZoneState& z, Instant now) const;
    void add_levels();
    ZoneCooling cooling_of(const ZoneState& z) const;
    void note_hottest(ZoneState& z, Instant now);
    void look_at(std::uint32_t zone, Instant now);
    void recool(std::uint32_t zone, Instant now);
    void recool_all(Instant now);
    void update_levels(std::uint32_t zone, Instant now);
    void update_units();
    void set_units_power(std::uint32_t zone);
    double heat_to_ask(Instant now, double target) const;
    CoolingDuty duty_for(double heat, const Weather& weather, const PlantSituation& situation) const;
    CoolingDuty duty_at(Instant now, const Weather& weather, const PlantSituation& situation) const;
    CoolingDuty ask(Instant now, const Weather& weather);
    bool machines_run() const;
    void set_cap(Instant now, double watts);
    void look_again(Instant now);
    void book(Instant now, const CoolingDuty& duty);
    FlowSum flows(Instant now) const;
    void bring_water(Instant now);
    void follow_water(Instant now);
    bool runs(PlantDrive drive) const { return running_[static_cast<std::size_t>(drive)]; }
    bool units_run() const;
    bool caps() const { return !loop_.stores() && !floats_; }

    std::size_t kind_;
    const CoolingConfig& config_;
    const CoolingPlant* plant_;
    TerminalUnits terminals_;
    double set_point_ = 0.0;
    std::vector<Level> levels_;
    std::size_t first_step_ = limits, steps_ = 0, shutdown_ = 0, first_band_ = 0, bands_ = 0;
    std::vector<ZoneState> zones_;
    WaterLoop loop_;
    bool floats_ = false;
    double surplus_ = 0.0;  // J that zones have moved at once
    double seen_ = 0.0;     // the water's temperature as zones see it
    double cap_w_ = 0.0;    // that passes if nothing is stored
    double capacity_w_ = 0.0;
    Supervisor supervisor_;
    std::array<bool, plant_drives> running_{true, true, true};
    std::array<int, plant_parts> out_{};
    double lost_ = 0.0;
    std::int64_t heat_uw_ = 0;   // into all zones
    std::int64_t units_uw_ = 0;  // electric, of all terminal units
    std::size_t restless_ = 0;   // zones
    PlantMeters meters_;
    std::array<AnyTime, limits> above_;
    std::array<Meter, limits> zones_above_;
    std::array<Instant, limits> first_above_{kNever, kNever, kNever};
    AnyTime slowed_;
    std::vector<std::uint32_t> stale_;  // zones whose units follow at the next evaluation
    std::vector<std::uint32_t> changed_;
    Instant loop_next_ = kNever, next_ = kNever, release_ = kNever;
};

}  // namespace datahall

// Heat from the racks to the outdoors: zones, plants, weather, and the events between them.
//
// Heat follows the power tree at once; the plants answer after the control delay, so that their
// power and the heat that it makes never form a loop within an instant.  Weather changes are
// answered when they come.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "datahall/event_queue.hpp"
#include "datahall/facility.hpp"
#include "datahall/model/cooling.hpp"
#include "datahall/result.hpp"

#include "sim/config/scenario.hpp"
#include "sim/metrics/meter.hpp"
#include "sim/run/zone.hpp"

namespace datahall {

/// What a plant has done, by what its power turned.
struct PlantMeters {
    Meter fans, pumps, compressors, outdoors;
    Meter free_cooling;           // heat moved without compressors
    double water_kg = 0.0;        // up to the last evaluation
    double water_kg_per_s = 0.0;  // since then
    Instant water_since;
    std::uint64_t evaluations = 0;
    std::uint64_t outside_range = 0;  // evaluations with a curve clamped to its range
};

/// Which of two limits a zone is above.
enum class ZoneLevel : std::uint8_t { normal, alarm, outside_class };

class HeatFlow {
public:
    HeatFlow(const ScenarioConfig& scenario, const Facility& facility, EventQueue& queue);
    HeatFlow(const HeatFlow&) = delete;

    void start();
    /// The heat of this instant; posts the plants' answer.
    void set_heat(std::int64_t air_uw, std::int64_t liquid_uw);
    /// The share of a plant's capacity that is left, from now on.
    void set_available(std::size_t z, double share);
    /// Both plants stop, or begin to start again: they work once their restart time is over.
    void stop_plants();
    void restart_plants();
    /// Speed of the devices in a zone over their nominal speed.
    double speed(std::size_t z) const { return loops_[z].speed; }
    /// Nanoseconds with devices slowed down, up to `now`.
    std::int64_t slowed_ns(std::size_t z, Instant now) const;
    /// Power of both plants, changed by control events only.
    std::int64_t plant_uw() const { return plant_uw_; }

    static constexpr std::size_t zones = 2;  // air, liquid
    static const char* zone_name(std::size_t zone) { return zone == 0 ? "air" : "liquid"; }
    const Zone& zone(std::size_t z) const { return loops_[z].zone; }
    const PlantMeters& meters(std::size_t z) const { return loops_[z].meters; }
    /// Supply temperature with what the zone stores, at `now`.
    Celsius temperature(std::size_t z, Instant now) const;
    /// Highest temperature reached at an evaluation, a crossing or a change of heat.
    Celsius hottest(std::size_t z) const { return loops_[z].hottest; }
    void restart_hottest();
    /// Nanoseconds above the alarm limit and above the class, up to `now`.
    std::int64_t above_ns(std::size_t z, ZoneLevel level, Instant now) const;
    double water_kg(Instant now) const;
    bool has_plant(std::size_t z) const { return loops_[z].plant != nullptr; }
    const Weather& weather() const { return weather_; }
    const std::vector<Finding>& findings() const { return findings_; }

    // Handlers.
    void weather_changes();
    void control();
    void cross(std::uint64_t zone);
    void run_plants(std::uint64_t restart);

private:
    struct Loop {
        CoolingPlant* plant = nullptr;
        Zone zone;
        Celsius supply;
        Celsius alarm, limit;
        std::span<const ThrottleStep> steps;
        double available = 1.0;  // of the plant's capacity
        double speed = 1.0;
        Instant speed_since{};
        std::int64_t slowed_ns = 0;
        ZoneLevel level = ZoneLevel::normal;
        Instant level_since{};
        std::array<std::int64_t, 3> above_ns{};
        Celsius hottest{-273.15};
        EventQueue::Id crossing{};
        Instant crossing_at = kNever;
        PlantMeters meters{};
    };

    void evaluate();
    std::int64_t evaluate(Loop& loop);
    void book(Loop& loop, const CoolingDuty& duty);
    void set_meters(PlantMeters& meters, const CoolingDuty& duty) const;
    CoolingDuty duty_for(const Loop& loop, std::int64_t asked_uw) const;
    void watch(std::size_t z);
    Instant next_watched(const Loop& loop) const;
    void update_speed(Loop& loop);
    void update_level(std::size_t z);
    void note_level(const Loop& loop, std::size_t z);
    Utc utc_now() const;

    const ScenarioConfig& scenario_;
    const Facility& facility_;
    EventQueue& queue_;
    std::vector<Loop> loops_;
    Weather weather_;
    std::int64_t plant_uw_ = 0;
    bool control_posted_ = false;
    bool plants_run_ = true;
    std::uint64_t stops_ = 0;
    std::vector<Finding> findings_;
};

}  // namespace datahall

// Heat from the racks to the outdoors: circuits, weather, and the events between them.
//
// Heat follows the power tree at once; the plants answer after the control delay, so that their
// power and the heat that it makes never form a loop within an instant.  Weather changes are
// answered when they come.  What temperatures do by themselves is predicted: one event for each circuit.
//
// With several zones, losses of the power chain heat them by their design heats as of the last answer of the
// plants; what has changed since is in the last zone.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "datahall/event_queue.hpp"
#include "datahall/facility.hpp"
#include "datahall/model/cooling.hpp"
#include "datahall/result.hpp"

#include "sim/config/scenario.hpp"
#include "sim/run/heat/circuit.hpp"
#include "sim/run/timer.hpp"

namespace datahall {

class HeatFlow {
public:
    static constexpr std::size_t circuits = 2;  // air, liquid
    static const char* circuit_name(std::size_t c) { return c == 0 ? "air" : "liquid"; }

    HeatFlow(const ScenarioConfig& scenario, const Facility& facility, EventQueue& queue);
    HeatFlow(const HeatFlow&) = delete;

    void start();

    // Inputs of an instant; settle() after them.
    void set_rack_heat(std::uint32_t zone, std::int64_t air_uw, std::int64_t liquid_uw);
    void set_losses(std::int64_t uw);
    /// A hotter one counts at once, a cooler one from the plants' next answer on: within an instant controls
    /// only tighten.
    void set_hot_spot(std::uint32_t zone, double kelvins);
    /// Posts the plants' answer if any heat has changed, and what circuits predict.
    void settle();

    /// The share of a plant's capacity that is lost, from now on.
    void set_lost(std::size_t c, double share);
    void set_out(std::size_t c, PlantPart part, int units);
    /// The share of each zone's terminal units that is left.
    void set_units_left(std::size_t c, std::span<const double> shares);
    /// The first fault comes: limits passed before do not count as its work.
    void watch_from_here();
    /// A drive of both plants stops, or begins to start again: it works once its restart time is over.
    void stop_drive(PlantDrive drive);
    void restart_drive(PlantDrive drive);
    /// Power of both plants by drive, changed by control events only.
    std::int64_t plant_uw(PlantDrive drive) const;
    std::int64_t plant_uw() const;

    const Circuit& circuit(std::size_t c) const { return circuits_[c]; }
    /// Speed of the devices of a zone over their nominal speed; `wet`: they have cold plates.
    double speed(std::uint32_t zone, bool wet) const;
    /// Power of a zone's nodes over that in cool air.
    double node_fans(std::uint32_t zone) const;
    /// Zones whose speed or node fans may have changed since the last call.
    std::vector<std::uint32_t> take_changed(std::size_t c);
    /// Zones whose nodes have to switch off (true), or may come back, since the last call.
    struct Switch {
        std::uint32_t zone;
        bool off;
    };
    std::vector<Switch> take_switched();
    void begin_counting(Instant from);
    double water_kg(Instant now) const;
    const Weather& weather() const { return weather_; }
    const std::vector<Finding>& findings() const { return findings_; }

    // Handlers.
    void weather_changes();
    void control();
    void act(std::uint64_t circuit);
    void release(std::uint64_t);
    void run_drive(std::uint64_t drive);
    void switch_off(std::uint64_t zone);

private:
    struct Restart {
        std::uint64_t stops = 0;
        bool runs = true;
    };

    void evaluate();
    void spread_losses();
    void cool_spots();
    void set_air(std::uint32_t zone);
    void post_control();
    void watch(std::size_t c);
    void note_changes(std::size_t c);
    void note_level(std::size_t c, std::uint32_t zone, bool outside);
    void note_shutdown(std::uint32_t zone);
    void follow_shutdown(std::uint32_t zone);
    Seconds restart_time(PlantDrive drive) const;

    const ScenarioConfig& scenario_;
    const Facility& facility_;
    EventQueue& queue_;
    std::array<Circuit, circuits> circuits_;
    std::array<Timer, circuits> next_;
    Timer next_release_;
    Weather weather_;
    std::vector<std::int64_t> rack_uw_, loss_uw_;  // to air, by zone
    std::vector<double> loss_share_;               // by zone
    std::vector<double> hot_spots_;                // by zone, as last set
    bool has_cooler_spots_ = false;
    std::int64_t losses_uw_ = 0;
    bool control_posted_ = false, heat_changed_ = false;
    std::array<Restart, plant_drives> drives_;
    std::vector<std::vector<std::uint8_t>> noted_;  // level that a finding was noted of, by circuit and zone
    std::vector<std::uint8_t> hot_, off_;           // by zone
    std::vector<std::uint32_t> onsets_;             // of being too hot, by zone
    std::vector<std::vector<std::uint32_t>> changed_;  // by circuit, for World
    std::vector<Switch> switched_;
    std::vector<Finding> findings_;
};

}  // namespace datahall

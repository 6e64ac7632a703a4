// Batteries behind buses, in a run: what each does while feeds are lost, and after they are back.
//
//   full -> discharging: no feed; predicted: low, empty -> empty: the bus is dead without a feed
//   discharging -> walking in: a feed is back and takes the load over in equal steps -> charging -> full
//   empty -> charging, at once; a loss in between goes back to discharging with the charge that there is
//
// A bus takes over without a gap, as double conversion does.  Charging adds its power to the bus's output, so
// that losses and feeds carry it.  The state of charge decides when it is empty; the energy that goes in and
// out is metered on the bus's side (power_flow.hpp), so what a battery loses is the rest of that account.
// Cost: O(1) for a change of a bus's load, and a predicted event.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/run/power/battery.hpp"
#include "sim/run/power/power_parts.hpp"
#include "sim/run/timer.hpp"

namespace datahall {

class Stores {
public:
    explicit Stores(const PowerParts& parts);
    Stores(const Stores&) = delete;

    /// The load of a bus has changed, or whether it is fed.
    void look_at(std::uint32_t element);

    /// A store that is out rests, and carries nothing, whatever its bus does.  REQUIRES: has(element).
    void set_out(std::uint32_t element, bool is_out);
    bool has(std::uint32_t element) const { return store_of_[element] != no_index; }
    /// Charged, and its bus on its feeds.
    bool is_full(std::uint32_t element) const { return stores_[store_of_[element]].state == State::full; }

    struct Report {
        std::uint32_t element = 0;
        double state = 1.0;   // of charge, at the end
        double lowest = 1.0;  // that it has come down to
        std::uint64_t discharges = 0;
        std::int64_t on_store_ns = 0;  // without a feed
    };
    std::vector<Report> reports(Instant now) const;

    // Handlers, by store.
    void run_low(std::uint64_t index);
    void run_empty(std::uint64_t index);
    void step(std::uint64_t index);
    void fill(std::uint64_t index);

private:
    enum class State : std::uint8_t { full, discharging, empty, walking_in, charging };
    struct Store {
        explicit Store(BatteryCurve c) : curve{std::move(c)}, battery{curve} {}

        std::uint32_t element = 0;
        BatteryCurve curve;
        Battery battery;  // looks at the curve, so a store stays where it is
        State state = State::full;
        bool is_out = false;
        std::uint32_t steps = 1;  // of the walk-in
        std::int64_t step_ns = 0;
        std::uint32_t taken = 0;  // steps that the feeds have taken over
        std::int64_t charge_uw = 0;
        double lowest = 1.0;
        std::uint64_t discharges = 0;
        std::int64_t on_store_ns = 0;
        Instant since{};
        Timer low, empty, next;
    };

    void add(std::uint32_t element);
    void rest(Store& store);
    void discharge(std::size_t index);
    void watch_charge(std::size_t index);
    void begin_discharge(Store& store);
    void begin_walk_in(std::size_t index);
    void begin_charge(std::size_t index);
    void leave_discharge(Store& store);

    PowerParts p_;
    std::vector<Store> stores_;
    std::vector<std::uint32_t> store_of_;  // by element; no_index: none
};

}  // namespace datahall

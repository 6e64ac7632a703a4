// The power tree in motion: loads at the racks, losses on the way up, exact energy everywhere.
//
// Powers are integer microwatts.  A change marks the buses above it; settle() walks from the racks
// to the grid, so each bus is recomputed once an instant.  Nothing drifts: a bus's output is the
// integer sum of what it feeds, its loss a function of that output alone.
//
// Cost: O(levels) for each rack that changed.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "datahall/facility.hpp"

#include "sim/metrics/meter.hpp"

namespace datahall {

class PowerFlow {
public:
    explicit PowerFlow(const Facility& facility);

    /// Adds to the load of a rack: servers, switches and other equipment.
    void change_rack(std::uint32_t rack, std::int64_t change_uw);
    /// Sets the load of the cooling plants.
    void set_mechanical(std::int64_t uw);
    bool is_dirty() const { return dirty_; }
    /// Brings every bus and meter up to date.
    void settle(Instant now);

    /// What the utility meter reads.
    const Meter& utility() const { return utility_; }
    /// Load of all racks: the IT power.
    const Meter& it() const { return it_; }
    const Meter& mechanical() const { return mechanical_; }
    const Meter& other() const { return other_; }
    /// Losses of one level of the chain.
    const Meter& losses(std::size_t level) const { return losses_[level]; }
    std::size_t levels() const { return losses_.size(); }
    /// Output of a bus.
    const Meter& output(std::uint32_t element) const { return elements_[element].output; }
    /// The part of all losses that heats the hall's air.
    std::int64_t heat_to_hall_uw() const { return heat_uw_; }
    /// The same, metered.
    const Meter& hall_heat() const { return hall_heat_; }
    std::int64_t total_loss_uw() const;
    std::int64_t rack_uw(std::uint32_t rack) const { return racks_[rack]; }

    /// Forgets all highest levels so far.
    void restart_highest();

    /// The utility power recomputed from the racks up, without any of the incremental state.
    std::int64_t recomputed_utility_uw() const;

private:
    struct Bus {
        std::int64_t children_uw = 0;
        std::int64_t input_uw = 0;
        std::int64_t loss_uw = 0;
        std::int64_t heat_uw = 0;
        Meter output;
        bool dirty = false;
    };

    void change_bus(std::uint32_t element, std::int64_t change_uw);
    void settle_bus(std::uint32_t element, Instant now);
    std::int64_t bus_input_uw(std::uint32_t element, std::int64_t output_uw, std::int64_t& loss) const;

    const Facility& facility_;
    std::vector<Bus> elements_;
    std::vector<std::vector<std::uint32_t>> dirty_at_;  // by level
    std::vector<std::int64_t> level_loss_uw_;
    std::vector<Meter> losses_;
    std::vector<std::int64_t> racks_;
    std::int64_t it_uw_ = 0;
    std::int64_t mechanical_uw_ = 0;
    std::int64_t roots_uw_ = 0;  // at the utility meter
    std::int64_t heat_uw_ = 0;
    Meter utility_, it_, mechanical_, other_, hall_heat_;
    bool dirty_ = true;
};

}  // namespace datahall

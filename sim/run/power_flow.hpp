// The power chain in motion: loads at the racks, losses on the way up, exact energy everywhere.
//
// Powers are integer microwatts.  A change marks the buses above it; settle() walks from the racks
// to the grid, so each bus is recomputed once an instant.  Nothing drifts: a bus's output is the
// integer sum of what it feeds, its loss a function of that output and of its units alone.
//
// What has several feeds loads those that are live by their weights; the parts sum to the load exactly.  A
// bus is live while a unit of it is in and it is fed: by a live feed, or by a source of its own.  What no
// feed reaches is unfed: its load goes nowhere until it is taken away.
//
// Cost: O(ancestors) for each rack that changed; O(elements + racks) when what is live has changed.
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
    /// Units of a bus that are in; none: it is dead.
    void set_units(std::uint32_t element, std::uint32_t units);
    bool is_dirty() const { return dirty_; }
    /// Brings every bus and meter up to date.
    void settle(Instant now);

    /// What the utility meter reads.
    const Meter& utility() const { return utility_; }
    /// Load of all racks: the IT power.
    const Meter& it() const { return it_; }
    const Meter& mechanical() const { return mechanical_; }
    const Meter& other() const { return other_; }
    /// Load that nothing feeds.
    const Meter& unfed() const { return unfed_; }
    /// Losses of one level of the chain.
    const Meter& losses(std::size_t level) const { return losses_[level]; }
    std::size_t levels() const { return losses_.size(); }
    /// Output of a bus.
    const Meter& output(std::uint32_t element) const { return elements_[element].output; }
    /// What an output of a bus would make it lose, with the units that are in.
    std::int64_t loss_at_uw(std::uint32_t element, std::int64_t output_uw) const;
    /// The part of a load that it draws through each of its feeds, in their order.
    void split(const FeedSpan& feeds, std::int64_t uw, std::span<std::int64_t> parts) const;

    // As of the last settle().
    bool is_live(std::uint32_t element) const { return elements_[element].live; }
    bool is_rack_fed(std::uint32_t rack) const;

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
        std::int64_t unfed_uw = 0;  // of its output, while it is dead
        Meter output;
        LossRow loss;  // of the units that are in
        bool live = true;
        bool dirty = false;
    };

    bool feeds_power(std::uint32_t from) const { return from == no_index || elements_[from].live; }
    void draw(const FeedSpan& feeds, std::int64_t from_uw, std::int64_t to_uw);
    void redraw(const FeedSpan& feeds, std::int64_t uw);
    void change_bus(std::uint32_t element, std::int64_t change_uw);
    void mark(std::uint32_t element);
    void settle_live();
    void settle_bus(std::uint32_t element, Instant now);

    const Facility& facility_;
    std::vector<Bus> elements_;
    std::vector<std::uint32_t> units_;                  // that are in, by element
    std::vector<std::int64_t> drawn_uw_;                // by feed
    std::vector<std::vector<std::uint32_t>> dirty_at_;  // by depth
    std::vector<std::int64_t> level_loss_uw_;
    std::vector<Meter> losses_;
    std::vector<std::int64_t> racks_;
    std::int64_t it_uw_ = 0;
    std::int64_t mechanical_uw_ = 0;
    std::int64_t roots_uw_ = 0;  // at the utility meter
    std::int64_t unfed_uw_ = 0;
    std::int64_t heat_uw_ = 0;
    Meter utility_, it_, mechanical_, other_, hall_heat_, unfed_;
    bool dirty_ = true;
    bool live_changed_ = false;
};

}  // namespace datahall

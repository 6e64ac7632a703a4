// What handles name: slots with generations.
//
// Dense arrays, 12 bytes a slot, so that telling a dead entry from a live one reads four bytes.  Events that
// nobody can cancel have no slot.
//
// Invariants
//   1. A slot's generation moves on when its event is gone, so an old Id never matches again.
//   2. A slot whose 2^32 generations are used up is retired.
//   3. Slots that trim() gave back return with later generations.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "datahall/event_queue.hpp"

#include "sim/kernel/event_entry.hpp"

namespace datahall {

class SlotTable {
public:
    /// `period_ns` 0: one shot.
    EventQueue::Id take(std::uint64_t arg, std::int64_t period_ns);
    /// The Id goes stale.
    void release(std::uint32_t slot);

    bool is_live(EventQueue::Id id) const {
        return id.slot < generations_.size() && generations_[id.slot] == id.generation;
    }
    /// REQUIRES: the entry has a handle.
    bool is_dead(const EventEntry& entry) const { return generations_[entry.slot()] != entry.generation(); }

    EventQueue::Id id_of(std::uint32_t slot) const { return {slot, generations_[slot]}; }
    std::uint64_t arg(std::uint32_t slot) const { return args_[slot]; }
    std::int64_t period_ns(std::uint32_t slot) const { return slot < periods_.size() ? periods_[slot] : 0; }

    void reserve(std::size_t slots);
    /// Gives memory back.  REQUIRES: no entry anywhere names a free slot.
    void trim();
    std::size_t size() const { return generations_.size(); }
    std::size_t in_use() const { return in_use_; }
    std::size_t bytes() const;

private:
    friend struct EventQueueProbe;  // tests: presets generations

    static constexpr std::uint32_t none = UINT32_MAX;
    static constexpr std::uint32_t retired = UINT32_MAX;  // a generation

    std::uint32_t add_slot();

    std::vector<std::uint32_t> generations_;
    std::vector<std::uint64_t> args_;    // of a free slot: the next free one
    std::vector<std::int64_t> periods_;  // as long as the last slot that had a period needs
    std::uint32_t free_ = none;
    std::uint32_t first_generation_ = 1;  // of slots to come
    std::size_t in_use_ = 0;
};

}  // namespace datahall

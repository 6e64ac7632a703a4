// What handles name: slots with generations.
//
// Twelve bytes a slot in one array, so that an event with a handle costs one more cache line, and an event
// that nobody can cancel none.
//
// Invariants
//   1. A slot's generation moves on when its event is gone, so an old Id never matches again.
//   2. A slot whose 2^32 generations are used up is retired.
//   3. Slots that trim() gave back return with later generations.
//
// The array grows by realloc(), which moves the pages of a large one instead of copying them, and what lies
// beyond the last slot is never touched: it takes addresses, not memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "datahall/event_queue.hpp"

#include "sim/kernel/event_entry.hpp"

namespace datahall {

class SlotTable {
public:
    SlotTable() = default;
    ~SlotTable() { std::free(slots_); }
    SlotTable(const SlotTable&) = delete;
    SlotTable& operator=(const SlotTable&) = delete;

    /// Of the slot given back last, if any is free.
    EventQueue::Id take(std::uint64_t arg) {
        const std::uint32_t slot = free_ == none ? add_slot() : free_;
        Slot& s = slots_[slot];
        if (slot == free_) free_ = s.arg_low;
        s.arg_low = static_cast<std::uint32_t>(arg);
        s.arg_high = static_cast<std::uint32_t>(arg >> 32);
        return {slot, s.generation};
    }
    /// The Id goes stale.
    void release(std::uint32_t slot) {
        Slot& s = slots_[slot];
        if (++s.generation == retired) return;  // never used again, rather than repeat an old Id
        s.arg_low = free_;
        free_ = slot;
    }

    bool is_live(EventQueue::Id id) const {
        return id.slot < size() && slots_[id.slot].generation == id.generation;
    }
    /// REQUIRES: the entry has a handle.
    bool is_dead(const EventEntry& entry) const {
        return slots_[entry.slot()].generation != entry.generation();
    }
    std::uint64_t arg(std::uint32_t slot) const {
        return slots_[slot].arg_low | std::uint64_t{slots_[slot].arg_high} << 32;
    }
    /// Asks the cache for the slot that the entry names, if it does.
    [[gnu::always_inline]] void prefetch(const EventEntry& entry) const {
        __builtin_prefetch(slots_ + (entry.has_handle() ? entry.slot() : 0));
    }

    void reserve(std::size_t slots) {
        if (slots > capacity_) allocate(slots);
    }
    /// Gives memory back.  REQUIRES: no entry anywhere names a free slot.
    void trim();
    std::size_t size() const { return size_; }
    /// Touched.
    std::size_t bytes() const { return size_ * sizeof(Slot); }

private:
    friend struct EventQueueProbe;  // tests: presets generations

    struct Slot {
        std::uint32_t generation;
        std::uint32_t arg_low;  // of a free slot: the next free one
        std::uint32_t arg_high;
    };
    static constexpr std::uint32_t none = UINT32_MAX;
    static constexpr std::uint32_t retired = UINT32_MAX;  // a generation

    std::uint32_t add_slot();
    void allocate(std::size_t slots);

    Slot* slots_ = nullptr;
    std::size_t capacity_ = 0;
    std::uint32_t size_ = 0;
    std::uint32_t free_ = none;
    std::uint32_t first_generation_ = 1;  // of slots to come
};

}  // namespace datahall

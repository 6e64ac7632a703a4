// The second queue: a 4-ary implicit heap of (time, sequence) over a slab of slots.
//
// It shares no code with the ladder, so that equal firing sequences mean that both are right.  It has no load
// that it is bad at, and none that it is best at.
//
// Invariants
//   1. heap: no key is smaller than its parent; children of i are 4 i + 1 .. 4 i + 4.
//   2. A key is live if its slot's sequence equals its own, else dead.  A slot has at most one live
//      key; a slot in use without one is parked at kNever.
//   3. A free slot has sequence 0 and a generation that no Id ever had.
//   4. keys = pending + dead.
//
// Cost: push and pop O(log4 n), cancel O(1) amortized; 20 B a key and 48 B a slot.  The dead are
// dropped when they surface, and all at once when they outnumber max(4096, live).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "datahall/event_queue.hpp"

namespace datahall {

class HeapStore {
public:
    void push(Instant when, const EventHandler* handler, void* target, std::uint64_t arg);
    EventQueue::Id push_handle(Instant when, const EventCall& call, std::int64_t period_ns);
    bool cancel(EventQueue::Id id);
    bool is_live(EventQueue::Id id) const;
    /// REQUIRES: is_live(id).
    EventQueue::Id reschedule(EventQueue::Id id, Instant when, const EventCall& call);

    /// Time of the next event, kNever if there is none.
    Instant first();
    /// Takes the next event out; a periodic one is already back in for its next time.
    /// REQUIRES: first() < kNever, called since the last change.
    EventCall pop();

    std::size_t pending() const { return static_cast<std::size_t>(counts_.pending); }
    std::uint64_t fired() const { return counts_.fired; }
    /// Events that wait at `time`.
    std::size_t count_at(Instant time) const;

    void reserve(std::size_t events);
    void trim();
    QueueStats stats() const;
    /// Throws std::logic_error with the number of the broken invariant.
    void check() const;

private:
    friend struct EventQueueProbe;  // tests: presets generations

    struct Key {
        std::int64_t time;
        std::uint64_t sequence;
    };
    struct Slot {
        EventCall call;              // of a free slot: arg links to the next free one
        std::uint64_t sequence = 0;  // of its live key; 0 = none
        std::int64_t period = 0;     // ns; 0 = one shot
        std::uint32_t generation = 1;
        bool in_use = false;
    };
    static constexpr std::uint32_t no_slot = UINT32_MAX;
    static constexpr std::uint32_t retired = UINT32_MAX;  // a generation

    static bool before(const Key& a, const Key& b);
    bool is_dead(std::size_t i) const { return slots_[slot_of_[i]].sequence != keys_[i].sequence; }
    std::uint32_t take_slot(const EventCall& call, std::int64_t period_ns);
    void release(std::uint32_t slot);
    void enqueue(Instant when, std::uint32_t slot);
    void remove_top();
    void sift_up(std::size_t hole, std::size_t top, Key key, std::uint32_t slot);
    void sift_down(std::size_t hole, Key key, std::uint32_t slot);
    void compact();

    std::vector<Key> keys_;               // the heap
    std::vector<std::uint32_t> slot_of_;  // of each key, moved along with it
    std::vector<Slot> slots_;
    std::uint32_t free_ = no_slot;
    std::uint32_t first_generation_ = 1;  // of slots to come; see trim()
    std::uint64_t next_sequence_ = 1;
    QueueStats counts_;
};

}  // namespace datahall

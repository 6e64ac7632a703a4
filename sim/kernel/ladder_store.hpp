// What waits in an EventQueue: the ladder, and slots for the events that have a handle.
//
// Invariants
//   1. An event with a handle is live while its slot has the generation that its entry carries.
//   2. scheduled = fired + cancelled + pending + parked.
//
// Cost: push and pop O(1) amortized, cancel O(1); 33 B an event and 12 B a handle.  The dead are dropped
// where entries move anyway, and all at once when they outnumber max(4096, live).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "datahall/event_queue.hpp"

#include "sim/kernel/ladder.hpp"
#include "sim/kernel/slot_table.hpp"

namespace datahall {

class LadderStore {
public:
    LadderStore() : ladder_{slots_} {}

    void push(Instant when, const EventHandler* handler, void* target, std::uint64_t arg) {
        if (when == kNever) [[unlikely]]
            return;
        ++scheduled_;
        ladder_.push({when.ns, handler, reinterpret_cast<std::uintptr_t>(target), arg});
    }
    EventQueue::Id push_handle(Instant when, const EventCall& call, std::int64_t period_ns);
    bool cancel(EventQueue::Id id);
    bool is_live(EventQueue::Id id) const { return slots_.is_live(id); }
    /// REQUIRES: is_live(id).
    EventQueue::Id reschedule(EventQueue::Id id, Instant when, const EventCall& call);

    /// Time of the next event, kNever if there is none.
    Instant first() { return {ladder_.first()}; }
    /// Takes the next event out; a periodic one is already back in for its next time.
    /// REQUIRES: first() < kNever, called since the last change.
    EventCall pop() {
        const EventEntry& entry = ladder_.pop();
        ++fired_;
        if (!entry.has_handle()) return {entry.handler, entry.object(), entry.arg};
        const std::uint32_t slot = entry.slot();
        const EventCall call{entry.handler, entry.object(), slots_.arg(slot)};
        if (period_of(slot) == 0) {
            slots_.release(slot);
        } else {
            repeat(entry);
        }
        return call;
    }

    std::size_t pending() const {
        return static_cast<std::size_t>(scheduled_ - fired_ - cancelled_ - parked_);
    }
    std::uint64_t fired() const { return fired_; }
    /// Events that wait at `time`, if nothing earlier does.
    std::size_t count_at(Instant time) const { return ladder_.count_at(time.ns); }

    void reserve(std::size_t events);
    void trim();
    QueueStats stats() const;
    const LadderWork& work() const { return ladder_.work(); }
    /// Throws std::logic_error with the number of the broken invariant.
    void check() const;

private:
    friend struct EventQueueProbe;  // tests

    std::int64_t period_of(std::uint32_t slot) const {
        return slot < periodic_slots_ ? periods_.data()[slot] : 0;
    }
    void set_period(std::uint32_t slot, std::int64_t ns);
    void repeat(const EventEntry& entry);
    void enqueue(const EventEntry& entry);
    void park(std::uint32_t slot);
    bool unpark(std::uint32_t slot);
    void forget(std::uint32_t slot);

    SlotTable slots_;
    Ladder ladder_;
    std::uint64_t scheduled_ = 0;
    std::uint64_t fired_ = 0;
    std::uint64_t cancelled_ = 0;
    std::uint64_t parked_ = 0;
    std::uint64_t compactions_ = 0;
    // By slot, as far as the last one that ever had one needs: few events are periodic, and few are parked.
    std::uint32_t periodic_slots_ = 0;
    std::vector<std::int64_t> periods_;  // ns; 0: one shot
    std::vector<bool> is_parked_;        // its event has no entry
};

}  // namespace datahall

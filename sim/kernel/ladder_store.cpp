// Events with a handle: made, cancelled, moved, fired.
#include "sim/kernel/ladder_store.hpp"

#include <algorithm>
#include <stdexcept>

namespace datahall {

EventQueue::Id LadderStore::push_handle(Instant when, const EventCall& call, std::int64_t period_ns) {
    ++scheduled_;
    const EventQueue::Id id = slots_.take(call.arg);
    if (period_ns != 0 || id.slot < periodic_slots_) set_period(id.slot, period_ns);
    enqueue({when.ns, call.handler, reinterpret_cast<std::uintptr_t>(call.target) | EventEntry::handle_bit,
             id.slot | std::uint64_t{id.generation} << 32});
    return id;
}

void LadderStore::set_period(std::uint32_t slot, std::int64_t ns) {
    if (slot >= periodic_slots_) {
        periodic_slots_ = slot + 1;
        periods_.resize(periodic_slots_);
    }
    periods_[slot] = ns;
}

// Into the ladder, or parked: a slot without an entry.
void LadderStore::enqueue(const EventEntry& entry) {
    if (entry.time == kNever.ns) return park(entry.slot());
    ladder_.push(entry);
}

void LadderStore::park(std::uint32_t slot) {
    if (slot >= is_parked_.size()) is_parked_.resize(slots_.size());
    is_parked_[slot] = true;
    ++parked_;
}

// False if it was not parked.
bool LadderStore::unpark(std::uint32_t slot) {
    if (slot >= is_parked_.size() || !is_parked_[slot]) return false;
    is_parked_[slot] = false;
    --parked_;
    return true;
}

// The event of a slot will not run: its entry is dead from now on.
void LadderStore::forget(std::uint32_t slot) {
    ++cancelled_;
    slots_.release(slot);
    if (parked_ != 0 && unpark(slot)) return;
    ladder_.note_dead();
    if (ladder_.dead() <= 4096 || ladder_.dead() <= pending()) return;
    ladder_.compact();
    ++compactions_;
}

bool LadderStore::cancel(EventQueue::Id id) {
    if (!is_live(id)) return false;
    forget(id.slot);
    return true;
}

EventQueue::Id LadderStore::reschedule(EventQueue::Id id, Instant when, const EventCall& call) {
    const std::int64_t period = period_of(id.slot);
    forget(id.slot);
    return push_handle(when, call, period);  // the slot just freed, unless its generations are used up
}

void LadderStore::repeat(const EventEntry& entry) {
    ++scheduled_;
    EventEntry next = entry;  // pushing may move the run that the entry lies in
    next.time = add_sat(Instant{entry.time}, period_of(entry.slot())).ns;  // integers: no drift
    enqueue(next);
}

void LadderStore::reserve(std::size_t events) {
    ladder_.reserve(events);
    slots_.reserve(events);
}

void LadderStore::trim() {
    ladder_.compact();
    ladder_.trim();
    slots_.trim();
    is_parked_.resize(std::min(is_parked_.size(), slots_.size()));
    is_parked_.shrink_to_fit();
    periods_.resize(std::min(periods_.size(), slots_.size()));
    periods_.shrink_to_fit();
    periodic_slots_ = static_cast<std::uint32_t>(periods_.size());
}

QueueStats LadderStore::stats() const {
    QueueStats s;
    s.scheduled = scheduled_;
    s.fired = fired_;
    s.cancelled = cancelled_;
    s.pending = pending();
    s.parked = parked_;
    s.dead = ladder_.dead();
    s.compactions = compactions_;
    s.bytes = sizeof *this - sizeof ladder_ + ladder_.bytes() + slots_.bytes() +
              periods_.capacity() * sizeof(std::int64_t) + is_parked_.capacity() / 8;
    return s;
}

void LadderStore::check() const {
    ladder_.check(pending());
    if (scheduled_ != fired_ + cancelled_ + pending() + parked_) {
        throw std::logic_error{"LadderStore: invariant 2, scheduled = fired + cancelled + pending + parked"};
    }
}

}  // namespace datahall

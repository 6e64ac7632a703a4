// Events with a handle: made, cancelled, moved, fired.
#include "sim/kernel/ladder_store.hpp"

#include <algorithm>
#include <stdexcept>

namespace datahall {

EventQueue::Id LadderStore::push_handle(Instant when, const EventCall& call, std::int64_t period_ns) {
    ++scheduled_;
    const EventQueue::Id id = slots_.take(call.arg, period_ns);
    if (id.slot >= is_parked_.size()) is_parked_.resize(slots_.size());
    enqueue({when.ns, call.handler, reinterpret_cast<std::uintptr_t>(call.target) | EventEntry::handle_bit,
             id.slot | std::uint64_t{id.generation} << 32});
    return id;
}

// Into the ladder, or parked: a slot without an entry.
void LadderStore::enqueue(EventEntry entry) {
    const bool parks = entry.time == kNever.ns;
    is_parked_[entry.slot()] = parks;
    if (parks) {
        ++parked_;
    } else {
        ladder_.push(entry);
    }
}

// The event of a slot will not run: its entry is dead from now on.
void LadderStore::forget(std::uint32_t slot) {
    ++cancelled_;
    slots_.release(slot);
    if (is_parked_[slot]) {
        --parked_;
        return;
    }
    ladder_.note_dead();
    if (ladder_.dead() <= std::max<std::size_t>(4096, pending())) return;
    ladder_.compact();
    ++compactions_;
}

bool LadderStore::cancel(EventQueue::Id id) {
    if (!is_live(id)) return false;
    forget(id.slot);
    return true;
}

EventQueue::Id LadderStore::reschedule(EventQueue::Id id, Instant when, const EventCall& call) {
    const std::int64_t period = slots_.period_ns(id.slot);
    forget(id.slot);
    return push_handle(when, call, period);  // the slot just freed, unless its generations are used up
}

EventCall LadderStore::resolve(EventEntry entry) {
    const std::uint32_t slot = entry.slot();
    const EventCall call{entry.handler, entry.object(), slots_.arg(slot)};
    const std::int64_t period = slots_.period_ns(slot);
    if (period == 0) {
        slots_.release(slot);
        return call;
    }
    ++scheduled_;
    entry.time = add_sat(Instant{entry.time}, period).ns;  // integers: no drift
    enqueue(entry);
    return call;
}

void LadderStore::reserve(std::size_t events) {
    ladder_.reserve(events);
    slots_.reserve(events);
    is_parked_.reserve(events);
}

void LadderStore::trim() {
    ladder_.compact();
    ladder_.trim();
    slots_.trim();
    is_parked_.resize(slots_.size());
    is_parked_.shrink_to_fit();
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
    s.bytes = sizeof *this - sizeof ladder_ + ladder_.bytes() + slots_.bytes() + is_parked_.capacity() / 8;
    return s;
}

void LadderStore::check() const {
    ladder_.check(pending());
    if (scheduled_ != fired_ + cancelled_ + pending() + parked_) {
        throw std::logic_error{"LadderStore: invariant 2, scheduled = fired + cancelled + pending + parked"};
    }
}

}  // namespace datahall

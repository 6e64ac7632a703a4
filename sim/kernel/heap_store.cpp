// The 4-ary heap that the ladder is compared with.
#include "sim/kernel/heap_store.hpp"

#include <algorithm>
#include <stdexcept>

namespace datahall {

// Times are never negative, so (time, sequence) compares as one unsigned 128-bit number: two
// instructions without a branch that a heap of random times would mispredict.
bool HeapStore::before(const Key& a, const Key& b) {
    __extension__ using Wide = unsigned __int128;
    const auto wide = [](const Key& k) {
        return static_cast<Wide>(static_cast<std::uint64_t>(k.time)) << 64 | k.sequence;
    };
    return wide(a) < wide(b);
}

void HeapStore::push(Instant when, const EventHandler* handler, void* target, std::uint64_t arg) {
    if (when == kNever) return;
    ++counts_.scheduled;
    enqueue(when, take_slot({handler, target, arg}, 0));
}

EventQueue::Id HeapStore::push_handle(Instant when, const EventCall& call, std::int64_t period_ns) {
    ++counts_.scheduled;
    const std::uint32_t slot = take_slot(call, period_ns);
    enqueue(when, slot);
    return {slot, slots_[slot].generation};
}

bool HeapStore::is_live(EventQueue::Id id) const {
    return id.slot < slots_.size() && slots_[id.slot].in_use && slots_[id.slot].generation == id.generation;
}

bool HeapStore::cancel(EventQueue::Id id) {
    if (!is_live(id)) return false;
    --(slots_[id.slot].sequence != 0 ? counts_.pending : counts_.parked);
    ++counts_.cancelled;
    release(id.slot);
    if (keys_.size() - pending() > std::max<std::size_t>(4096, pending())) compact();
    return true;
}

EventQueue::Id HeapStore::reschedule(EventQueue::Id id, Instant when, const EventCall& call) {
    const std::int64_t period = slots_[id.slot].period;
    cancel(id);
    return push_handle(when, call, period);  // the slot just freed, unless its generations are used up
}

std::uint32_t HeapStore::take_slot(const EventCall& call, std::int64_t period_ns) {
    std::uint32_t slot = free_;
    if (slot == no_slot) {
        if (slots_.size() >= no_slot) throw std::length_error{"EventQueue: 2^32 - 1 events pending"};
        slot = static_cast<std::uint32_t>(slots_.size());
        slots_.emplace_back().generation = first_generation_;
    } else {
        free_ = static_cast<std::uint32_t>(slots_[slot].call.arg);
    }
    Slot& s = slots_[slot];
    s.call = call;
    s.period = period_ns;
    s.in_use = true;
    return slot;
}

void HeapStore::release(std::uint32_t slot) {
    Slot& s = slots_[slot];
    s.sequence = 0;
    s.in_use = false;
    if (++s.generation == retired) return;  // never used again, rather than repeat an old Id
    s.call.arg = free_;
    free_ = slot;
}

// Gives a slot in use its key, or parks it.
void HeapStore::enqueue(Instant when, std::uint32_t slot) {
    if (when == kNever) {
        slots_[slot].sequence = 0;
        ++counts_.parked;
        return;
    }
    const Key key{when.ns, next_sequence_++};
    slots_[slot].sequence = key.sequence;
    ++counts_.pending;
    keys_.push_back(key);
    slot_of_.push_back(slot);
    sift_up(keys_.size() - 1, 0, key, slot);
}

Instant HeapStore::first() {
    if (keys_.size() != counts_.pending) {
        while (!keys_.empty() && is_dead(0)) remove_top();
    }
    return keys_.empty() ? kNever : Instant{keys_.front().time};
}

EventCall HeapStore::pop() {
    const Key key = keys_.front();
    const std::uint32_t slot = slot_of_.front();
    const EventCall call = slots_[slot].call;
    remove_top();
    --counts_.pending;
    ++counts_.fired;
    if (slots_[slot].period == 0) {
        release(slot);
    } else {
        ++counts_.scheduled;
        enqueue(add_sat(Instant{key.time}, slots_[slot].period), slot);  // integers: no drift
    }
    return call;
}

std::size_t HeapStore::count_at(Instant time) const {
    std::size_t n = 0;
    for (std::size_t i = 0; i < keys_.size(); ++i) n += keys_[i].time == time.ns && !is_dead(i) ? 1U : 0U;
    return n;
}

void HeapStore::remove_top() {
    const Key key = keys_.back();
    const std::uint32_t slot = slot_of_.back();
    keys_.pop_back();
    slot_of_.pop_back();
    if (!keys_.empty()) sift_down(0, key, slot);
}

// No higher than `top`.
void HeapStore::sift_up(std::size_t hole, std::size_t top, Key key, std::uint32_t slot) {
    Key* const keys = keys_.data();
    std::uint32_t* const slots = slot_of_.data();
    while (hole > top) {
        const std::size_t parent = (hole - 1) / 4;
        if (!before(key, keys[parent])) break;
        keys[hole] = keys[parent];
        slots[hole] = slots[parent];
        hole = parent;
    }
    keys[hole] = key;
    slots[hole] = slot;
}

// Bottom-up: the hole walks to a leaf along the smallest children, then the key climbs.  The key
// came from the bottom, so it rarely climbs far, and each level saves one comparison.
void HeapStore::sift_down(std::size_t hole, Key key, std::uint32_t slot) {
    Key* const keys = keys_.data();
    std::uint32_t* const slots = slot_of_.data();
    const std::size_t n = keys_.size();
    const std::size_t top = hole;
    for (std::size_t child = 4 * hole + 1; child < n; child = 4 * hole + 1) {
        const std::size_t end = std::min(child + 4, n);
        std::size_t least = child;
        for (++child; child < end; ++child) least = before(keys[child], keys[least]) ? child : least;
        keys[hole] = keys[least];
        slots[hole] = slots[least];
        hole = least;
    }
    sift_up(hole, top, key, slot);
}

// Sweeps out every dead key.  The order of firing cannot change: keys are totally ordered.
void HeapStore::compact() {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < keys_.size(); ++i) {
        if (is_dead(i)) continue;
        keys_[kept] = keys_[i];
        slot_of_[kept++] = slot_of_[i];
    }
    keys_.resize(kept);
    slot_of_.resize(kept);
    for (std::size_t i = kept / 4 + 1; i-- > 0;) {
        if (i < kept) sift_down(i, keys_[i], slot_of_[i]);
    }
    ++counts_.compactions;
}

void HeapStore::reserve(std::size_t events) {
    keys_.reserve(events);
    slot_of_.reserve(events);
    slots_.reserve(events);
}

void HeapStore::trim() {
    compact();
    // Slots at the end go too.  Slots made later in their place start behind their generations, so
    // that no Id ever handed out can name one of them.
    while (!slots_.empty() && !slots_.back().in_use && slots_.back().generation != retired) {
        first_generation_ = std::max(first_generation_, slots_.back().generation);
        slots_.pop_back();
    }
    free_ = no_slot;
    for (std::size_t i = slots_.size(); i-- > 0;) {
        if (slots_[i].in_use || slots_[i].generation == retired) continue;
        slots_[i].call.arg = free_;
        free_ = static_cast<std::uint32_t>(i);
    }
    keys_.shrink_to_fit();
    slot_of_.shrink_to_fit();
    slots_.shrink_to_fit();
}

QueueStats HeapStore::stats() const {
    QueueStats s = counts_;
    s.dead = keys_.size() - counts_.pending;
    s.bytes = keys_.capacity() * sizeof(Key) + slot_of_.capacity() * sizeof(std::uint32_t) +
              slots_.capacity() * sizeof(Slot);
    return s;
}

void HeapStore::check() const {
    const auto require = [](bool holds, const char* what) {
        if (!holds) throw std::logic_error{what};
    };
    for (std::size_t i = 1; i < keys_.size(); ++i) {
        require(!before(keys_[i], keys_[(i - 1) / 4]), "HeapStore: invariant 1, heap order");
    }
    std::uint64_t live = 0;
    for (std::size_t i = 0; i < keys_.size(); ++i) live += is_dead(i) ? 0U : 1U;
    std::uint64_t in_use = 0;
    for (const Slot& s : slots_) {
        in_use += s.in_use ? 1U : 0U;
        require(s.in_use || s.sequence == 0, "HeapStore: invariant 3, a free slot has a key");
    }
    require(in_use == counts_.pending + counts_.parked, "HeapStore: invariant 2, slots in use");
    require(live == counts_.pending, "HeapStore: invariant 4, live keys");
    require(counts_.scheduled == counts_.fired + counts_.cancelled + counts_.pending + counts_.parked,
            "HeapStore: scheduled = fired + cancelled + pending + parked");
}

}  // namespace datahall

// The near future: entries in firing order in one contiguous array, with room at both ends.
//
// Invariants
//   1. Times do not fall; equal times are in order of scheduling.
//
// Cost: pop O(1); insert moves the shorter side by one place.  The queue keeps the run short, so that is a
// few entries; only a single long instant makes it longer, and entries join that at its end.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>

#include "sim/kernel/event_entry.hpp"

namespace datahall {

class NearRun {
public:
    bool is_empty() const { return head_ == tail_; }
    std::size_t size() const { return static_cast<std::size_t>(tail_ - head_); }
    const EventEntry& front() const { return *head_; }
    const EventEntry& back() const { return tail_[-1]; }
    std::span<const EventEntry> view() const { return {head_, tail_}; }

    /// Valid until the next change.
    const EventEntry& pop() { return *head_++; }
    /// Behind all entries of its time; returns how many entries were moved.
    std::size_t insert(const EventEntry& entry) {
        if (head_ == begin() || tail_ == end()) [[unlikely]]
            make_room(1);
        return size() <= short_run ? insert_by_steps(entry) : insert_by_halves(entry);
    }
    /// Room for `n` entries behind the last, which the caller fills and then adds.  REQUIRES: they belong
    /// there.
    EventEntry* room(std::size_t n) {
        if (static_cast<std::size_t>(end() - tail_) < n) [[unlikely]]
            make_room(n);
        return tail_;
    }
    void add(std::size_t n) { tail_ += n; }
    /// Keeps the first `n`.
    void cut(std::size_t n) { tail_ = head_ + n; }
    /// REQUIRES: empty.  Puts the next entries where there is room on both sides.
    void recentre() { head_ = tail_ = begin() + std::min<std::size_t>(capacity_ / 4, 64); }

    /// Takes out the entries from position `from` on for which `gone(entry)` holds.
    template <class Gone>
    void erase_if(std::size_t from, Gone&& gone) {
        tail_ = std::remove_if(head_ + from, tail_, gone);
    }

    void reserve(std::size_t n) {
        if (capacity_ < n) move_to(n);
    }
    void trim();
    std::size_t bytes() const { return capacity_ * sizeof(EventEntry); }

private:
    static constexpr std::size_t short_run = 64;

    EventEntry* begin() const { return memory_.get(); }
    EventEntry* end() const { return memory_.get() + capacity_; }

    // One mispredicted branch, where the walk ends: cheaper than halving while the run is short.
    std::size_t insert_by_steps(const EventEntry& entry) {
        if (head_ != tail_ && entry.time < head_[size() / 2].time) {
            EventEntry* at = head_;
            for (; at->time <= entry.time; ++at) at[-1] = *at;
            at[-1] = entry;
            return static_cast<std::size_t>(at - head_--);
        }
        EventEntry* at = tail_;
        for (; at != head_ && at[-1].time > entry.time; --at) *at = at[-1];
        *at = entry;
        return static_cast<std::size_t>(tail_++ - at);
    }
    std::size_t insert_by_halves(const EventEntry& entry);
    void make_room(std::size_t behind);
    void move_to(std::size_t capacity);

    std::unique_ptr<EventEntry[]> memory_;
    std::size_t capacity_ = 0;
    EventEntry* head_ = nullptr;
    EventEntry* tail_ = nullptr;
};

}  // namespace datahall

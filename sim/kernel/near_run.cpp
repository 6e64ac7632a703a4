// The rare ways: long runs, and a run that has reached an end of its array.
#include "sim/kernel/near_run.hpp"

namespace datahall {

std::size_t NearRun::insert_by_halves(const EventEntry& entry) {
    EventEntry* const at = std::upper_bound(
        head_, tail_, entry.time, [](std::int64_t time, const EventEntry& e) { return time < e.time; });
    const auto before = static_cast<std::size_t>(at - head_);
    const auto after = static_cast<std::size_t>(tail_ - at);
    if (before < after) {
        std::memmove(head_ - 1, head_, before * sizeof(EventEntry));
        --head_;
        at[-1] = entry;
        return before;
    }
    std::memmove(at + 1, at, after * sizeof(EventEntry));
    ++tail_;
    *at = entry;
    return after;
}

// To the middle of an array that is at most half full.
void NearRun::make_room(std::size_t behind) {
    const std::size_t needed = 2 * (size() + behind) + 128;
    move_to(capacity_ < needed ? std::max(needed, 2 * capacity_) : capacity_);
}

void NearRun::move_to(std::size_t capacity) {
    const std::size_t n = size();
    const std::size_t offset = (capacity - n) / 2;
    if (capacity == capacity_) {
        std::memmove(begin() + offset, head_, n * sizeof(EventEntry));
    } else {
        auto memory = std::make_unique_for_overwrite<EventEntry[]>(capacity);
        if (n != 0) std::memcpy(memory.get() + offset, head_, n * sizeof(EventEntry));
        memory_ = std::move(memory);
        capacity_ = capacity;
    }
    head_ = begin() + offset;
    tail_ = head_ + n;
}

void NearRun::trim() {
    if (is_empty()) {
        memory_.reset();
        capacity_ = 0;
        head_ = tail_ = nullptr;
    } else if (capacity_ > 4 * size() + 256) {
        move_to(2 * size() + 128);
    }
}

}  // namespace datahall

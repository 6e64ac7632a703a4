// Slots come and go: the rare ways.
#include "sim/kernel/slot_table.hpp"

#include <algorithm>
#include <new>
#include <stdexcept>
#include <utility>
#include <vector>

namespace datahall {

std::uint32_t SlotTable::add_slot() {
    if (size_ == none) throw std::length_error{"EventQueue: 2^32 - 1 handles in use"};
    if (size_ == capacity_) allocate(std::max<std::size_t>(16, 2 * capacity_));
    slots_[size_] = {first_generation_, 0, 0};
    return size_++;
}

void SlotTable::allocate(std::size_t slots) {
    void* const memory = std::realloc(slots_, slots * sizeof(Slot));
    if (memory == nullptr) throw std::bad_alloc{};
    slots_ = static_cast<Slot*>(memory);
    capacity_ = slots;
}

void SlotTable::trim() {
    // Free slots are found by their links: a free one's generation tells nothing.
    std::vector<bool> is_free(size());
    for (std::uint32_t slot = free_; slot != none; slot = slots_[slot].arg_low) is_free[slot] = true;
    while (size_ > 0 && is_free[size_ - 1]) {
        first_generation_ = std::max(first_generation_, slots_[--size_].generation);
    }
    free_ = none;
    for (std::uint32_t i = size_; i-- > 0;) {
        if (!is_free[i]) continue;
        slots_[i].arg_low = free_;
        free_ = i;
    }
    if (size_ > 0) return allocate(size_);
    std::free(std::exchange(slots_, nullptr));
    capacity_ = 0;
}

}  // namespace datahall

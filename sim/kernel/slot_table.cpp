// Slots come and go: the rare ways.
#include "sim/kernel/slot_table.hpp"

#include <algorithm>
#include <stdexcept>

namespace datahall {

std::uint32_t SlotTable::add_slot() {
    if (size_ == none) throw std::length_error{"EventQueue: 2^32 - 1 handles in use"};
    if (size_ == memory_.size()) allocate(std::max<std::size_t>(16, 2 * memory_.size()));
    slots_[size_] = {first_generation_, 0, 0};
    return size_++;
}

void SlotTable::allocate(std::size_t slots) {
    if (slots > memory_.size()) memory_.resize(slots);
    slots_ = memory_.data();
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
    memory_.resize(size_);
    memory_.shrink_to_fit();
    slots_ = memory_.data();
}

}  // namespace datahall

// Slots are taken last given first taken, so that few cache lines are in play.
#include "sim/kernel/slot_table.hpp"

#include <algorithm>
#include <stdexcept>

namespace datahall {

std::uint32_t SlotTable::add_slot() {
    if (generations_.size() >= none) throw std::length_error{"EventQueue: 2^32 - 1 handles in use"};
    generations_.push_back(first_generation_);
    args_.push_back(0);
    return static_cast<std::uint32_t>(generations_.size() - 1);
}

EventQueue::Id SlotTable::take(std::uint64_t arg, std::int64_t period_ns) {
    const std::uint32_t slot = free_ == none ? add_slot() : free_;
    if (slot == free_) free_ = static_cast<std::uint32_t>(args_[slot]);
    args_[slot] = arg;
    ++in_use_;
    if (slot >= periods_.size() && period_ns != 0) periods_.resize(slot + std::size_t{1});
    if (slot < periods_.size()) periods_[slot] = period_ns;
    return id_of(slot);
}

void SlotTable::release(std::uint32_t slot) {
    --in_use_;
    if (++generations_[slot] == retired) return;  // never used again, rather than repeat an old Id
    args_[slot] = free_;
    free_ = slot;
}

void SlotTable::reserve(std::size_t slots) {
    generations_.reserve(slots);
    args_.reserve(slots);
}

void SlotTable::trim() {
    // Free slots are found by their links: a free one's generation tells nothing.
    std::vector<bool> is_free(size());
    for (std::uint32_t slot = free_; slot != none; slot = static_cast<std::uint32_t>(args_[slot]))
        is_free[slot] = true;
    while (!is_free.empty() && is_free.back()) {
        first_generation_ = std::max(first_generation_, generations_.back());
        is_free.pop_back();
        generations_.pop_back();
        args_.pop_back();
    }
    free_ = none;
    for (std::size_t i = size(); i-- > 0;) {
        if (!is_free[i]) continue;
        args_[i] = free_;
        free_ = static_cast<std::uint32_t>(i);
    }
    periods_.resize(std::min(periods_.size(), size()));
    generations_.shrink_to_fit();
    args_.shrink_to_fit();
    periods_.shrink_to_fit();
}

std::size_t SlotTable::bytes() const {
    return generations_.capacity() * sizeof(std::uint32_t) + args_.capacity() * sizeof(std::uint64_t) +
           periods_.capacity() * sizeof(std::int64_t);
}

}  // namespace datahall

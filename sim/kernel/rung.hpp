// One rung of the ladder: a range of time cut into buckets whose width is a power of two.
//
// The last bucket is open-ended: it also takes what is posted beyond the span that the rung was made for,
// up to the rung's end.  No width is tuned; a bucket's index is a subtraction, a shift and a minimum.
//
// Invariants
//   1. Every entry's time is at least start_of(current()) and below end().
//   2. Buckets before current() are empty.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/kernel/entry_list.hpp"

namespace datahall {

class Rung {
public:
    static constexpr int most_bits = 9;  // 512 buckets: their write positions fit the first-level cache
    static constexpr std::size_t most_buckets = std::size_t{1} << most_bits;

    /// Cuts [first, end) into buckets so that 6 to 12 of `entries` times between `first` and `last` share
    /// one.
    void open(std::int64_t first, std::int64_t last, std::int64_t end, std::size_t entries) {
        const std::uint64_t span = static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first);
        const int bits = std::clamp(static_cast<int>(std::bit_width(entries / 6)) - 1, 2, most_bits);
        open_buckets(first, end, std::max(static_cast<int>(std::bit_width(span)) - bits, 0), span);
    }
    /// Two buckets: the instant `first`, which takes `entries`, and all after it.
    void open_instant(std::int64_t first, std::int64_t end, EntryList entries) {
        open_buckets(first, end, 0, 1);
        buckets_[0] = entries;
    }

    std::int64_t end() const { return end_; }
    std::uint32_t current() const { return current_; }
    std::uint32_t last() const { return last_; }
    /// Goes on to the first bucket that is not empty; false if there is none.
    bool seek() {
        while (current_ <= last_ && buckets_[current_].is_empty()) ++current_;
        return current_ <= last_;
    }
    void advance_to(std::uint32_t i) { current_ = i; }
    /// When the current bucket begins.
    std::int64_t start() const { return start_of(current_); }

    EntryList& bucket(std::uint32_t i) { return buckets_[i]; }
    const EntryList& bucket(std::uint32_t i) const { return buckets_[i]; }
    EntryList& bucket_of(std::int64_t time) { return buckets_[index_of(time)]; }
    std::uint32_t index_of(std::int64_t time) const {
        const std::uint64_t i = (static_cast<std::uint64_t>(time) - first_) >> shift_;
        return static_cast<std::uint32_t>(std::min<std::uint64_t>(i, last_));
    }
    /// Of the bucket after the last: the rung's end.
    std::int64_t start_of(std::uint32_t i) const {
        return i > last_ ? end_ : static_cast<std::int64_t>(first_ + (std::uint64_t{i} << shift_));
    }

    void reserve() { resize(most_buckets); }
    /// REQUIRES: not in use.
    void trim() {
        memory_ = {};
        buckets_ = nullptr;
    }
    std::size_t bytes() const { return memory_.capacity() * sizeof(EntryList); }

private:
    void open_buckets(std::int64_t first, std::int64_t end, int shift, std::uint64_t span) {
        first_ = static_cast<std::uint64_t>(first);
        end_ = end;
        shift_ = static_cast<std::uint32_t>(shift);
        last_ = static_cast<std::uint32_t>(span >> shift);
        current_ = 0;
        if (last_ >= memory_.size()) resize(last_ < 16 ? 16 : most_buckets);
    }
    void resize(std::size_t buckets) {
        memory_.resize(buckets);
        buckets_ = memory_.data();
    }

    std::uint64_t first_ = 0;
    std::uint32_t shift_ = 0;
    std::uint32_t last_ = 0;        // bucket
    EntryList* buckets_ = nullptr;  // all empty while the rung is not in use
    std::int64_t end_ = 0;
    std::uint32_t current_ = 0;
    std::vector<EntryList> memory_;  // of the buckets
};

}  // namespace datahall

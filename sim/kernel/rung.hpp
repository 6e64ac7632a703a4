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

/// Which bucket a time belongs to.  A value: a loop that fills buckets keeps it in registers.
struct RungBuckets {
    std::uint64_t first = 0;  // start of bucket 0
    std::uint32_t shift = 0;  // a bucket is 2^shift ns wide
    std::uint32_t last = 0;
    EntryList* lists = nullptr;  // all empty while the rung is not in use

    std::uint32_t index_of(std::int64_t time) const {
        const std::uint64_t i = (static_cast<std::uint64_t>(time) - first) >> shift;
        return static_cast<std::uint32_t>(std::min<std::uint64_t>(i, last));
    }
    EntryList& of(std::int64_t time) const { return lists[index_of(time)]; }
};

class Rung {
public:
    static constexpr int most_bits = 9;  // 512 buckets: their write positions fit the first-level cache
    static constexpr std::size_t most_buckets = std::size_t{1} << most_bits;

    /// Cuts [first, end) into buckets so that 6 to 12 of `entries` times between `first` and `last` share
    /// one, in the end: more than one rung can cut are cut by several, into about as many buckets each.
    void open(std::int64_t first, std::int64_t last, std::int64_t end, std::size_t entries) {
        const std::uint64_t span = static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first);
        open_buckets(first, end, std::max(static_cast<int>(std::bit_width(span)) - bits_for(entries), 0),
                     span);
    }
    /// Two buckets: the instant `first`, which takes `entries`, and all after it.
    void open_instant(std::int64_t first, std::int64_t end, EntryList entries) {
        open_buckets(first, end, 0, 1);
        buckets_.lists[0] = entries;
    }

    std::int64_t end() const { return end_; }
    std::uint32_t current() const { return current_; }
    std::uint32_t last() const { return buckets_.last; }
    /// Goes on to the first bucket that is not empty; false if there is none.
    bool seek() {
        while (current_ <= last() && bucket(current_).is_empty()) ++current_;
        return current_ <= last();
    }
    void advance_to(std::uint32_t i) { current_ = i; }
    /// When the current bucket begins.
    std::int64_t start() const { return start_of(current_); }

    EntryList& bucket(std::uint32_t i) { return buckets_.lists[i]; }
    const EntryList& bucket(std::uint32_t i) const { return buckets_.lists[i]; }
    const RungBuckets& buckets() const { return buckets_; }
    /// Of the bucket after the last: the rung's end.
    std::int64_t start_of(std::uint32_t i) const {
        return i > last() ? end_
                          : static_cast<std::int64_t>(buckets_.first + (std::uint64_t{i} << buckets_.shift));
    }

    void reserve() { resize(most_buckets); }
    /// REQUIRES: not in use.
    void trim() {
        memory_ = {};
        buckets_.lists = nullptr;
    }
    std::size_t bytes() const { return memory_.capacity() * sizeof(EntryList); }

private:
    // Even cuts: 512 buckets of 20 entries would each be split once more, for a handful.  But not too
    // few, so that lumps in the times come apart at once.
    static int bits_for(std::size_t entries) {
        constexpr int even_bits = 7;
        const int bits = static_cast<int>(std::bit_width(entries / 6)) - 1;
        if (bits <= most_bits) return std::max(bits, 2);
        const int rungs = (bits + most_bits - 1) / most_bits;
        return std::max((bits + rungs - 1) / rungs, even_bits);
    }
    void open_buckets(std::int64_t first, std::int64_t end, int shift, std::uint64_t span) {
        buckets_.first = static_cast<std::uint64_t>(first);
        buckets_.shift = static_cast<std::uint32_t>(shift);
        buckets_.last = static_cast<std::uint32_t>(span >> shift);
        end_ = end;
        current_ = 0;
        if (last() >= memory_.size()) resize(last() < 16 ? 16 : most_buckets);
    }
    void resize(std::size_t buckets) {
        memory_.resize(buckets);
        buckets_.lists = memory_.data();
    }

    RungBuckets buckets_;
    std::int64_t end_ = 0;
    std::uint32_t current_ = 0;
    std::vector<EntryList> memory_;  // of the buckets
};

}  // namespace datahall

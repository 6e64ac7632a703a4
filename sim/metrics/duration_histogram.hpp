// For how long an integer level has been where: the time at each level, in bins that widen as it rises.
//
// A bin is a power of two wide; at most `most_bins` of them lie under the highest level, so a bin is narrower
// than 1 / 2048 of it.  Each bin keeps its time and its integral, so that both sum exactly to those of the
// whole. Cost: a shift and a multiplication an entry; all bins are gone through when they widen, at most 64
// times.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "datahall/int128.hpp"

namespace datahall {

class DurationHistogram {
public:
    static constexpr std::size_t most_bins = 4'096;

    struct Bin {
        Int128 integral = 0;  // of the level over time
        std::int64_t ns = 0;
    };

    /// The level held for so long.  REQUIRES: level >= 0.
    void add(std::int64_t level, std::int64_t ns) {
        while (static_cast<std::size_t>(level >> shift_) >= most_bins) widen();
        const auto bin = static_cast<std::size_t>(level >> shift_);
        if (bin >= bins_.size()) bins_.resize(bin + 1);
        bins_[bin].integral += Int128{level} * ns;
        bins_[bin].ns += ns;
    }

    std::int64_t bin_width() const { return std::int64_t{1} << shift_; }
    /// From the lowest level on; some may be empty.
    const std::vector<Bin>& bins() const { return bins_; }

private:
    // Two bins become one.
    void widen() {
        ++shift_;
        for (std::size_t i = 0; i < bins_.size(); ++i) {
            const Bin bin = bins_[i];
            bins_[i] = {};
            bins_[i / 2].integral += bin.integral;
            bins_[i / 2].ns += bin.ns;
        }
        bins_.resize((bins_.size() + 1) / 2);
    }

    std::vector<Bin> bins_;
    int shift_ = 0;
};

}  // namespace datahall

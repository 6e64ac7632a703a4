// What a search in an ordered list of jobs skips: for each node of its tree the least estimates by size.
//
// All of it is inline: the queue's every change and question come through here.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

#include "datahall/int128.hpp"
#include "datahall/model/scheduler.hpp"

#include "sim/run/jobs/block_tree.hpp"

namespace datahall {

/// Of the jobs below a node: for each class of sizes the least estimate among jobs of that class or narrower.
///
/// Powers of two are classes of their own, the sizes between two of them are another: narrow and short jobs
/// are found without a look at those that are narrow or short.
class LeastEstimates {
public:
    static constexpr std::int64_t nobody = INT64_MAX;
    static constexpr std::uint32_t nothing_fits = UINT32_MAX;

    /// Jobs of no devices, if `narrowest` is 0, are a class of their own.
    explicit LeastEstimates(std::uint32_t widest, std::uint32_t narrowest = 1)
        : first_{1 - narrowest}, classes_{class_of(widest) + 1} {}

    void resize(std::size_t nodes) { least_.assign(nodes * classes_, nobody); }

    bool set(std::uint32_t node, BlockEntries entries) {
        std::ranges::fill(fresh_, nobody);
        for (const BlockEntry& e : entries) {
            std::int64_t& least = fresh_[class_of(e.devices)];
            least = std::min(least, indexed(e.ns));
        }
        for (std::uint32_t c = 1; c < classes_; ++c) fresh_[c] = std::min(fresh_[c], fresh_[c - 1]);
        if (std::equal(fresh_.begin(), fresh_.end(), row(node))) return false;
        std::ranges::copy(fresh_, row(node));
        return true;
    }

    /// As node `from` of another one for the same sizes.
    bool copy(std::uint32_t node, const LeastEstimates& other, std::uint32_t from) {
        if (std::equal(other.row(from), other.row(from) + classes_, row(node))) return false;
        std::copy(other.row(from), other.row(from) + classes_, row(node));
        return true;
    }

    bool merge(std::uint32_t node) {
        const std::int64_t* const left = row(2 * node);
        const std::int64_t* const right = row(2 * node + 1);
        std::int64_t* const own = row(node);
        bool changed = false;
        for (std::uint32_t c = 0; c < classes_; ++c) {
            const std::int64_t least = std::min(left[c], right[c]);
            changed |= own[c] != least;
            own[c] = least;
        }
        return changed;
    }

    // Least estimates never rise from class to class: the first that the entry does not lower is the last to
    // look at.
    bool add(std::uint32_t node, const BlockEntry& entry) {
        std::int64_t* const own = row(node);
        const std::int64_t estimate = indexed(entry.ns);
        const std::uint32_t first = class_of(entry.devices);
        std::uint32_t c = first;
        for (; c < classes_ && own[c] > estimate; ++c) own[c] = estimate;
        return c > first;
    }

    bool drop(std::uint32_t node, const BlockEntry& gone, BlockEntries left) {
        if (row(node)[class_of(gone.devices)] < indexed(gone.ns)) return false;
        return set(node, left);
    }

    /// Limits by class, for a walk down the tree.
    struct Bounds {
        std::uint32_t widest = 0;  // class; nothing_fits: no class
        std::uint32_t spare = 0;
        std::int64_t estimate_ns = 0;
    };
    Bounds bounds_of(const JobLimits& limits) const {
        return {.widest = bound_of(limits.devices),
                .spare = bound_of(std::min(limits.spare, limits.devices)),
                .estimate_ns = limits.estimate_ns};
    }
    /// False only if no job below the node is within the bounds.
    bool may_hold(std::uint32_t node, const Bounds& bounds) const {
        const std::int64_t shortest = least(node, bounds.widest);
        if (shortest != nobody && shortest <= bounds.estimate_ns) return true;
        return least(node, bounds.spare) != nobody;
    }
    /// False only if devices x estimate is above `most` for all jobs below the node that are not too wide.
    bool may_cost(std::uint32_t node, const Bounds& bounds, Int128 most) const {
        if (bounds.widest == nothing_fits) return false;
        for (std::uint32_t c = 0; c <= bounds.widest; ++c) {
            const std::int64_t shortest = row(node)[c];
            if (shortest != nobody && Int128{narrowest_of(c)} * shortest <= most) return true;
        }
        return false;
    }

private:
    // An estimate without end is an estimate all the same; the shortest of a class decides, so that it may
    // count as a little shorter.
    static std::int64_t indexed(std::int64_t estimate_ns) { return std::min(estimate_ns, nobody - 1); }
    std::uint32_t class_of(std::uint32_t devices) const {
        if (devices == 0) return 0;
        const auto log2 = static_cast<std::uint32_t>(std::bit_width(devices)) - 1;
        const bool is_power = (devices & (devices - 1)) == 0;  // has_single_bit() would count all of them
        return first_ + 2 * log2 + (is_power ? 0 : 1);
    }
    std::uint32_t narrowest_of(std::uint32_t size_class) const {
        if (size_class < first_) return 0;
        const std::uint32_t c = size_class - first_;
        return (1u << (c / 2)) + c % 2;
    }
    std::int64_t* row(std::uint32_t node) { return least_.data() + std::size_t{node} * classes_; }
    const std::int64_t* row(std::uint32_t node) const { return least_.data() + std::size_t{node} * classes_; }
    std::uint32_t bound_of(std::uint32_t devices) const {
        return devices < 1 - first_ ? nothing_fits : std::min(class_of(devices), classes_ - 1);
    }
    std::int64_t least(std::uint32_t node, std::uint32_t bound) const {
        return bound == nothing_fits ? nobody : row(node)[bound];
    }

    std::uint32_t first_;  // class of single devices
    std::uint32_t classes_;
    std::vector<std::int64_t> least_;                                        // by node and class
    std::vector<std::int64_t> fresh_ = std::vector<std::int64_t>(classes_);  // scratch
};

}  // namespace datahall

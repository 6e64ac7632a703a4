// A complete binary tree over blocks of ordered entries: what is below a node in short, so that a search
// skips what cannot hold its answer.
//
// Node 1 is the root, node n has the children 2 n and 2 n + 1, and the leaves are the blocks in their order.
// Invariants: a node's summary is that of the entries below it; last_ has a copy of the last of them.
// Cost: O(log blocks) a change or a search; a change that a node does not notice goes no further.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace datahall {

struct BlockEntry {
    std::int64_t ns = 0;  // an estimate, or an estimated end
    std::uint32_t devices = 0;
    std::uint32_t ticket = 0;  // dense; at most one entry has it
    friend bool operator==(const BlockEntry&, const BlockEntry&) = default;
};
using BlockEntries = std::span<const BlockEntry>;

/// `Summary` has resize(nodes), and set(node, entries) for a leaf, merge(node) from its children, add(node,
/// entry) and drop(leaf, entry, entries left), which all say whether anything has changed.
template <class Summary>
class BlockTree {
public:
    static constexpr std::uint32_t none = UINT32_MAX;

    explicit BlockTree(Summary summary) : summary_{std::move(summary)} { resize(1); }

    const Summary& summary() const { return summary_; }
    std::uint32_t leaves() const { return leaves_; }
    bool is_empty(std::uint32_t node) const { return last_[node].ticket == none; }
    /// REQUIRES: not empty.
    const BlockEntry& last_below(std::uint32_t node) const { return last_[node]; }
    bool is_empty_block(std::uint32_t b) const { return is_empty(leaves_ + b); }

    /// To `leaves` empty blocks, a power of two.
    void resize(std::uint32_t leaves) {
        leaves_ = leaves;
        last_.assign(std::size_t{leaves} * 2, nobody);
        summary_.resize(std::size_t{leaves} * 2);
    }

    /// After `entry` has joined the block, which now holds `entries`.
    void add(std::uint32_t b, const BlockEntry& entry, BlockEntries entries) {
        std::uint32_t node = leaves_ + b;
        bool changed = summary_.add(node, entry);
        changed = note_last(node, entries.back()) || changed;
        while (changed && node > 1) {
            node /= 2;
            changed = summary_.add(node, entry);
            changed = note_last(node, last_of_children(node)) || changed;
        }
    }

    /// After `gone` has left the block, which now holds `entries`.
    void drop(std::uint32_t b, const BlockEntry& gone, BlockEntries entries) {
        std::uint32_t node = leaves_ + b;
        bool changed = summary_.drop(node, gone, entries);
        changed = note_last(node, entries.empty() ? nobody : entries.back()) || changed;
        while (changed && node > 1) {
            node /= 2;
            changed = merge(node);
        }
    }

    /// A block with other entries than before; merge_above() follows for all that were set.
    void set(std::uint32_t b, BlockEntries entries) {
        summary_.set(leaves_ + b, entries);
        note_last(leaves_ + b, entries.empty() ? nobody : entries.back());
    }
    void merge_above(std::uint32_t from, std::uint32_t blocks) {
        std::uint32_t first = leaves_ + from;
        std::uint32_t last = leaves_ + from + blocks - 1;
        while (first > 1) {
            first /= 2;
            last /= 2;
            for (std::uint32_t node = first; node <= last; ++node) merge(node);
        }
    }

    /// The block of the first entry for which `before` holds, or the last that is in use.
    template <class Before>
    std::uint32_t block_for(const Before& before) const {
        std::uint32_t node = 1;
        while (node < leaves_) {
            const std::uint32_t left = 2 * node;
            const bool is_left = is_empty(left + 1) || (!is_empty(left) && before(last_below(left)));
            node = is_left ? left : left + 1;
        }
        return node - leaves_;
    }

    /// The first block at or behind `b` for which `may` holds, asked of nodes from the root to the leaf; or
    /// none.
    template <class May>
    std::uint32_t next_block(std::uint32_t b, const May& may) const {
        if (b >= leaves_) return none;
        std::uint32_t node = leaves_ + b;
        while (node != 0) {
            if (may(node)) {
                if (node >= leaves_) return node - leaves_;
                node *= 2;
                continue;
            }
            while (node % 2 == 1) node /= 2;  // a right half, or the root: done with all above it
            if (node != 0) ++node;
        }
        return none;
    }

private:
    static constexpr BlockEntry nobody{.ns = 0, .devices = 0, .ticket = none};

    bool merge(std::uint32_t node) {
        const bool merged = summary_.merge(node);
        return note_last(node, last_of_children(node)) || merged;
    }
    const BlockEntry& last_of_children(std::uint32_t node) const {
        const std::size_t left = std::size_t{2} * node;
        return last_[left + 1].ticket == none ? last_[left] : last_[left + 1];
    }
    bool note_last(std::uint32_t node, const BlockEntry& last) {
        if (last_[node] == last) return false;
        last_[node] = last;
        return true;
    }

    Summary summary_;
    std::uint32_t leaves_ = 1;
    std::vector<BlockEntry> last_;  // by node
};

}  // namespace datahall

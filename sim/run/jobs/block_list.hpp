// An ordered list of jobs that finds, inserts and removes in logarithmic time, in a few flat arrays.
//
// The entries lie in order in blocks, with room left in the blocks, under a BlockTree.  When a block is
// full, the smallest run of blocks around it that has room shares its entries out evenly; when none
// has, all are packed to the left in a tree at most half full (a packed-memory array).
//
// Invariants: entries of a block are contiguous from its start; block_of_ is right for every ticket held.
// Cost: insert and erase O(log n) and a move of at most a block, and amortised O(log^2 n / width) moves to
// make room; a list that grows at its end and shrinks at its front moves each entry O(1) times.
// Allocates only to grow.
// Source: Itai, Konheim and Rodeh, "A sparse table implementation of priority queues", ICALP 1981.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/run/jobs/block_tree.hpp"

namespace datahall {

template <class Summary>
class BlockList {
public:
    static constexpr std::uint32_t width = 32;  // entries of a block: 512 bytes, a scan of 20 ns

    explicit BlockList(Summary summary) : tree_{std::move(summary)}, entries_(width), count_(1) {}

    std::size_t size() const { return size_; }
    const BlockTree<Summary>& tree() const { return tree_; }
    BlockEntries block(std::uint32_t b) const {
        return {entries_.data() + std::size_t{b} * width, count_[b]};
    }
    bool holds(std::uint32_t ticket) const { return ticket < block_of_.size() && block_of_[ticket] != none; }

    /// `before(e)`: the new entry comes before e.  Behind all entries that it does not come before.
    template <class Before>
    void insert(const BlockEntry& entry, const Before& before) {
        std::uint32_t b = tree_.block_for(before);
        if (count_[b] == width) {
            if (b + 1 < tree_.leaves() && tree_.is_empty_block(b + 1) && !before(block(b).back())) {
                ++b;
            } else {
                make_room(b);
                b = tree_.block_for(before);
            }
        }
        BlockEntry* const first = entries_.data() + std::size_t{b} * width;
        BlockEntry* at = first + count_[b];
        for (; at != first && before(at[-1]); --at) *at = at[-1];
        *at = entry;
        ++count_[b];
        ++size_;
        if (entry.ticket >= block_of_.size()) block_of_.resize(entry.ticket + std::size_t{1}, none);
        block_of_[entry.ticket] = b;
        tree_.add(b, entry, block(b));
    }

    /// REQUIRES: holds(ticket).
    void erase(std::uint32_t ticket) {
        const std::uint32_t b = block_of_[ticket];
        BlockEntry* at = entries_.data() + std::size_t{b} * width;
        while (at->ticket != ticket) ++at;
        const BlockEntry gone = *at;
        std::copy(at + 1, entries_.data() + std::size_t{b} * width + count_[b], at);
        --count_[b];
        --size_;
        block_of_[ticket] = none;
        tree_.drop(b, gone, block(b));
    }

    /// The first entry at or behind `place` for which `is` holds; null if none.  `may(node)` is false only
    /// if none of the entries below that node is one.
    template <class May, class Is>
    const BlockEntry* find(std::uint64_t& place, const May& may, const Is& is) const {
        auto b = static_cast<std::uint32_t>(std::min<std::uint64_t>(place / width, none));
        const auto skip = static_cast<std::size_t>(place % width);  // in the block of `place` only
        const std::uint32_t first = b;
        while ((b = tree_.next_block(b, may)) != none) {
            const BlockEntries entries = block(b);
            for (std::size_t i = b == first ? skip : 0; i < entries.size(); ++i) {
                if (!is(entries[i])) continue;
                place = std::uint64_t{b} * width + i;
                return &entries[i];
            }
            ++b;
        }
        return nullptr;
    }

    /// Where an entry is, as find() tells it.  REQUIRES: holds(ticket).
    std::uint64_t place_of(std::uint32_t ticket) const {
        const std::uint32_t b = block_of_[ticket];
        std::size_t i = 0;
        while (block(b)[i].ticket != ticket) ++i;
        return std::uint64_t{b} * width + i;
    }
    /// The place of the first entry that `before` holds for; behind the last if it does for none.
    template <class Before>
    std::uint64_t place_for(const Before& before) const {
        const std::uint32_t b = tree_.block_for(before);
        const BlockEntries entries = block(b);
        std::size_t i = 0;
        while (i < entries.size() && !before(entries[i])) ++i;
        return std::uint64_t{b} * width + i;
    }
    /// Behind all entries.
    std::uint64_t end_place() const { return std::uint64_t{tree_.leaves()} * width; }
    /// The entry `n` behind `place`; null if there is none.
    const BlockEntry* behind(std::uint64_t place, std::uint64_t n) const {
        std::uint64_t skip = place % width + n;
        for (std::uint64_t b = place / width; b < tree_.leaves(); ++b) {
            const BlockEntries entries = block(static_cast<std::uint32_t>(b));
            if (skip < entries.size()) return &entries[skip];
            skip -=
                b == place / width ? std::max<std::uint64_t>(entries.size(), place % width) : entries.size();
        }
        return nullptr;
    }

private:
    static constexpr std::uint32_t none = BlockTree<Summary>::none;

    // So that a block of the run that holds `b` has room; entries may move to other blocks.
    void make_room(std::uint32_t b) {
        std::uint32_t blocks = 1;
        std::uint64_t held = count_[b];
        std::uint32_t level = 0;
        const auto levels = static_cast<std::uint32_t>(std::bit_width(tree_.leaves())) - 1;
        while (blocks < tree_.leaves()) {
            const std::uint32_t sibling = ((b / blocks) ^ 1u) * blocks;
            for (std::uint32_t i = 0; i < blocks; ++i) held += count_[sibling + i];
            blocks *= 2;
            ++level;
            // The larger the run, the emptier it must be: from full for one block to half full for all.
            const std::uint64_t room = std::uint64_t{blocks} * width;
            if (held * 2 * levels <= room * (2 * levels - level)) {
                spread(b / blocks * blocks, blocks, blocks);
                return;
            }
        }
        const auto packed = static_cast<std::uint32_t>(size_ / (width * 3 / 4) + 1);
        const std::uint32_t old = tree_.leaves();
        while (packed > tree_.leaves() / 2) resize(tree_.leaves() * 2);
        spread(0, old, packed);
    }

    // Shares the entries of the blocks from..from+used out evenly over the first `over` from there.
    void spread(std::uint32_t from, std::uint32_t used, std::uint32_t over) {
        moving_.clear();
        for (std::uint32_t b = from; b < from + used; ++b) {
            const auto entries = block(b);
            moving_.insert(moving_.end(), entries.begin(), entries.end());
            count_[b] = 0;
        }
        std::size_t next = 0;
        for (std::uint32_t b = 0; b < over; ++b) {
            const std::size_t end = moving_.size() * (b + std::size_t{1}) / over;
            for (; next < end; ++next) {
                entries_[std::size_t{from + b} * width + count_[from + b]++] = moving_[next];
                block_of_[moving_[next].ticket] = from + b;
            }
        }
        const std::uint32_t changed = std::max(used, over);
        for (std::uint32_t b = from; b < from + changed; ++b) tree_.set(b, block(b));
        tree_.merge_above(from, changed);
    }

    void resize(std::uint32_t leaves) {
        tree_.resize(leaves);
        entries_.resize(std::size_t{leaves} * width);
        count_.resize(leaves);
    }

    BlockTree<Summary> tree_;
    std::size_t size_ = 0;
    std::vector<BlockEntry> entries_;
    std::vector<std::uint32_t> count_;     // by block
    std::vector<std::uint32_t> block_of_;  // by ticket
    std::vector<BlockEntry> moving_;       // scratch
};

}  // namespace datahall

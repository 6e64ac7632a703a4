#include "models/fabric/routing/steps.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

namespace datahall {
namespace {

constexpr std::uint8_t most_hops = 250;

}  // namespace

// One bit a leaf: which leaves have reached a switch, and which did so in the last round.  The graph is the
// same both ways, so hops from a leaf are hops to it.
void Steps::search_64(const SwitchGraph& g, std::uint32_t first_leaf) {
    const auto leaves = static_cast<std::uint32_t>(std::min<std::size_t>(64, g.leaves.size() - first_leaf));
    std::vector<std::uint64_t> seen(switches_, 0);
    std::vector<std::uint64_t> front(switches_, 0);
    std::vector<std::uint64_t> next(switches_, 0);
    for (std::uint32_t i = 0; i < leaves; ++i) front[g.leaves[first_leaf + i]] |= std::uint64_t{1} << i;
    bool is_growing = true;
    for (std::uint8_t round = 0; is_growing && round <= most_hops; ++round) {
        is_growing = false;
        for (std::uint32_t s = 0; s < switches_; ++s) {
            seen[s] |= front[s];
            for (std::uint64_t bits = front[s]; bits != 0; bits &= bits - 1) {
                const auto leaf = first_leaf + static_cast<std::uint32_t>(__builtin_ctzll(bits));
                hops_[std::size_t{leaf} * switches_ + s] = round;
            }
        }
        for (std::uint32_t s = 0; s < switches_; ++s) {
            std::uint64_t reached = 0;
            for (const TrunkPort& p : g.trunks_of(s)) reached |= front[p.peer];
            next[s] = reached & ~seen[s];
            is_growing = is_growing || next[s] != 0;
        }
        front.swap(next);
    }
}

Steps Steps::minimal(const SwitchGraph& g) {
    Steps steps{g};
    for (std::uint32_t leaf = 0; leaf < g.leaves.size(); leaf += 64) steps.search_64(g, leaf);
    return steps;
}

// Hops of the switches from which the leaf is reached by falling alone: breadth first, upwards from it.
void Steps::fall(const SwitchGraph& g, std::uint32_t leaf) {
    std::uint8_t* hops_to = hops_.data() + std::size_t{leaf} * switches_;
    std::uint8_t* falls = only_falls_.data() + std::size_t{leaf} * switches_;
    std::vector<std::uint32_t> queue{g.leaves[leaf]};
    hops_to[queue[0]] = 0;
    falls[queue[0]] = 1;
    for (std::size_t i = 0; i < queue.size(); ++i) {
        const std::uint32_t sw = queue[i];
        if (hops_to[sw] == most_hops) break;
        for (const TrunkPort& p : g.trunks_of(sw)) {
            if (!rises(sw, p.peer) || falls[p.peer] != 0) continue;
            hops_to[p.peer] = static_cast<std::uint8_t>(hops_to[sw] + 1);
            falls[p.peer] = 1;
            queue.push_back(p.peer);
        }
    }
}

// The others must rise first.  `order` has every switch after all that are above it.
void Steps::rise(const SwitchGraph& g, std::uint32_t leaf, const std::vector<std::uint32_t>& order) {
    std::uint8_t* hops_to = hops_.data() + std::size_t{leaf} * switches_;
    const std::uint8_t* falls = only_falls_.data() + std::size_t{leaf} * switches_;
    for (const std::uint32_t sw : order) {
        if (falls[sw] != 0) continue;
        std::uint8_t best = most_hops;
        for (const TrunkPort& p : g.trunks_of(sw)) {
            if (rises(sw, p.peer)) best = std::min(best, hops_to[p.peer]);
        }
        if (best < most_hops) hops_to[sw] = static_cast<std::uint8_t>(best + 1);
    }
}

Steps Steps::up_down(const SwitchGraph& g, const std::vector<std::uint32_t>& ranks) {
    Steps steps{g};
    steps.ranks_ = ranks;
    steps.only_falls_.assign(steps.hops_.size(), 0);
    std::vector<std::uint32_t> order(g.switches);
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, {}, [&](std::uint32_t s) { return ranks[s]; });
    for (std::uint32_t leaf = 0; leaf < g.leaves.size(); ++leaf) {
        steps.fall(g, leaf);
        steps.rise(g, leaf, order);
    }
    return steps;
}

std::uint64_t Steps::unjoined(const SwitchGraph& g) const {
    std::uint64_t count = 0;
    for (std::uint32_t leaf = 0; leaf < g.leaves.size(); ++leaf) {
        for (const std::uint32_t from : g.leaves) count += hops(leaf, from) == unreachable;
    }
    return count;
}

std::optional<LeafPair> joined_leaves(const SwitchGraph& g, const Steps& steps, const FlowKey& flow) {
    const std::uint32_t from = g.leaf_of[flow.source];
    const std::uint32_t to = g.leaf_of[flow.destination];
    if (from == SwitchGraph::none || to == SwitchGraph::none) return std::nullopt;
    if (steps.hops(to, g.leaves[from]) == Steps::unreachable) return std::nullopt;
    return LeafPair{from, to};
}

void note_unjoined(const SwitchGraph& g, const Steps& steps, std::vector<std::string>& notes) {
    const std::uint64_t pairs = steps.unjoined(g);
    if (pairs == 0) return;
    notes.push_back(fmt::format("{} of {} ordered pairs of leaves have no route", pairs,
                                g.leaves.size() * (g.leaves.size() - 1)));
}

}  // namespace datahall

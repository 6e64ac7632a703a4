#include "sim/fabric/collectives/collective_flows.hpp"

#include <algorithm>
#include <stdexcept>
#include <tuple>

namespace datahall {
namespace {

/// Ranks by node and then by rail.
class Grid {
public:
    Grid(std::span<const CollectiveRank> ranks, std::uint32_t per_node)
        : ranks_{ranks.begin(), ranks.end()}, per_node_{per_node} {
        std::ranges::sort(ranks_, {}, [](const CollectiveRank& r) { return std::tuple{r.node, r.local}; });
        for (std::size_t i = 0; i < ranks_.size(); ++i) {
            const bool opens_node = i % per_node == 0;
            const bool is_sound = i == 0 || (opens_node ? ranks_[i].node != ranks_[i - 1].node
                                                        : ranks_[i].node == ranks_[i - 1].node &&
                                                              ranks_[i].local != ranks_[i - 1].local);
            if (!is_sound)
                throw std::invalid_argument{"expected as many ranks in each node, each on its rail"};
        }
    }

    std::uint32_t rails() const { return per_node_; }
    std::uint32_t nodes() const { return static_cast<std::uint32_t>(ranks_.size()) / per_node_; }
    const CollectiveRank& at(std::uint32_t node, std::uint32_t rail) const {
        return ranks_[static_cast<std::size_t>(node) * per_node_ + rail % per_node_];
    }

private:
    std::vector<CollectiveRank> ranks_;
    std::uint32_t per_node_;
};

/// Collects flows; those of the same ends become one.
class Flows {
public:
    void add(const CollectiveRank& from, const CollectiveRank& to, double bytes) {
        if (bytes > 0.0) flows_.push_back({from.host, to.host, bytes, 0});
    }

    std::vector<CollectiveFlow> merged() && {
        std::ranges::stable_sort(flows_, {}, ends);
        std::vector<CollectiveFlow> merged;
        for (const CollectiveFlow& flow : flows_) {
            if (!merged.empty() && ends(merged.back()) == ends(flow)) {
                merged.back().bytes += flow.bytes;
            } else {
                merged.push_back(flow);
            }
        }
        return merged;
    }

private:
    static std::tuple<std::uint32_t, std::uint32_t, std::uint32_t> ends(const CollectiveFlow& f) {
        return {f.phase, f.source, f.destination};
    }

    std::vector<CollectiveFlow> flows_;
};

// On each rail a ring over the nodes.  Where GPUs reach only their own NIC the ring comes in one rail further
// on, so that it can pass through all GPUs of the node.
void add_rings(Flows& flows, const Grid& grid, double bytes, RailUse rails) {
    const std::uint32_t shift = rails == RailUse::direct ? 1 : 0;
    for (std::uint32_t node = 0; node < grid.nodes(); ++node) {
        const std::uint32_t next = (node + 1) % grid.nodes();
        for (std::uint32_t rail = 0; rail < grid.rails(); ++rail)
            flows.add(grid.at(node, rail), grid.at(next, rail + shift), bytes);
    }
}

// On each rail two trees over the nodes, each with half of the rail's bytes, which go up and come down.
void add_trees(Flows& flows, const Grid& grid, double bytes) {
    const double half = bytes / (2.0 * grid.rails());
    for (std::uint32_t tree = 0; tree < 2; ++tree) {
        for (std::uint32_t node = 0; node < grid.nodes(); ++node) {
            const std::uint32_t parent = tree_parent(node, grid.nodes(), tree);
            if (parent == grid.nodes()) continue;
            for (std::uint32_t rail = 0; rail < grid.rails(); ++rail) {
                flows.add(grid.at(node, rail), grid.at(parent, rail), half);
                flows.add(grid.at(parent, rail), grid.at(node, rail), half);
            }
        }
    }
}

void add_all_pairs(Flows& flows, const Grid& grid, double bytes, RailUse rails) {
    const double each = bytes / (grid.nodes() * grid.rails());
    for (std::uint32_t from = 0; from < grid.nodes(); ++from) {
        for (std::uint32_t to = 0; to < grid.nodes(); ++to) {
            if (from == to) continue;
            for (std::uint32_t rail = 0; rail < grid.rails(); ++rail) {
                if (rails == RailUse::pxn) {
                    flows.add(grid.at(from, rail), grid.at(to, rail), each * grid.rails());
                    continue;
                }
                for (std::uint32_t other = 0; other < grid.rails(); ++other)
                    flows.add(grid.at(from, rail), grid.at(to, other), each);
            }
        }
    }
}

void add_flows(Flows& flows, const Grid& grid, const Expansion& x, const CollectiveEstimate& e) {
    using enum CollectiveAlgorithm;
    const bool is_all_to_all = x.question.collective == Collective::all_to_all;
    if (e.algorithm == direct && is_all_to_all) return add_all_pairs(flows, grid, x.question.bytes, x.rails);
    if (e.algorithm == tree || e.algorithm == nvls_tree) return add_trees(flows, grid, x.question.bytes);
    // Rails of the hierarchical form and neighbours that send to each other never leave their rail.
    const bool keeps_rail = e.algorithm != ring;
    add_rings(flows, grid, e.nic_bytes, keeps_rail ? RailUse::pxn : x.rails);
}

// In a tree over 0..count-1: 0 is the root, and a number's parent differs in its lowest set bit.
std::uint32_t parent_in_first(std::uint32_t rank, std::uint32_t count) {
    if (rank == 0) return count;
    const std::uint32_t bit = rank & (~rank + 1);
    const std::uint32_t up = (rank ^ bit) | (bit << 1);
    return up < count ? up : rank ^ bit;
}

}  // namespace

std::uint32_t tree_parent(std::uint32_t rank, std::uint32_t count, std::uint32_t tree) {
    if (tree == 0) return parent_in_first(rank, count);
    // The second tree is the first one mirrored, or for odd counts shifted by one.
    const bool is_odd = count % 2 == 1;
    const std::uint32_t place = is_odd ? (rank + count - 1) % count : count - 1 - rank;
    const std::uint32_t parent = parent_in_first(place, count);
    if (parent == count) return count;
    return is_odd ? (parent + 1) % count : count - 1 - parent;
}

ExpandedCollective expand_collective(const Expansion& expansion) {
    const CollectiveSystem& system = expansion.system;
    if (!problem_of(system).empty() || expansion.ranks.size() != system.ranks)
        throw std::invalid_argument{"expected as many ranks as the system has"};
    const std::optional<CollectiveEstimate> estimate = estimate_collective(system, expansion.question);
    if (!estimate) throw std::invalid_argument{"expected an algorithm that the collective can use"};
    const Grid grid{expansion.ranks, system.per_node};
    Flows flows;
    if (grid.nodes() > 1) add_flows(flows, grid, expansion, *estimate);
    return {
        .flows = std::move(flows).merged(), .before = estimate->latency, .alongside = estimate->nvlink_time};
}

}  // namespace datahall

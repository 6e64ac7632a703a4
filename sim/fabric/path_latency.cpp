#include "sim/fabric/path_latency.hpp"

#include <algorithm>
#include <vector>

namespace datahall {
namespace {

// The longest cable of a node.
struct LongCable {
    std::uint32_t node = UINT32_MAX;
    double s = 0.0;
};

// Hosts of a switch, and their cables.
struct HostCables {
    std::vector<std::uint32_t> hosts;
    double sum_s = 0.0;
    LongCable longest;
    LongCable next;  // of the other nodes

    void add(std::uint32_t host, std::uint32_t node, double s) {
        hosts.push_back(host);
        sum_s += s;
        if (node == longest.node) {
            longest.s = std::max(longest.s, s);
        } else if (longest.node == UINT32_MAX || s > longest.s) {
            next = longest;
            longest = {node, s};
        } else if (s >= next.s) {
            next = {node, s};
        }
    }
};

// Both cables of the pair of nodes that is farthest from its switches.
double longest_ends(const HostCables& a, const HostCables& b) {
    if (a.longest.node != b.longest.node) return a.longest.s + b.longest.s;
    return std::max(a.longest.s + b.next.s, a.next.s + b.longest.s);
}

// All shortest ways from one switch to one other.
struct Ways {
    static constexpr std::uint32_t unseen = UINT32_MAX;
    std::uint32_t hops = unseen;
    double count = 0.0;
    double sum_s = 0.0;  // of the cables on all of them
    double longest_s = 0.0;
};

class Search {
public:
    Search(const FabricGraph& graph, const PathLatency& latency, std::uint32_t nics)
        : graph_{graph}, latency_{latency}, nics_{nics}, on_(graph.switches), leaf_of_(graph.hosts, nowhere) {
        for (std::uint32_t c = 0; c < graph.cables.size(); ++c) {
            const FabricCable& cable = graph.cables[c];
            if (!graph.is_host(cable.lower) || cable.bytes_per_s <= 0.0) continue;
            on_[cable.upper - graph.hosts].add(cable.lower, cable.lower / nics, cable_s(2 * c));
            leaf_of_[cable.lower] = cable.upper - graph.hosts;
        }
        for (std::uint32_t s = 0; s < graph.switches; ++s) {
            if (!on_[s].hosts.empty()) leaves_.push_back(s);
        }
    }

    std::optional<LatencyRange> range() {
        const std::size_t searches = std::min<std::size_t>(leaves_.size(), most_searches);
        for (std::size_t i = 0; i < searches; ++i) search_from(leaves_[i * leaves_.size() / searches]);
        if (pairs_ == 0.0) return std::nullopt;
        return LatencyRange{Seconds::from_si(sum_s_ / pairs_), Seconds::from_si(worst_s_)};
    }

private:
    static constexpr std::uint32_t nowhere = UINT32_MAX;

    double cable_s(std::uint32_t link) const {
        return latency_.link_s.empty() ? 0.0 : double{latency_.link_s[link]};
    }

    // Breadth first: a switch is complete when its turn comes.
    void find_ways(std::uint32_t from) {
        ways_.assign(graph_.switches, {});
        ways_[from] = {0, 1.0, 0.0, 0.0};
        queue_.assign(1, from);
        for (std::size_t next = 0; next < queue_.size(); ++next) {
            const Ways here = ways_[queue_[next]];
            for (const FabricPort& port : graph_.ports_of(graph_.hosts + queue_[next])) {
                if (graph_.is_host(port.peer) || graph_.capacity(port.link) <= 0.0) continue;
                Ways& there = ways_[port.peer - graph_.hosts];
                if (there.hops == Ways::unseen) {
                    there.hops = here.hops + 1;
                    queue_.push_back(port.peer - graph_.hosts);
                }
                if (there.hops != here.hops + 1) continue;
                const double longer_s = cable_s(port.link);
                there.count += here.count;
                there.sum_s += here.sum_s + here.count * longer_s;
                there.longest_s = std::max(there.longest_s, here.longest_s + longer_s);
            }
        }
    }

    // All pairs of hosts of the two, less those of one node.
    void add_pairs(const HostCables& from, std::uint32_t to) {
        const HostCables& there = on_[to];
        const Ways& ways = ways_[to];
        const auto hosts_here = static_cast<double>(from.hosts.size());
        const auto hosts_there = static_cast<double>(there.hosts.size());
        const double pairs = hosts_here * hosts_there - same_[to].pairs;
        if (pairs <= 0.0) return;
        const double ends_s = hosts_there * from.sum_s + hosts_here * there.sum_s - same_[to].cables_s;
        const double switches = ways.hops + 1.0;
        const double way_s = switches * latency_.per_switch.si() + latency_.at_ends.si();
        pairs_ += pairs;
        sum_s_ += pairs * (way_s + ways.sum_s / ways.count) + ends_s;
        worst_s_ = std::max(worst_s_, way_s + ways.longest_s + longest_ends(from, there));
    }

    // Pairs of hosts of one node, by the switch of the second.
    void find_same(const HostCables& from) {
        same_.assign(graph_.switches, {});
        for (const std::uint32_t host : from.hosts) {
            const std::uint32_t node = host / nics_;
            for (std::uint32_t other = node * nics_; other < (node + 1) * nics_; ++other) {
                if (leaf_of_[other] == nowhere) continue;
                SamePairs& same = same_[leaf_of_[other]];
                same.pairs += 1.0;
                same.cables_s += host_cable_s(host) + host_cable_s(other);
            }
        }
    }

    double host_cable_s(std::uint32_t host) const { return cable_s(graph_.ports_of(host).front().link); }

    void search_from(std::uint32_t leaf) {
        find_ways(leaf);
        find_same(on_[leaf]);
        for (const std::uint32_t to : leaves_) {
            if (ways_[to].hops != Ways::unseen) add_pairs(on_[leaf], to);
        }
    }

    struct SamePairs {
        double pairs = 0.0;
        double cables_s = 0.0;
    };

    const FabricGraph& graph_;
    const PathLatency& latency_;
    std::uint32_t nics_;
    std::vector<HostCables> on_;          // by switch
    std::vector<std::uint32_t> leaf_of_;  // by host
    std::vector<std::uint32_t> leaves_;   // switches with hosts
    std::vector<Ways> ways_;              // of this search, by switch
    std::vector<SamePairs> same_;
    std::vector<std::uint32_t> queue_;
    double pairs_ = 0.0;
    double sum_s_ = 0.0;
    double worst_s_ = 0.0;
};

}  // namespace

std::optional<LatencyRange> latency_between_nodes(const FabricGraph& graph, const PathLatency& latency,
                                                  std::uint32_t nics_per_node) {
    return Search{graph, latency, nics_per_node}.range();
}

}  // namespace datahall

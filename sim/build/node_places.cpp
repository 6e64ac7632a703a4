#include "sim/build/node_places.hpp"

#include <algorithm>
#include <numeric>

namespace datahall {
namespace {

using Names = std::vector<std::uint32_t>;  // of the groups, by node of the cluster

// Sets of switches that hang together.
class Joined {
public:
    explicit Joined(std::size_t switches) : parent_(switches) {
        std::iota(parent_.begin(), parent_.end(), 0U);
    }
    std::uint32_t root(std::uint32_t s) {
        while (parent_[s] != s) s = parent_[s] = parent_[parent_[s]];
        return s;
    }
    void join(std::uint32_t a, std::uint32_t b) { parent_[root(a)] = root(b); }

private:
    std::vector<std::uint32_t> parent_;
};

// The leaf of each node's first port: in the wirings that we build, it tells the others.
Names leaves_of(const FabricPlan& plan, std::size_t nodes) {
    Names leaf(nodes, 0);
    std::vector<std::uint16_t> lowest(nodes, UINT16_MAX);
    for (const LinkPlan& link : plan.links) {
        if (link.tier != LinkTier::node_leaf || link.lower_port >= lowest[link.lower]) continue;
        lowest[link.lower] = link.lower_port;
        leaf[link.lower] = link.upper;
    }
    return leaf;
}

// Leaves below the same spines, or in the same group of leaves that are joined to each other.
Names pods_of(const FabricPlan& plan, const Names& leaves) {
    Joined switches{plan.switches.size()};
    for (const LinkPlan& link : plan.links) {
        const bool is_in_pod = link.tier == LinkTier::leaf_spine || link.tier == LinkTier::local;
        if (is_in_pod) switches.join(link.lower, link.upper);
    }
    Names pods;
    for (const std::uint32_t leaf : leaves) pods.push_back(switches.root(leaf));
    return pods;
}

Names racks_of(const Facility& f, const ClusterRow& cluster) {
    Names racks;
    for (const std::uint32_t node : cluster.nodes) racks.push_back(f.rack_of_node[node]);
    return racks;
}

// Neighbors in a rack, as many as a domain joins.
Names blocks_of(const Facility& f, const ClusterRow& cluster, const Names& racks) {
    const std::uint32_t size = f.node_types[cluster.node_type].nodes_per_block;
    Names blocks;
    std::uint32_t block = 0;
    std::uint32_t inside = 0;
    for (std::size_t n = 0; n < racks.size(); ++n) {
        const bool is_full = inside == size || (n > 0 && racks[n] != racks[n - 1]);
        if (is_full) ++block;
        inside = is_full ? 1 : inside + 1;
        blocks.push_back(block);
    }
    return blocks;
}

// The first feed of each: path A of a hall with several.
std::uint32_t first_feed(const Facility& f, const FeedSpan& feeds) {
    return feeds.count == 0 ? no_index : f.feeds_of(feeds).front().from;
}

// Racks below each element of the power chain.
std::vector<std::uint32_t> racks_below(const Facility& f) {
    std::vector<std::uint32_t> racks(f.elements.size(), 0);
    const auto count = [&](const FeedSpan& feeds, std::uint32_t below) {
        const std::uint32_t from = first_feed(f, feeds);
        if (from != no_index) racks[from] += below;
    };
    for (const Rack& rack : f.racks) count(rack.feeds, 1);
    for (std::size_t e = f.elements.size(); e-- > 0;) count(f.elements[e].feeds, racks[e]);
    return racks;
}

// The feed of a rack, or the lowest above it that feeds another rack, too; none if that feeds all.
std::uint32_t shared_feed(const Facility& f, const std::vector<std::uint32_t>& racks, std::uint32_t rack) {
    std::uint32_t e = first_feed(f, f.racks[rack].feeds);
    while (e != no_index && racks[e] < 2) e = first_feed(f, f.elements[e].feeds);
    return e == no_index || racks[e] == f.racks.size() ? no_index : e;
}

Names feeds_of(const Facility& f, const Names& racks) {
    const std::vector<std::uint32_t> below = racks_below(f);
    const auto elements = static_cast<std::uint32_t>(f.elements.size());
    Names feeds;
    for (const std::uint32_t rack : racks) {
        const std::uint32_t feed = shared_feed(f, below, rack);
        feeds.push_back(feed != no_index ? feed : elements + f.racks[rack].row);
    }
    return feeds;
}

}  // namespace

NodePlaces places_of(const Facility& f, const ClusterRow& cluster, std::string_view fabric_node) {
    const Names racks = racks_of(f, cluster);
    const bool is_joined = !f.fabric.switches.empty() && f.node_types[cluster.node_type].name == fabric_node;
    const Names leaves = is_joined ? leaves_of(f.fabric, cluster.nodes.size()) : racks;
    const Names pods = is_joined ? pods_of(f.fabric, leaves) : Names(racks.size(), 0);
    NodePlaces places;
    places[GroupKind::leaf] = NodeGroups{leaves};
    places[GroupKind::pod] = NodeGroups{pods};
    places[GroupKind::block] = NodeGroups{blocks_of(f, cluster, racks)};
    places[GroupKind::rack] = NodeGroups{racks};
    places[GroupKind::feed] = NodeGroups{feeds_of(f, racks)};
    return places;
}

NodePlaces places_within(const NodePlaces& all, std::span<const std::uint32_t> nodes) {
    NodePlaces places;
    for (std::size_t kind = 0; kind < group_kinds; ++kind) {
        Names names;
        for (const std::uint32_t node : nodes) names.push_back(all.kinds[kind].of(node));
        places.kinds[kind] = NodeGroups{names};
    }
    return places;
}

}  // namespace datahall

#include "models/fabric/routing/virtual_lanes.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "models/fabric/routing/table_router.hpp"

namespace datahall {
namespace {

using Follow = std::pair<std::uint32_t, std::uint32_t>;  // a link, and one that is waited for on it

// A directed graph of links that stays free of circles, in topological order.
class Lane {
public:
    explicit Lane(const std::vector<std::uint32_t>& order)
        : place_{order}, after_(order.size()), before_(order.size()), seen_(order.size(), 0) {}

    /// False, and unchanged, where one of them would close a circle.
    bool add_all(const std::vector<Follow>& follows) {
        std::vector<Follow> added;
        for (const Follow& f : follows) {
            if (std::ranges::find(after_[f.first], f.second) != after_[f.first].end()) continue;
            if (!make_room(f)) {
                for (auto back = added.rbegin(); back != added.rend(); ++back) {
                    after_[back->first].pop_back();
                    before_[back->second].pop_back();
                }
                return false;
            }
            after_[f.first].push_back(f.second);
            before_[f.second].push_back(f.first);
            added.push_back(f);
        }
        return true;
    }

private:
    using Links = std::vector<std::vector<std::uint32_t>>;

    // Links that can be reached from `start` without leaving the places from `low` to `high`.
    std::vector<std::uint32_t> reach(std::uint32_t start, const Links& next, std::uint32_t low,
                                     std::uint32_t high) {
        ++round_;
        std::vector<std::uint32_t> found{start};
        seen_[start] = round_;
        for (std::size_t i = 0; i < found.size(); ++i) {
            for (const std::uint32_t link : next[found[i]]) {
                if (seen_[link] == round_ || place_[link] < low || place_[link] > high) continue;
                seen_[link] = round_;
                found.push_back(link);
            }
        }
        return found;
    }

    // Reorders so that f.first comes before f.second; false where f.second already leads to f.first.
    bool make_room(const Follow& f) {
        const std::uint32_t low = place_[f.second];
        const std::uint32_t high = place_[f.first];
        if (high < low) return true;
        std::vector<std::uint32_t> later = reach(f.second, after_, low, high);
        if (seen_[f.first] == round_) return false;
        std::vector<std::uint32_t> earlier = reach(f.first, before_, low, high);
        const auto by_place = [this](std::uint32_t link) { return place_[link]; };
        std::ranges::sort(later, {}, by_place);
        std::ranges::sort(earlier, {}, by_place);
        earlier.insert(earlier.end(), later.begin(), later.end());
        std::vector<std::uint32_t> places(earlier.size());
        std::ranges::transform(earlier, places.begin(), by_place);
        std::ranges::sort(places);
        for (std::size_t i = 0; i < places.size(); ++i) place_[earlier[i]] = places[i];
        return true;
    }

    std::vector<std::uint32_t> place_;  // by link
    Links after_;
    Links before_;
    std::vector<std::uint32_t> seen_;
    std::uint32_t round_ = 0;
};

// Links upwards by rising tier, then links downwards by falling tier: routes of trees keep this order.
std::vector<std::uint32_t> tree_order(const FabricGraph& graph) {
    const std::vector<std::uint8_t> levels = switch_levels(graph);
    const auto level = [&](std::uint32_t vertex) {
        return graph.is_host(vertex) ? -1 : static_cast<int>(levels[vertex - graph.hosts]);
    };
    std::vector<std::uint32_t> links(graph.links());
    std::iota(links.begin(), links.end(), 0U);
    std::ranges::stable_sort(links, {}, [&](std::uint32_t link) {
        const int from = level(graph.tail(link));
        const int to = level(graph.head(link));
        return to > from ? std::pair{0, from} : std::pair{1, -from};
    });
    std::vector<std::uint32_t> place(links.size());
    for (std::uint32_t i = 0; i < links.size(); ++i) place[links[i]] = i;
    return place;
}

class FollowFinder {
public:
    FollowFinder(const FabricGraph& graph, const SwitchGraph& switches, const ForwardingTables& tables)
        : graph_{graph}, g_{switches}, tables_{tables}, links_{graph}, seen_(g_.switches, 0) {}

    /// Pairs of trunks that routes from all leaves to a host take one after the other.
    void find(std::uint32_t host, std::vector<Follow>& follows) {
        follows.clear();
        ++round_;
        for (const std::uint32_t leaf : g_.leaves) {
            std::uint32_t sw = leaf;
            std::uint32_t link = next_link(sw, host);
            while (link != SwitchGraph::none && seen_[sw] != round_) {
                seen_[sw] = round_;
                sw = graph_.head(link) - graph_.hosts;
                const std::uint32_t next = next_link(sw, host);
                if (next != SwitchGraph::none) follows.push_back({link, next});
                link = next;
            }
        }
    }

private:
    // None at the last switch and where there is no route.
    std::uint32_t next_link(std::uint32_t sw, std::uint32_t host) const {
        const std::uint32_t link = links_.link(sw, tables_.port(sw, host));
        return link == SwitchGraph::none || graph_.is_host(graph_.head(link)) ? SwitchGraph::none : link;
    }

    const FabricGraph& graph_;
    const SwitchGraph& g_;
    const ForwardingTables& tables_;
    PortLinks links_;
    std::vector<std::uint32_t> seen_;
    std::uint32_t round_ = 0;
};

}  // namespace

std::uint32_t lanes_needed(const FabricGraph& graph, const SwitchGraph& switches,
                           const ForwardingTables& tables, std::uint32_t most) {
    const std::vector<std::uint32_t> order = tree_order(graph);
    FollowFinder finder{graph, switches, tables};
    std::vector<Lane> lanes;
    std::vector<Follow> follows;
    for (const std::uint32_t host : switches.leaf_hosts) {
        finder.find(host, follows);
        std::size_t lane = 0;
        while (lane < lanes.size() && !lanes[lane].add_all(follows)) ++lane;
        if (lane < lanes.size()) continue;
        if (lanes.size() == most) return 0;
        lanes.emplace_back(order);
        lanes.back().add_all(follows);
    }
    return std::max<std::uint32_t>(1, static_cast<std::uint32_t>(lanes.size()));
}

}  // namespace datahall

// How much flows that start together get in each other's way on their routes.
//
//   load(link) = sum of the shares of all flows there       busy(link) = load / capacity
//   rate of a flow = ideal over actual time = max over its links of (share / capacity) / max of busy
//
// A flow of a static engine alone on its links has rate 1, one whose worst cable carries n equal flows 1 / n.
// That ignores what others leave over: max-min rates (max_min.hpp) of other flows may be higher.
//
// Source: static conflicts as in Hoefler, Schneider and Lumsdaine, "Multistage switches are not crossbars"
// (IEEE Cluster 2008), who call the mean over random pairings effective bisection bandwidth.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "datahall/model/routing.hpp"
#include "datahall/random.hpp"

namespace datahall {

struct HostPair {
    std::uint32_t source = 0;
    std::uint32_t destination = 0;
    friend bool operator==(const HostPair&, const HostPair&) = default;
};

/// Host h to host (h + by) mod hosts; none for a multiple of `hosts`.
std::vector<HostPair> shift_of_hosts(std::uint32_t hosts, std::uint32_t by);

/// Every host sends to one and receives from one; those drawn to send to themselves are left out.
std::vector<HostPair> random_permutation(std::uint32_t hosts, RandomStream& random);

/// Every host to every other.
std::vector<HostPair> all_pairs(std::uint32_t hosts);

struct FlowRates {
    double mean = 1.0;        // over routed flows
    double worst = 1.0;       // of the slowest flow
    double worst_load = 0.0;  // most flows on a cable between switches, one way; shares count as parts
    std::uint64_t flows = 0;  // that have a route
    std::uint64_t unrouted = 0;
};

/// Routes flows twice and keeps no route: memory is two numbers a link.
class RouteConflicts {
public:
    /// Both must outlive it.  `routes` as an engine built them: with a router.
    RouteConflicts(const FabricGraph& graph, const RoutingResult& routes);

    /// The flows alone on the fabric, all at once.
    FlowRates measure(std::span<const HostPair> flows);
    /// By flow, in order: the rate, or 0 without a route.
    std::vector<double> rates(std::span<const HostPair> flows);
    /// Routes flows once: how many, and parts of them, each link carries.  Valid until the next call.
    const std::vector<double>& count(std::span<const HostPair> flows);
    /// Of the flows measured or counted last, by link.
    const std::vector<double>& loads() const { return loads_; }

private:
    double rate_of(const HostPair& flow, std::uint64_t number);
    bool is_trunk(std::uint32_t link) const;

    const FabricGraph& graph_;
    const Router& router_;
    std::vector<double> seconds_;  // by link: for a byte, all that flows can use
    std::vector<double> loads_;    // by link: flows
    std::vector<PathHop> path_;
};

/// What links of one kind carry.
struct LoadRange {
    double least = 0.0;
    double most = 0.0;
};

/// Over all links from a lower to an upper switch, or back: cables that carry nothing by themselves are left
/// out.
struct TrunkLoads {
    LoadRange up;
    LoadRange down;
    std::uint64_t cables = 0;
};
TrunkLoads trunk_loads(const FabricGraph& graph, std::span<const double> loads);

}  // namespace datahall

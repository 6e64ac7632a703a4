// Spines and cores over a row of leaves, each with h = k / 2 cables upwards.
//
// Two tiers, L <= k leaves:
//   spines S = least divisor of h that is >= L h / k      p = h / S cables for each pair
//   cable c of leaf l to spine j: leaf port h + j p + c + 1, spine port l p + c + 1
// Three tiers, L <= k h leaves, pods of h leaves and h spines:
//   leaf i and spine j of a pod: one cable, leaf port h + j + 1, spine port i + 1
//   q = least divisor of h that is >= pods h / k; cores h q; p = h / q cables for each pair
//   spine j of every pod meets the cores j + h g, g = 0 .. q - 1: spine port h + g p + c + 1,
//   core port pod p + c + 1.  A last pod with a < h leaves takes ceil(a / q) cables to each core.
// Full trees are the extended generalized fat trees XGFT(2; h, L; 1, S; 1, p) and
// XGFT(3; h, h, pods; 1, h, q; 1, 1, h / q).
//
// Valid for an even k from 2 to 1,024 and up to 2^20 endpoints.
// Ignores cost: the divisor keeps every pair of switches on the same number of cables, which may
// leave ports of spines and cores unused (3 scalable units build 16 spines where 12 had the ports).
// Source: Oehring, Ibel, Das and Kumar, "On generalized fat trees" (IPPS 1995) and its extension to
// parallel cables for the graph; NVIDIA DGX SuperPOD reference architecture RA-11333-001, table 4,
// for the divisor rule.
#include "models/fabric/clos.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

namespace datahall::clos {
namespace {

// Beyond any single fabric sold; keeps a mistyped demand from filling the memory.
constexpr std::uint64_t max_endpoints = std::uint64_t{1} << 20;
constexpr std::uint32_t max_radix = 1024;
constexpr std::uint32_t max_nics = 64;

void join_pods(FabricPlan& plan, std::uint32_t leaves, std::uint32_t half) {
    for (std::uint32_t leaf = 0; leaf < leaves; ++leaf) {
        const std::uint32_t pod = leaf / half;
        for (std::uint32_t j = 0; j < half; ++j) {
            plan.links.push_back({LinkTier::leaf_spine, leaf, port(half + j + 1), leaves + pod * half + j,
                                  port(leaf % half + 1)});
        }
    }
}

// Cables of one spine: `groups` cores, `parallel` ports reserved for each, `used` of them cabled.
struct SpineUplinks {
    std::uint32_t groups;
    std::uint32_t parallel;
    std::uint32_t used;
};

void join_cores(FabricPlan& plan, std::uint32_t spine, std::uint32_t first_core, std::uint32_t half,
                const SpineUplinks& up) {
    const SwitchPlan& s = plan.switches[spine];
    for (std::uint32_t g = 0; g < up.groups; ++g) {
        for (std::uint32_t c = 0; c < up.used; ++c) {
            plan.links.push_back({LinkTier::spine_core, spine, port(half + g * up.parallel + c + 1),
                                  first_core + s.index % half + half * g,
                                  port(s.group * up.parallel + c + 1)});
        }
    }
}

void add_three_tiers(FabricPlan& plan, std::uint32_t radix) {
    const std::uint32_t leaves = narrow(plan.switches.size());
    const std::uint32_t half = radix / 2;
    const std::uint32_t pods = narrow(ceil_div(leaves, half));
    const std::uint32_t groups = least_divisor(half, ceil_div(std::uint64_t{pods} * half, radix));
    add_switches(plan, {SwitchRole::spine, 0, 0, radix}, pods * half, half);
    add_switches(plan, {SwitchRole::core, 0, 0, radix}, groups * half, groups * half);
    join_pods(plan, leaves, half);
    for (std::uint32_t s = 0; s < pods * half; ++s) {
        const std::uint32_t pod_leaves = std::min(half, leaves - s / half * half);
        const SpineUplinks up{groups, half / groups, narrow(ceil_div(pod_leaves, groups))};
        join_cores(plan, leaves + s, leaves + pods * half, half, up);
    }
    if (leaves % half != 0) return;  // a last pod of its own shape
    plan.tree = {.height = 3,
                 .children = {half, half, pods},
                 .parents = {1, half, groups},
                 .parallel = {1, 1, half / groups}};
}

}  // namespace

void read_tiers(Keys& keys, Tiers& out) {
    static constexpr std::array<std::string_view, 3> names{"automatic", "two", "three"};
    keys.choice({"tiers", "Levels of switches; automatic takes the fewest that reach"}, Presence::optional,
                names, out);
}

std::string refuse_demand(const FabricDemand& d) {
    if (d.nodes == 0) return "there are no nodes to join";
    if (d.nics_per_node == 0 || d.nics_per_node > max_nics) {
        return fmt::format("expected 1 to {} NICs in a node, got {}", max_nics, d.nics_per_node);
    }
    if (d.radix < 2 || d.radix > max_radix) {
        return fmt::format("expected switches of 2 to {} ports, got {}", max_radix, d.radix);
    }
    const std::uint64_t endpoints = std::uint64_t{d.nodes} * d.nics_per_node;
    if (endpoints > max_endpoints) {
        return fmt::format("expected at most {} endpoints in a fabric, got {}", max_endpoints, endpoints);
    }
    return {};
}

std::string refuse_tree(std::uint64_t leaves, std::uint32_t radix, Tiers tiers) {
    if (radix % 2 != 0) {
        return fmt::format("expected switches with an even number of ports, half of them upwards, got {}",
                           radix);
    }
    const std::uint64_t two = radix;
    const std::uint64_t three = two * (radix / 2);
    const std::uint64_t most = tiers == Tiers::two ? two : three;
    if (leaves <= most) return {};
    return fmt::format("{} leaves are needed, and {} tiers of {}-port switches join at most {}", leaves,
                       tiers == Tiers::two ? "two" : "three", radix, most);
}

std::uint32_t least_divisor(std::uint32_t n, std::uint64_t least) {
    for (std::uint64_t d = std::max<std::uint64_t>(least, 1); d <= n; ++d) {
        if (n % d == 0) return narrow(d);
    }
    return 0;
}

void add_switches(FabricPlan& plan, SwitchPlan first, std::uint32_t count, std::uint32_t per_group) {
    for (std::uint32_t i = 0; i < count; ++i) {
        first.group = i / per_group;
        first.index = i;
        plan.switches.push_back(first);
    }
}

void add_nodes_leaf_by_leaf(FabricPlan& plan, const FabricDemand& demand) {
    const std::uint32_t nics = demand.nics_per_node;
    plan.links.reserve(plan.links.size() + std::size_t{demand.nodes} * nics);
    for (std::uint32_t node = 0; node < demand.nodes; ++node) {
        const std::uint32_t slot = node % plan.nodes_per_group;
        for (std::uint32_t nic = 0; nic < nics; ++nic) {
            plan.links.push_back({LinkTier::node_leaf, node, port(nic + 1), node / plan.nodes_per_group,
                                  port(slot * nics + nic + 1)});
        }
    }
}

void add_spines(FabricPlan& plan, const LeafPorts& leaf) {
    const std::uint32_t leaves = narrow(plan.switches.size());
    const std::uint32_t spines =
        least_divisor(leaf.up, ceil_div(std::uint64_t{leaves} * leaf.up, leaf.spine_ports));
    const std::uint32_t parallel = leaf.up / spines;
    add_switches(plan, {SwitchRole::spine, 0, 0, leaf.spine_ports}, spines, spines);
    for (std::uint32_t l = 0; l < leaves; ++l) {
        for (std::uint32_t up = 0; up < leaf.up; ++up) {
            plan.links.push_back({LinkTier::leaf_spine, l, port(leaf.down + up + 1), leaves + up / parallel,
                                  port(l * parallel + up % parallel + 1)});
        }
    }
    plan.tree = {
        .height = 2, .children = {leaf.down, leaves}, .parents = {1, spines}, .parallel = {1, parallel}};
}

TreeShape single_leaf(std::uint32_t hosts) {
    return {.height = 1, .children = {hosts}, .parents = {1}, .parallel = {1}};
}

void add_upper_tiers(FabricPlan& plan, std::uint32_t radix, Tiers tiers) {
    const std::size_t leaves = plan.switches.size();
    plan.links.reserve(plan.links.size() + 2 * leaves * (radix / 2));
    if (leaves <= 1) {
        plan.tree = single_leaf(radix / 2);
        return;
    }
    if (tiers == Tiers::three || leaves > radix) {
        add_three_tiers(plan, radix);
    } else {
        add_spines(plan, {radix / 2, radix / 2, radix});
    }
}

double worst_oversubscription(const FabricPlan& plan) {
    std::vector<double> down(plan.switches.size(), 0.0);
    std::vector<double> up(plan.switches.size(), 0.0);
    for (const LinkPlan& link : plan.links) {
        const bool is_upwards = link.tier != LinkTier::management && link.tier != LinkTier::local &&
                                link.tier != LinkTier::global;
        if (!is_upwards) continue;
        const bool is_trunk = link.tier != LinkTier::node_leaf;
        const double rate = is_trunk ? plan.trunk_rate_ratio : 1.0;
        down[link.upper] += rate;
        if (is_trunk) up[link.lower] += rate;
    }
    double worst = 0.0;
    for (std::size_t s = 0; s < up.size(); ++s) {
        if (up[s] > 0) worst = std::max(worst, down[s] / up[s]);
    }
    return worst > 0 ? worst : 1.0;
}

}  // namespace datahall::clos

// Dragonfly: groups of fully joined routers, each group joined to all others.
//
//   a routers in a group, p host ports and h global ports on each; g groups, g <= a h + 1
//   hosts a p g; ports of a router p + a - 1 + h; local cables g a (a - 1) / 2
//   balanced: a = 2 p = 2 h, so that p = h = floor((k + 1) / 4) for k ports
//   ports of a router: 1 .. p nodes, then a - 1 local ones by the other router, then h global ones
//   global port n of a group is port n mod h of its router floor(n / h); which meet: see palm_tree.hpp
//
// Groups are built whole, as many as the nodes need where their number is not given.  g = a h + 1 has one
// cable for each pair of groups, and the bisection floor(g / 2) ceil(g / 2) cables.
//
// Valid for p + a - 1 + h <= ports of a switch.
// Ignores groups that are not fully joined inside (those of some machines are grids): see hyperx.
// Source: Kim, Dally, Scott and Abts, "Technology-driven, highly-scalable dragonfly topology" (ISCA 2008).
#include <algorithm>

#include <fmt/format.h>

#include "datahall/model/registry.hpp"
#include "datahall/model/topology.hpp"

#include "models/fabric/clos.hpp"
#include "models/fabric/direct.hpp"
#include "models/fabric/palm_tree.hpp"

namespace datahall {
namespace {

struct Config {  // 0: balanced for the switch, or as few groups as hold the nodes
    std::int64_t routers = 0;
    std::int64_t hosts = 0;
    std::int64_t global_ports = 0;
    std::int64_t groups = 0;
};

struct Shape {
    direct::Routers routers;
    std::uint32_t global_ports = 0;  // of a router

    std::uint32_t local_ports() const { return routers.per_group - 1; }
    std::uint32_t global_ports_of_group() const { return routers.per_group * global_ports; }
};

void join_inside(FabricPlan& plan, const Shape& shape) {
    const std::uint32_t per_group = shape.routers.per_group;
    const std::uint32_t first_port = shape.routers.hosts + 1;
    for (std::uint32_t lower = 0; lower < shape.routers.groups * per_group; ++lower) {
        const std::uint32_t at = lower % per_group;
        for (std::uint32_t other = at + 1; other < per_group; ++other) {
            plan.links.push_back({LinkTier::local, lower, clos::port(first_port + other - 1),
                                  lower + other - at, clos::port(first_port + at)});
        }
    }
}

void join_groups(FabricPlan& plan, const Shape& shape) {
    const std::uint32_t of_router = shape.global_ports;
    const std::uint32_t first_port = shape.routers.hosts + shape.local_ports() + 1;
    const auto router = [&](const GlobalPort& end) {
        return end.group * shape.routers.per_group + end.port / of_router;
    };
    const PalmTree arrangement{shape.routers.groups, shape.global_ports_of_group()};
    for (GlobalPort lower; lower.group < shape.routers.groups; ++lower.group) {
        for (lower.port = 0; lower.port < shape.global_ports_of_group(); ++lower.port) {
            const auto upper = arrangement.other_end(lower);
            if (!upper || upper->group < lower.group) continue;
            plan.links.push_back({LinkTier::global, router(lower),
                                  clos::port(first_port + lower.port % of_router), router(*upper),
                                  clos::port(first_port + upper->port % of_router)});
        }
    }
}

class Dragonfly final : public TopologyGenerator {
public:
    explicit Dragonfly(const Config& c) : config_{c} {}

    FabricPlan generate(const FabricDemand& demand) const override {
        FabricPlan plan;
        plan.problem = clos::refuse_demand(demand);
        if (!plan.problem.empty()) return plan;
        const Shape shape = shape_for(demand);
        plan.problem = refuse(demand, shape);
        if (!plan.problem.empty()) return plan;
        direct::add_routers(plan, demand, shape.routers);
        join_inside(plan, shape);
        join_groups(plan, shape);
        return plan;
    }

private:
    Shape shape_for(const FabricDemand& demand) const {
        const std::uint32_t balanced = std::max((demand.radix + 1) / 4, 1U);
        const auto chosen = [](std::int64_t setting, std::uint32_t fallback) {
            return setting > 0 ? static_cast<std::uint32_t>(setting) : fallback;
        };
        Shape shape{.routers = {.per_group = chosen(config_.routers, 2 * balanced),
                                .hosts = chosen(config_.hosts, balanced),
                                .ports = demand.radix},
                    .global_ports = chosen(config_.global_ports, balanced)};
        shape.routers.groups = chosen(config_.groups, direct::least_groups(shape.routers, demand));
        return shape;
    }

    static std::string refuse(const FabricDemand& demand, const Shape& s) {
        if (s.routers.hosts + s.local_ports() + s.global_ports > demand.radix) {
            return fmt::format("a router takes {} host ports, {} local and {} global ones, and has {}",
                               s.routers.hosts, s.local_ports(), s.global_ports, demand.radix);
        }
        if (s.routers.groups > s.global_ports_of_group() + 1) {
            return fmt::format("{} groups are needed, and {} routers of {} global ports join at most {}",
                               s.routers.groups, s.routers.per_group, s.global_ports,
                               s.global_ports_of_group() + 1);
        }
        const std::uint64_t routers = std::uint64_t{s.routers.groups} * s.routers.per_group;
        std::string problem = direct::refuse_size(routers, routers * (s.local_ports() + s.global_ports) / 2);
        return problem.empty() ? direct::refuse_nodes(demand, s.routers) : problem;
    }

    Config config_;
};

std::unique_ptr<TopologyGenerator> make(Keys& k) {
    Config c;
    k.optional(
        {"routers", "Routers of a group; 0 for a balanced dragonfly", {.at_least = 0, .at_most = 1024}},
        c.routers);
    k.optional({"hosts",
                "Ports of a router that take nodes; 0 for a balanced dragonfly",
                {.at_least = 0, .at_most = 1024}},
               c.hosts);
    k.optional({"global_ports",
                "Ports of a router to other groups; 0 for a balanced dragonfly",
                {.at_least = 0, .at_most = 1024}},
               c.global_ports);
    k.optional({"groups", "Groups; 0 for as many as the nodes need", {.at_least = 0, .at_most = 1 << 20}},
               c.groups);
    if (!k.done()) return nullptr;
    return std::make_unique<Dragonfly>(c);
}

}  // namespace

void register_dragonfly(Registry<TopologyGenerator>& registry) {
    registry.add("dragonfly", "Groups of fully joined routers, and cables between all groups", make);
}

}  // namespace datahall

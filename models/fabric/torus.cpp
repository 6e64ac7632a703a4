// Torus: routers on a grid, each joined to the next one both ways in every dimension.
//
//   N = n_1 n_2 ... n_d routers, the first coordinate fastest
//   a dimension of n >= 3 takes two ports of a router and N cables, of 2 one port and N / 2 cables, of 1 none
//   ports of a router: hosts, then for each dimension one towards the next and one towards the one before
//   n^d routers, n even: bisection 2 n^(d-1) cables, mean distance d n / 4 cables (to itself included)
//
// A group is what shares the last coordinate: cables along the last dimension are global, the others local.
// The cut between halves of the groups is the narrowest if the last dimension is the longest.
//
// Valid for hosts + ports of the dimensions <= ports of a switch; up to six dimensions.
// Ignores twisted and folded wirings: folding changes the lengths of cables, not what they join.
// Source: Dally and Towles, "Principles and Practices of Interconnection Networks" (2004), chapter 5.
#include <numeric>

#include <fmt/format.h>

#include "datahall/model/registry.hpp"
#include "datahall/model/topology.hpp"

#include "models/fabric/clos.hpp"
#include "models/fabric/direct.hpp"

namespace datahall {
namespace {

struct Config {
    WholeNumbers dimensions;
    std::int64_t hosts = 1;
};

std::uint32_t ports_along(std::uint32_t size) {
    return size > 2 ? 2 : size - 1;
}

std::uint32_t ports_needed(const Config& c) {
    return std::accumulate(c.dimensions.begin(), c.dimensions.end(), static_cast<std::uint32_t>(c.hosts),
                           [](std::uint32_t sum, std::uint32_t size) { return sum + ports_along(size); });
}

// The cables of one dimension whose lower end is `router`; `port` is its first port of that dimension.
void join(FabricPlan& plan, const direct::Grid& grid, std::uint32_t router, std::size_t dimension,
          std::uint32_t port) {
    const std::uint32_t size = grid.size(dimension);
    const std::uint32_t stride = grid.stride(dimension);
    const std::uint32_t at = grid.coordinate(router, dimension);
    const std::uint32_t back = port + ports_along(size) - 1;  // towards the one before
    if (at + 1 < size) {
        plan.links.push_back(
            {grid.tier(dimension), router, clos::port(port), router + stride, clos::port(back)});
    }
    if (at == 0 && size > 2) {
        plan.links.push_back(
            {grid.tier(dimension), router, clos::port(back), router + (size - 1) * stride, clos::port(port)});
    }
}

class Torus final : public TopologyGenerator {
public:
    explicit Torus(const Config& c) : config_{c} {}

    FabricPlan generate(const FabricDemand& demand) const override {
        FabricPlan plan;
        plan.problem = refuse(demand);
        if (!plan.problem.empty()) return plan;
        const direct::Grid grid{config_.dimensions};
        const auto hosts = static_cast<std::uint32_t>(config_.hosts);
        plan.links.reserve(std::size_t{demand.nodes} * demand.nics_per_node +
                           grid.routers() * grid.dimensions());
        direct::add_routers(plan, demand, grid.in_groups(hosts, demand.radix));
        const std::size_t last = grid.dimensions() - 1;
        const std::uint32_t last_port = ports_needed(config_) - ports_along(grid.size(last)) + 1;
        for (std::uint32_t router = 0; router < grid.routers(); ++router) {
            std::uint32_t port = hosts + 1;
            for (std::size_t d = 0; d < last; ++d) {
                join(plan, grid, router, d, port);
                port += ports_along(grid.size(d));
            }
        }
        for (std::uint32_t router = 0; router < grid.routers(); ++router) {
            join(plan, grid, router, last, last_port);
        }
        return plan;
    }

private:
    std::string refuse(const FabricDemand& demand) const {
        std::string problem = clos::refuse_demand(demand);
        if (!problem.empty()) return problem;
        const std::uint32_t ports = ports_needed(config_);
        if (ports > demand.radix) {
            return fmt::format("a router takes {} host ports and {} ports of the dimensions, and has {}",
                               config_.hosts, ports - config_.hosts, demand.radix);
        }
        const std::uint64_t routers = product_up_to(config_.dimensions, UINT32_MAX);
        problem = direct::refuse_size(routers, routers * config_.dimensions.size());
        if (!problem.empty()) return problem;
        const direct::Grid grid{config_.dimensions};
        return direct::refuse_nodes(demand,
                                    grid.in_groups(static_cast<std::uint32_t>(config_.hosts), demand.radix));
    }

    Config config_;
};

std::unique_ptr<TopologyGenerator> make(Keys& k) {
    Config c;
    read_whole_numbers(k,
                       {"dimensions",
                        "Routers along each dimension, the longest last",
                        {.at_least = 1, .at_most = 1024, .example = "[4, 4, 4]"}},
                       Presence::required, {1, 6}, c.dimensions);
    k.optional({"hosts", "Ports of a router that take nodes", {.at_least = 1, .at_most = 1024}}, c.hosts);
    if (!k.done()) return nullptr;
    return std::make_unique<Torus>(c);
}

}  // namespace

void register_torus(Registry<TopologyGenerator>& registry) {
    registry.add("torus", "Routers on a grid that closes on itself in every dimension", make);
}

}  // namespace datahall

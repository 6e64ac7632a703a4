// HyperX: routers on a grid, each joined to all others that differ from it in one coordinate.
//
//   N = n_1 n_2 ... n_d routers, the first coordinate fastest; K_i parallel cables for each pair in dimension
//   i ports of a router: hosts, then for each dimension (n_i - 1) K_i: those to coordinate 0, to 1, ..., its
//   own left out.  Cables along dimension i: N (n_i - 1) K_i / 2.  Any two routers are at most d cables
//   apart.
//
// One dimension is a full mesh, [2, 2, ..., 2] a hypercube, two equal ones a flattened butterfly.  A group is
// what shares the last coordinate: cables along the last dimension are global, the others local.
//
// Valid for hosts + ports of the dimensions <= ports of a switch; up to six dimensions.
// Source: Ahn, Binkert, Davis, McLaren and Schreiber, "HyperX: topology, routing, and packaging of efficient
// large-scale networks" (SC 2009).
#include <algorithm>

#include <fmt/format.h>

#include "datahall/model/registry.hpp"
#include "datahall/model/topology.hpp"

#include "models/fabric/clos.hpp"
#include "models/fabric/direct.hpp"

namespace datahall {
namespace {

struct Config {
    WholeNumbers dimensions;
    WholeNumbers parallel;  // by dimension
    std::int64_t hosts = 1;
};

std::uint32_t ports_along(const Config& c, std::size_t dimension) {
    return (c.dimensions[dimension] - 1) * c.parallel[dimension];
}

std::uint64_t trunk_ports(const Config& c) {
    std::uint64_t ports = 0;
    for (std::size_t d = 0; d < c.dimensions.size(); ++d) ports += ports_along(c, d);
    return ports;
}

class HyperX final : public TopologyGenerator {
public:
    explicit HyperX(const Config& c) : config_{c}, grid_{c.dimensions} {}

    FabricPlan generate(const FabricDemand& demand) const override {
        FabricPlan plan;
        plan.problem = refuse(demand);
        if (!plan.problem.empty()) return plan;
        plan.links.reserve(std::size_t{demand.nodes} * demand.nics_per_node +
                           grid_.routers() * trunk_ports(config_) / 2);
        direct::add_routers(plan, demand, routers(demand));
        const std::size_t last = grid_.dimensions() - 1;
        for (std::uint32_t router = 0; router < grid_.routers(); ++router) {
            for (std::size_t d = 0; d < last; ++d) join(plan, router, d);
        }
        for (std::uint32_t router = 0; router < grid_.routers(); ++router) join(plan, router, last);
        return plan;
    }

private:
    // The cables of one dimension whose lower end is `router`.
    void join(FabricPlan& plan, std::uint32_t router, std::size_t dimension) const {
        const std::uint32_t cables = config_.parallel[dimension];
        const std::uint32_t at = grid_.coordinate(router, dimension);
        std::uint32_t first = static_cast<std::uint32_t>(config_.hosts) + 1;
        for (std::size_t d = 0; d < dimension; ++d) first += ports_along(config_, d);
        for (std::uint32_t other = at + 1; other < grid_.size(dimension); ++other) {
            const std::uint32_t upper = router + (other - at) * grid_.stride(dimension);
            for (std::uint32_t c = 0; c < cables; ++c) {
                plan.links.push_back({grid_.tier(dimension), router,
                                      clos::port(first + (other - 1) * cables + c), upper,
                                      clos::port(first + at * cables + c)});
            }
        }
    }

    direct::Routers routers(const FabricDemand& demand) const {
        return grid_.in_groups(static_cast<std::uint32_t>(config_.hosts), demand.radix);
    }

    std::string refuse(const FabricDemand& demand) const {
        std::string problem = clos::refuse_demand(demand);
        if (!problem.empty()) return problem;
        const std::uint64_t trunks = trunk_ports(config_);
        if (static_cast<std::uint64_t>(config_.hosts) + trunks > demand.radix) {
            return fmt::format("a router takes {} host ports and {} ports of the dimensions, and has {}",
                               config_.hosts, trunks, demand.radix);
        }
        const std::uint64_t count = product_up_to(config_.dimensions, UINT32_MAX);
        problem = direct::refuse_size(count, count * trunks / 2);
        return problem.empty() ? direct::refuse_nodes(demand, routers(demand)) : problem;
    }

    Config config_;
    direct::Grid grid_;  // its numbers wrap around in a grid too large to be built
};

std::unique_ptr<TopologyGenerator> make(Keys& k) {
    Config c;
    read_whole_numbers(k,
                       {"dimensions",
                        "Routers along each dimension, the longest last",
                        {.at_least = 1, .at_most = 1024, .example = "[4, 8]"}},
                       Presence::required, {1, 6}, c.dimensions);
    read_whole_numbers(k,
                       {"parallel",
                        "Cables of each pair of routers along each dimension; absent: 1",
                        {.at_least = 1, .at_most = 1024, .example = "[1, 2]"}},
                       Presence::optional, {1, 6}, c.parallel);
    k.optional({"hosts", "Ports of a router that take nodes", {.at_least = 1, .at_most = 1024}}, c.hosts);
    if (c.parallel.empty()) c.parallel.assign(c.dimensions.size(), 1);
    if (!c.dimensions.empty() && c.parallel.size() != c.dimensions.size()) {
        k.refuse("parallel", fmt::format("expected as many numbers as dimensions, {}, got {}",
                                         c.dimensions.size(), c.parallel.size()));
    }
    if (!k.done()) return nullptr;
    return std::make_unique<HyperX>(c);
}

}  // namespace

void register_hyperx(Registry<TopologyGenerator>& registry) {
    registry.add("hyperx", "Routers on a grid, joined to all others of each row and column", make);
}

}  // namespace datahall

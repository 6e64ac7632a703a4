#include "sim/fabric/route_conflicts.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace datahall {

std::vector<HostPair> shift_of_hosts(std::uint32_t hosts, std::uint32_t by) {
    std::vector<HostPair> flows;
    if (hosts == 0 || by % hosts == 0) return flows;
    for (std::uint32_t h = 0; h < hosts; ++h) {
        flows.push_back({h, static_cast<std::uint32_t>((std::uint64_t{h} + by) % hosts)});
    }
    return flows;
}

// Fisher and Yates; 64 bits make the bias of the remainder less than 2^-40.
std::vector<HostPair> random_permutation(std::uint32_t hosts, RandomStream& random) {
    std::vector<std::uint32_t> to(hosts);
    std::iota(to.begin(), to.end(), 0U);
    for (std::uint32_t left = hosts; left > 1; --left) {
        std::swap(to[left - 1], to[static_cast<std::uint32_t>(random.next_u64() % left)]);
    }
    std::vector<HostPair> flows;
    for (std::uint32_t h = 0; h < hosts; ++h) {
        if (to[h] != h) flows.push_back({h, to[h]});
    }
    return flows;
}

std::vector<HostPair> all_pairs(std::uint32_t hosts) {
    std::vector<HostPair> flows;
    for (std::uint32_t a = 0; a < hosts; ++a) {
        for (std::uint32_t b = 0; b < hosts; ++b) {
            if (a != b) flows.push_back({a, b});
        }
    }
    return flows;
}

RouteConflicts::RouteConflicts(const FabricGraph& graph, const RoutingResult& routes)
    : graph_{graph}, router_{*routes.router}, seconds_(graph.links(), 0.0), loads_(graph.links(), 0.0) {
    for (std::uint32_t link = 0; link < graph.links(); ++link) {
        const double usable = graph.capacity(link) * (is_trunk(link) ? routes.trunk_efficiency : 1.0);
        if (usable > 0.0) seconds_[link] = 1.0 / usable;
    }
}

bool RouteConflicts::is_trunk(std::uint32_t link) const {
    return !graph_.is_host(graph_.cables[link / 2].lower);
}

const std::vector<double>& RouteConflicts::count(std::span<const HostPair> flows) {
    std::ranges::fill(loads_, 0.0);
    for (std::size_t i = 0; i < flows.size(); ++i) {
        router_.route({flows[i].source, flows[i].destination, i}, path_);
        for (const PathHop& hop : path_) loads_[hop.link] += hop.share;
    }
    return loads_;
}

double RouteConflicts::rate_of(const HostPair& flow, std::uint64_t number) {
    if (!router_.route({flow.source, flow.destination, number}, path_)) return 0.0;
    double alone = 0.0;
    double together = 0.0;
    for (const PathHop& hop : path_) {
        alone = std::max(alone, hop.share * seconds_[hop.link]);
        together = std::max(together, loads_[hop.link] * seconds_[hop.link]);
    }
    return path_.empty() ? 1.0 : alone / together;
}

std::vector<double> RouteConflicts::rates(std::span<const HostPair> flows) {
    count(flows);
    std::vector<double> rates;
    for (std::size_t i = 0; i < flows.size(); ++i) rates.push_back(rate_of(flows[i], i));
    return rates;
}

FlowRates RouteConflicts::measure(std::span<const HostPair> flows) {
    FlowRates result;
    double sum = 0.0;
    for (const double rate : rates(flows)) {
        if (rate == 0.0) {
            ++result.unrouted;
            continue;
        }
        ++result.flows;
        sum += rate;
        result.worst = std::min(result.worst, rate);
    }
    if (result.flows > 0) result.mean = sum / static_cast<double>(result.flows);
    for (std::uint32_t link = 0; link < graph_.links(); ++link) {
        if (is_trunk(link)) result.worst_load = std::max(result.worst_load, loads_[link]);
    }
    return result;
}

TrunkLoads trunk_loads(const FabricGraph& graph, std::span<const double> loads) {
    TrunkLoads result;
    const auto widen = [&](LoadRange& range, double load) {
        range.least = result.cables == 0 ? load : std::min(range.least, load);
        range.most = result.cables == 0 ? load : std::max(range.most, load);
    };
    for (std::size_t c = 0; c < graph.cables.size(); ++c) {
        if (graph.is_host(graph.cables[c].lower) || graph.cables[c].bytes_per_s <= 0.0) continue;
        widen(result.up, loads[2 * c]);
        widen(result.down, loads[2 * c + 1]);
        ++result.cables;
    }
    return result;
}

}  // namespace datahall

#include "sim/fabric/collectives/collective_places.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace datahall {

std::uint32_t nics_of_rank(const RankShape& shape) {
    return std::max(shape.nics / shape.devices, 1U);
}

PlacedRanks place_ranks(std::span<const PlacedNode> nodes, const RankShape& shape) {
    PlacedRanks placed;
    std::map<std::uint32_t, std::uint32_t> order;  // of domains as they come
    std::vector<std::uint32_t> count;              // ranks of each
    std::map<std::uint32_t, std::uint32_t> on_host;
    for (const PlacedNode& node : nodes) {
        const auto [found, is_new] = order.emplace(node.domain, static_cast<std::uint32_t>(count.size()));
        if (is_new) count.push_back(0);
        const std::uint32_t ranks = node.ranks > 0 ? node.ranks : shape.per_node;
        for (std::uint32_t d = 0; d < ranks; ++d) {
            const std::uint32_t nic = d * shape.nics / shape.devices;
            const std::uint32_t host = node.position * shape.nics + nic;
            placed.ranks.push_back({host, found->second, count[found->second]++});
            placed.domains.push_back(found->second);
            placed.most_on_nic = std::max(placed.most_on_nic, ++on_host[host]);
        }
    }
    for (const std::uint32_t ranks : count) placed.per_part = std::gcd(placed.per_part, ranks);
    std::vector<std::uint32_t> first_part;  // of each domain
    std::uint32_t parts = 0;
    for (const std::uint32_t ranks : count) {
        first_part.push_back(parts);
        parts += ranks / placed.per_part;
    }
    for (CollectiveRank& rank : placed.ranks) {
        rank.node = first_part[rank.node] + rank.local / placed.per_part;
        rank.local %= placed.per_part;
    }
    return placed;
}

void fit_to_nics(ExpandedCollective& expanded, const PlacedRanks& placed, const RankShape& shape) {
    std::map<std::uint32_t, std::uint32_t> domain;  // of a host
    for (std::size_t r = 0; r < placed.ranks.size(); ++r) domain[placed.ranks[r].host] = placed.domains[r];
    std::erase_if(expanded.flows, [&domain](const CollectiveFlow& flow) {
        return domain[flow.source] == domain[flow.destination];
    });
    const std::uint32_t nics = nics_of_rank(shape);
    if (nics == 1) return;
    std::vector<CollectiveFlow> spread;
    for (const CollectiveFlow& flow : expanded.flows) {
        for (std::uint32_t n = 0; n < nics; ++n)
            spread.push_back({flow.source + n, flow.destination + n, flow.bytes / nics, flow.phase});
    }
    expanded.flows = std::move(spread);
}

}  // namespace datahall

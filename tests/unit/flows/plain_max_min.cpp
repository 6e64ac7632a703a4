#include "tests/unit/flows/plain_max_min.hpp"

#include <algorithm>

namespace datahall {

std::vector<double> plain_max_min(const std::vector<PlainFlow>& flows,
                                  const std::vector<double>& capacities) {
    std::vector<double> rates(flows.size(), 0.0);
    std::vector<bool> is_fixed(flows.size(), false);
    for (std::size_t left = flows.size(); left > 0;) {
        std::vector<double> free = capacities;
        std::vector<double> pull(capacities.size(), 0.0);
        for (std::size_t f = 0; f < flows.size(); ++f) {
            for (const PathHop& hop : flows[f].path) {
                if (is_fixed[f]) free[hop.link] -= hop.share * rates[f];
                if (!is_fixed[f]) pull[hop.link] += hop.share * flows[f].weight;
            }
        }
        double level = std::numeric_limits<double>::infinity();
        for (std::size_t l = 0; l < capacities.size(); ++l) {
            if (pull[l] > 0.0) level = std::min(level, std::max(0.0, free[l]) / pull[l]);
        }
        for (std::size_t f = 0; f < flows.size(); ++f) {
            if (!is_fixed[f]) level = std::min(level, flows[f].cap / flows[f].weight);
        }
        const double almost = level * (1 + 1e-12);
        for (std::size_t f = 0; f < flows.size(); ++f) {
            if (is_fixed[f]) continue;
            const bool is_full = std::ranges::any_of(flows[f].path, [&](const PathHop& hop) {
                return std::max(0.0, free[hop.link]) / pull[hop.link] <= almost;
            });
            if (!is_full && flows[f].cap / flows[f].weight > almost) continue;
            rates[f] = level * flows[f].weight;
            is_fixed[f] = true;
            --left;
        }
    }
    return rates;
}

}  // namespace datahall

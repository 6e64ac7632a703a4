#include "sim/fabric/max_min_check.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace datahall {

std::string why_not_max_min(const MaxMin& rates) {
    constexpr double below = 1.0 - MaxMin::tolerance;
    std::vector<std::uint32_t> flows;
    std::vector<double> threshold;  // by link: least level with a bottleneck there
    for (std::uint32_t link = 0; link < rates.links(); ++link) {
        double load = 0.0;
        double highest = 0.0;
        for (const MaxMin::Entry& e : rates.flows_on(link)) {
            load += e.pull * rates.level(e.flow);
            highest = std::max(highest, rates.level(e.flow));
            flows.push_back(e.flow);
        }
        const double capacity = rates.capacity(link);
        // Twice the tolerance: the solver's own sums may have ended on the other side of one.
        if (load > capacity * (1.0 + 2 * MaxMin::tolerance)) {
            return fmt::format("link {} carries {} of {} B/s", link, load, capacity);
        }
        const bool is_full = load >= capacity * (1.0 - 2 * MaxMin::tolerance);
        threshold.push_back(is_full ? highest * below * below : std::numeric_limits<double>::infinity());
    }
    std::ranges::sort(flows);
    flows.erase(std::unique(flows.begin(), flows.end()), flows.end());
    for (const std::uint32_t flow : flows) {
        const bool has_bottleneck = std::ranges::any_of(rates.path(flow), [&](const MaxMin::Hop& hop) {
            return rates.level(flow) >= threshold[hop.link];
        });
        if (!has_bottleneck)
            return fmt::format("flow {} at {} B/s has no bottleneck", flow, rates.rate(flow));
    }
    return {};
}

}  // namespace datahall

#include "sim/fabric/collectives/phased_flows.hpp"

#include <algorithm>
#include <cmath>

namespace datahall {
namespace {

constexpr double ns_per_s = 1e9;

// Paths of the flows from `first` on.
class LaterPaths final : public FlowPaths {
public:
    LaterPaths(FlowPaths& all, std::uint32_t first) : all_{all}, first_{first} {}
    std::span<const PathHop> path(std::uint32_t flow) override { return all_.path(first_ + flow); }
    Seconds latency(std::span<const PathHop> path) const override { return all_.latency(path); }
    void route_again(std::span<const LinkChange> changes) override { all_.route_again(changes); }

private:
    FlowPaths& all_;
    std::uint32_t first_;
};

void add_use(std::vector<LinkUse>& sum, const std::vector<LinkUse>& part) {
    for (std::size_t l = 0; l < sum.size(); ++l) {
        sum[l].bytes += part[l].bytes;
        sum[l].peak = std::max(sum[l].peak, part[l].peak);
    }
}

}  // namespace

PhasedFlows phased(const ExpandedCollective& expanded) {
    PhasedFlows phased;
    for (std::size_t f = 0; f < expanded.flows.size(); ++f) {
        const CollectiveFlow& flow = expanded.flows[f];
        if (f == 0 || flow.phase != expanded.flows[f - 1].phase)
            phased.first.push_back(static_cast<std::uint32_t>(f));
        phased.flows.push_back({flow.source, flow.destination, flow.bytes});
    }
    phased.first.push_back(static_cast<std::uint32_t>(phased.flows.size()));
    return phased;
}

double PhasedRun::time_s(const ExpandedCollective& expanded) const {
    return expanded.before + std::max(expanded.alongside, end_s);
}

PhasedRun run_phases(PhasedFlows& flows, FlowPaths& paths, std::span<const double> capacities) {
    PhasedRun all{.finishes = std::vector<double>(flows.flows.size(), -1.0),
                  .links = std::vector<LinkUse>(capacities.size())};
    for (std::size_t p = 0; p < flows.phases(); ++p) {
        const std::uint32_t first = flows.first[p];
        const std::span<Flow> here = std::span{flows.flows}.subspan(first, flows.first[p + 1] - first);
        for (Flow& flow : here) flow.start_ns = static_cast<std::int64_t>(std::ceil(all.end_s * ns_per_s));
        LaterPaths its_paths{paths, first};
        FlowRun run{here, its_paths, capacities};
        run.run();
        add_use(all.links, run.links());
        std::ranges::copy(run.finishes(), all.finishes.begin() + first);
        const auto ended = static_cast<std::uint64_t>(
            std::ranges::count_if(run.finishes(), [](double finish) { return finish >= 0.0; }));
        all.ended += ended;
        all.end_s = std::max(all.end_s, std::ranges::max(run.finishes()));
        if (ended < here.size()) break;
    }
    return all;
}

}  // namespace datahall

// Up*-down* routing: balanced shortest paths among those that never rise after they fell.
//
// Switches are ranked by their distance from the roots.  A cable to a lower rank, or to a lower number of the
// same rank, goes up.  Roots are named by number, or found: the highest tier of switches, else the switch
// that is nearest to all leaves.
//
// Free of deadlock on any fabric.  Paths off trees may be longer than the shortest.  Wrong roots leave cables
// idle: on a damaged tree name them.
// Source: "UPDN" of OpenSM (doc/current-routing.txt of its sources); rules and source of the paths:
// steps.hpp. Ignores the fallback of OpenSM to minhop where up*-down* joins fewer hosts: such pairs have no
// route.
#include <algorithm>

#include <fmt/format.h>

#include "datahall/model/registry.hpp"

#include "models/fabric/routing/balanced_tables.hpp"
#include "models/fabric/routing/table_router.hpp"

namespace datahall {
namespace {

using Roots = std::vector<std::uint32_t>;

// The switch whose farthest leaf is nearest; the first of several.
std::uint32_t center(const SwitchGraph& g) {
    const Steps steps = Steps::minimal(g);
    std::uint32_t best = 0;
    std::uint32_t best_hops = UINT32_MAX;
    for (std::uint32_t s = 0; s < g.switches; ++s) {
        std::uint32_t farthest = 0;
        for (std::uint32_t leaf = 0; leaf < g.leaves.size(); ++leaf) {
            farthest = std::max<std::uint32_t>(farthest, steps.hops(leaf, s));
        }
        if (farthest >= best_hops) continue;
        best = s;
        best_hops = farthest;
    }
    return best;
}

Roots find_roots(const FabricGraph& graph, const SwitchGraph& g) {
    const std::vector<std::uint8_t> levels = switch_levels(graph);
    const std::uint8_t top = levels.empty() ? std::uint8_t{0} : *std::ranges::max_element(levels);
    if (top == 0) return g.switches == 0 ? Roots{} : Roots{center(g)};
    Roots roots;
    for (std::uint32_t s = 0; s < g.switches; ++s) {
        if (levels[s] == top && !g.trunks_of(s).empty()) roots.push_back(s);
    }
    return roots;
}

// Hops from the nearest root.  A switch that none reaches is last.
std::vector<std::uint32_t> ranks_from(const SwitchGraph& g, const Roots& roots) {
    std::vector<std::uint32_t> ranks(g.switches, UINT32_MAX);
    Roots queue = roots;
    for (const std::uint32_t root : roots) ranks[root] = 0;
    for (std::size_t i = 0; i < queue.size(); ++i) {
        for (const TrunkPort& p : g.trunks_of(queue[i])) {
            if (ranks[p.peer] != UINT32_MAX) continue;
            ranks[p.peer] = ranks[queue[i]] + 1;
            queue.push_back(p.peer);
        }
    }
    return ranks;
}

class UpDown final : public RoutingEngine {
public:
    explicit UpDown(Roots roots) : roots_{std::move(roots)} {}

    RoutingResult build(const FabricGraph& graph) const override {
        RoutingResult result;
        const SwitchGraph g = switch_graph(graph);
        for (const std::uint32_t root : roots_) {
            if (root < g.switches) continue;
            result.problem = fmt::format("updn: there is no switch {}, the last is {}", root, g.switches - 1);
            return result;
        }
        const Roots roots = roots_.empty() ? find_roots(graph, g) : roots_;
        const Steps steps = Steps::up_down(g, ranks_from(g, roots));
        result.notes = g.notes;
        note_unjoined(g, steps, result.notes);
        result.router = std::make_unique<TableRouter>(graph, g, balanced_tables(g, steps, Weighed::all));
        return result;
    }

private:
    Roots roots_;
};

std::unique_ptr<RoutingEngine> make(Keys& k) {
    std::vector<double> numbers;
    k.optional({"roots",
                "Numbers of the root switches, from 0 in the order of the fabric; absent: the highest tier",
                {.at_least = 0, .at_most = 1 << 20, .example = "[32, 33]"}},
               numbers);
    if (std::ranges::any_of(numbers, [](double n) { return n != static_cast<std::uint32_t>(n); })) {
        k.refuse("roots", "expected whole numbers of switches, such as [32, 33]");
    }
    if (!k.done()) return nullptr;
    Roots roots;
    for (const double n : numbers) roots.push_back(static_cast<std::uint32_t>(n));
    return std::make_unique<UpDown>(std::move(roots));
}

}  // namespace

void register_updn(Registry<RoutingEngine>& registry) {
    registry.add("updn", "Balanced shortest paths that never rise after they fell", make);
}

}  // namespace datahall

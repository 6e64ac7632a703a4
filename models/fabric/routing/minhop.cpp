// Balanced shortest paths: at each switch, the port on a shortest path with the fewest destinations so far.
//
// What subnet managers do by default.  On a complete tree of two tiers no shift of hosts meets itself.  With
// three tiers it often does: a spine counts destinations that never reach it, and those that do may all get
// one port.  `weigh: used` counts only those that do.
//
// Valid for any fabric.  Nothing keeps its routes from deadlock off trees (dragonflies, tori).
// Source: "Min Hop" of OpenSM (doc/current-routing.txt of its sources).
// Ignores destinations that are switches, LMC, and what a subnet manager keeps of older tables.
#include <array>

#include "datahall/model/registry.hpp"

#include "models/fabric/routing/minhop_routes.hpp"
#include "models/fabric/routing/table_router.hpp"

namespace datahall {
namespace {

class MinHop final : public RoutingEngine {
public:
    explicit MinHop(Weighed weighed) : weighed_{weighed} {}
    RoutingResult build(const FabricGraph& graph) const override {
        return minhop_routes(graph, switch_graph(graph), weighed_);
    }

private:
    Weighed weighed_;
};

std::unique_ptr<RoutingEngine> make(Keys& k) {
    Weighed weighed = Weighed::all;
    constexpr std::array<std::string_view, 2> names{"all", "used"};
    k.choice({"weigh", "Destinations that count on a port: all, or those whose routes pass its switch"},
             Presence::optional, names, weighed);
    if (!k.done()) return nullptr;
    return std::make_unique<MinHop>(weighed);
}

}  // namespace

RoutingResult minhop_routes(const FabricGraph& graph, const SwitchGraph& switches, Weighed weighed) {
    RoutingResult result;
    const Steps steps = Steps::minimal(switches);
    result.notes = switches.notes;
    note_unjoined(switches, steps, result.notes);
    result.router = std::make_unique<TableRouter>(graph, switches, balanced_tables(switches, steps, weighed));
    return result;
}

RoutingResult fall_back(const FabricGraph& graph, const SwitchGraph& switches, Weighed weighed,
                        const std::string& reason) {
    RoutingResult result = minhop_routes(graph, switches, weighed);
    result.notes.insert(result.notes.begin(), reason + "; routed by minhop");
    return result;
}

void register_minhop(Registry<RoutingEngine>& registry) {
    registry.add("minhop", "Balanced shortest paths, as subnet managers place them by default", make);
}

}  // namespace datahall

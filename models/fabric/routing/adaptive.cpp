// Adaptive routing as a fluid: at every switch a flow spreads evenly over all ports on shortest paths.
//
//   share(link) = share that reached its switch / ports there that lead nearer to the destination
//
// Switches that steer packets by the length of queues come near to this.  What they miss is the `efficiency`
// of cables between switches: packets meet before queues tell.
//
// Cost: a byte for each pair of leaf and switch; a route looks at every cable of each switch on any shortest
// path (about 2,100 shares in three tiers of radix 64), keeps nothing.
// Valid for any fabric whose network orders or tolerates packets out of order.
// Source: a model of ours; published effective bisection of the best adaptive routing is 77 % of a 512-node
// Clos where static routes get 38 % (Geoffray and Hoefler, "Adaptive routing strategies for modern high
// performance networks", HOTI 2008).
// Ignores paths longer than the shortest, and how full queues are.
#include <utility>

#include "datahall/model/registry.hpp"
#include "datahall/model/routing.hpp"

#include "models/fabric/routing/steps.hpp"

namespace datahall {
namespace {

class SpreadRouter final : public Router {
public:
    explicit SpreadRouter(SwitchGraph g) : g_{std::move(g)}, steps_{Steps::minimal(g_)} {}

    bool route(const FlowKey& flow, std::vector<PathHop>& path) const override {
        path.clear();
        if (flow.source == flow.destination) return true;
        const auto leaves = joined_leaves(g_, steps_, flow);
        if (!leaves) return false;
        path.push_back({g_.link_of[flow.source], 1.0});
        if (leaves->to != leaves->from) spread(leaves->to, g_.leaves[leaves->from], path);
        path.push_back({g_.link_of[flow.destination] ^ 1U, 1.0});
        return true;
    }

    const SwitchGraph& switches() const { return g_; }
    const Steps& steps() const { return steps_; }

private:
    // All switches at one distance from the leaf after another.
    void spread(std::uint32_t leaf, std::uint32_t from, std::vector<PathHop>& path) const {
        std::vector<double> reached(g_.switches, 0.0);  // share of the flow
        std::vector<std::uint32_t> here{from};
        std::vector<std::uint32_t> next;
        std::vector<const TrunkPort*> ports;
        reached[from] = 1.0;
        for (std::uint8_t left = steps_.hops(leaf, from); left > 0; --left) {
            next.clear();
            for (const std::uint32_t sw : here) {
                ports.clear();
                for (const TrunkPort& p : g_.trunks_of(sw)) {
                    if (steps_.leads(leaf, sw, p)) ports.push_back(&p);
                }
                const double share = reached[sw] / static_cast<double>(ports.size());
                for (const TrunkPort* p : ports) {
                    path.push_back({p->link, share});
                    if (reached[p->peer] == 0.0) next.push_back(p->peer);
                    reached[p->peer] += share;
                }
            }
            here.swap(next);
        }
    }

    SwitchGraph g_;
    Steps steps_;
};

class Adaptive final : public RoutingEngine {
public:
    explicit Adaptive(double efficiency) : efficiency_{efficiency} {}
    RoutingResult build(const FabricGraph& graph) const override {
        RoutingResult result;
        result.trunk_efficiency = efficiency_;
        auto router = std::make_unique<SpreadRouter>(switch_graph(graph));
        result.notes = router->switches().notes;
        note_unjoined(router->switches(), router->steps(), result.notes);
        result.router = std::move(router);
        return result;
    }

private:
    double efficiency_;
};

std::unique_ptr<RoutingEngine> make(Keys& k) {
    double efficiency = 0.95;  // estimate: 0.90 to 0.95 of a cable between switches
    k.optional({"efficiency",
                "What flows can use of a cable between switches",
                {.above = 0, .at_most = 1, .example = "0.95"}},
               efficiency);
    if (!k.done()) return nullptr;
    return std::make_unique<Adaptive>(efficiency);
}

}  // namespace

void register_adaptive(Registry<RoutingEngine>& registry) {
    registry.add("adaptive", "An even spread over all shortest paths, as a fluid", make);
}

}  // namespace datahall

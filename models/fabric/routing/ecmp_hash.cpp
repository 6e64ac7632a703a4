// Equal-cost multipath: at every switch a hash of the flow picks one of the ports on shortest paths.
//
//   port = floor(n h / 2^64) of the n ports that lead nearer, by number
//   h: SplitMix64 of seed, source, destination, number of the flow and switch, mixed one after the other
//
// Two flows between the same hosts may part; one flow keeps its path.  Switches hash independently, so tiers
// do not repeat each other's choice.
//
// Cost: a byte for each pair of leaf and switch; a route looks at every cable of each switch that it passes.
// Valid for any fabric; like minhop it may deadlock off trees.
// Source: Hopps, RFC 2992 (IETF, 2000), the hash is ours; SplitMix64: datahall/random.hpp.
#include "datahall/model/registry.hpp"
#include "datahall/model/routing.hpp"
#include "datahall/random.hpp"

#include "models/fabric/routing/steps.hpp"

namespace datahall {
namespace {

// High bits of a product: an even choice of 0 .. n - 1 from 64 bits, without a division.
std::size_t choice(std::uint64_t hash, std::size_t n) {
    const std::uint64_t high = hash >> 32;
    const std::uint64_t low = hash & UINT32_MAX;
    return static_cast<std::size_t>((high * n + (low * n >> 32)) >> 32);
}

std::uint64_t mixed(std::uint64_t hash, std::uint64_t with) {
    std::uint64_t state = hash ^ with;
    return splitmix64(state);
}

class HashRouter final : public Router {
public:
    HashRouter(SwitchGraph g, std::uint64_t seed)
        : g_{std::move(g)}, steps_{Steps::minimal(g_)}, seed_{seed} {}

    bool route(const FlowKey& flow, std::vector<PathHop>& path) const override {
        path.clear();
        if (flow.source == flow.destination) return true;
        const auto leaves = joined_leaves(g_, steps_, flow);
        if (!leaves) return false;
        const std::uint64_t hash =
            mixed(mixed(mixed(mixed(0, seed_), flow.source), flow.destination), flow.number);
        path.push_back({g_.link_of[flow.source], 1.0});
        for (std::uint32_t sw = g_.leaves[leaves->from]; sw != g_.leaves[leaves->to];) {
            const TrunkPort& port = pick(leaves->to, sw, mixed(hash, sw));
            path.push_back({port.link, 1.0});
            sw = port.peer;
        }
        path.push_back({g_.link_of[flow.destination] ^ 1U, 1.0});
        return true;
    }

    const std::vector<std::string>& notes() const { return g_.notes; }
    const SwitchGraph& switches() const { return g_; }
    const Steps& steps() const { return steps_; }

private:
    const TrunkPort& pick(std::uint32_t leaf, std::uint32_t sw, std::uint64_t hash) const {
        const auto trunks = g_.trunks_of(sw);
        std::size_t ports = 0;
        for (const TrunkPort& p : trunks) ports += steps_.leads(leaf, sw, p);
        std::size_t left = choice(hash, ports);
        for (const TrunkPort& p : trunks) {
            if (steps_.leads(leaf, sw, p) && left-- == 0) return p;
        }
        return trunks.back();  // not reached: some port leads nearer to a leaf that can be reached
    }

    SwitchGraph g_;
    Steps steps_;
    std::uint64_t seed_;
};

class EcmpHash final : public RoutingEngine {
public:
    explicit EcmpHash(std::uint64_t seed) : seed_{seed} {}
    RoutingResult build(const FabricGraph& graph) const override {
        RoutingResult result;
        auto router = std::make_unique<HashRouter>(switch_graph(graph), seed_);
        result.notes = router->notes();
        note_unjoined(router->switches(), router->steps(), result.notes);
        result.router = std::move(router);
        return result;
    }

private:
    std::uint64_t seed_;
};

std::unique_ptr<RoutingEngine> make(Keys& k) {
    std::int64_t seed = 0;
    k.optional({"seed", "Of the hash: another one deals flows out anew", {.at_least = 0}}, seed);
    if (!k.done()) return nullptr;
    return std::make_unique<EcmpHash>(static_cast<std::uint64_t>(seed));
}

}  // namespace

void register_ecmp_hash(Registry<RoutingEngine>& registry) {
    registry.add("ecmp_hash", "A hash of each flow picks among shortest paths at every switch", make);
}

}  // namespace datahall

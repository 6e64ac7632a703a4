// How many bytes of a pattern of traffic each link carries.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "datahall/model/routing.hpp"

namespace datahall {

/// Adds up flows.  Where an engine splits flows, those between two leaves split alike, so each pair of leaves
/// is routed once.  Cost: O(hops) a flow, and O(split path) a pair of leaves.
class LinkBytes {
public:
    /// Both must outlive it.
    LinkBytes(const FabricGraph& graph, const Router& router);

    /// False where there is no route.
    bool add(const FlowKey& flow, double bytes);

    struct Load {
        std::uint32_t link = 0;
        double bytes = 0.0;
        friend bool operator==(const Load&, const Load&) = default;
    };
    /// Of all flows since the last call, by link; links without bytes left out.
    std::vector<Load> take();
    /// Bytes of flows that had no route since the last take().
    double unrouted() const { return unrouted_; }

private:
    using LeafPair = std::pair<std::uint32_t, std::uint32_t>;
    struct Bundle {
        std::vector<PathHop> trunks;
        double bytes = 0.0;
    };

    void carry(std::uint32_t link, double bytes);

    const FabricGraph& graph_;
    const Router& router_;
    std::vector<double> bytes_;          // by link
    std::vector<std::uint32_t> loaded_;  // links with bytes
    std::map<LeafPair, Bundle> bundles_;
    std::vector<PathHop> path_;
    double unrouted_ = 0.0;
};

}  // namespace datahall

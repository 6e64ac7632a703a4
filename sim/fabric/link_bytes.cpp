#include "sim/fabric/link_bytes.hpp"

#include <algorithm>

namespace datahall {

LinkBytes::LinkBytes(const FabricGraph& graph, const Router& router)
    : graph_{graph}, router_{router}, bytes_(graph.links(), 0.0) {}

void LinkBytes::carry(std::uint32_t link, double bytes) {
    if (bytes_[link] == 0.0) loaded_.push_back(link);
    bytes_[link] += bytes;
}

bool LinkBytes::add(const FlowKey& flow, double bytes) {
    if (flow.source == flow.destination || bytes <= 0.0) return true;
    // A host has one cable: its port tells the leaf.
    const FabricPort& out = graph_.ports_of(flow.source).front();
    const FabricPort& in = graph_.ports_of(flow.destination).front();
    // Where flows are split, a host whose cable is dead is left out at once.
    const bool is_cut_off = graph_.capacity(out.link) <= 0.0 || graph_.capacity(in.link) <= 0.0;
    const auto known = bundles_.find({out.peer, in.peer});
    if (known != bundles_.end() && !is_cut_off) {
        known->second.bytes += bytes;
        carry(out.link, bytes);
        carry(in.link ^ 1U, bytes);
        return true;
    }
    if (!router_.route(flow, path_)) {
        unrouted_ += bytes;
        return false;
    }
    const bool is_split = std::ranges::any_of(path_, [](const PathHop& hop) { return hop.share < 1.0; });
    if (!is_split) {
        for (const PathHop& hop : path_) carry(hop.link, hop.share * bytes);
        return true;
    }
    if (is_cut_off) {
        unrouted_ += bytes;
        return false;
    }
    carry(out.link, bytes);
    carry(in.link ^ 1U, bytes);
    std::erase_if(path_,
                  [&](const PathHop& hop) { return hop.link == out.link || hop.link == (in.link ^ 1U); });
    bundles_.emplace(LeafPair{out.peer, in.peer}, Bundle{path_, bytes});
    return true;
}

std::vector<LinkBytes::Load> LinkBytes::take() {
    for (auto& [leaves, bundle] : bundles_) {
        for (const PathHop& hop : bundle.trunks) carry(hop.link, hop.share * bundle.bytes);
    }
    bundles_.clear();
    std::ranges::sort(loaded_);
    std::vector<Load> loads;
    loads.reserve(loaded_.size());
    for (const std::uint32_t link : loaded_) loads.push_back({link, std::exchange(bytes_[link], 0.0)});
    loaded_.clear();
    unrouted_ = 0.0;
    return loads;
}

}  // namespace datahall

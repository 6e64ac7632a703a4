// For one leaf: which ports of each other switch lead a hop nearer to it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/fabric/routing/steps.hpp"
#include "models/fabric/routing/switch_graph.hpp"

namespace datahall {

class NearerPorts {
public:
    enum class First : std::uint8_t { far, near };

    NearerPorts(const SwitchGraph& g, const Steps& steps, First first)
        : g_{g}, steps_{steps}, first_{first} {}

    /// Makes this about another leaf (place among the leaves).  O(switches log switches + cables).
    void find(std::uint32_t leaf);

    /// Switches with a way to the leaf, without its own; equally far ones in order of their numbers.
    std::span<const std::uint32_t> switches() const { return switches_; }
    /// Trunks of the graph that lead nearer from switches()[i]; never none.
    std::span<const std::uint32_t> of(std::size_t i) const {
        return std::span{ports_}.subspan(begins_[i], begins_[i + 1] - begins_[i]);
    }

private:
    const SwitchGraph& g_;
    const Steps& steps_;
    First first_;
    std::vector<std::uint32_t> switches_;
    std::vector<std::uint32_t> ports_;  // of switches_[i]: from begins_[i] to begins_[i + 1]
    std::vector<std::uint32_t> begins_;
};

}  // namespace datahall

// What the parts of a fabric are called in reports: node-3, node-3:2 for its second NIC, leaf-0, spine-1.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "datahall/model/fabric_graph.hpp"
#include "datahall/model/topology.hpp"

namespace datahall {

/// Names of one wiring, which must outlive it.
class FabricNames {
public:
    FabricNames(const FabricPlan& plan, const FabricDemand& demand) : plan_{plan}, demand_{demand} {}

    std::string of_switch(std::uint32_t position) const;  // in FabricPlan::switches
    std::string of_node(std::uint32_t node) const;
    /// A vertex of the graph; nodes of one NIC are called without its number.
    std::string of_vertex(std::uint32_t vertex) const;
    /// All cables of a switch ("spine-3"), or the one at a port of it ("leaf-0:33"); none for what does not
    /// exist.
    std::vector<std::uint32_t> cables_of(const FabricGraph& graph, const std::string& name) const;
    /// "leaf-0:33>spine-0:1": from which port to which.
    std::string of_link(const FabricGraph& graph, std::uint32_t link) const;

private:
    const FabricPlan& plan_;
    const FabricDemand& demand_;
};

}  // namespace datahall

// Topologies made from their settings as a scenario writes them.
#pragma once

#include <memory>
#include <string>

#include "datahall/model/topology.hpp"

namespace datahall {

/// Made by a registered factory from a YAML mapping; null if the settings are refused.
std::unique_ptr<TopologyGenerator> make_topology(const std::string& model,
                                                 const std::string& settings = "{}");

/// The plan of a model for one demand.
FabricPlan wire(const std::string& model, const FabricDemand& demand, const std::string& settings = "{}");

}  // namespace datahall

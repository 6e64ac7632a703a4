// Settings of one model, given in code: the least Keys that a factory of models/fabric needs.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "datahall/model/registry.hpp"
#include "datahall/model/topology.hpp"

namespace datahall {

/// Values by key; a choice is the position of its name.
using SettingValues = std::map<std::string, double, std::less<>>;

/// Made by a registered factory; null if the settings are refused.
std::unique_ptr<TopologyGenerator> make_topology(const std::string& model, const SettingValues& values = {});

/// The plan of a model for one demand.
FabricPlan wire(const std::string& model, const FabricDemand& demand, const SettingValues& values = {});

}  // namespace datahall

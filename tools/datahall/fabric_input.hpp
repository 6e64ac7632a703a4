// What `datahall fabric` works on: a wiring from a scenario, or from a sheet that describes a fabric alone.
//
// A sheet is a YAML file with `topology` at its top:
//     topology: {model: fat_tree}
//     nodes: 1024
//     rate: 400 Gb/s
// A fabric file (ibnetdiscover, ibsim, GraphML) by itself is the sheet `topology: {model: file, file: FILE}`.
// Nodes, NICs, radix and rate of such a sheet are the file's where the sheet does not say them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "datahall/facility.hpp"
#include "datahall/model/routing.hpp"

#include "sim/config/load_scenario.hpp"
#include "sim/fabric/graph.hpp"

namespace datahall {

struct FabricInput {
    std::string name;
    FabricDemand demand;
    CableRates rates;
    double nic_rate = 0.0;                   // bit/s of a healthy cable of a node, before efficiency
    FabricPlan plan;                         // without a problem
    std::unique_ptr<RoutingEngine> routing;  // null: adaptive
    std::optional<Scenario> scenario;        // where it came from one
    std::optional<Facility> facility;        // built, for what depends on the floor
    std::vector<std::string> notes;          // sentences: what is odd about the file that it was read from

    /// That of the sheet or scenario; null where neither says one.
    const RoutingEngine* engine() const {
        if (routing) return routing.get();
        return scenario ? scenario->config().fabric->routing.get() : nullptr;
    }
};

/// Throws an IoError or a ConfigError with every problem of the file, or UsageError where the demand cannot
/// be wired.
FabricInput load_fabric(const std::string& path, ScenarioOptions options, const Models& models);

}  // namespace datahall

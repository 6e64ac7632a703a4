// Wires the fabric on the floor: switches get racks, cables get lengths.
//
// Racks say which switches they take, `fabric.placement` which of their positions comes next.  A leaf without
// a position stands with its nodes, a spine or core in a rack without servers; either is a finding.
#pragma once

#include "datahall/facility.hpp"

#include "sim/build/design_notes.hpp"
#include "sim/build/fabric/cable_plan.hpp"
#include "sim/build/fabric/tray_load.hpp"
#include "sim/config/scenario.hpp"
#include "sim/fabric/graph.hpp"

namespace datahall {

/// Fills facility.fabric, rack_of_switch and the switches' load in their racks.
void build_fabric(const ScenarioConfig& scenario, Facility& facility, DesignNotes& notes);

/// What the scenario's fabric joins on the built floor: its nodes, in the order of the racks.  The switch and
/// the node type must be in the catalogue.
FabricDemand fabric_demand(const ScenarioConfig& scenario, const Facility& facility);

/// Those nodes, by their numbers in the facility.
std::vector<std::uint32_t> fabric_nodes(const ScenarioConfig& scenario, const Facility& facility);

/// What its cables carry.
CableRates fabric_rates(const ScenarioConfig& scenario);

// All below require a fabric in the scenario that could be built.

/// Where its ports are, how cables run between them, and which family a tier is cabled with.
FabricPositions fabric_positions(const ScenarioConfig& scenario, const Facility& facility);
TrayRules tray_rules(const ScenarioConfig& scenario, const Facility& facility);
const std::string& family_of(const FabricConfig& fabric, LinkTier tier);
TierFamilies tier_families(const ScenarioConfig& scenario);

/// Its cables, summed up.
CableSchedule schedule_cables(const ScenarioConfig& scenario, const Facility& facility);
/// What they weigh on each tray of the hall.
TrayLoad load_trays(const ScenarioConfig& scenario, const Facility& facility);

}  // namespace datahall

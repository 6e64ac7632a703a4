// The topology of a fabric as a drawing: nodes below, then a row of switches for each role, cables in
// bundles.
//
// A row shows switches one by one while they are few, else groups, else neighboring groups together, so that
// 16,384 endpoints take as much room as 16.  The width of a line grows with the cables of its bundle;
// switches of one role that are joined to each other have arcs above their row.
#pragma once

#include <string>

#include "datahall/model/topology.hpp"
#include "datahall/wiring_report.hpp"

namespace datahall {

/// REQUIRES: a plan with switches, and the wiring of that plan.
std::string fabric_svg(const FabricPlan& plan, const WiringReport& wiring, const std::string& title);

}  // namespace datahall

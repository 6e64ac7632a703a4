// Every cable of a built fabric by itself: both ends, its way over the trays, lengths, medium, price.
//
// Rows are made when they are asked for, so that a list of all of them can be written without being held.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "datahall/facility.hpp"
#include "datahall/wiring_report.hpp"

#include "sim/build/fabric/cable_plan.hpp"
#include "sim/config/scenario.hpp"

namespace datahall {

/// "node-leaf", "leaf-spine", "spine-core", "management", "local", "global".
std::string_view name_of(LinkTier tier);
/// "leaf", "spine", "core".
std::string_view name_of(SwitchRole role);
/// As a file of the fabric calls it, else by role and index.
std::string switch_name(const FabricPlan& plan, std::uint32_t position);

class CableList {
public:
    /// Both must outlive the list.  An empty list where the facility has no fabric.
    CableList(const ScenarioConfig& scenario, const Facility& facility);

    std::size_t size() const { return facility_.fabric.links.size(); }
    /// Cable `i` of FabricPlan::links; its number is i + 1.
    CableRow at(std::size_t i) const;
    CableMeasure measure(std::size_t i) const;
    /// Where it ends, in the order of FabricPlan::switches.
    const FabricPositions& positions() const { return positions_; }

private:
    CableEndRow end_row(const CableEnd& end) const;
    CableEndRow lower_row(const LinkPlan& link) const;
    CableEndRow upper_row(const LinkPlan& link) const;

    const ScenarioConfig& scenario_;
    const Facility& facility_;
    std::vector<std::string> racks_;  // paths
    FabricPositions positions_;
    TrayRules rules_;
    TierFamilies families_{};
    std::array<std::vector<std::optional<Dollars>>, link_tiers> ends_;  // prices before metres, by medium
};

}  // namespace datahall

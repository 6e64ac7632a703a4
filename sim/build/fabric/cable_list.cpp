#include "sim/build/fabric/cable_list.hpp"

#include <array>

#include <fmt/format.h>

#include "sim/build/bill.hpp"
#include "sim/build/fabric/fabric_build.hpp"
#include "sim/build/fabric/graph_check.hpp"
#include "sim/build/fabric/tray_load.hpp"

namespace datahall {
namespace {

constexpr double rack_unit_m = 0.04445;  // EIA-310

}  // namespace

std::string_view name_of(LinkTier tier) {
    constexpr std::array<std::string_view, link_tiers> names{"node-leaf",  "leaf-spine", "spine-core",
                                                             "management", "local",      "global"};
    return names.at(static_cast<std::size_t>(tier));
}

std::string_view name_of(SwitchRole role) {
    constexpr std::array<std::string_view, 3> names{"leaf", "spine", "core"};
    return names.at(static_cast<std::size_t>(role));
}

std::string switch_name(const FabricPlan& plan, std::uint32_t position) {
    return plan.switch_names.empty() ? name_of(plan.switches.at(position)) : plan.switch_names.at(position);
}

CableList::CableList(const ScenarioConfig& scenario, const Facility& facility)
    : scenario_{scenario}, facility_{facility} {
    if (facility.fabric.links.empty()) return;
    positions_ = fabric_positions(scenario, facility);
    rules_ = tray_rules(scenario, facility);
    families_ = tier_families(scenario);
    for (std::uint32_t r = 0; r < facility.racks.size(); ++r) racks_.push_back(facility.path_of_rack(r));
    for (std::size_t t = 0; t < link_tiers; ++t) {
        const std::string& family = family_of(*scenario.fabric, static_cast<LinkTier>(t));
        for (const Medium& m : families_[t]->media) {
            ends_[t].push_back(price_of_ends(scenario.catalogue.prices, family, m));
        }
    }
}

CableMeasure CableList::measure(std::size_t i) const {
    const LinkPlan& link = facility_.fabric.links.at(i);
    return measure_cable(positions_.lower_end(link), positions_.switches.at(link.upper), rules_,
                         *families_[static_cast<std::size_t>(link.tier)]);
}

CableEndRow CableList::end_row(const CableEnd& end) const {
    return {.kind = {},
            .name = {},
            .rack = racks_.at(end.rack),
            .unit = end.height.si() / rack_unit_m,
            .x_m = end.x.si(),
            .y_m = end.y.si(),
            .height_m = end.height.si(),
            .plug = {}};
}

CableEndRow CableList::lower_row(const LinkPlan& link) const {
    const FabricPlan& plan = facility_.fabric;
    CableEndRow row = end_row(positions_.lower_end(link));
    row.port = link.lower_port;
    if (link.tier == LinkTier::node_leaf) {
        row.kind = "node";
        row.name =
            plan.node_names.empty() ? fmt::format("node-{}", link.lower) : plan.node_names.at(link.lower);
    } else if (link.tier == LinkTier::management) {
        row.kind = "appliance";
        row.name = "manager";
        row.port = link.lower + 1;
    } else {
        row.kind = name_of(plan.switches.at(link.lower).role);
        row.name = switch_name(plan, link.lower);
    }
    return row;
}

CableEndRow CableList::upper_row(const LinkPlan& link) const {
    CableEndRow row = end_row(positions_.switches.at(link.upper));
    row.kind = name_of(facility_.fabric.switches.at(link.upper).role);
    row.name = switch_name(facility_.fabric, link.upper);
    row.port = link.upper_port;
    return row;
}

CableRow CableList::at(std::size_t i) const {
    const LinkPlan& link = facility_.fabric.links.at(i);
    const auto tier = static_cast<std::size_t>(link.tier);
    const CableMeasure cable = measure(i);
    const TrayWay way = way_of(positions_.lower_end(link), positions_.switches.at(link.upper), rules_);
    CableRow row{.number = i + 1,
                 .tier = std::string{name_of(link.tier)},
                 .from = lower_row(link),
                 .to = upper_row(link),
                 .route = text_of(way),
                 .cross_x_m = way.rows[0] == way.rows[1] ? std::nullopt : std::optional{way.x[1].si()},
                 .length_m = cable.geometric.si(),
                 .ordered_m = cable.ordered.si(),
                 .family = family_of(*scenario_.fabric, link.tier),
                 .medium = {},
                 .price_usd = {}};
    if (!cable.medium) return row;
    const Medium& m = families_[tier]->media[*cable.medium];
    const bool ends_in_nic = ends_at_node(link.tier);
    row.medium = m.name;
    row.from.plug = ends_in_nic ? m.node_end : m.switch_end;
    row.to.plug = m.switch_end;
    row.from.power_w = (ends_in_nic ? m.power_at_node : m.power_per_end).si();
    row.to.power_w = m.power_per_end.si();
    row.transceivers = static_cast<std::uint64_t>(m.transceivers);
    row.mass_kg = (m.linear_mass * cable.ordered).si();
    if (const auto& ends = ends_[tier][*cable.medium]) {
        row.price_usd = (*ends + m.price_per_metre * cable.ordered.si()).si();
    }
    return row;
}

}  // namespace datahall

#include "sim/build/fabric/fabric_build.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/build/fabric/graph_check.hpp"
#include "sim/build/fabric/switch_placer.hpp"
#include "sim/build/fabric/tray_load.hpp"
#include "sim/build/lookup.hpp"
#include "sim/fabric/planes.hpp"

namespace datahall {
namespace {

constexpr Meters rack_unit = Meters::from_si(0.04445);  // EIA-310

// The nodes that the fabric joins, in the order of the racks.
std::vector<std::uint32_t> joined_nodes(const Facility& f, const std::string& node_type) {
    std::vector<std::uint32_t> nodes;
    for (const Rack& rack : f.racks) {
        if (rack.node_type == no_index || f.node_types[rack.node_type].name != node_type) continue;
        for (std::uint32_t n = 0; n < rack.nodes; ++n) nodes.push_back(rack.first_node + n);
    }
    return nodes;
}

void place_switches(const FabricConfig& config, Facility& f, const std::vector<std::uint32_t>& nodes,
                    const SwitchType& type, DesignNotes& notes) {
    SwitchPlacer placer{f, config.placing};
    const auto middles = middle_nodes(f.fabric, static_cast<std::uint32_t>(nodes.size()));
    for (std::size_t i = 0; i < f.fabric.switches.size(); ++i) {
        const std::uint32_t home = f.rack_of_node[nodes[middles[i]]];
        f.rack_of_switch.push_back(placer.place(f.fabric.switches[i].role, home));
    }
    for (const std::uint32_t rack : f.rack_of_switch) {
        f.racks[rack].constant += type.power_typical;
        f.racks[rack].nameplate += type.power_max;
        f.racks[rack].mass += type.mass;
    }
    if (placer.homeless() == 0) return;
    notes.find({.code = "F0301",
                .object = f.site + "/" + f.hall,
                .text = "fabric switches without a position in a network rack stand in other racks",
                .value = static_cast<double>(placer.homeless()),
                .limit = 0,
                .unit = "count",
                .time_s = {}});
}

// Cable ends draw their power where they sit: in the switches, and in the nodes' ports.
void power_optics(const ScenarioConfig& s, Facility& f, const std::vector<std::uint32_t>& nodes,
                  DesignNotes& notes) {
    const TierCables total = schedule_cables(s, f).total();
    if (total.out_of_reach > 0) {
        notes.find({.code = "F0304",
                    .object = "fabric/" + s.fabric->name,
                    .text = "cables longer than any medium of their family reaches",
                    .value = static_cast<double>(total.out_of_reach),
                    .limit = 0,
                    .unit = "count",
                    .time_s = {}});
    }
    const Watts per_node = total.power_in_nodes / static_cast<double>(nodes.size());
    const Watts per_switch =
        (total.power - total.power_in_nodes) / static_cast<double>(f.rack_of_switch.size());
    for (const std::uint32_t node : nodes) f.racks[f.rack_of_node[node]].constant += per_node;
    for (const std::uint32_t rack : f.rack_of_switch) f.racks[rack].constant += per_switch;
}

CableEnd end_at(const Facility& f, std::uint32_t rack, std::uint32_t position) {
    const Rack& r = f.racks[rack];
    const double unit = r.first_unit + r.unit_step * position;
    return {.x = r.x, .y = r.y, .height = rack_unit * unit, .rack = rack, .row = r.row};
}

Meters middle_of_rows(const Facility& f) {
    Meters left = f.racks.front().x;
    Meters right = left;
    for (const Rack& r : f.racks) {
        left = std::min(left, r.x);
        right = std::max(right, r.x);
    }
    return (left + right) / 2.0;
}

std::string name_of(const TraySegment& segment) {
    return segment.crosses ? fmt::format("cross tray at {:.4g} m, rows {} to {}", segment.at.si(),
                                         segment.row + 1, segment.row + 2)
                           : fmt::format("row-{:02}", segment.row + 1);
}

void note_full_trays(const ScenarioConfig& s, const Facility& f, DesignNotes& notes) {
    const TrayConfig& tray = s.hall.tray;
    const TrayFill fill = fill_of(load_trays(s, f).segments(), tray.width * tray.depth, tray.fill);
    if (fill.over == 0) return;
    notes.find({.code = "F0305",
                .object = f.site + "/" + f.hall + "/" + name_of(fill.fullest),
                .text = fmt::format("cables fill more of {} than hall.tray.fill; this is the fullest",
                                    fill.over == 1 ? "a tray" : fmt::format("{} lengths of tray", fill.over)),
                .value = fill.worst,
                .limit = tray.fill,
                .unit = "1",
                .time_s = {}});
}

void note_check(const FabricPlan& plan, const FabricDemand& demand, const std::string& name,
                DesignNotes& notes) {
    for (const WiringProblem& problem : check_fabric(plan, demand).problems) {
        notes.find({.code = "F0302",
                    .object = "fabric/" + name + "/" + problem.object,
                    .text = problem.text,
                    .value = 0,
                    .limit = 0,
                    .unit = "",
                    .time_s = {}});
    }
}

}  // namespace

void build_fabric(const ScenarioConfig& s, Facility& f, DesignNotes& notes) {
    if (!s.fabric) return;
    const FabricConfig& config = *s.fabric;
    const auto* device = look_up(s.catalogue.switches, config.device, "fabric.switch", "switch", notes);
    const auto* cables = look_up(s.catalogue.cables, config.cables, "fabric.cables", "cable family", notes);
    const auto* type = look_up(s.catalogue.nodes, config.node, "fabric.node", "node", notes);
    if (!config.uplink_cables.empty() &&
        !look_up(s.catalogue.cables, config.uplink_cables, "fabric.uplink_cables", "cable family", notes)) {
        return;
    }
    if (!device || !cables || !type) return;

    const std::vector<std::uint32_t> nodes = joined_nodes(f, config.node);
    const FabricDemand demand = fabric_demand(s, f);
    if (nodes.empty()) {
        return notes.refuse("fabric.node", "the hall has no node of type '" + config.node + "'");
    }
    FabricPlan plan = plan_planes(*config.topology, demand, static_cast<std::uint32_t>(config.planes));
    if (!plan.problem.empty()) {
        notes.find({.code = "F0303",
                    .object = "fabric/" + config.name,
                    .text = plan.problem,
                    .value = double(demand.nodes),
                    .limit = 0,
                    .unit = "",
                    .time_s = {}});
        return;
    }
    notes.use("switches/" + config.device, device->origin);
    note_check(plan, demand, config.name, notes);
    f.fabric = std::move(plan);
    place_switches(config, f, nodes, *device, notes);
    power_optics(s, f, nodes, notes);
    note_full_trays(s, f, notes);
}

FabricDemand fabric_demand(const ScenarioConfig& s, const Facility& f) {
    const FabricConfig& config = *s.fabric;
    return {.nodes = static_cast<std::uint32_t>(joined_nodes(f, config.node).size()),
            .nics_per_node = static_cast<std::uint32_t>(s.catalogue.nodes.find(config.node)->second.nics),
            .radix = static_cast<std::uint32_t>(s.catalogue.switches.find(config.device)->second.ports)};
}

std::vector<std::uint32_t> fabric_nodes(const ScenarioConfig& s, const Facility& f) {
    return joined_nodes(f, s.fabric->node);
}

CableRates fabric_rates(const ScenarioConfig& s) {
    const SwitchType& device = s.catalogue.switches.find(s.fabric->device)->second;
    return {.nic = device.port_rate.si() / 8.0 * s.fabric->efficiency};
}

FabricPositions fabric_positions(const ScenarioConfig& s, const Facility& f) {
    FabricPositions p;
    for (const std::uint32_t node : joined_nodes(f, s.fabric->node)) {
        const std::uint32_t rack = f.rack_of_node[node];
        p.nodes.push_back(end_at(f, rack, node - f.racks[rack].first_node));
    }
    std::vector<std::uint32_t> used(f.racks.size());
    for (const std::uint32_t rack : f.rack_of_switch) p.switches.push_back(end_at(f, rack, used[rack]++));

    // Management appliances stand in the first management rack, or beside the first switch.
    const auto home = std::ranges::find(f.racks, RackRole::management, &Rack::role);
    const auto rack =
        home == f.racks.end() ? f.rack_of_switch.front() : static_cast<std::uint32_t>(home - f.racks.begin());
    const auto management =
        static_cast<std::size_t>(std::ranges::count(f.fabric.links, LinkTier::management, &LinkPlan::tier));
    p.appliances.assign(management, end_at(f, rack, 0));
    return p;
}

TrayRules tray_rules(const ScenarioConfig& s, const Facility& f) {
    const TrayConfig& tray = s.hall.tray;
    TrayRules rules{.tray_height = tray.height,
                    .slack_share = tray.slack_share,
                    .service_loop = tray.loop,
                    .fixed_slack = tray.slack,
                    .cross = tray.cross,
                    .cross_x = tray.cross_at.value_or(middle_of_rows(f)),
                    .in_rack = tray.in_rack};
    if (!tray.stock.empty()) rules.stock.list = tray.stock;
    return rules;
}

const std::string& family_of(const FabricConfig& fabric, LinkTier tier) {
    return ends_at_node(tier) || fabric.uplink_cables.empty() ? fabric.cables : fabric.uplink_cables;
}

TierFamilies tier_families(const ScenarioConfig& s) {
    TierFamilies families{};
    for (std::size_t t = 0; t < link_tiers; ++t) {
        families[t] = &s.catalogue.cables.find(family_of(*s.fabric, static_cast<LinkTier>(t)))->second;
    }
    return families;
}

CableSchedule schedule_cables(const ScenarioConfig& s, const Facility& f) {
    return plan_cables(f.fabric, fabric_positions(s, f), tray_rules(s, f), tier_families(s));
}

TrayLoad load_trays(const ScenarioConfig& s, const Facility& f) {
    const TrayRules rules = tray_rules(s, f);
    std::vector<TrayRow> rows;
    for (const Row& row : f.rows) rows.push_back({row.y, {}});
    for (const Rack& rack : f.racks) rows[rack.row].stops.push_back(rack.x);
    TrayLoad load{rules, std::move(rows)};
    load_trays(f.fabric, fabric_positions(s, f), rules, tier_families(s), load);
    return load;
}

}  // namespace datahall

#include "sim/build/fabric_build.hpp"

#include <algorithm>
#include <cstdlib>

#include "sim/build/graph_check.hpp"
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

// Free network positions, handed out one by one.
class SwitchPlacer {
public:
    explicit SwitchPlacer(Facility& f) : f_{f} {
        for (std::uint32_t r = 0; r < f_.racks.size(); ++r) {
            if (f_.racks[r].switch_positions > 0) free_.push_back(r);
            if (f_.racks[r].role != RackRole::compute) beside_.push_back(r);
        }
    }

    /// The free position for `role` nearest to `rack`.
    std::uint32_t nearest_to(std::uint32_t rack, SwitchRole role) {
        std::size_t best = free_.size();
        for (std::size_t i = 0; i < free_.size(); ++i) {
            if (!takes(free_[i], role)) continue;
            if (best == free_.size() || distance(free_[i], rack) < distance(free_[best], rack)) best = i;
        }
        return best == free_.size() ? without_position(rack) : take(best);
    }
    /// The first free position for `role` in the order of the racks.
    std::uint32_t next(SwitchRole role) {
        for (std::size_t i = 0; i < free_.size(); ++i) {
            if (takes(free_[i], role)) return take(i);
        }
        return beside_.empty() ? without_position(static_cast<std::uint32_t>(homeless_ % f_.racks.size()))
                               : without_position(beside_[homeless_ % beside_.size()]);
    }
    std::uint64_t homeless() const { return homeless_; }

private:
    bool takes(std::uint32_t rack, SwitchRole role) const {
        return f_.racks[rack].takes[static_cast<std::size_t>(role)];
    }
    double distance(std::uint32_t a, std::uint32_t b) const {
        const Rack& p = f_.racks[a];
        const Rack& q = f_.racks[b];
        return std::abs((p.x - q.x).si()) + std::abs((p.y - q.y).si());
    }
    std::uint32_t take(std::size_t i) {
        const std::uint32_t rack = free_[i];
        const bool full = ++f_.racks[rack].switches == f_.racks[rack].switch_positions;
        if (full) free_.erase(free_.begin() + static_cast<std::ptrdiff_t>(i));
        return rack;
    }
    std::uint32_t without_position(std::uint32_t rack) {
        ++homeless_;
        ++f_.racks[rack].switches;
        return rack;
    }

    Facility& f_;
    std::vector<std::uint32_t> free_;
    std::vector<std::uint32_t> beside_;  // racks without servers: where a switch too many is put, in turn
    std::uint64_t homeless_ = 0;
};

void place_switches(Facility& f, const std::vector<std::uint32_t>& nodes, const SwitchType& type,
                    DesignNotes& notes) {
    SwitchPlacer placer{f};
    const auto last = static_cast<std::uint32_t>(nodes.size()) - 1;
    const std::uint32_t per_group = std::max(f.fabric.nodes_per_group, 1U);
    for (const SwitchPlan& s : f.fabric.switches) {
        const std::uint32_t middle = std::min(s.group * per_group + per_group / 2, last);
        f.rack_of_switch.push_back(s.role == SwitchRole::leaf
                                       ? placer.nearest_to(f.rack_of_node[nodes[middle]], s.role)
                                       : placer.next(s.role));
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

FabricPositions positions_of(const Facility& f, const std::vector<std::uint32_t>& nodes) {
    FabricPositions p;
    for (const std::uint32_t node : nodes) {
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

Meters middle_of_rows(const Facility& f) {
    Meters left = f.racks.front().x;
    Meters right = left;
    for (const Rack& r : f.racks) {
        left = std::min(left, r.x);
        right = std::max(right, r.x);
    }
    return (left + right) / 2.0;
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
    place_switches(f, nodes, *device, notes);
    power_optics(s, f, nodes, notes);
}

FabricDemand fabric_demand(const ScenarioConfig& s, const Facility& f) {
    const FabricConfig& config = *s.fabric;
    return {.nodes = static_cast<std::uint32_t>(joined_nodes(f, config.node).size()),
            .nics_per_node = static_cast<std::uint32_t>(s.catalogue.nodes.find(config.node)->second.nics),
            .radix = static_cast<std::uint32_t>(s.catalogue.switches.find(config.device)->second.ports)};
}

CableRates fabric_rates(const ScenarioConfig& s) {
    const SwitchType& device = s.catalogue.switches.find(s.fabric->device)->second;
    return {.nic = device.port_rate.si() / 8.0 * s.fabric->efficiency};
}

CableSchedule schedule_cables(const ScenarioConfig& s, const Facility& f) {
    const FabricConfig& config = *s.fabric;
    const CableFamily* node_ports = &s.catalogue.cables.find(config.cables)->second;
    const CableFamily* uplinks =
        config.uplink_cables.empty() ? node_ports : &s.catalogue.cables.find(config.uplink_cables)->second;
    const TrayConfig& tray = s.hall.tray;
    const TrayRules rules{.tray_height = tray.height,
                          .slack_share = tray.slack_share,
                          .service_loop = tray.loop,
                          .fixed_slack = tray.slack,
                          .cross_x = tray.cross_at.value_or(middle_of_rows(f))};
    return plan_cables(f.fabric, positions_of(f, joined_nodes(f, config.node)), rules,
                       {node_ports, uplinks, uplinks, node_ports, uplinks, uplinks});
}

}  // namespace datahall

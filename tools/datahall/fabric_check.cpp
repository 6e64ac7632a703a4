// `datahall fabric check`: whether a wiring is sound, and what it offers.
#include <algorithm>

#include <fmt/format.h>

#include "sim/build/fabric/graph_check.hpp"
#include "tools/datahall/calc_sheet.hpp"
#include "tools/datahall/exit_code.hpp"
#include "tools/datahall/fabric_input.hpp"
#include "tools/datahall/fabric_tasks.hpp"
#include "tools/datahall/loading.hpp"

namespace datahall {
namespace {

double switches_of(const FabricPlan& plan, SwitchRole role) {
    return static_cast<double>(std::ranges::count(plan.switches, role, &SwitchPlan::role));
}

double cables_of(const FabricPlan& plan, LinkTier tier) {
    return static_cast<double>(std::ranges::count(plan.links, tier, &LinkPlan::tier));
}

std::vector<SheetRow> counts_of(const FabricPlan& plan) {
    return {
        {"leaves", switches_of(plan, SwitchRole::leaf), "1", "Leaf switches"},
        {"spines", switches_of(plan, SwitchRole::spine), "1", "Spine switches"},
        {"cores", switches_of(plan, SwitchRole::core), "1", "Core switches"},
        {"node_cables", cables_of(plan, LinkTier::node_leaf), "1", "Cables between nodes and switches"},
        {"leaf_spine_cables", cables_of(plan, LinkTier::leaf_spine), "1", "Cables between leaves and spines"},
        {"spine_core_cables", cables_of(plan, LinkTier::spine_core), "1", "Cables between spines and cores"},
        {"management_cables", cables_of(plan, LinkTier::management), "1", "Cables to fabric managers"},
        {"local_cables", cables_of(plan, LinkTier::local), "1", "Cables between leaves of a group"},
        {"global_cables", cables_of(plan, LinkTier::global), "1", "Cables between groups"},
    };
}

std::vector<SheetRow> measures_of(const FabricInput& input, const GraphCheck& check) {
    const auto spare = [&check](SwitchRole role) {
        return static_cast<double>(check.spare_ports[static_cast<std::size_t>(role)]);
    };
    return {
        {"spare_leaf_ports", spare(SwitchRole::leaf), "1", "Ports of leaves without a cable"},
        {"spare_spine_ports", spare(SwitchRole::spine), "1", "Ports of spines without a cable"},
        {"spare_core_ports", spare(SwitchRole::core), "1", "Ports of cores without a cable"},
        {"diameter", double(check.diameter), "1", "Most cables on a shortest path between two leaves"},
        {"diameter_is_exact", check.diameter_exact, "", "Searched from every leaf"},
        {"bisection_cables", double(check.bisection_cables), "1", "Cables between two halves"},
        {"bisection", check.bisection_nic_rates * input.rates.nic * 8.0, "bit/s", "Their rate, one way"},
        {"oversubscription", check.oversubscription, "1", "Worst down to up bandwidth of a switch"},
        {"has_rails", check.has_rails, "", "All NICs of one number of a unit of nodes end on one leaf"},
        {"tree_levels", double(input.plan.tree.height), "1", "Levels of a complete tree; 0: it is none"},
    };
}

// What stands below the fabric: the accelerators that NVLink joins to one domain.
std::vector<SheetRow> scale_up_of(const FabricInput& input) {
    if (!input.scenario || !input.facility) return {};
    const std::vector<NodeTypeRow>& types = input.facility->node_types;
    const auto type = std::ranges::find(types, input.scenario->config().fabric->node, &NodeTypeRow::name);
    if (type == types.end()) return {};
    return {{"domain_nodes", double(type->nodes_per_block), "1", "Nodes of a scale-up domain"},
            {"domain_devices", double(type->nodes_per_block * type->devices), "1",
             "Devices of a scale-up domain"}};
}

CalcSheet sheet_of(const FabricInput& input, const GraphCheck& check) {
    const auto append = [](std::vector<SheetRow>& to, const std::vector<SheetRow>& rows) {
        to.insert(to.end(), rows.begin(), rows.end());
    };
    CalcSheet sheet;
    sheet.inputs = {
        {"fabric", input.name, "", "What was checked"},
        {"nodes", double(input.demand.nodes), "1", "Nodes that it joins"},
        {"nics", double(input.demand.nics_per_node), "1", "Ports of a node"},
        {"hosts", double(input.demand.nodes) * input.demand.nics_per_node, "1", "Ports of all nodes"},
        {"planes", double(input.plan.planes), "1", "Fabrics that share the nodes"}};
    append(sheet.inputs, scale_up_of(input));
    sheet.results = {
        {"sound", check.is_sound(), "", "Every port used once, every cable with two ends, all connected"}};
    append(sheet.results, counts_of(input.plan));
    append(sheet.results, measures_of(input, check));
    sheet.list.columns = {"object", "problem", "fine"};
    for (const WiringProblem& p : check.problems) sheet.list.rows.push_back({p.object, p.text, false});
    return sheet;
}

}  // namespace

int fabric_check(const Arguments& arguments, Session& session) {
    const FabricInput input = load_fabric(arguments.operands()[1], load_options(arguments), session.models);
    const GraphCheck check = check_fabric(input.plan, input.demand);
    if (!arguments.has("quiet")) {
        for (const std::string& note : input.notes) session.note(note);
    }
    print_sheet(sheet_of(input, check), "fabric", arguments.text("format"), session.screen.width,
                [&session](std::string_view bytes) { session.out.write(bytes); });
    session.out.flush();
    return check.is_sound() ? exit_code::done : exit_code::missed;
}

}  // namespace datahall

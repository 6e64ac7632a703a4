// `datahall fabric check`: whether a wiring is sound, and what it offers.
#include <algorithm>

#include <fmt/format.h>

#include "sim/build/graph_check.hpp"
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

CalcSheet sheet_of(const FabricInput& input, const GraphCheck& check) {
    const FabricPlan& plan = input.plan;
    CalcSheet sheet;
    sheet.inputs = {{"fabric", input.name, "", "What was checked"},
                    {"nodes", double(input.demand.nodes), "1", "Nodes that it joins"},
                    {"nics", double(input.demand.nics_per_node), "1", "Ports of a node"}};
    sheet.results = {
        {"sound", check.is_sound(), "", "Every port used once, every cable with two ends, all connected"},
        {"leaves", switches_of(plan, SwitchRole::leaf), "1", "Leaf switches"},
        {"spines", switches_of(plan, SwitchRole::spine), "1", "Spine switches"},
        {"cores", switches_of(plan, SwitchRole::core), "1", "Core switches"},
        {"node_cables", cables_of(plan, LinkTier::node_leaf), "1", "Cables between nodes and switches"},
        {"leaf_spine_cables", cables_of(plan, LinkTier::leaf_spine), "1", "Cables between leaves and spines"},
        {"spine_core_cables", cables_of(plan, LinkTier::spine_core), "1", "Cables between spines and cores"},
        {"local_cables", cables_of(plan, LinkTier::local), "1", "Cables between leaves"},
        {"global_cables", cables_of(plan, LinkTier::global), "1", "Cables between groups"},
        {"diameter", double(check.diameter), "1", "Most cables on a shortest path between two leaves"},
        {"diameter_is_exact", check.diameter_exact, "", "Searched from every leaf"},
        {"bisection_cables", double(check.bisection_cables), "1", "Cables between two halves"},
        {"bisection", check.bisection_nic_rates * input.rates.nic * 8.0, "bit/s", "Their rate, one way"},
        {"oversubscription", check.oversubscription, "1", "Worst down to up bandwidth of a switch"}};
    sheet.list.columns = {"object", "problem", "fine"};
    for (const WiringProblem& p : check.problems) sheet.list.rows.push_back({p.object, p.text, false});
    return sheet;
}

}  // namespace

int fabric_check(const Arguments& arguments, Session& session) {
    const FabricInput input = load_fabric(arguments.operands()[1], load_options(arguments), session.models);
    const GraphCheck check = check_fabric(input.plan, input.demand);
    print_sheet(sheet_of(input, check), "fabric", arguments.text("format"), session.screen.width,
                [&session](std::string_view bytes) { session.out.write(bytes); });
    session.out.flush();
    return check.is_sound() ? exit_code::done : exit_code::missed;
}

}  // namespace datahall

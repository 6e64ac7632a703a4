#include "tools/datahall/fabric_input.hpp"

#include "datahall/config_error.hpp"

#include "sim/build/fabric_build.hpp"
#include "sim/build/facility_builder.hpp"
#include "sim/config/load_tree.hpp"
#include "sim/config/problems.hpp"
#include "sim/config/reader.hpp"
#include "sim/fabric/planes.hpp"
#include "tools/datahall/load.hpp"
#include "tools/datahall/shipped.hpp"
#include "tools/datahall/usage_error.hpp"

namespace datahall {
namespace {

struct FabricSheet {
    std::string name = "fabric";
    std::unique_ptr<TopologyGenerator> topology;
    std::unique_ptr<RoutingEngine> routing;
    std::int64_t nodes = 0;
    std::int64_t nics = 1;
    std::int64_t radix = 64;
    std::int64_t planes = 1;
    BitsPerSecond rate = BitsPerSecond::from_si(400e9);
    double efficiency = 0.96;
};

void describe(Keys& k, FabricSheet& s, const Models& models) {
    k.optional({"name", "What it is called"}, s.name);
    models.topology.read(k, {"topology", "How nodes and switches are joined"}, Presence::required,
                         s.topology);
    models.routing.read(k, {"routing", "Which cables bytes take; absent: adaptive"}, Presence::optional,
                        s.routing);
    k.optional({"nodes", "How many nodes it joins", {.at_least = 0, .at_most = 1 << 20}}, s.nodes);
    k.optional({"nics", "Ports of a node", {.at_least = 1, .at_most = 64}}, s.nics);
    k.optional({"radix", "Ports of a switch", {.at_least = 2, .at_most = 1024}}, s.radix);
    k.optional({"planes", "Fabrics that deal out the NICs of a node", {.at_least = 1, .at_most = 64}},
               s.planes);
    k.optional({"rate", "Of a node's port, one way", {.above = 0, .example = "400 Gb/s"}}, s.rate);
    k.optional({"efficiency",
                "Bytes of messages over the bytes that a port could carry",
                {.above = 0, .at_most = 1}},
               s.efficiency);
}

FabricInput input_of(FabricSheet sheet) {
    FabricInput input;
    input.name = sheet.name;
    input.demand = {.nodes = static_cast<std::uint32_t>(sheet.nodes),
                    .nics_per_node = static_cast<std::uint32_t>(sheet.nics),
                    .radix = static_cast<std::uint32_t>(sheet.radix)};
    input.rates = {.nic = sheet.rate.si() / 8.0 * sheet.efficiency};
    input.plan = plan_planes(*sheet.topology, input.demand, static_cast<std::uint32_t>(sheet.planes));
    input.routing = std::move(sheet.routing);
    return input;
}

FabricInput input_of(Scenario scenario, const std::string& path) {
    FabricInput input;
    if (!scenario.config().fabric) throw UsageError{"'" + path + "' has no fabric", "fabric"};
    input.name = scenario.name();
    input.facility = build_facility(scenario);
    input.demand = fabric_demand(scenario.config(), *input.facility);
    input.rates = fabric_rates(scenario.config());
    input.plan = input.facility->fabric;
    for (const Finding& finding : input.facility->findings) {
        if (finding.code == "F0303") input.plan.problem = finding.text;
    }
    input.scenario.emplace(std::move(scenario));
    return input;
}

bool is_sheet(const YamlTree& tree) {
    return tree.root.find("topology") != nullptr;
}

}  // namespace

FabricInput load_fabric(const std::string& path, ScenarioOptions options, const Models& models) {
    ReadContext context;
    context.shipped_root = shipped_root();
    context.allowed = options.allow_include;
    LoadOptions load;
    load.overrides = options.overrides;
    const YamlTree tree = load_tree(path, context, load);
    FabricInput input;
    if (is_sheet(tree)) {
        Problems problems;
        Reader reader{tree.root, problems, context};
        FabricSheet sheet;
        describe(reader, sheet, models);
        reader.done();
        problems.throw_if_any();
        input = input_of(std::move(sheet));
    } else {
        input = input_of(load_scenario(path, std::move(options), models), path);
    }
    if (!input.plan.problem.empty()) throw UsageError{input.plan.problem, "fabric"};
    return input;
}

}  // namespace datahall

#include "tools/datahall/fabric_input.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "datahall/config_error.hpp"

#include "models/fabric/file.hpp"
#include "models/fabric/formats/fabric_format.hpp"
#include "models/fabric/formats/lft_dump.hpp"
#include "sim/build/fabric/fabric_build.hpp"
#include "sim/build/facility_builder.hpp"
#include "sim/config/load_tree.hpp"
#include "sim/config/problems.hpp"
#include "sim/config/reader.hpp"
#include "sim/fabric/planes.hpp"
#include "sim/report/json.hpp"
#include "tools/datahall/load.hpp"
#include "tools/datahall/shipped.hpp"
#include "tools/datahall/trace_format_name.hpp"
#include "tools/datahall/usage_error.hpp"

namespace datahall {
namespace {

struct FabricSheet {
    std::string name = "fabric";
    std::unique_ptr<TopologyGenerator> topology;
    std::unique_ptr<RoutingEngine> routing;
    std::int64_t nodes = 0;
    std::optional<std::int64_t> nics;
    std::optional<std::int64_t> radix;
    std::int64_t planes = 1;
    std::optional<BitsPerSecond> rate;
    double efficiency = 0.96;
};

void describe(Keys& k, FabricSheet& s, const Models& models) {
    k.optional({"name", "What it is called"}, s.name);
    models.topology.read(k, {"topology", "How nodes and switches are joined"}, Presence::required,
                         s.topology);
    models.routing.read(k, {"routing", "Which cables bytes take; absent: adaptive"}, Presence::optional,
                        s.routing);
    k.optional({"nodes",
                "How many nodes it joins; absent: as many as the file of the topology has",
                {.at_least = 0, .at_most = 1 << 20}},
               s.nodes);
    k.optional({"nics", "Ports of a node; absent: as the file has, or 1", {.at_least = 1, .at_most = 64}},
               s.nics);
    k.optional(
        {"radix", "Ports of a switch; absent: as the file has, or 64", {.at_least = 2, .at_most = 1024}},
        s.radix);
    k.optional({"planes", "Fabrics that deal out the NICs of a node", {.at_least = 1, .at_most = 64}},
               s.planes);
    k.optional({"rate",
                "Of a node's port, one way; absent: as the file has, or 400 Gb/s",
                {.above = 0, .example = "400 Gb/s"}},
               s.rate);
    k.optional({"efficiency",
                "Bytes of messages over the bytes that a port could carry",
                {.above = 0, .at_most = 1}},
               s.efficiency);
}

// What the sheet does not say, where no file says it.
constexpr FabricDemand common_demand{.nodes = 0, .nics_per_node = 1, .radix = 64};
constexpr double common_rate = 400e9;  // bit/s: NDR

FabricInput input_of(FabricSheet sheet) {
    FabricInput input;
    input.name = sheet.name;
    input.demand = common_demand;
    input.nic_rate = common_rate;
    if (const auto* file = dynamic_cast<const FileTopology*>(sheet.topology.get())) {
        const FileWiring& wiring = file->wiring();
        input.demand.nodes = wiring.demand.nodes;
        input.demand.nics_per_node = wiring.demand.nics_per_node;
        if (wiring.demand.radix > 0) input.demand.radix = wiring.demand.radix;
        if (wiring.nic_rate > 0) input.nic_rate = wiring.nic_rate;
        input.notes = wiring.notes;
    }
    if (sheet.nodes > 0) input.demand.nodes = static_cast<std::uint32_t>(sheet.nodes);
    if (sheet.nics) input.demand.nics_per_node = static_cast<std::uint32_t>(*sheet.nics);
    if (sheet.radix) input.demand.radix = static_cast<std::uint32_t>(*sheet.radix);
    if (sheet.rate) input.nic_rate = sheet.rate->si();
    input.rates = {.nic = input.nic_rate / 8.0 * sheet.efficiency};
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
    input.nic_rate = input.rates.nic * 8.0 / scenario.config().fabric->efficiency;
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

// Whether a file holds a fabric itself, told by its first line.
bool is_fabric_file(const std::string& path) {
    if (path.starts_with("shipped:")) return false;
    const auto lines = open_trace(path);
    if (recognized_fabric_format(*lines) != nullptr) return true;
    std::string_view first;
    if (lines->next(first) && begins_lft_dump(first)) {
        throw UsageError{"'" + path + "' holds forwarding tables; expected the fabric that they belong to",
                         "fabric"};
    }
    return false;
}

YamlTree sheet_around(const std::string& path, ReadContext& context,
                      const std::vector<std::string>& overrides) {
    const std::filesystem::path file{path};
    const std::string folder = file.parent_path().string();
    context.root = folder.empty() ? "." : folder;
    const std::string name = json_text(file.filename().string());
    YamlTree tree =
        parse_yaml(fmt::format("name: {}\ntopology: {{model: file, file: {}}}\n", name, name), path);
    for (const std::string& setting : overrides) apply_override(tree, setting);
    return tree;
}

}  // namespace

FabricInput load_fabric(const std::string& path, ScenarioOptions options, const Models& models) {
    ReadContext context;
    context.shipped_root = shipped_root();
    context.allowed = options.allow_include;
    LoadOptions load;
    load.overrides = options.overrides;
    const YamlTree tree =
        is_fabric_file(path) ? sheet_around(path, context, load.overrides) : load_tree(path, context, load);
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

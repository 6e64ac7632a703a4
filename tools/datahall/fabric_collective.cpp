// `datahall fabric collective`: one collective as flows over a fabric, against its closed form.
#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <set>

#include <fmt/format.h>

#include "sim/build/fabric/fabric_build.hpp"
#include "sim/config/utf8.hpp"
#include "sim/config/with_defaults.hpp"
#include "sim/fabric/collectives/collective_places.hpp"
#include "sim/fabric/collectives/phased_flows.hpp"
#include "sim/fabric/flow_files.hpp"
#include "sim/report/output_directory.hpp"
#include "tools/datahall/collective_names.hpp"
#include "tools/datahall/exit_code.hpp"
#include "tools/datahall/fabric_tasks.hpp"
#include "tools/datahall/fabric_use.hpp"
#include "tools/datahall/loading.hpp"
#include "tools/datahall/usage_error.hpp"
#include "tools/datahall/values.hpp"

namespace datahall {
namespace {

namespace names = collective_names;

constexpr std::array<std::string_view, 4> own_files{"flows.txt", "routes.txt", "links.csv", "switches.csv"};
// Where devices of a node have no link of their own: PCIe 4.0 x16, one way.
constexpr double pcie_bytes_per_s = 31e9;
// What is held of paths at once: 32 bytes each, and a GB in all.
constexpr std::size_t most_hops = 30'000'000;
constexpr double most_flows = 1e6;

std::size_t choice(const Arguments& arguments, std::string_view option,
                   std::span<const std::string_view> known) {
    // The table of options admits no other.
    return static_cast<std::size_t>(std::ranges::find(known, arguments.text(option)) - known.begin());
}

/// What runs where.
struct CollectivePlan {
    std::vector<PlacedNode> nodes;
    RankShape shape;
    PlacedRanks placed;
    CollectiveSystem system;
    CollectiveQuestion question;
    RailUse rails = RailUse::pxn;
};

/// What the scenario says of the nodes of its fabric; null for a sheet.
const NodeTypeRow* type_of(const FabricInput& input) {
    if (!input.scenario) return nullptr;
    const std::vector<NodeTypeRow>& types = input.facility->node_types;
    const auto type = std::ranges::find(types, input.scenario->config().fabric->node, &NodeTypeRow::name);
    return type == types.end() ? nullptr : &*type;
}

const DeviceRates* device_of(const FabricInput& input) {
    const NodeTypeRow* type = type_of(input);
    if (type == nullptr) return nullptr;
    const auto& devices = input.scenario->config().catalogue.devices;
    const auto found = devices.find(type->device);
    return found == devices.end() ? nullptr : &found->second;
}

RankShape shape_of(const Arguments& arguments, const FabricInput& input) {
    const NodeTypeRow* type = type_of(input);
    RankShape shape{.nics = input.demand.nics_per_node, .devices = input.demand.nics_per_node};
    if (type != nullptr) shape.devices = std::max(type->devices, 1U);
    const std::uint64_t most = type != nullptr ? shape.devices : 1024;
    shape.per_node =
        static_cast<std::uint32_t>(whole_of(arguments, "per-node", {1, most}).value_or(shape.devices));
    if (type == nullptr) shape.devices = std::max(shape.devices, shape.per_node);
    return shape;
}

[[noreturn]] void refuse_nodes(const std::string& text, std::uint32_t nodes) {
    throw UsageError{
        fmt::format("option '--nodes': expected nodes from 0 to {}, each once, such as \"0-7,64-71\", "
                    "got '{}'",
                    nodes - 1, escaped(first_characters(text, 40))),
        "fabric"};
}

// "0-7,64" in the order of the list.
std::vector<std::uint32_t> listed_nodes(const std::string& text, std::uint32_t nodes) {
    std::vector<std::uint32_t> found;
    std::set<std::uint32_t> seen;
    const char* at = text.data();
    const char* const end = at + text.size();
    const auto number = [&] {
        std::uint32_t value = 0;
        const auto [next, error] = std::from_chars(at, end, value);
        if (error != std::errc{} || value >= nodes) refuse_nodes(text, nodes);
        at = next;
        return value;
    };
    while (true) {
        const std::uint32_t first = number();
        std::uint32_t last = first;
        if (at != end && *at == '-') {
            ++at;
            last = number();
        }
        if (last < first) refuse_nodes(text, nodes);
        for (std::uint32_t node = first; node <= last; ++node) {
            if (!seen.insert(node).second) refuse_nodes(text, nodes);
            found.push_back(node);
        }
        if (at == end) return found;
        if (*at++ != ',') refuse_nodes(text, nodes);
    }
}

// Those that take part, by their positions in the fabric.
std::vector<std::uint32_t> positions_of(const Arguments& arguments, const FabricInput& input,
                                        std::uint32_t per_node) {
    const std::uint32_t nodes = input.demand.nodes;
    std::vector<std::uint32_t> positions;
    if (arguments.has("nodes")) {
        if (arguments.has("first-node")) throw UsageError{"give --nodes or --first-node, not both", "fabric"};
        positions = listed_nodes(arguments.text("nodes"), nodes);
    } else {
        const auto first = whole_of(arguments, "first-node", {0, nodes - 1}).value_or(0);
        for (auto n = static_cast<std::uint32_t>(first); n < nodes; ++n) positions.push_back(n);
    }
    const std::uint64_t most = positions.size() * std::uint64_t{per_node};
    if (most < 2) throw UsageError{"a collective needs two ranks at least", "fabric"};
    const std::uint64_t ranks = whole_of(arguments, "ranks", {2, most}).value_or(most);
    if (ranks % per_node != 0) {
        throw UsageError{
            fmt::format("option '--ranks': expected a multiple of the {} of a node, got {}; --per-node "
                        "takes fewer",
                        per_node, ranks),
            "fabric"};
    }
    positions.resize(ranks / per_node);
    return positions;
}

// A number for each NVLink domain: racks and blocks of nodes in them.
std::vector<std::uint32_t> domains_of(const FabricInput& input) {
    const NodeTypeRow* type = type_of(input);
    if (type == nullptr || type->nodes_per_block <= 1) return {};
    const Facility& f = *input.facility;
    std::vector<std::uint32_t> domains;
    for (const std::uint32_t node : fabric_nodes(input.scenario->config(), f)) {
        const std::uint32_t first = f.racks[f.rack_of_node[node]].first_node;
        domains.push_back(node - (node - first) % type->nodes_per_block);
    }
    return domains;
}

GpuGeneration generation_of(const Arguments& arguments, const DeviceRates* device) {
    if (arguments.has("generation"))
        return static_cast<GpuGeneration>(choice(arguments, "generation", names::generations));
    if (device == nullptr) return GpuGeneration::hopper;
    const auto known = std::ranges::find(names::generations, device->family);
    return known == names::generations.end() ? GpuGeneration::hopper
                                             : static_cast<GpuGeneration>(known - names::generations.begin());
}

double nvlink_of(const Arguments& arguments, const DeviceRates* device, GpuGeneration generation) {
    if (const auto rate = rate_of(arguments, "nvlink")) return rate->si() / 8.0;
    if (device == nullptr || arguments.has("generation"))
        return names::nvlink_rates[names::index_of(generation)];
    return device->scale_up.si() > 0.0 ? device->scale_up.si() / 8.0 : pcie_bytes_per_s;
}

CollectiveSystem system_of(const Arguments& arguments, const FabricInput& input, const CollectivePlan& plan) {
    const DeviceRates* device = device_of(input);
    CollectiveSystem system;
    system.ranks = static_cast<std::uint32_t>(plan.placed.ranks.size());
    system.per_node = plan.placed.per_part;
    system.generation = generation_of(arguments, device);
    system.nvlink = nvlink_of(arguments, device, system.generation);
    system.nic = input.nic_rate / 8.0 * nics_of_rank(plan.shape) / plan.placed.most_on_nic;
    system.has_nvls = system.generation != GpuGeneration::ampere && system.per_node > 1;
    return system;
}

void require_few_flows(const CollectivePlan& plan) {
    if (plan.question.collective != Collective::all_to_all) return;
    const double nodes = plan.system.nodes();
    const double rails = plan.system.per_node;
    const double flows = nodes * (nodes - 1) * rails * (plan.rails == RailUse::pxn ? 1.0 : rails);
    if (flows <= most_flows) return;
    throw UsageError{fmt::format("an all-to-all of {} ranks has {:.3g} flows, and at most {:.0e} are run",
                                 plan.system.ranks, flows, most_flows),
                     "fabric"};
}

CollectivePlan plan_of(const Arguments& arguments, const FabricInput& input) {
    const auto bytes = size_of(arguments, "bytes");
    if (!bytes) throw UsageError{"'fabric collective' needs --bytes SIZE, such as --bytes 1GiB", "fabric"};
    CollectivePlan plan;
    plan.shape = shape_of(arguments, input);
    const std::vector<std::uint32_t> domains = domains_of(input);
    for (const std::uint32_t position : positions_of(arguments, input, plan.shape.per_node))
        plan.nodes.push_back({position, domains.empty() ? position : domains[position]});
    plan.placed = place_ranks(plan.nodes, plan.shape);
    plan.system = system_of(arguments, input, plan);
    plan.question = {
        .collective = static_cast<Collective>(choice(arguments, "collective", names::collectives)),
        .bytes = static_cast<double>(*bytes),
        .algorithm = names::forced<CollectiveAlgorithm>(choice(arguments, "algorithm", names::algorithms)),
        .protocol = names::forced<CollectiveProtocol>(choice(arguments, "protocol", names::protocols))};
    plan.rails = arguments.text("rails") == "direct" ? RailUse::direct : RailUse::pxn;
    require_few_flows(plan);
    if (const std::string problem = problem_of(plan.system); !problem.empty())
        throw UsageError{problem, "fabric"};
    return plan;
}

CollectiveEstimate closed_form(const CollectivePlan& plan) {
    const auto estimate = estimate_collective(plan.system, plan.question);
    if (!estimate) {
        throw UsageError{"expected an algorithm and protocol that this collective has on these machines",
                         "fabric"};
    }
    return *estimate;
}

// How many flows take each link.
std::vector<std::uint32_t> count_flows(std::uint32_t flows, FlowPaths& paths, std::size_t links) {
    std::vector<std::uint32_t> count(links);
    std::size_t hops = 0;
    for (std::uint32_t f = 0; f < flows; ++f) {
        for (const PathHop& hop : paths.path(f)) {
            ++count[hop.link];
            ++hops;
        }
        if (hops > most_hops) {
            throw UsageError{
                fmt::format("{} flows take too many paths to be held; expected fewer ranks, or a "
                            "routing of single paths such as dmodk",
                            flows),
                "fabric"};
        }
    }
    return count;
}

/// Flows, and what became of them.
struct CollectiveOutcome {
    CollectiveEstimate closed;
    ExpandedCollective expanded;
    PhasedFlows flows;
    PhasedRun run;
    LinkReport links;
};

std::vector<SheetRow> inputs_of(const CollectivePlan& plan, const FabricInput& input) {
    const CollectiveSystem& s = plan.system;
    return {{"over", input.name, "", "What it flows over"},
            {"collective", std::string{names::collectives[names::index_of(plan.question.collective)]}, "",
             "What is exchanged"},
            {"bytes", plan.question.bytes, "B", "Buffer of a rank"},
            {"ranks", double(s.ranks), "1", "Devices that take part"},
            {"nodes", double(plan.nodes.size()), "1", "On which they are"},
            {"per_domain", double(s.per_node), "1", "Of them in one NVLink domain, or an equal part of it"},
            {"nvlink", s.nvlink, "B/s", "Of a device, one way"},
            {"nic", s.nic, "B/s", "Of a device's NICs, or its part of one, one way, on the wire"}};
}

std::vector<SheetRow> results_of(const CollectivePlan& plan, const CollectiveOutcome& r) {
    const double flowing = r.run.time_s(r.expanded);
    const double time = std::max(r.closed.time, flowing);
    const double algbw = plan.question.bytes / time;
    return {{"algorithm", std::string{names::algorithms[names::index_of(r.closed.algorithm) + 1]}, "",
             "Taken, or forced"},
            {"protocol", std::string{names::protocols[names::index_of(r.closed.protocol) + 1]}, "",
             "Taken, or forced"},
            {"closed_form", r.closed.time, "s", "On an idle fabric that blocks nothing"},
            {"time_as_flows", flowing, "s", "Before, and the longer of flows and NVLink"},
            {"time", time, "s", "On this fabric: as flows, and never below the closed form"},
            {"slowdown", time / r.closed.time, "1", "That time over the closed form"},
            {"busbw", algbw * bus_factor(plan.question.collective, plan.system.ranks), "B/s",
             "As links see it: NCCL's bus bandwidth"},
            {"closed_form_busbw", r.closed.busbw, "B/s", "The same on an idle fabric"},
            {"before", r.expanded.before, "s", "Launch, hops, filling of the pipeline"},
            {"alongside", r.expanded.alongside, "s", "NVLink, while flows run"},
            {"flows_time", r.run.end_s, "s", "From 0, when they start, to the end of the last"},
            {"flows", double(r.flows.flows.size()), "1", "From NIC to NIC"},
            {"phases", double(r.flows.phases()), "1", "Of flows, one after the other"},
            {"ended", double(r.run.ended), "1", "Flows that got through"}};
}

void write_folder(const Arguments& arguments, const CollectiveOutcome& result,
                  const std::optional<RouteTable>& routes, const SwitchReport& switches) {
    const OutputDirectory directory{arguments.text("output"),
                                    arguments.has("force") ? Overwrite::own_files : Overwrite::refuse,
                                    own_files};
    directory.clear();
    directory.write("links.csv", [&](const Sink& sink) { write_link_use_csv(result.links, sink); });
    directory.write("switches.csv", [&](const Sink& sink) { write_switch_use_csv(switches, sink); });
    if (routes) directory.write("routes.txt", [&](const Sink& sink) { write_routes(*routes, sink); });
    directory.write("flows.txt", [&](const Sink& sink) { write_flows(result.flows.flows, sink); });
}

void print(const CalcSheet& sheet, const Arguments& arguments, Session& session) {
    print_sheet(sheet, "collective", arguments.text("format"), session.screen.width,
                [&session](std::string_view bytes) { session.out.write(bytes); });
    session.out.flush();
}

}  // namespace

int fabric_collective(const Arguments& arguments, Session& session) {
    const FabricInput input = load_fabric(arguments.operands()[1], load_options(arguments), session.models);
    const CollectivePlan plan = plan_of(arguments, input);
    const FabricGraph graph = graph_of(input.plan, input.demand, input.rates);
    const FabricNames fabric_names{input.plan, input.demand};
    CollectiveOutcome result{
        .closed = closed_form(plan),
        .expanded = expand_collective({plan.system, plan.question, plan.placed.ranks, plan.rails}),
        .flows = {},
        .run = {},
        .links = {}};
    fit_to_nics(result.expanded, plan.placed, plan.shape);
    result.flows = phased(result.expanded);
    const std::unique_ptr<RoutingEngine> fallback = default_routing(session.models);
    const RoutingEngine& engine = input.engine() != nullptr ? *input.engine() : *fallback;
    RoutedPaths paths{graph, engine, result.flows.flows, latency_asked(arguments, input)};
    const auto flows = static_cast<std::uint32_t>(result.flows.flows.size());
    const std::vector<double> capacities = usable_capacities(graph, paths.trunk_efficiency());
    const std::vector<std::uint32_t> shared = count_flows(flows, paths, graph.links());
    result.run = run_phases(result.flows, paths, capacities);
    const auto name_of = [&](std::uint32_t link) { return fabric_names.of_link(graph, link); };
    result.links = {result.run.links, capacities, result.run.end_s, name_of, shared};
    const SwitchReport switches{graph, input.plan, fabric_names, result.links};
    if (arguments.has("output"))
        write_folder(arguments, result, single_paths(flows, paths, {capacities, name_of}), switches);
    CalcSheet sheet{.inputs = inputs_of(plan, input),
                    .results = results_of(plan, result),
                    .list = busiest_links(result.links)};
    for (SheetRow& row : switch_rows(switches)) sheet.results.push_back(std::move(row));
    if (!paths.notes().empty()) {
        sheet.results.push_back(
            {"notes", fmt::format("{}", fmt::join(paths.notes(), "; ")), "", "What the routing says"});
    }
    print(sheet, arguments, session);
    return result.run.ended == flows ? exit_code::done : exit_code::missed;
}

}  // namespace datahall

// `datahall fabric flows`: a trace of flows over a fabric, or over given routes.
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <memory>

#include <fmt/format.h>

#include "sim/config/quantity.hpp"
#include "sim/config/utf8.hpp"
#include "sim/config/with_defaults.hpp"
#include "sim/fabric/flow_files.hpp"
#include "sim/fabric/flow_run.hpp"
#include "sim/fabric/graph.hpp"
#include "sim/fabric/names.hpp"
#include "sim/fabric/routed_paths.hpp"
#include "sim/report/csv.hpp"
#include "sim/report/output_directory.hpp"
#include "tools/datahall/calc_sheet.hpp"
#include "tools/datahall/exit_code.hpp"
#include "tools/datahall/fabric_input.hpp"
#include "tools/datahall/fabric_tasks.hpp"
#include "tools/datahall/fabric_use.hpp"
#include "tools/datahall/loading.hpp"
#include "tools/datahall/operand_file.hpp"
#include "tools/datahall/usage_error.hpp"
#include "tools/datahall/values.hpp"

namespace datahall {
namespace {

constexpr std::array<std::string_view, 5> own_files{"flows.csv", "links.csv", "switches.csv", "finishes.txt",
                                                    "routes.txt"};

/// What flows go over: the links, their names, the way of each flow.
struct Ground {
    std::string name;
    FabricInput input;  // if it is a fabric
    FabricGraph graph;
    RouteTable routes;  // if they are given
    std::unique_ptr<RoutingEngine> own_engine;
    std::unique_ptr<FlowPaths> paths;
    std::vector<double> capacities;
    std::vector<std::string> notes;

    bool has_graph() const { return !graph.cables.empty(); }
    std::string name_of(std::uint32_t link) const {
        return has_graph() ? FabricNames{input.plan, input.demand}.of_link(graph, link) : routes.names[link];
    }
};

bool is_route_table(const std::string& path) {
    if (path.ends_with(".yaml") || path.ends_with(".yml")) return false;
    const std::unique_ptr<LineSource> lines = open_operand(path);
    std::string_view line;
    while (lines->next(line)) {
        if (!line.empty() && line.front() != '#') return line.starts_with("LINKS ");
    }
    return false;
}

void require_known_hosts(const std::vector<Flow>& flows, std::uint32_t hosts) {
    for (std::size_t f = 0; f < flows.size(); ++f) {
        const std::uint32_t most = std::max(flows[f].source, flows[f].destination);
        if (most < hosts) continue;
        throw UsageError{
            fmt::format("flow {} names host {}, and the fabric has hosts 0 to {}", f, most, hosts - 1),
            "fabric"};
    }
}

Ground ground_of(const Arguments& arguments, const std::vector<Flow>& flows, const Models& models) {
    Ground ground;
    const std::string& path = arguments.operands()[1];
    if (is_route_table(path)) {
        if (arguments.has("latency"))
            throw UsageError{"given routes have no cables that take time", "fabric"};
        ground.name = path;
        ground.routes = read_routes(*open_operand(path));
        if (ground.routes.flows() != flows.size()) {
            throw UsageError{
                fmt::format("there are {} flows, and routes of {}", flows.size(), ground.routes.flows()),
                "fabric"};
        }
        ground.capacities = ground.routes.capacities;
        ground.paths = std::make_unique<GivenPaths>(ground.routes);
        return ground;
    }
    ground.input = load_fabric(path, load_options(arguments), models);
    ground.name = ground.input.name;
    ground.graph = graph_of(ground.input.plan, ground.input.demand, ground.input.rates);
    require_known_hosts(flows, ground.graph.hosts);
    const RoutingEngine* engine = ground.input.engine();
    if (engine == nullptr) {
        ground.own_engine = default_routing(models);
        engine = ground.own_engine.get();
    }
    auto routed =
        std::make_unique<RoutedPaths>(ground.graph, *engine, flows, latency_asked(arguments, ground.input));
    ground.notes = routed->notes();
    ground.capacities = usable_capacities(ground.graph, routed->trunk_efficiency());
    ground.paths = std::move(routed);
    return ground;
}

Instant time_in(const std::string& text, const std::string& fail) {
    const Parsed<double> time = parse_quantity(text, Dimension::time);
    if (!time.value || *time.value < 0) {
        throw UsageError{
            fmt::format("option '--fail': expected NAME@TIME or NAME@TIME=SHARE, got '{}'", escaped(fail)),
            "fabric"};
    }
    return Instant{} + Seconds::from_si(*time.value);
}

// NAME@TIME[=SHARE]: what of its capacity is lost from then on.
std::vector<LinkChange> changes_of(const Arguments& arguments, const Ground& ground) {
    std::vector<LinkChange> changes;
    for (const std::string& fail : arguments.all("fail")) {
        if (!ground.has_graph()) throw UsageError{"given routes have no switches that could fail", "fabric"};
        const std::size_t at = fail.rfind('@');
        const std::size_t equals = fail.find('=', at == std::string::npos ? 0 : at);
        const std::string name = fail.substr(0, at);
        const std::string time = at == std::string::npos ? "" : fail.substr(at + 1, equals - at - 1);
        const Instant when = time_in(time, fail);
        double lost = 1.0;
        if (equals != std::string::npos) {
            const Parsed<double> share = parse_quantity(fail.substr(equals + 1), Dimension::ratio);
            if (!share.value || *share.value < 0 || *share.value > 1) {
                throw UsageError{
                    fmt::format("option '--fail': expected a share of 0 to 100 %, got '{}'", escaped(fail)),
                    "fabric"};
            }
            lost = *share.value;
        }
        const FabricNames names{ground.input.plan, ground.input.demand};
        const std::vector<std::uint32_t> cables = names.cables_of(ground.graph, name);
        if (cables.empty()) {
            throw UsageError{fmt::format("option '--fail': no switch, nor a cable at a port of it, is '{}'",
                                         escaped(name)),
                             "fabric"};
        }
        for (const std::uint32_t cable : cables) {
            for (const std::uint32_t link : {2 * cable, 2 * cable + 1})
                changes.push_back({when.ns, link, ground.capacities[link] * (1.0 - lost)});
        }
    }
    std::ranges::stable_sort(changes, {}, &LinkChange::at_ns);
    return changes;
}

// As if it had been alone: its bytes over the narrowest link of its path.
double ideal_s(const Flow& flow, std::span<const PathHop> path, const std::vector<double>& capacities) {
    double rate = flow.cap;
    for (const PathHop& hop : path) rate = std::min(rate, capacities[hop.link] / hop.share);
    return path.empty() ? 0.0 : flow.bytes / rate;
}

struct FlowTimes {
    std::uint64_t ended = 0;
    double bytes = 0.0;
    double ideal_over_actual = 0.0;  // mean of the flows with a way to go
    std::vector<double> slowdowns;   // by flow; below 0: it has not ended
};

FlowTimes times_of(const std::vector<Flow>& flows, const FlowRun& run, Ground& ground) {
    FlowTimes times;
    double sum = 0.0;
    std::uint64_t on_a_way = 0;
    for (std::uint32_t f = 0; f < flows.size(); ++f) {
        times.bytes += flows[f].bytes;
        const double took = run.finish_s(f) - static_cast<double>(flows[f].start_ns) * 1e-9;
        const double alone = ideal_s(flows[f], ground.paths->path(f), ground.capacities);
        const bool has_ended = run.finish_s(f) >= 0.0;
        times.slowdowns.push_back(!has_ended ? -1.0 : alone > 0.0 ? took / alone : 1.0);
        times.ended += has_ended ? 1 : 0;
        if (alone <= 0.0) continue;
        ++on_a_way;
        if (has_ended) sum += alone / took;
    }
    times.ideal_over_actual = on_a_way == 0 ? 1.0 : sum / static_cast<double>(on_a_way);
    return times;
}

void write_flows_csv(const std::vector<Flow>& flows, const FlowRun& run, const FlowTimes& times,
                     const Sink& sink) {
    CsvWriter csv{sink};
    for (const char* const name : {"id", "source", "destination", "bytes", "start_s", "finish_s", "slowdown"})
        csv.text(name);
    csv.end_row();
    for (std::uint32_t f = 0; f < flows.size(); ++f) {
        csv.whole(f).whole(flows[f].source).whole(flows[f].destination).number(flows[f].bytes);
        csv.seconds(flows[f].start_ns);
        const bool has_ended = run.finish_s(f) >= 0.0;
        csv.number(has_ended ? std::optional{run.finish_s(f)} : std::nullopt);
        csv.number(has_ended ? std::optional{times.slowdowns[f]} : std::nullopt).end_row();
    }
    csv.flush();
}

std::optional<RouteTable> routes_of(const std::vector<Flow>& flows, const Ground& ground) {
    return single_paths(static_cast<std::uint32_t>(flows.size()), *ground.paths,
                        {ground.capacities, [&ground](std::uint32_t link) { return ground.name_of(link); }});
}

LinkReport report_of(const FlowRun& run, const Ground& ground) {
    return {.links = run.links(),
            .capacities = ground.capacities,
            .end_s = run.end_s(),
            .name_of = [&ground](std::uint32_t link) { return ground.name_of(link); }};
}

/// All that a run leaves behind.
struct TraceOutcome {
    const std::vector<Flow>& flows;
    const FlowRun& run;
    const FlowTimes& times;
    const std::optional<RouteTable>& routes;
};

void write_folder(const Arguments& arguments, const TraceOutcome& outcome, const Ground& ground) {
    const OutputDirectory directory{arguments.text("output"),
                                    arguments.has("force") ? Overwrite::own_files : Overwrite::refuse,
                                    own_files};
    directory.clear();
    const LinkReport links = report_of(outcome.run, ground);
    directory.write("links.csv", [&](const Sink& sink) { write_link_use_csv(links, sink); });
    if (outcome.routes)
        directory.write("routes.txt", [&](const Sink& sink) { write_routes(*outcome.routes, sink); });
    if (ground.has_graph()) {
        const FabricNames names{ground.input.plan, ground.input.demand};
        const SwitchReport switches{ground.graph, ground.input.plan, names, links};
        directory.write("switches.csv", [&](const Sink& sink) { write_switch_use_csv(switches, sink); });
    }
    directory.write("finishes.txt", [&](const Sink& sink) { write_finishes(outcome.run.finishes(), sink); });
    directory.write("flows.csv", [&](const Sink& sink) {
        write_flows_csv(outcome.flows, outcome.run, outcome.times, sink);
    });
}

// Flows whose end is off by more than max(3 ns, 1e-9 of it).
std::uint64_t compare_ends(const Arguments& arguments, const FlowRun& run, std::size_t flows) {
    const std::vector<double> expected = read_finishes(*open_operand(arguments.text("expect")));
    if (expected.size() != flows) {
        throw UsageError{fmt::format("there are {} flows, and {} expected ends", flows, expected.size()),
                         "fabric"};
    }
    std::uint64_t wrong = 0;
    for (std::uint32_t f = 0; f < flows; ++f) {
        const double allowed = std::max(3e-9, 1e-9 * expected[f]);
        if (!(std::fabs(run.finish_s(f) - expected[f]) <= allowed)) ++wrong;
    }
    return wrong;
}

CalcSheet sheet_of(const std::vector<Flow>& flows, const FlowRun& run, const FlowTimes& times,
                   const Ground& ground) {
    CalcSheet sheet;
    sheet.inputs = {{"over", ground.name, "", "What they flow over"},
                    {"flows", double(flows.size()), "1", "In the trace"},
                    {"bytes", times.bytes, "B", "Of all of them"}};
    double slowest = 0.0;
    for (const double slowdown : times.slowdowns) slowest = std::max(slowest, slowdown);
    sheet.results = {{"ended", double(times.ended), "1", "Flows that got through"},
                     {"makespan", run.end_s(), "s", "From 0 to the last end"},
                     {"ideal_over_actual", times.ideal_over_actual, "1",
                      "Time alone on the same path over the time taken, mean over flows"},
                     {"slowest", slowest, "1", "Longest time over that alone"},
                     {"victim_exposure", double(run.exposure().victims()) / double(flows.size()), "1",
                      "Flows that shared an input with one held up further on, where they do not go"},
                     {"events", double(run.events()), "1", "Starts, ends and changes of links"},
                     {"rate_changes", double(run.rate_changes()), "1", "New rates of flows"}};
    if (ground.has_graph()) {
        const LinkReport links = report_of(run, ground);
        const FabricNames names{ground.input.plan, ground.input.demand};
        for (SheetRow& row : switch_rows({ground.graph, ground.input.plan, names, links}))
            sheet.results.push_back(std::move(row));
    }
    if (!ground.notes.empty()) {
        sheet.results.push_back(
            {"notes", fmt::format("{}", fmt::join(ground.notes, "; ")), "", "What the routing says"});
    }
    sheet.list = busiest_links(report_of(run, ground));
    return sheet;
}

}  // namespace

int fabric_flows(const Arguments& arguments, Session& session) {
    if (!arguments.has("flows")) throw UsageError{"'fabric flows' needs --flows FILE", "fabric"};
    const std::vector<Flow> flows = read_flows(*open_operand(arguments.text("flows")));
    if (flows.empty()) throw UsageError{"the trace has no flow", "fabric"};
    Ground ground = ground_of(arguments, flows, session.models);
    FlowRunSettings settings{.changes = changes_of(arguments, ground), .is_audited = arguments.has("audit")};
    if (const auto delay = duration_of(arguments, "reroute")) settings.reroute_ns = as_nanoseconds(*delay);
    if (arguments.text("hol") == "per_vl") settings.head_of_line = HeadOfLine::per_vl;
    std::optional<RouteTable> routes;  // as they are at first
    if (arguments.has("output")) routes = routes_of(flows, ground);
    FlowRun run{flows, *ground.paths, ground.capacities, std::move(settings)};
    run.run();
    const FlowTimes times = times_of(flows, run, ground);
    if (arguments.has("output")) write_folder(arguments, {flows, run, times, routes}, ground);
    CalcSheet sheet = sheet_of(flows, run, times, ground);
    std::uint64_t wrong = 0;
    if (arguments.has("expect")) {
        wrong = compare_ends(arguments, run, flows.size());
        sheet.results.push_back(
            {"off", double(wrong), "1", "Flows that end elsewhere than expected by 3 ns or 1e-9"});
    }
    print_sheet(sheet, "flows", arguments.text("format"), session.screen.width,
                [&session](std::string_view bytes) { session.out.write(bytes); });
    session.out.flush();
    return wrong == 0 && times.ended == flows.size() ? exit_code::done : exit_code::missed;
}

}  // namespace datahall

// What is measured: flows with staggered starts over full trees, and a fabric of 65,536 accelerators.
#include "tests/bench/fabric_part.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>

#include <fmt/format.h>

#include "datahall/math.hpp"
#include "datahall/model/registry.hpp"
#include "datahall/random.hpp"

#include "models/builtin.hpp"
#include "sim/config/with_defaults.hpp"
#include "sim/fabric/flow_run.hpp"
#include "sim/fabric/graph.hpp"
#include "sim/fabric/routed_paths.hpp"
#include "sim/report/csv.hpp"
#include "sim/report/json.hpp"
#include "sim/report/table.hpp"
#include "tests/bench/bench_text.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/program_run.hpp"
#include "tests/bench/scratch_folder.hpp"
#include "tools/datahall/shipped.hpp"

namespace datahall::bench {
namespace {

constexpr double cable = 50e9;  // bytes/s, one way
constexpr std::string_view rival_program = "datahall-bench-simgrid-flows";

struct Tree {
    const char* children;  // by level
    const char* parents;
    const char* parallel;
    std::uint32_t hosts;
};
constexpr Tree hosts_1024{"32,32", "1,32", "1,1", 1024};
constexpr Tree hosts_4096{"32,32,4", "1,32,4", "1,1,8", 4096};
constexpr Tree hosts_8192{"32,32,8", "1,32,4", "1,1,8", 8192};
constexpr Tree hosts_16384{"32,32,16", "1,32,8", "1,1,4", 16384};

struct FlowCase {
    const char* name;
    const Tree& tree;
    std::uint32_t flows;
    double load;  // of the NICs, on the mean
    bool has_rival;
    bool is_of_full;
};
// Churn at one load, so that as many flows share a link on the mean whatever the size.
constexpr FlowCase cases[] = {{"staggered-1024", hosts_1024, 20'000, 0.5, true, false},
                              {"staggered-8192", hosts_8192, 20'000, 0.5, true, true},
                              {"churn-1024", hosts_1024, 62'500, 0.25, false, false},
                              {"churn-4096", hosts_4096, 250'000, 0.25, false, false},
                              {"churn-16384", hosts_16384, 1'000'000, 0.25, false, false}};

// Starts as a Poisson process; sizes from 64 KiB to 256 MiB, alike in each
// octave; sources and destinations at random.
std::vector<Flow> staggered(const FlowCase& c) {
    RandomStreams streams{1};
    RandomStream random = streams.open(c.name);
    constexpr double smallest = 65536.0;
    const double octaves = math::log(4096.0);
    const double mean_bytes = smallest * (4096.0 - 1.0) / octaves;
    const double starts_per_s = c.load * c.tree.hosts * cable / mean_bytes;
    std::vector<Flow> flows;
    double start_s = 0.0;
    for (std::uint32_t f = 0; f < c.flows; ++f) {
        start_s -= math::log(random.uniform()) / starts_per_s;
        Flow flow;
        flow.source = static_cast<std::uint32_t>(random.next_u64() % c.tree.hosts);
        flow.destination = static_cast<std::uint32_t>(random.next_u64() % (c.tree.hosts - 1));
        if (flow.destination >= flow.source) ++flow.destination;
        flow.bytes = std::floor(smallest * math::exp(octaves * random.uniform()));
        flow.start_ns = static_cast<std::int64_t>(start_s * 1e9);
        flows.push_back(flow);
    }
    return flows;
}

FabricGraph graph_of_tree(const Models& models, const Tree& tree) {
    const std::string settings = fmt::format("{{children: [{}], parents: [{}], parallel: [{}]}}",
                                             tree.children, tree.parents, tree.parallel);
    const auto topology = with_settings<TopologyGenerator>(*models.topology.find("xgft"), settings);
    const FabricDemand demand{.nodes = tree.hosts, .nics_per_node = 1, .radix = 64};
    return graph_of(topology->generate(demand), demand, {.nic = cable});
}

// Ends as SimGrid sees them, and the CPU time that it took.
struct RivalRun {
    double cpu_s = 0.0;
    std::vector<double> ends;
};

RivalRun run_rival(const FlowCase& c, const std::vector<Flow>& flows, const ScratchFolder& folder) {
    std::string text;
    for (std::size_t f = 0; f < flows.size(); ++f) {
        text += fmt::format("{} {} {} {:.0f} {}\n", f, flows[f].source, flows[f].destination, flows[f].bytes,
                            flows[f].start_ns);
    }
    const std::string ends = folder.file_of("ends", "");
    run_program({folder.file_of("flows", text), c.tree.children, c.tree.parents, c.tree.parallel,
                 fmt::format("{:.0f}", cable), ends},
                rival_program);
    RivalRun run;
    std::ifstream file{ends};
    file >> run.cpu_s;
    for (double end = 0; file >> end;) run.ends.push_back(end);
    return run;
}

FlowRow measure_flows(const FlowCase& c, int rounds, const Models& models) {
    const FabricGraph graph = graph_of_tree(models, c.tree);
    const auto engine = with_defaults<RoutingEngine>(*models.routing.find("dmodk"));
    const std::vector<Flow> flows = staggered(c);
    std::vector<double> capacities(graph.links(), cable);
    FlowRow row{.name = c.name, .hosts = c.tree.hosts, .flows = flows.size(), .events = 2 * flows.size()};
    std::vector<double> ends;
    for (int round = 0; round < rounds; ++round) {
        RoutedPaths paths{graph, *engine, flows};
        FlowRun run{flows, paths, capacities};
        const double begun = thread_cpu_ns();
        run.run();
        const double took_s = (thread_cpu_ns() - begun) * 1e-9;
        row.cpu_s = round == 0 ? took_s : std::min(row.cpu_s, took_s);
        ends = run.finishes();
        row.rate_changes = run.rate_changes();
    }
    if (!c.has_rival || !has_program(rival_program)) return row;
    const ScratchFolder folder;
    const RivalRun rival = run_rival(c, flows, folder);
    row.rival_s = rival.cpu_s;
    double worst = rival.ends.size() == ends.size() ? 0.0 : HUGE_VAL;
    for (std::size_t f = 0; f < std::min(ends.size(), rival.ends.size()); ++f)
        worst = std::max(worst, std::fabs(ends[f] - rival.ends[f]));
    row.difference_s = worst;
    return row;
}

// 8,192 nodes with 8 accelerators and NICs each, in 256 scalable units around a bank of 2,048 core switches.
std::vector<BuildRow> measure_builds(const std::function<void(const std::string&)>& tell) {
    const std::string scenario = shipped_root() + "/claims/fabric_16384.yaml";
    const std::vector<std::string> larger{"--set", "hall.depth=440 m",
                                          "--set", "hall.blocks[0].repeat=128",
                                          "--set", "hall.blocks[1].racks[0].count=88",
                                          "--set", "hall.blocks[2].repeat=128"};
    const auto build = [&](const char* name, std::vector<std::string> words) {
        tell(fmt::format("fabric: {}", name));
        words.insert(words.end(), larger.begin(), larger.end());
        const ProgramRun run = run_program(std::move(words));
        return BuildRow{name, run.cpu_s, run.most_resident};
    };
    return {
        build("plan-65536", {"plan", scenario}),
        build("routes-65536", {"fabric", "routes", scenario, "--engine", "dmodk", "--permutations", "1"})};
}

std::string flows_table(const FabricRows& rows, std::size_t width) {
    Table table{{{"flows"},
                 {"hosts", Align::right},
                 {"number", Align::right},
                 {"s", Align::right},
                 {"us/event", Align::right},
                 {"changes/event", Align::right},
                 {"SimGrid s", Align::right},
                 {"times", Align::right},
                 {"apart ns", Align::right}}};
    for (const FlowRow& row : rows.flows) {
        table.add({row.name, std::to_string(row.hosts), std::to_string(row.flows),
                   fmt::format("{:.4f}", row.cpu_s), fmt::format("{:.2f}", row.us_per_event()),
                   fmt::format("{:.2f}", row.changes_per_event()),
                   row.rival_s ? fmt::format("{:.2f}", *row.rival_s) : "",
                   row.rival_s ? fmt::format("{:.0f}", *row.rival_s / row.cpu_s) : "",
                   row.difference_s ? fmt::format("{:.3g}", *row.difference_s * 1e9) : ""});
    }
    return table.render(width);
}

std::string builds_table(const FabricRows& rows, std::size_t width) {
    Table table{{{"program"}, {"s", Align::right}, {"MiB", Align::right}}};
    for (const BuildRow& row : rows.builds) {
        table.add({row.name, fmt::format("{:.2f}", row.cpu_s),
                   fmt::format("{:.0f}", static_cast<double>(row.most_resident) / 1048576.0)});
    }
    return table.render(width);
}

const FlowRow* row_named(const FabricRows& rows, std::string_view name) {
    const auto found = std::ranges::find(rows.flows, name, &FlowRow::name);
    return found == rows.flows.end() ? nullptr : &*found;
}

}  // namespace

FabricRows run_fabric_trial(const FabricTrial& trial, const std::function<void(const std::string&)>& tell) {
    Models models;
    register_builtin(models);
    FabricRows rows;
    for (const FlowCase& c : cases) {
        if (c.is_of_full && !trial.full) continue;
        tell(fmt::format("fabric: {}", c.name));
        rows.flows.push_back(measure_flows(c, trial.rounds, models));
    }
    rows.builds = measure_builds(tell);
    return rows;
}

std::vector<Target> fabric_targets(const FabricRows& rows) {
    std::vector<Target> targets;
    for (const FlowRow& row : rows.flows) {
        if (!row.rival_s) continue;
        targets.push_back({fmt::format("{}: flows for each CPU second over SimGrid's", row.name),
                           *row.rival_s / row.cpu_s, 100.0, 200.0, true});
        targets.push_back({fmt::format("{}: ns between the ends of a flow, largest", row.name),
                           *row.difference_s * 1e9, 3.0, 3.0, false});
    }
    const FlowRow* small = row_named(rows, "churn-4096");
    const FlowRow* large = row_named(rows, "churn-16384");
    if (small != nullptr && large != nullptr) {
        // Both of three tiers.  What is left is memory: four times the links and flows do not fit into the
        // same caches.
        targets.push_back({"churn: time of an event on 16,384 hosts over that on 4,096",
                           large->us_per_event() / small->us_per_event(), 2.0, 1.5, false});
    }
    double cpu_s = 0.0;
    double most = 0.0;
    for (const BuildRow& row : rows.builds) {
        cpu_s += row.cpu_s;
        most = std::max(most, static_cast<double>(row.most_resident) * 1e-9);
    }
    if (!rows.builds.empty()) {
        targets.push_back({"65,536 accelerators built, wired and routed: s", cpu_s, 2.0, 1.0, false});
        targets.push_back({"65,536 accelerators: GB resident", most, 1.0, 0.5, false});
    }
    return targets;
}

std::string fabric_tables(const FabricRows& rows, std::size_t width) {
    return "Fabric: flows with staggered starts over full trees, routed by d-mod-k, least CPU time over the "
           "rounds\n" +
           flows_table(rows, width) +
           "\nA hall of 65,536 accelerators: floor, wiring, bill; all hosts routed, by the whole program\n" +
           builds_table(rows, width) + "\nTargets\n" + targets_table(fabric_targets(rows), width);
}

std::string fabric_json(const FabricRows& rows) {
    return part_json(fabric_targets(rows), [&rows](JsonWriter& json) {
        for (const FlowRow& row : rows.flows) {
            json.begin_object(JsonWriter::Layout::one_line);
            json.key("flows").text(row.name);
            json.key("hosts").whole(row.hosts);
            json.key("number").whole(row.flows);
            json.key("rate_changes").whole(row.rate_changes);
            json.key("cpu_s").number(row.cpu_s);
            if (row.rival_s) json.key("simgrid_s").number(*row.rival_s);
            if (row.difference_s) json.key("difference_s").number(*row.difference_s);
            json.end_object();
        }
        for (const BuildRow& row : rows.builds) {
            json.begin_object(JsonWriter::Layout::one_line);
            json.key("program").text(row.name);
            json.key("cpu_s").number(row.cpu_s);
            json.key("most_resident").whole(row.most_resident);
            json.end_object();
        }
    });
}

void write_fabric_csv(const FabricRows& rows, const Sink& sink) {
    CsvWriter csv{sink};
    for (const char* const name : {"row", "hosts", "flows", "cpu_s", "simgrid_s", "most_resident"})
        csv.text(name);
    csv.end_row();
    for (const FlowRow& row : rows.flows) {
        csv.text(row.name)
            .whole(row.hosts)
            .whole(row.flows)
            .number(row.cpu_s)
            .number(row.rival_s)
            .text("")
            .end_row();
    }
    for (const BuildRow& row : rows.builds) {
        csv.text(row.name).text("").text("").number(row.cpu_s).text("").whole(row.most_resident).end_row();
    }
    csv.flush();
}

}  // namespace datahall::bench

// `datahall pack`: how full jobs that share GPUs make a cluster, by policy.
#include <array>

#include <fmt/format.h>

#include "datahall/config_error.hpp"

#include "models/workload/request_shapes.hpp"
#include "sim/config/near_name.hpp"
#include "sim/config/problems.hpp"
#include "sim/config/reader.hpp"
#include "sim/config/utf8.hpp"
#include "sim/config/yaml_tree.hpp"
#include "sim/report/csv.hpp"
#include "sim/report/json.hpp"
#include "sim/report/table.hpp"
#include "sim/study/packing.hpp"
#include "tools/datahall/exit_code.hpp"
#include "tools/datahall/trace_format_name.hpp"
#include "tools/datahall/usage_error.hpp"
#include "tools/datahall/values.hpp"
#include "tools/datahall/verbs.hpp"

namespace datahall {
namespace {

constexpr std::array<Option, 5> options{{
    {.name = "policy",
     .argument = "NAME",
     .meaning = "of `datahall list models`, role sharing; absent: all",
     .repeatable = true},
    {.name = "demand",
     .argument = "PERCENT",
     .meaning = "GPUs that the jobs ask for in all, of those that there are",
     .fallback = "130"},
    {.name = "seed", .argument = "N", .meaning = "seed of the jobs", .fallback = "1"},
    {.name = "replications", .argument = "N", .meaning = "how often with other jobs", .fallback = "3"},
    {.name = "format",
     .argument = "table|json|csv",
     .meaning = "what to print: a table of the ends, the same as JSON, or every hundredth of demand as CSV",
     .fallback = "table"},
}};

constexpr std::array<std::string_view, 2> examples{
    "datahall pack scenarios/data/jobs/openb_node_shapes.csv scenarios/data/jobs/openb_pod_shapes.csv",
    "datahall pack nodes.csv jobs.csv --policy fragmentation_gradient --demand 100 --format csv > curve.csv",
};

struct Packed {
    std::string policy;
    std::vector<PackingResult> replications;
};

// A policy of its own for each entry: none remembers what another has seen.
std::vector<std::string> policies_of(const Arguments& arguments, const Models& models) {
    std::vector<std::string> known;
    for (const auto& [name, _] : models.sharing.entries()) known.push_back(name);
    const std::vector<std::string>& asked = arguments.all("policy");
    for (const std::string& name : asked) {
        if (models.sharing.find(name) != nullptr) continue;
        const std::string near = did_you_mean(name, known);
        throw UsageError{fmt::format("--policy: expected {}, got '{}'{}", listed(known), escaped(name),
                                     near.empty() ? "" : "; " + near),
                         arguments.verb()};
    }
    return asked.empty() ? known : asked;
}

PackingSetup setup_of(const Arguments& arguments) {
    const auto nodes = open_trace(arguments.operands()[0]);
    const auto jobs = open_trace(arguments.operands()[1]);
    PackingSetup setup{.nodes = read_node_shapes(*nodes), .mix = read_request_shapes(*jobs)};
    if (std::ranges::none_of(setup.nodes, [](const NodeRoom& n) { return n.gpus > 0; }))
        nodes->refuse("gpus", "expected nodes with GPUs");
    if (std::ranges::none_of(setup.mix,
                             [](const RequestCount& r) { return r.request.gpus > 0 && r.jobs > 0; }))
        jobs->refuse("num_gpu", "expected jobs with GPUs");
    setup.demand = static_cast<double>(*whole_of(arguments, "demand", {.least = 1, .most = 10'000})) / 100.0;
    setup.seed = *whole_of(arguments, "seed");
    return setup;
}

std::unique_ptr<SharingPolicy> make_policy(const std::string& name, const Models& models) {
    const YamlTree no_settings = parse_yaml("{}", name);
    Problems problems;
    ReadContext context;
    Reader reader{no_settings.root, problems, context};
    auto policy = models.sharing.find(name)->make(reader);
    problems.throw_if_any();
    return policy;
}

// Of all replications together.
struct Ends {
    double allocated = 0.0;
    double unusable = 0.0;
    double turned_away = 0.0;
};

Ends ends_of(const Packed& packed) {
    const auto runs = static_cast<double>(packed.replications.size());
    Ends ends;
    double arrived = 0;
    for (const PackingResult& r : packed.replications) {
        ends.allocated += r.last().allocated / runs;
        ends.unusable += r.last().unusable / runs;
        ends.turned_away += static_cast<double>(r.turned_away);
        arrived += static_cast<double>(r.arrived);
    }
    ends.turned_away /= arrived;
    return ends;
}

std::string table_of(const std::vector<Packed>& all, std::size_t width) {
    Table table{
        {{"policy"}, {"allocated", Align::right}, {"unusable", Align::right}, {"turned away", Align::right}}};
    for (const Packed& packed : all) {
        const Ends ends = ends_of(packed);
        table.add({packed.policy, fmt::format("{:.2f} %", 100 * ends.allocated),
                   fmt::format("{:.2f} %", 100 * ends.unusable),
                   fmt::format("{:.2f} %", 100 * ends.turned_away)});
    }
    return table.render(width);
}

std::string json_of(const std::vector<Packed>& all) {
    JsonWriter json;
    json.begin_object();
    for (const Packed& packed : all) {
        const Ends ends = ends_of(packed);
        json.key(packed.policy).begin_object(JsonWriter::Layout::one_line);
        json.key("allocated").number(ends.allocated);
        json.key("unusable").number(ends.unusable);
        json.key("turned_away").number(ends.turned_away);
        json.end_object();
    }
    json.end_object();
    return json.finish();
}

void write_csv(const std::vector<Packed>& all, const Sink& sink) {
    CsvWriter csv{sink};
    csv.text("policy").text("replication").text("demand").text("allocated").text("unusable").end_row();
    for (const Packed& packed : all) {
        for (std::size_t r = 0; r < packed.replications.size(); ++r) {
            for (const PackingPoint& p : packed.replications[r].curve) {
                csv.text(packed.policy).whole(r).number(p.demand).number(p.allocated).number(p.unusable);
                csv.end_row();
            }
        }
    }
    csv.flush();
}

int run(const Arguments& arguments, Session& session) {
    const std::vector<std::string> policies = policies_of(arguments, session.models);
    const std::uint64_t replications = *whole_of(arguments, "replications", {.least = 1, .most = 10'000});
    PackingSetup setup = setup_of(arguments);
    std::vector<Packed> all;
    for (const std::string& name : policies) {
        Packed& packed = all.emplace_back(Packed{.policy = name, .replications = {}});
        const auto policy = make_policy(name, session.models);
        for (setup.replication = 0; setup.replication < replications; ++setup.replication) {
            packed.replications.push_back(pack(*policy, setup));
        }
    }
    const std::string format = arguments.text("format");
    if (format == "csv") write_csv(all, [&session](std::string_view bytes) { session.out.write(bytes); });
    if (format == "json") session.out.write(json_of(all));
    if (format == "table") session.out.write(table_of(all, session.screen.width));
    session.out.flush();
    return exit_code::done;
}

}  // namespace

constinit const Verb pack_verb{.name = "pack",
                               .summary = "compare how full policies for shared GPUs make a cluster",
                               .operands = {"NODES JOBS", 2, 2},
                               .examples = examples,
                               .options = options,
                               .run = run};

}  // namespace datahall

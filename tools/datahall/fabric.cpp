// `datahall fabric`: one fabric by itself, from a scenario or a sheet: checked, routed, loaded with flows.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/config/near_name.hpp"
#include "sim/config/utf8.hpp"
#include "tools/datahall/fabric_tasks.hpp"
#include "tools/datahall/loading.hpp"
#include "tools/datahall/usage_error.hpp"
#include "tools/datahall/verbs.hpp"

namespace datahall {
namespace {

// Every task in one readable list.  Add yours: a file, a declaration in fabric_tasks.hpp, a line here.
constexpr std::array<FabricTask, 5> tasks{{
    {"check", "ports, connection, diameter, bisection of the wiring", fabric_check},
    {"routes", "how evenly engines spread routes, and what flows lose to each other", fabric_routes},
    {"flows", "a trace of flows over it, or over routes that are given: when each ends, and hot links",
     fabric_flows},
    {"collective", "an all-reduce or the like as flows over it, against its closed form", fabric_collective},
    {"write", "the wiring as GraphML, DOT, ibsim or ibnetdiscover", fabric_write},
}};

constexpr std::array<Option, 31> options{{
    set_option,
    max_input_option,
    allow_include_option,
    {.name = "format",
     .argument = "table|json|csv",
     .meaning = "table, or JSON or CSV with all digits",
     .fallback = "table"},
    {.name = "engine",
     .argument = "NAME",
     .meaning = "routes: a routing model with its defaults, or all; else that of the file",
     .repeatable = true},
    {.name = "permutations",
     .argument = "N",
     .meaning = "routes: how many shifts and random permutations to load",
     .fallback = "10"},
    {.name = "seed", .argument = "N", .meaning = "routes: of what is drawn at random", .fallback = "1"},
    {.name = "flows",
     .argument = "FILE",
     .meaning = "flows: the trace, lines of id source destination bytes start_ns"},
    {.name = "expect", .argument = "FILE", .meaning = "flows: compare the ends with lines of id finish_s"},
    {.name = "fail",
     .argument = "NAME@TIME[=SHARE]",
     .meaning = "flows: a switch (spine-3) or a cable (leaf-0:33) loses its capacity, or a share of it",
     .repeatable = true},
    {.name = "reroute", .argument = "TIME", .meaning = "flows: from a failure to new routes; absent: never"},
    {.name = "latency",
     .meaning = "flows, collective: starts are late by what switches, cables and NICs of the scenario take"},
    {.name = "switch-latency",
     .argument = "TIME",
     .meaning = "flows, collective: of each switch on the way; delays starts"},
    {.name = "nic-latency",
     .argument = "TIME",
     .meaning = "flows, collective: of both NICs together; delays starts"},
    {.name = "hol",
     .argument = "none|per_vl",
     .meaning = "flows: per_vl: lossless, flows held up further on slow all that share an input with them",
     .fallback = "none"},
    {.name = "audit", .meaning = "flows: check after every change that rates are max-min fair"},
    {.name = "collective",
     .argument = "all_reduce|all_gather|reduce_scatter|all_to_all|send_recv",
     .meaning = "collective: what is exchanged",
     .fallback = "all_reduce"},
    {.name = "bytes", .argument = "SIZE", .meaning = "collective: buffer of a rank"},
    {.name = "ranks", .argument = "N", .meaning = "collective: devices that take part; absent: all"},
    {.name = "per-node",
     .argument = "N",
     .meaning = "collective: of them in a node; absent: its devices, of a sheet its NICs"},
    {.name = "first-node", .argument = "N", .meaning = "collective: where it begins"},
    {.name = "nodes", .argument = "LIST", .meaning = "collective: on which it runs, such as 0-7,64-71"},
    {.name = "algorithm",
     .argument = "auto|ring|tree|nvls|nvls_tree|collnet_direct|collnet_chain|pat|hierarchical|direct",
     .meaning = "collective: forced, in place of the library's choice",
     .fallback = "auto"},
    {.name = "protocol",
     .argument = "auto|ll|ll128|simple",
     .meaning = "collective: forced, in place of the library's choice",
     .fallback = "auto"},
    {.name = "nvlink",
     .argument = "RATE",
     .meaning = "collective: of a device, one way; absent: as the scenario or the generation has it"},
    {.name = "generation",
     .argument = "ampere|hopper|blackwell",
     .meaning = "collective: of the devices; absent: as the scenario has it, or hopper"},
    {.name = "rails",
     .argument = "pxn|direct",
     .meaning = "collective: whether bytes for another rail cross NVLink first",
     .fallback = "pxn"},
    {.name = "as", .argument = "graphml|dot|ibsim|ibnetdiscover", .meaning = "write: the format"},
    {.name = "output",
     .letter = 'o',
     .argument = "FILE",
     .meaning = "write: the file; absent or -: standard output; flows, collective: a folder for tables and "
                "traces"},
    {.name = "force", .meaning = "flows, collective: replace what the folder already holds"},
}};

constexpr std::array<std::string_view, 6> examples{
    "datahall fabric check scenarios/claims/fabric_16384.yaml",
    "datahall fabric check cluster.ibnetdiscover.gz --set topology.speeds=ignore",
    "datahall fabric routes scenarios/claims/fabric_16384.yaml --engine dmodk --engine minhop",
    "datahall fabric flows sheet.yaml --flows flows.gz --fail spine-3@1ms --reroute 10ms -o results/flows",
    "datahall fabric collective scenarios/claims/fabric_16384.yaml --bytes 1GiB --ranks 1024 -o results/ring",
    "datahall fabric write hall.yaml --as graphml -o fabric.graphml",
};

const FabricTask& task_named(const std::string& name) {
    const auto found = std::ranges::find(tasks, name, &FabricTask::name);
    if (found != tasks.end()) return *found;
    std::vector<std::string> known;
    known.reserve(std::size(tasks));
    for (const FabricTask& task : tasks) known.emplace_back(task.name);
    const std::string guess = did_you_mean(name, known);
    throw UsageError{fmt::format("'fabric' knows {}, got '{}'{}{}", listed(known), escaped(name),
                                 guess.empty() ? "" : "; ", guess),
                     "fabric"};
}

int run(const Arguments& arguments, Session& session) {
    return task_named(arguments.operands().front()).run(arguments, session);
}

}  // namespace

std::span<const FabricTask> fabric_tasks() {
    return tasks;
}

constinit const Verb fabric_verb{
    .name = "fabric",
    .summary = "check, route, load and write the fabric of a scenario, sheet or fabric file",
    .operands = {"check|routes|flows|collective|write FILE", 2, 2},
    .examples = examples,
    .options = options,
    .run = run};

}  // namespace datahall

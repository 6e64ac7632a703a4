// `datahall fabric routes`: how evenly engines spread routes, and what their flows lose to each other.
#include <algorithm>

#include <fmt/format.h>

#include "datahall/random.hpp"

#include "sim/config/near_name.hpp"
#include "sim/config/utf8.hpp"
#include "sim/config/with_defaults.hpp"
#include "sim/fabric/route_conflicts.hpp"
#include "tools/datahall/calc_sheet.hpp"
#include "tools/datahall/exit_code.hpp"
#include "tools/datahall/fabric_input.hpp"
#include "tools/datahall/fabric_tasks.hpp"
#include "tools/datahall/loading.hpp"
#include "tools/datahall/usage_error.hpp"
#include "tools/datahall/values.hpp"

namespace datahall {
namespace {

// All ordered pairs of so many hosts are routed; of larger fabrics the routes of the permutations count.
constexpr std::uint32_t most_hosts_in_pairs = 1024;

struct NamedEngine {
    std::string name;
    std::unique_ptr<RoutingEngine> made;  // of an option
    const RoutingEngine* engine = nullptr;
};

struct Questions {
    std::vector<std::vector<HostPair>> shifts;
    std::vector<std::vector<HostPair>> permutations;
    bool all_pairs = false;
};

NamedEngine engine_named(const std::string& name, const Registry<RoutingEngine>& registry) {
    const auto* entry = registry.find(name);
    if (entry == nullptr) {
        std::vector<std::string> known{"all"};
        for (const auto& [other, _] : registry.entries()) known.push_back(other);
        const std::string guess = did_you_mean(name, known);
        throw UsageError{fmt::format("option '--engine' knows {}, got '{}'{}{}", listed(known), escaped(name),
                                     guess.empty() ? "" : "; ", guess),
                         "fabric"};
    }
    NamedEngine named{name, with_defaults<RoutingEngine>(*entry), nullptr};
    named.engine = named.made.get();
    if (named.engine == nullptr) {
        throw UsageError{fmt::format("'{}' has settings of its own: give them as routing of the file", name),
                         "fabric"};
    }
    return named;
}

std::vector<NamedEngine> engines_of(const Arguments& arguments, const FabricInput& input,
                                    const Models& models) {
    std::vector<NamedEngine> engines;
    for (const std::string& name : arguments.all("engine")) {
        if (name != "all") {
            engines.push_back(engine_named(name, models.routing));
            continue;
        }
        for (const auto& [each, entry] : models.routing.entries()) {
            NamedEngine named{each, with_defaults<RoutingEngine>(entry), nullptr};
            named.engine = named.made.get();
            if (named.engine != nullptr) engines.push_back(std::move(named));
        }
    }
    if (!engines.empty()) return engines;
    if (const RoutingEngine* own = input.engine(); own != nullptr) {
        engines.push_back({"of the file", nullptr, own});
    } else {
        engines.push_back(engine_named("adaptive", models.routing));
    }
    return engines;
}

// Shifts without a repeat: all of them where there are no more than asked for.
std::vector<std::uint32_t> shifts_of(std::uint32_t hosts, std::uint64_t count, RandomStream random) {
    std::vector<std::uint32_t> shifts;
    if (hosts - 1 <= count) {
        for (std::uint32_t s = 1; s < hosts; ++s) shifts.push_back(s);
        return shifts;
    }
    while (shifts.size() < count) {
        const auto s = 1 + static_cast<std::uint32_t>(random.next_u64() % (hosts - 1));
        if (std::ranges::find(shifts, s) == shifts.end()) shifts.push_back(s);
    }
    return shifts;
}

Questions questions_of(const Arguments& arguments, std::uint32_t hosts) {
    const std::uint64_t count = whole_of(arguments, "permutations", {1, 10'000}).value_or(10);
    RandomStreams streams{whole_of(arguments, "seed").value_or(1)};
    Questions questions;
    for (const std::uint32_t s : shifts_of(hosts, count, streams.open("routes#shift"))) {
        questions.shifts.push_back(shift_of_hosts(hosts, s));
    }
    RandomStream random = streams.open("routes#permutation");
    for (std::uint64_t i = 0; i < count; ++i)
        questions.permutations.push_back(random_permutation(hosts, random));
    questions.all_pairs = hosts <= most_hosts_in_pairs;
    return questions;
}

struct PatternRates {
    double mean = 0.0;        // of all patterns, of which there is at least one
    double least_mean = 1.0;  // of the worst pattern
    double worst_load = 0.0;
    std::uint64_t unrouted = 0;
};

PatternRates measure(RouteConflicts& conflicts, const std::vector<std::vector<HostPair>>& patterns,
                     std::vector<double>& loads) {
    PatternRates result;
    for (const std::vector<HostPair>& pattern : patterns) {
        const FlowRates rates = conflicts.measure(pattern);
        result.mean += rates.mean;
        result.least_mean = std::min(result.least_mean, rates.mean);
        result.worst_load = std::max(result.worst_load, rates.worst_load);
        result.unrouted += rates.unrouted;
        for (std::size_t link = 0; link < loads.size(); ++link) loads[link] += conflicts.loads()[link];
    }
    result.mean /= static_cast<double>(patterns.size());
    return result;
}

std::vector<SheetValue> row_of(const FabricGraph& graph, const NamedEngine& named, const Questions& questions,
                               std::vector<std::string>& notes) {
    const RoutingResult routes = named.engine->build(graph);
    // Engines begin a note on themselves with their name, and one on the fabric without.
    const auto add_note = [&](const std::string& note) {
        notes.push_back(note.starts_with(named.name + ":") ? note : named.name + ": " + note);
    };
    std::ranges::for_each(routes.notes, add_note);
    if (!routes.problem.empty()) {
        add_note(routes.problem);
        return {};
    }
    RouteConflicts conflicts{graph, routes};
    std::vector<double> loads(graph.links(), 0.0);
    const PatternRates shifts = measure(conflicts, questions.shifts, loads);
    const PatternRates random = measure(conflicts, questions.permutations, loads);
    if (questions.all_pairs) loads = conflicts.count(all_pairs(graph.hosts));
    const TrunkLoads trunks = trunk_loads(graph, loads);
    return {named.name,        trunks.up.least,   trunks.up.most,
            trunks.down.least, trunks.down.most,  shifts.mean,
            shifts.least_mean, shifts.worst_load, random.mean,
            random.least_mean, random.worst_load, double(shifts.unrouted + random.unrouted)};
}

}  // namespace

int fabric_routes(const Arguments& arguments, Session& session) {
    const FabricInput input = load_fabric(arguments.operands()[1], load_options(arguments), session.models);
    const FabricGraph graph = graph_of(input.plan, input.demand, input.rates);
    if (graph.hosts < 2) throw UsageError{"routes need a fabric of at least two hosts", "fabric"};
    const Questions questions = questions_of(arguments, graph.hosts);
    CalcSheet sheet;
    sheet.inputs = {{"fabric", input.name, "", "What was routed"},
                    {"hosts", double(graph.hosts), "1", "Ports of nodes"},
                    {"switches", double(graph.switches), "1", "Switches"},
                    {"shifts", double(questions.shifts.size()), "1", "Shifts of all hosts"},
                    {"permutations", double(questions.permutations.size()), "1", "Random permutations"}};
    sheet.results = {{"all_pairs", questions.all_pairs, "",
                      "Routes on cables are those of all pairs of hosts, not of the patterns"}};
    sheet.list.columns = {"engine",      "up_least",     "up_most",      "down_least",
                          "down_most",   "shift_mean",   "shift_worst",  "shift_flows",
                          "random_mean", "random_worst", "random_flows", "unrouted"};
    std::vector<std::string> notes;
    for (const NamedEngine& named : engines_of(arguments, input, session.models)) {
        std::vector<SheetValue> row = row_of(graph, named, questions, notes);
        if (!row.empty()) sheet.list.rows.push_back(std::move(row));
    }
    if (!notes.empty()) {
        sheet.results.push_back({"notes", fmt::format("{}", fmt::join(notes, "; ")), "", "What engines say"});
    }
    print_sheet(sheet, "fabric", arguments.text("format"), session.screen.width,
                [&session](std::string_view bytes) { session.out.write(bytes); });
    session.out.flush();
    return sheet.list.rows.empty() ? exit_code::missed : exit_code::done;
}

}  // namespace datahall

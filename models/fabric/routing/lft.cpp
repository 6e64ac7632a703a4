// Routes by the forwarding tables of a subnet manager, as dump_fts prints them.
//
// The dump names destinations by LID, which only the ibnetdiscover file of the same run explains: both are
// given.  Hosts and switches count as in `topology: {model: file}` of that file with the same rail_mark,
// which is the fabric to route.
//
// Loops and dead ends are as given: the notes name the first of them, and such routes do not exist.
//
// Valid for the fabric of the dump; a fabric with other numbers of hosts or switches is a problem.
// Source: infiniband-diags 44, dump_fts(8); formats/lft_dump.hpp.
// Ignores routes to switches, service levels and virtual lanes.
#include <fmt/format.h>

#include "datahall/model/registry.hpp"

#include "models/fabric/formats/fabric_format.hpp"
#include "models/fabric/formats/file_wiring.hpp"
#include "models/fabric/formats/lft_dump.hpp"
#include "models/fabric/routing/route_faults.hpp"
#include "models/fabric/routing/table_router.hpp"

namespace datahall {
namespace {

class DumpedTables final : public RoutingEngine {
public:
    explicit DumpedTables(ForwardingTables tables) : tables_{std::move(tables)} {}

    RoutingResult build(const FabricGraph& graph) const override {
        RoutingResult result;
        if (graph.hosts != tables_.hosts || graph.switches != tables_.switches) {
            result.problem =
                fmt::format("lft: the tables are of {} hosts and {} switches, the fabric has {} and {}",
                            tables_.hosts, tables_.switches, graph.hosts, graph.switches);
            return result;
        }
        const SwitchGraph switches = switch_graph(graph);
        result.notes = switches.notes;
        const RouteFaults faults = trace_tables(graph, switches, tables_);
        for (const std::string& sentence : faults.sentences) result.notes.push_back("lft: " + sentence);
        if (faults.loops + faults.dead_ends > faults.sentences.size()) {
            result.notes.push_back(
                fmt::format("lft: in all {} hosts have routes that loop, {} routes that end early",
                            faults.loops, faults.dead_ends));
        }
        result.router = std::make_unique<TableRouter>(graph, switches, tables_);
        return result;
    }

private:
    ForwardingTables tables_;
};

std::unique_ptr<RoutingEngine> make(Keys& k) {
    std::unique_ptr<LineSource> tables;
    std::unique_ptr<LineSource> fabric;
    WiringRules rules;
    k.required({"tables", "Linear forwarding tables of all switches, from dump_fts; plain or gzip"}, tables);
    k.required({"fabric", "The ibnetdiscover file of the same run, which explains the LIDs"}, fabric);
    k.optional(
        {"rail_mark", "As in the topology: text in the name of an adapter behind which only the rail stands"},
        rules.rail_mark);
    if (!k.done()) return nullptr;
    const FabricFile file = read_fabric_file(*fabric);
    const FileWiring wiring = wire_file(file, rules);
    if (!wiring.plan.problem.empty()) fabric->refuse("", wiring.plan.problem);
    return std::make_unique<DumpedTables>(join_lft(read_lft_dump(*tables), *tables, file, wiring));
}

}  // namespace

void register_lft(Registry<RoutingEngine>& registry) {
    registry.add("lft", "Forwarding tables of a subnet manager, from a dump", make);
}

}  // namespace datahall

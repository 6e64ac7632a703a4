// A fabric as a file describes it: ibnetdiscover (both forms), ibsim or GraphML, plain or gzip.
//
//   nodes, NICs, roles and groups: formats/file_wiring.hpp      what each format holds: formats/README.md
//   speed of a cable = its rate / the highest rate among cables of nodes, or among those between switches
//   trunk rate ratio = highest rate between switches / highest rate of nodes
//
// The rate itself is not taken from the file in a scenario: the catalogue's switch says it.
// Dumps of simulated fabrics print 4xSDR for every cable: all are then equal, which is right but for the
// rate.
//
// Valid for fabrics whose nodes all have as many cables.
// Ignores what the file says of routing (formats/lft_dump.hpp reads that), power and places.
#include "models/fabric/file.hpp"

#include <array>

#include <fmt/format.h>

#include "datahall/model/registry.hpp"

#include "models/fabric/formats/fabric_format.hpp"
#include "models/fabric/formats/line_cursor.hpp"
#include "models/workload/fields.hpp"

namespace datahall {
namespace {

enum class Speeds : std::uint8_t { from_file, ignore };

struct Config {
    std::unique_ptr<LineSource> file;
    Speeds speeds = Speeds::from_file;
    std::optional<BitsPerSecond> rate;
    std::string rail_mark;
};

// A rate that a file leaves open is no rate of 0.
void refuse_unknown_rates(const FabricFile& file, const Config& config) {
    if (!file.has_rates || config.rate || config.speeds == Speeds::ignore) return;
    for (const FileCable& cable : file.cables) {
        if (cable.rate > 0) continue;
        refuse_at(
            *config.file, cable.line,
            fmt::format("the rate of the cable at port {} of {} is not known; 'rate' says what to assume",
                        cable.a.port, shown(file.devices[cable.a.device].name)));
    }
}

// Empty, or the first switch with a cable beyond what switches of the demand have.
std::string refuse_radix(const FabricPlan& plan, std::uint32_t radix) {
    for (const LinkPlan& link : plan.links) {
        const bool is_lower = link.tier != LinkTier::node_leaf && link.lower_port > radix;
        if (!is_lower && link.upper_port <= radix) continue;
        return fmt::format(
            "switch {} has a cable at port {} in the file, and the fabric's switches have {} ports",
            shown(plan.switch_names[is_lower ? link.lower : link.upper]),
            is_lower ? link.lower_port : link.upper_port, radix);
    }
    return {};
}

std::unique_ptr<TopologyGenerator> make(Keys& k) {
    static constexpr std::array<std::string_view, 2> speeds{"from_file", "ignore"};
    Config c;
    k.required({"file", "The fabric: ibnetdiscover records or port list, ibsim or GraphML; plain or gzip"},
               c.file);
    k.choice({"speeds", "Whether cables differ in rate as the file says, or are all equal"},
             Presence::optional, speeds, c.speeds);
    k.optional({"rate",
                "Of cables whose rate the file does not tell, one way; absent: such a file is refused",
                {.above = 0, .example = "400 Gb/s"}},
               c.rate);
    k.optional(
        {"rail_mark",
         "Text in the name of an adapter behind which only the rail stands, such as \" mlx5_\"; absent: "
         "each adapter is a node"},
        c.rail_mark);
    if (!k.done()) return nullptr;
    const FabricFile file = read_fabric_file(*c.file);
    refuse_unknown_rates(file, c);
    const WiringRules rules{.use_rates = c.speeds == Speeds::from_file,
                            .unknown = c.rate ? c.rate->si() : 0.0,
                            .rail_mark = c.rail_mark};
    return std::make_unique<FileTopology>(wire_file(file, rules));
}

}  // namespace

FabricPlan FileTopology::generate(const FabricDemand& demand) const {
    FabricPlan plan = wiring_.plan;
    if (!plan.problem.empty()) return plan;
    const FabricDemand& own = wiring_.demand;
    if (demand.nodes != own.nodes) {
        plan.problem = fmt::format("the file has {} nodes, and {} are to be joined", own.nodes, demand.nodes);
    } else if (demand.nics_per_node != own.nics_per_node) {
        plan.problem = fmt::format("nodes have {} cables in the file, and {} NICs are to be joined",
                                   own.nics_per_node, demand.nics_per_node);
    } else {
        plan.problem = refuse_radix(plan, demand.radix);
    }
    for (SwitchPlan& s : plan.switches) {
        if (s.ports == 0) s.ports = demand.radix;
    }
    return plan;
}

void register_fabric_file(Registry<TopologyGenerator>& registry) {
    registry.add("file", "A fabric that stands, from ibnetdiscover, ibsim or GraphML", make);
}

}  // namespace datahall

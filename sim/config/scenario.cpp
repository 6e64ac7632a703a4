// The keys of a scenario.
#include "sim/config/scenario.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <string_view>

namespace datahall {
namespace {

using namespace std::string_view_literals;
constexpr std::array grouping_names{"rack"sv, "group"sv, "hall"sv};
constexpr std::array cross_names{"at_x"sv, "grid"sv};
constexpr std::array in_rack_names{"beside"sv, "over_tray"sv};
constexpr std::array placing_names{"near_nodes"sv, "rack_by_rack"sv, "in_turn"sv};
constexpr std::array pool_names{"devices"sv, "hosts"sv};
constexpr std::array tenancy_names{"shared"sv, "exclusive"sv};
constexpr std::array view_names{"offered"sv, "saturated"sv};
constexpr std::array trim_names{"none"sv, "archive"sv};
constexpr std::array fault_parts{"air_cooling"sv, "liquid_cooling"sv, "power"sv, "fabric"sv};
constexpr std::array cooling_parts{"capacity"sv, "chillers"sv, "outdoor_units"sv, "pumps"sv,
                                   "terminal_units"sv};
constexpr std::array redundancy_names{"n"sv, "n+1"sv, "2n"sv, "2(n+1)"sv, "3n/2"sv, "4n/3"sv, "catcher"sv};

// Names tell things apart in metrics, paths and random streams.
template <class T>
void refuse_twins(Keys& k, std::string_view key, const std::vector<T>& named) {
    for (std::size_t i = 0; i < named.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (named[i].name == named[j].name)
                k.refuse(key, "two entries are named '" + named[i].name + "'");
        }
    }
}

constexpr double longest_run = 200.0 * 365.25 * 86'400.0;  // s; the clock ends at 292 years

}  // namespace

void describe(Keys& k, BlockRacks& c) {
    k.required({"rack", "Rack type of the catalogue"}, c.rack);
    k.optional({"count", "How many stand side by side", {.at_least = 1, .at_most = 1e5}}, c.count);
}

void describe(Keys& k, BlockConfig& c) {
    k.required({"name", "What the block is called in reports"}, c.name);
    k.optional({"repeat",
                "How often it is set down; absent: as often as floor and power allow",
                {.at_least = 1, .at_most = 1e6}},
               c.repeat);
    k.required({"racks", "The racks of one block, in order"}, c.racks);
    if (c.racks.empty()) k.refuse("racks", "expected at least one kind of rack");
}

void describe(Keys& k, TrayConfig& c) {
    k.optional({"height", "Height of the cable trays above the floor", {.above = 0}}, c.height);
    k.optional({"slack", "Length added to each cable", {.at_least = 0}}, c.slack);
    k.optional({"loop", "Service loop of each cable", {.at_least = 0}}, c.loop);
    k.optional(
        {"slack_share", "Extra length as a share of the run and its loop", {.at_least = 0, .at_most = 1}},
        c.slack_share);
    k.choice({"cross", "How cables get from row to row: over one tray, or over a grid of ladders"},
             Presence::optional, cross_names, c.cross);
    k.optional({"cross_at", "Where along the rows the cross tray runs; absent: in their middle"}, c.cross_at);
    k.choice({"in_rack", "How two ports of one rack are joined: beside its rails, or over the tray"},
             Presence::optional, in_rack_names, c.in_rack);
    k.optional(
        {"stock", "Lengths that cables are sold in, rising, then multiples of 10 m; absent: 0.5 to 500 m"},
        c.stock);
    if (!std::ranges::is_sorted(c.stock) || (!c.stock.empty() && c.stock.front() <= Meters{}))
        k.refuse("stock", "expected rising lengths above 0");
    k.optional({"width", "Inner width of a tray", {.above = 0}}, c.width);
    k.optional({"depth", "Inner depth of a tray", {.above = 0}}, c.depth);
    k.optional({"fill", "Share of a tray's section that cables may take", {.above = 0, .at_most = 1}},
               c.fill);
}

void describe(Keys& k, PlanningRange& c) {
    k.required({"rack_power", "Low, mode and high power of a rack position, support racks blended in"},
               c.rack_power);
    k.required({"area_per_rack", "Low, mode and high floor area of a rack position, aisles included"},
               c.area_per_rack);
    k.required({"source", "Where the ranges come from"}, c.source);
    const auto is_range = [](const auto& v) {
        return v.size() == 3 && v[0].si() > 0 && v[0] <= v[1] && v[1] <= v[2];
    };
    if (!is_range(c.rack_power))
        k.refuse("rack_power", "expected three rising powers above 0: low, mode, high");
    if (!is_range(c.area_per_rack))
        k.refuse("area_per_rack", "expected three rising areas above 0: low, mode, high");
}

void describe(Keys& k, HallConfig& c) {
    k.optional({"name", "Name in paths and reports"}, c.name);
    k.required({"width", "Inner width, along the rows", {.above = 0, .example = "30.48 m"}}, c.width);
    k.required({"depth", "Inner depth, across the rows", {.above = 0, .example = "30.48 m"}}, c.depth);
    k.optional({"end_aisle", "Clear space at every wall", {.at_least = 0}}, c.end_aisle);
    k.optional({"rack_pitch", "Distance of rack centres in a row", {.above = 0}}, c.rack_pitch);
    k.optional({"row_pitch", "Distance of row centres, the mean over cold and hot aisles", {.above = 0}},
               c.row_pitch);
    k.optional({"lost_share",
                "Share of positions lost to columns, in-row coolers and PDUs",
                {.at_least = 0, .below = 1}},
               c.lost_share);
    k.optional({"power_limit", "Largest nameplate power of all racks", {.above = 0}}, c.power_limit);
    k.optional({"tray", "Cable trays"}, c.tray);
    k.required({"blocks", "What is set down, in order"}, c.blocks);
    k.optional({"planning", "The spread of densities that planners see in such halls"}, c.planning);
}

void describe(Keys& k, StandbyConfig& c) {
    k.required({"type", "Generator sets of the power catalogue", {.example = "diesel_sets"}}, c.type);
    k.optional({"units", "Sets that carry the load together", {.at_least = 1, .at_most = 1'000}}, c.units);
    k.optional({"spare", "Sets beside those", {.at_least = 0, .at_most = 1'000}}, c.spare);
    k.optional({"rating", "Output of one set; absent: sized to the load", {.above = 0}}, c.rating);
}

void describe(Keys& k, PowerLevelConfig& c) {
    k.required({"name", "Name in paths and reports"}, c.name);
    k.required({"type", "Element of the power catalogue"}, c.type);
    k.choice({"per", "One for each rack, for groups of racks, or one bus for the hall"}, Presence::optional,
             grouping_names, c.per);
    k.optional({"rating", "Output of one unit; absent: sized to its load", {.above = 0}}, c.rating);
    k.choice({"redundancy", "What stands beyond the load's need; absent: as power.redundancy says"},
             Presence::optional, redundancy_names, c.redundancy);
    k.optional({"design_load", "Share of the rating that planned load may use", {.above = 0, .at_most = 1}},
               c.design_load);
    k.optional(
        {"units", "Units that share the load of one rack or group", {.at_least = 1, .at_most = 10'000}},
        c.units);
    k.optional({"battery", "Battery of the catalogue that carries it when its feeds are lost"}, c.battery);
    k.optional({"breaker", "Breaker of the catalogue at each unit's output, of the unit's rating"},
               c.breaker);
    k.optional({"generator", "Generator sets behind each bus, which carry it when its feeds are lost"},
               c.generator);
    k.optional({"fixed_load", "Constant load on the output of each rack, group or bus", {.at_least = 0}},
               c.fixed_load);
}

void describe(Keys& k, PowerElementConfig& c) {
    k.required({"name", "Name in paths and reports"}, c.name);
    k.required({"type", "Element of the power catalogue"}, c.type);
    k.required({"rating", "Output of one unit", {.above = 0}}, c.rating);
    k.optional({"units", "Units that share its load equally", {.at_least = 1, .at_most = 100'000}}, c.units);
    k.optional({"needed", "Units that its load needs; absent: all", {.at_least = 1, .at_most = 100'000}},
               c.needed);
    if (c.needed && *c.needed > c.units) k.refuse("needed", "expected at most as many as there are units");
    k.optional({"from", "Elements that feed it, or utility; nothing feeds generator sets"}, c.from);
    k.optional(
        {"in_turn", "The first live feed carries all, as behind a transfer switch; absent: equal parts"},
        c.in_turn);
    k.optional({"battery", "Battery of the catalogue that carries it when its feeds are lost"}, c.battery);
    k.optional({"breaker", "Breaker of the catalogue at each unit's output, of the unit's rating"},
               c.breaker);
    k.optional({"fixed_load", "Constant load on its output", {.at_least = 0}}, c.fixed_load);
}

void describe(Keys& k, RackFeedConfig& c) {
    k.optional({"block", "Only racks of this block of the hall"}, c.block);
    k.optional({"row", "Only racks of this row, from 1", {.at_least = 1}}, c.row);
    k.required({"from", "Elements that feed them, or utility"}, c.from);
    k.optional({"in_turn", "The first live feed carries all; absent: equal parts"}, c.in_turn);
}

void describe(Keys& k, PowerConfig& c) {
    k.choice({"redundancy", "Of the levels of the chain that do not say"}, Presence::optional,
             redundancy_names, c.redundancy);
    k.optional({"chain", "Levels from the grid to the racks"}, c.chain);
    refuse_twins(k, "chain", c.chain);
    k.optional({"elements", "The power chain bus by bus, in place of `chain`"}, c.elements);
    refuse_twins(k, "elements", c.elements);
    if (!c.chain.empty() && !c.elements.empty())
        k.refuse("elements", "expected a chain or elements, not both");
    k.optional({"rack_feeds", "Which elements feed which racks; the first entry that covers a rack holds"},
               c.rack_feeds);
    if (c.elements.empty() && !c.rack_feeds.empty())
        k.refuse("rack_feeds", "expected elements that feed racks");
    k.optional({"grid_limit", "Contracted power at the utility meter", {.above = 0}}, c.grid_limit);
    k.optional({"job_caps", "Powers that jobs wait for rather than exceed"}, c.job_caps);
    k.optional({"capping", "Powers that running jobs are slowed down for, bus by bus"}, c.capping);
    k.optional({"ramp_limit", "Rise of power that jobs wait for rather than exceed; absent: any"},
               c.ramp_limit);
    k.optional(
        {"mechanical_from", "Level or element that feeds the cooling plant; absent: the utility meter"},
        c.mechanical_from);
    k.optional({"fans_from", "The same for its air handlers alone; absent: as mechanical_from"}, c.fans_from);
    k.optional({"pumps_from", "The same for its pumps alone; absent: as mechanical_from"}, c.pumps_from);
    k.optional({"hold_up",
                "How long racks and plants bear to be without power before they stop",
                {.at_least = 0, .at_most = 60}},
               c.hold_up);
    k.optional({"other_load", "Constant load at the utility meter, such as lighting", {.at_least = 0}},
               c.other_load);
    k.optional({"solar", "Panels at the utility meter; absent: none"}, c.solar);
    k.optional({"storage", "A store at the utility meter that takes peaks; absent: none"}, c.storage);
    k.optional({"swings", "Bands, limits and smoothing of the swings of training power"}, c.swings);
}

namespace {

void describe_fabric(Keys& k, FabricConfig& c, const Models& models) {
    k.optional({"name", "Name in paths and reports"}, c.name);
    models.topology.read(k, {"topology", "How nodes and switches are joined"}, Presence::required,
                         c.topology);
    k.required({"node", "Node type whose ports it joins"}, c.node);
    k.required({"switch", "Entry of the switches catalogue"}, c.device);
    k.required({"cables", "Entry of the cables catalogue for node ports"}, c.cables);
    k.optional({"uplink_cables", "The same for ports between switches; absent: as for node ports"},
               c.uplink_cables);
    k.optional({"planes",
                "Fabrics that deal out the NICs of a node, with no switch in common",
                {.at_least = 1, .at_most = 64}},
               c.planes);
    models.routing.read(k, {"routing", "Which cables bytes take; absent: adaptive over all shortest paths"},
                        Presence::optional, c.routing);
    k.optional({"efficiency",
                "Bytes of messages over the bytes that a port could carry",
                {.above = 0, .at_most = 1, .example = "96 %"}},
               c.efficiency);
    k.optional({"reroute_delay",
                "From a failure until the subnet manager has new routes in the switches",
                {.at_least = 0, .example = "10 s"}},
               c.reroute_delay);
    k.group({"placement", "Which free position for its role a switch takes"}, Presence::optional,
            [&](Keys& role) {
                role.choice({"leaf", "Of a leaf"}, Presence::optional, placing_names, c.placing[0]);
                role.choice({"spine", "Of a spine"}, Presence::optional, placing_names, c.placing[1]);
                role.choice({"core", "Of a core"}, Presence::optional, placing_names, c.placing[2]);
            });
    k.group({"installation", "Labor of wiring"}, Presence::optional, [&](Keys& work) {
        work.optional({"per_cable", "For each cable", {.at_least = 0, .example = "0.2 h"}},
                      c.installation.per_cable);
        work.optional({"per_rack", "For each rack", {.at_least = 0, .example = "6 h"}},
                      c.installation.per_rack);
    });
}

// Sharing does what a placement does, for jobs of other requests.
void check_sharing(Keys& k, const ClusterConfig& c) {
    if (!c.sharing) return;
    if (c.placement)
        k.refuse("sharing", "expected either a placement or sharing, which says itself where jobs go");
    if (c.pool == NodePool::hosts)
        k.refuse("sharing", "expected pool: devices; jobs that share nodes ask for processors there");
    if (c.tenancy == Tenancy::exclusive) k.refuse("sharing", "expected tenancy: shared");
    if (c.preemption)
        k.refuse("sharing", "expected no preemption: jobs that share nodes are not stopped for others");
    if (!c.maintenance.empty()) k.refuse("sharing", "expected no maintenance: shared nodes stay in service");
    if (!c.partitions.empty()) k.refuse("sharing", "expected no partitions: shared nodes have one queue");
    if (!c.reservations.empty())
        k.refuse("sharing", "expected no reservations: shared nodes are everybody's");
    if (c.power_saving) k.refuse("sharing", "expected no power_saving: shared nodes stay awake");
}

void describe_cluster(Keys& k, ClusterConfig& c, const Models& models) {
    k.required({"name", "Name in reports"}, c.name);
    k.required({"node", "Node type that it schedules"}, c.node);
    k.choice({"pool", "Whether it schedules the nodes' devices or the offered sockets of their hosts"},
             Presence::optional, pool_names, c.pool);
    k.choice({"tenancy",
              "Whether jobs share nodes, or each holds whole ones and leaves idle what it does not use"},
             Presence::optional, tenancy_names, c.tenancy);
    k.optional({"partitions", "Sets of its nodes with a queue each; absent: one queue for all of them"},
               c.partitions);
    refuse_twins(k, "partitions", c.partitions);
    check_partitions(k, c.partitions);
    models.scheduling.read(k, {"scheduler", "Which waiting jobs start"}, Presence::required, c.scheduler);
    models.placement.read(k, {"placement", "Which nodes they run on; absent only with `sharing`"},
                          Presence::optional, c.placement);
    models.sharing.read(
        k,
        {"sharing",
         "Which node and GPUs jobs get that ask for processors, memory and GPUs of one node, or "
         "for a part of a GPU"},
        Presence::optional, c.sharing);
    models.workload.read(k, {"workload", "Where its jobs come from; absent: it idles"}, Presence::optional,
                         c.workload);
    k.optional({"preemption", "How jobs are stopped for those of a higher priority; absent: never"},
               c.preemption);
    k.optional({"node_loss", "What becomes of jobs whose nodes lose power"}, c.node_loss);
    k.optional({"maintenance", "Planned times with nodes out of service"}, c.maintenance);
    refuse_twins(k, "maintenance", c.maintenance);
    k.optional({"power_saving", "How idle nodes are put to sleep; absent: they stay awake"}, c.power_saving);
    k.optional(
        {"clock_steps",
         "Clocks over the nominal one, falling: where a power cap leaves too little for a job, it starts at "
         "the first that fits, and keeps it; absent: it waits",
         {.at_least = 0.4, .below = 1, .example = "[0.9, 0.75, 0.6]"}},
        c.clock_steps);
    if (std::ranges::adjacent_find(c.clock_steps, std::less_equal<>{}) != c.clock_steps.end())
        k.refuse("clock_steps", "expected each below the one before");
    describe_reservations(k, c.reservations);
    refuse_twins(k, "reservations", c.reservations);
    k.optional({"limits", "What users, accounts, partitions and QOS may have at a time; others are not held"},
               c.limits);
    check_sharing(k, c);
}

void describe_stream(Keys& k, DemandStream& c, const Models& models) {
    k.required({"name", "Name in metrics and random streams", {.example = "training"}}, c.name);
    models.workload.read(k, {"workload", "Where its jobs come from"}, Presence::required, c.workload);
    k.optional({"cluster", "Who serves it; absent: the first cluster that the work class may run on"},
               c.cluster);
    k.optional({"partition", "Partition of its jobs; absent: the one that their trace names"}, c.partition);
    k.optional({"priority",
                "Its jobs queue in front of those of lower priority; with `preemption` they also stop those",
                {.at_least = -1e6, .at_most = 1e6}},
               c.priority);
}

void describe_demand(Keys& k, ScenarioConfig& c, const Models& models) {
    k.list({"demand", "Streams of jobs, each served by one cluster"}, Presence::optional,
           [&](Keys& stream, std::size_t index) {
               if (c.demand.size() <= index) c.demand.resize(index + 1);
               describe_stream(stream, c.demand[index], models);
           });
    refuse_twins(k, "demand", c.demand);
    const auto is_word = [](const std::string& name) {
        return !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == name.npos;
    };
    for (const DemandStream& s : c.demand) {
        if (!is_word(s.name)) {
            k.refuse("demand", "expected stream names of a-z, 0-9 and _, which metrics are named by");
        }
    }
}

}  // namespace

void describe(Keys& k, FaultConfig& c) {
    k.required({"name", "Name in findings"}, c.name);
    k.choice({"part", "What fails: a cooling plant, an element of the power chain, or of the fabric"},
             Presence::optional, fault_parts, c.part);
    k.optional(
        {"element",
         "Bus of the power chain that loses its units, or utility; a switch such as spine-3, or the cable "
         "at a port of it such as leaf-0:33",
         {.example = "ups-a"}},
        c.element);
    k.choice({"component", "What of a cooling plant: a share of its capacity, or units of one kind"},
             Presence::optional, cooling_parts, c.component);
    k.optional({"zone", "Zone whose terminal units fail; absent: all", {.example = "row-03"}}, c.zone);
    if (!c.zone.empty() && c.component != CoolingPart::terminal_units)
        k.refuse("zone", "expected component: terminal_units, which stand in zones");
    const bool is_cooling = c.part == FaultPart::air_cooling || c.part == FaultPart::liquid_cooling;
    if (!is_cooling && c.component != CoolingPart::capacity)
        k.refuse("component", "expected a cooling plant as the part");
    if (is_cooling != c.element.empty()) {
        k.refuse("element",
                 "expected an element of the power chain or the fabric, or a cooling plant as the part");
    }
    k.required({"at", "When it fails, after the scenario's start", {.at_least = 0, .example = "12 h"}}, c.at);
    k.optional({"duration", "Until it is repaired; absent: it is not", {.above = 0, .example = "3 h"}},
               c.duration);
    k.optional({"lost",
                "Share of the capacity, of the terminal units, or of what cables carry, that is lost",
                {.above = 0, .at_most = 1}},
               c.lost);
    k.optional({"units", "Units of the element or component that are lost; absent: all", {.at_least = 1}},
               c.units);
    const bool has_units = c.part == FaultPart::power ? c.element != "utility"
                                                      : is_cooling && c.component != CoolingPart::capacity &&
                                                            c.component != CoolingPart::terminal_units;
    if (c.units && !has_units)
        k.refuse("units", "expected an element of the power chain or a component that is counted in units");
}

void describe(Keys& k, Expectation& c) {
    k.required({"metric", "Its name, such as energy.it"}, c.metric);
    k.optional({"equals", "The value itself"}, c.equals);
    k.optional({"low", "The least value"}, c.low);
    k.optional({"high", "The largest value"}, c.high);
    k.optional({"on", "What of a comparison must lie in the band: mean, or ci for the whole interval"}, c.on);
    k.optional({"source", "Why this is expected"}, c.source);
    if (!c.equals && !c.low && !c.high) k.refuse("", "expected equals, low or high");
    if (c.on != "mean" && c.on != "ci") k.refuse("on", "expected mean or ci");
}

void describe(Keys& k, Catalogue& c) {
    k.optional({"nodes", "Servers"}, c.nodes);
    k.optional({"racks", "Cabinets and what stands in them"}, c.racks);
    k.optional({"power", "Elements of the power chain"}, c.power);
    k.optional({"batteries", "Batteries behind elements of the power chain"}, c.batteries);
    k.optional({"breakers", "Breakers of the power chain"}, c.breakers);
    k.optional({"devices", "What jobs run on: accelerators, CPU sockets, reference processors"}, c.devices);
    k.optional({"work", "Classes of work"}, c.work);
    k.optional({"switches", "Fabric switches"}, c.switches);
    k.optional({"cables", "Families of cables and optics"}, c.cables);
    k.optional({"prices", "The price book"}, c.prices);
}

void describe_scenario(Keys& k, ScenarioConfig& c, const Models& models) {
    k.required({"name", "Name of the scenario in reports"}, c.name);
    k.optional({"about", "What it is for"}, c.about);
    k.required({"start", "Date of the simulation's zero", {.example = "2017-10-09T00:00:00Z"}}, c.start);
    k.required({"duration", "Simulated time", {.above = 0, .at_most = longest_run, .example = "30 d"}},
               c.duration);
    k.optional({"seed", "Seed of all random streams", {.at_least = 0}}, c.seed);
    k.optional({"series_interval", "Time between the lines of series.csv", {.at_least = 1}},
               c.series_interval);
    k.optional({"warm_up", "Simulated at the beginning before anything is counted", {.at_least = 0}},
               c.warm_up);
    if (c.warm_up >= c.duration) k.refuse("warm_up", "expected less than the duration");
    k.choice({"view", "offered: jobs come when they come; saturated: whenever there is room for them"},
             Presence::optional, view_names, c.view);
    k.choice({"trim",
              "archive: waits and slowdowns leave out the first hundredth of the jobs and those that end "
              "after the last arrival"},
             Presence::optional, trim_names, c.trim);
    k.group({"site", "Where the hall stands"}, Presence::required, [&](Keys& site) {
        site.optional({"name", "Name in paths and reports"}, c.site.name);
        models.weather.read(site, {"weather", "Outdoor conditions"}, Presence::required, c.site.weather);
        site.optional({"carbon", "What energy from the grid emits; absent: nothing is said of it"},
                      c.site.carbon);
        site.optional(
            {"energy_price", "What energy from the grid costs by the hour; absent: economics says it"},
            c.site.energy_price);
        site.optional({"generation_water",
                       "Water consumed where energy from the grid is made; absent: nothing is said of it",
                       {.at_least = 0}},
                      c.site.generation_water);
        const auto length = static_cast<std::int64_t>(std::ceil(c.duration.si()));
        check_signals(site, c.site, c.start, Utc{c.start.seconds + length});
    });
    k.required({"hall", "The floor and its racks"}, c.hall);
    k.optional({"power", "The chain from the grid to the racks"}, c.power);
    k.group({"cooling", "Plants for air and liquid"}, Presence::required,
            [&](Keys& cooling) { describe_cooling(cooling, c.cooling, models); });
    k.group({"fabric", "The network between nodes"}, Presence::optional,
            [&](Keys& fabric) { describe_fabric(fabric, c.fabric.emplace(), models); });
    k.list({"clusters", "Sets of nodes with a queue of their own"}, Presence::required,
           [&](Keys& cluster, std::size_t index) {
               if (c.clusters.size() <= index) c.clusters.resize(index + 1);
               describe_cluster(cluster, c.clusters[index], models);
           });
    refuse_twins(k, "clusters", c.clusters);
    describe_demand(k, c, models);
    k.optional({"faults", "What fails, and when"}, c.faults);
    k.optional({"economics", "Which prices of the price book hold, and how money is counted"}, c.economics);
    k.optional({"expect", "Bands that results must lie in, for `datahall check`"}, c.expect);
    k.optional({"catalogue", "Equipment beside the shipped catalogue"}, c.catalogue);
}

}  // namespace datahall

#include "sim/build/facility_builder.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "sim/build/bill.hpp"
#include "sim/build/cooling_design.hpp"
#include "sim/build/fabric/fabric_build.hpp"
#include "sim/build/floor_plan.hpp"
#include "sim/build/lookup.hpp"
#include "sim/build/node_places.hpp"
#include "sim/build/plan_metrics.hpp"
#include "sim/build/power/buses_named.hpp"
#include "sim/build/power/loss.hpp"
#include "sim/build/power/power_tree.hpp"
#include "sim/build/power/shared_limits.hpp"
#include "sim/fabric/names.hpp"

namespace datahall {
namespace {

void note_power_limit(const ScenarioConfig& s, const Facility& f, DesignNotes& notes) {
    if (!s.hall.power_limit) return;
    Watts racks;
    for (const Rack& rack : f.racks) racks += rack.nameplate;
    if (racks <= *s.hall.power_limit) return;
    notes.find({.code = "F0102",
                .object = f.site + "/" + f.hall,
                .text = "nameplate power of all racks above the hall's power limit",
                .value = racks.si(),
                .limit = s.hall.power_limit->si(),
                .unit = "W",
                .time_s = {}});
}

// Every rack is as wide and deep as its type says; one finding for each type that does not fit.
void note_tight_racks(const ScenarioConfig& s, const Facility& f, DesignNotes& notes) {
    std::set<std::string> seen;
    for (const Rack& rack : f.racks) {
        if (!seen.insert(rack.type).second) continue;
        const bool wide = rack.width > s.hall.rack_pitch * (1 + 1e-9);
        if (!wide && rack.depth <= s.hall.row_pitch) continue;
        notes.find({.code = "F0103",
                    .object = "racks/" + rack.type,
                    .text = wide ? "wider than the pitch of the racks" : "deeper than the pitch of the rows",
                    .value = (wide ? rack.width : rack.depth).si(),
                    .limit = (wide ? s.hall.rack_pitch : s.hall.row_pitch).si(),
                    .unit = "m",
                    .time_s = {}});
    }
}

void note_overloaded_racks(Facility& f, DesignNotes& notes) {
    for (std::uint32_t r = 0; r < f.racks.size(); ++r) {
        const Rack& rack = f.racks[r];
        if (rack.power_limit <= Watts{} || rack.nameplate <= rack.power_limit) continue;
        notes.find({.code = "F0204",
                    .object = f.path_of_rack(r),
                    .text = "nameplate power above the limit of the rack's feed",
                    .value = rack.nameplate.si(),
                    .limit = rack.power_limit.si(),
                    .unit = "W",
                    .time_s = {}});
    }
}

void check_work(const ScenarioConfig& s, const Workload* workload, const std::string& owner,
                DesignNotes& notes) {
    if (!workload) return;
    const std::string path = owner + ".workload.work_class";
    const std::string name = workload->work_class();
    const WorkClass* work = look_up(s.catalogue.work, name, path, "work class", notes);
    if (!work) return;
    notes.use("work/" + name, work->origin);
    if (work->wave) notes.use("work/" + name + "/wave", work->wave->origin);
    const auto* reference = look_up(s.catalogue.devices, work->reference,
                                    "catalogue.work." + name + ".reference", "device", notes);
    if (reference) notes.use("devices/" + work->reference, reference->origin);
}

// Whether the partition of a stream is one where it may go.  Clusters that are not divided take any name:
// limits and priorities may go by it.
bool has_partition(const ScenarioConfig& s, const DemandStream& stream) {
    bool is_divided = false;
    for (const ClusterConfig& c : s.clusters) {
        if (!stream.cluster.empty() && c.name != stream.cluster) continue;
        is_divided = is_divided || !c.partitions.empty();
        if (std::ranges::find(c.partitions, stream.partition, &PartitionConfig::name) != c.partitions.end())
            return true;
    }
    return stream.partition.empty() || !is_divided;
}

void check_demand(const ScenarioConfig& s, DesignNotes& notes) {
    for (std::size_t d = 0; d < s.demand.size(); ++d) {
        const DemandStream& stream = s.demand[d];
        check_work(s, stream.workload.get(), fmt::format("demand[{}]", d), notes);
        const auto known = std::ranges::find(s.clusters, stream.cluster, &ClusterConfig::name);
        if (!stream.cluster.empty() && known == s.clusters.end()) {
            notes.refuse(fmt::format("demand[{}].cluster", d),
                         "no cluster is named '" + stream.cluster + "'");
        }
        if (!has_partition(s, stream)) {
            notes.refuse(fmt::format("demand[{}].partition", d),
                         "no partition is named '" + stream.partition + "'");
        }
    }
}

// What of its nodes a cluster schedules.
void choose_pool(const ClusterConfig& config, const NodeTypeRow& type, const std::string& path,
                 ClusterRow& cluster, DesignNotes& notes) {
    cluster.hosts = config.pool == NodePool::hosts;
    cluster.device = cluster.hosts ? type.host_device : type.device;
    cluster.parts = cluster.hosts ? type.host_parts : type.parts;
    cluster.devices_per_node = cluster.hosts ? type.host_offered : type.devices;
    if (cluster.devices_per_node == 0) {
        notes.refuse(path + ".pool", "nodes of type '" + config.node + "' offer no host sockets to jobs");
    }
}

// A unit is a thousandth of a device where jobs share nodes.
void share_nodes(const ClusterConfig& config, const std::string& path, ClusterRow& cluster, Facility& f,
                 DesignNotes& notes) {
    if (!config.sharing) return;
    NodeTypeRow& type = f.node_types[cluster.node_type];
    if (type.cpu_milli == 0 || type.memory_mib == 0) {
        notes.refuse(path + ".sharing", "expected nodes with 'cpus' and 'memory' to share; type '" +
                                            config.node + "' lacks them");
    }
    if (type.devices > most_node_gpus || type.parts != 1) {
        notes.refuse(path + ".sharing",
                     fmt::format("expected nodes of at most {} GPUs without parts; type '{}' "
                                 "has {} with {}",
                                 most_node_gpus, config.node, type.devices, type.parts));
    }
    type.is_shared = true;
    type.parts = whole_gpu;
    cluster.parts = whole_gpu;
}

// Processors of shared nodes are for the jobs that share them.
void check_hosts(const ScenarioConfig& s, const Facility& f, DesignNotes& notes) {
    for (std::size_t c = 0; c < f.clusters.size(); ++c) {
        if (!f.clusters[c].hosts || !f.node_types[f.clusters[c].node_type].is_shared) continue;
        notes.refuse(fmt::format("clusters[{}].pool", c),
                     "expected devices: jobs of another cluster share the nodes of type '" +
                         s.clusters[c].node + "' with their processors");
    }
}

// `path` is of the list of windows.
template <class Window>
void check_nodes(const std::vector<Window>& windows, const ClusterRow& cluster, const std::string& path,
                 DesignNotes& notes) {
    const auto nodes = static_cast<std::int64_t>(cluster.nodes.size());
    for (std::size_t w = 0; w < windows.size(); ++w) {
        const std::int64_t least = windows[w].nodes.value_or(1);
        if (windows[w].first_node < nodes && least <= nodes - windows[w].first_node) continue;
        notes.refuse(fmt::format("{}[{}]", path, w),
                     fmt::format("expected nodes within the {} of the cluster", nodes));
    }
}

// Two clusters on the same nodes would have to agree on when they sleep.
void check_power_saving(const ScenarioConfig& s, std::size_t c, const NodeTypeRow& type, const Facility& f,
                        DesignNotes& notes) {
    const ClusterConfig& config = s.clusters[c];
    if (!config.power_saving) return;
    const std::string path = fmt::format("clusters[{}].power_saving", c);
    if (!config.partitions.empty()) {
        notes.refuse(path,
                     "expected a cluster without partitions: it does not say which of them a node wakes for");
    }
    for (const ClusterConfig& other : s.clusters) {
        if (&other == &config || other.node != config.node) continue;
        notes.refuse(path, "expected nodes that no other cluster has; '" + other.name + "' has them, too");
    }
    const NodePowerRow& row = type.power;
    const double idle =
        row.has_curve ? row.curve_w[0] : row.idle_w + loss_w(row.supply, f.loss_points, row.idle_w);
    if (config.power_saving->sleep_power.si() <= idle) return;
    notes.refuse(path + ".sleep_power",
                 fmt::format("expected at most the idle power of the node, {} W", idle));
}

// Positions of the nodes of one range in a cluster of so many; false if it goes beyond.
bool take_range(const NodeRange& range, std::size_t nodes, std::vector<std::uint32_t>& out) {
    const auto all = static_cast<std::int64_t>(nodes);
    if (range.first_node >= all || range.nodes.value_or(0) > all - range.first_node) return false;
    const std::int64_t end = range.nodes ? range.first_node + *range.nodes : all;
    for (std::int64_t n = range.first_node; n < end; ++n) out.push_back(static_cast<std::uint32_t>(n));
    return true;
}

PartitionRow partition_row(const PartitionConfig& config, const ClusterRow& cluster, const std::string& path,
                           DesignNotes& notes) {
    PartitionRow row{.name = config.name, .nodes = {}, .places = {}};
    bool is_within = take_range(config.range, cluster.nodes.size(), row.nodes);
    for (const NodeRange& range : config.also) {
        is_within = take_range(range, cluster.nodes.size(), row.nodes) && is_within;
    }
    if (!is_within)
        notes.refuse(path, fmt::format("expected nodes within the {} of the cluster", cluster.nodes.size()));
    std::ranges::sort(row.nodes);
    row.nodes.erase(std::unique(row.nodes.begin(), row.nodes.end()), row.nodes.end());
    row.places = places_within(cluster.places, row.nodes);
    return row;
}

// All nodes of one type.
void take_nodes(const std::string& type, const Facility& f, ClusterRow& cluster) {
    cluster.node_type = no_index;
    for (const Rack& rack : f.racks) {
        if (rack.node_type == no_index || f.node_types[rack.node_type].name != type) continue;
        cluster.node_type = rack.node_type;
        for (std::uint32_t n = 0; n < rack.nodes; ++n) cluster.nodes.push_back(rack.first_node + n);
    }
}

void build_clusters(const ScenarioConfig& s, Facility& f, DesignNotes& notes) {
    for (std::size_t c = 0; c < s.clusters.size(); ++c) {
        const ClusterConfig& config = s.clusters[c];
        const std::string path = fmt::format("clusters[{}]", c);
        if (!look_up(s.catalogue.nodes, config.node, path + ".node", "node", notes)) continue;
        ClusterRow cluster;
        cluster.name = config.name;
        take_nodes(config.node, f, cluster);
        if (cluster.nodes.empty()) {
            notes.refuse(path + ".node", "the hall has no node of type '" + config.node + "'");
            continue;
        }
        if (!config.placement && !config.sharing)
            notes.refuse(path + ".placement", "expected a placement, or sharing");
        choose_pool(config, f.node_types[cluster.node_type], path, cluster, notes);
        share_nodes(config, path, cluster, f, notes);
        cluster.places = places_of(f, cluster, s.fabric ? s.fabric->node : std::string{});
        check_power_saving(s, c, f.node_types[cluster.node_type], f, notes);
        for (std::size_t i = 0; i < config.partitions.size(); ++i) {
            cluster.partitions.push_back(partition_row(config.partitions[i], cluster,
                                                       fmt::format("{}.partitions[{}]", path, i), notes));
        }
        if (!config.partitions.empty() && config.scheduler->sibling() == nullptr)
            notes.refuse(path + ".scheduler", "this scheduler does not work with partitions");
        check_nodes(config.maintenance, cluster, path + ".maintenance", notes);
        check_nodes(config.reservations, cluster, path + ".reservations", notes);
        check_work(s, config.workload.get(), path, notes);
        const bool taken = std::ranges::any_of(f.clusters, [&](const ClusterRow& other) {
            return other.node_type == cluster.node_type && other.hosts == cluster.hosts;
        });
        if (taken) notes.refuse(path + ".node", "another cluster has the nodes of this type already");
        f.clusters.push_back(std::move(cluster));
    }
    if (f.clusters.size() == s.clusters.size()) check_hosts(s, f, notes);
}

// A store that gives power once, and never again.
void note_dead_batteries(const ScenarioConfig& s, const Facility& f, DesignNotes& notes) {
    for (const PowerElement& e : f.elements) {
        const auto type = s.catalogue.batteries.find(e.battery);
        if (type == s.catalogue.batteries.end() || type->second.charge_share > 0) continue;
        notes.find({.code = "F0216",
                    .object = "power/" + e.name,
                    .text = "nothing charges its battery",
                    .value = 0,
                    .limit = 0,
                    .unit = "1",
                    .time_s = {}});
    }
}

void check_capping(const ScenarioConfig& s, const Facility& f, DesignNotes& notes) {
    std::vector<std::string> known{"utility"};
    for (const PowerLevel& level : f.power_levels) known.push_back(level.name);
    for (const PowerElement& e : f.elements) {
        if (e.name != f.power_levels[e.level].name) known.push_back(e.name);
    }
    for (std::size_t i = 0; i < s.power.capping.size(); ++i) {
        const CappingConfig& c = s.power.capping[i];
        const std::string path = fmt::format("power.capping[{}]", i);
        if (c.of == "utility") {
            const auto& limit = c.limit ? c.limit : s.power.grid_limit;
            if (!limit) notes.refuse(path + ".limit", "expected a limit for utility, or power.grid_limit");
            if (limit && s.power.storage && s.power.storage->above >= *limit * c.uncap_at) {
                notes.refuse("power.storage.above",
                             "expected less than uncap_at of the limit that capping keeps the meter to, or "
                             "the two work "
                             "against each other");
            }
        } else if (buses_named(f, c.of).empty()) {
            notes.refuse(path + ".of", "no bus or level of the power chain is named '" + c.of + "'",
                         did_you_mean(c.of, known));
        }
    }
}

// Of the power chain, by the names of its buses.
// What a plant has, and zones that exist.
void check_cooling_fault(const ScenarioConfig& s, const Facility& f, std::size_t i, DesignNotes& notes) {
    const FaultConfig& fault = s.faults[i];
    const std::string path = fmt::format("faults[{}]", i);
    const CoolingPlant* const plant = s.cooling.plant(fault.part == FaultPart::air_cooling ? 0 : 1);
    if (!plant) return notes.refuse(path + ".part", "expected a plant that the scenario has");
    if (!fault.zone.empty()) {
        std::vector<std::string> known;
        for (const ZoneRow& zone : f.zones) known.push_back(zone.name);
        if (std::ranges::find(known, fault.zone) == known.end()) {
            notes.refuse(path + ".zone", "no zone is named '" + fault.zone + "'",
                         did_you_mean(fault.zone, known));
        }
    }
    const auto part = plant_part(fault.component);
    if (!part) return;
    const int units = plant->units(*part);
    if (units == 0) return notes.refuse(path + ".component", "the plant has none of these");
    if (fault.units.value_or(1) > units)
        notes.refuse(path + ".units", fmt::format("the plant has {} of these", units));
}

std::string near_or_all(const std::string& typed, const std::vector<std::string>& known) {
    const std::string near = did_you_mean(typed, known);
    return near.empty() ? "there are " + listed(known) : near;
}

void check_fabric_fault(const ScenarioConfig& s, const Facility& f, std::size_t i, DesignNotes& notes) {
    const std::string path = fmt::format("faults[{}]", i);
    if (!s.fabric) return notes.refuse(path + ".part", "the scenario has no fabric");
    if (f.fabric.switches.empty()) return;  // it could not be built: that is a finding
    const FabricDemand demand = fabric_demand(s, f);
    const FabricNames names{f.fabric, demand};
    const std::string& element = s.faults[i].element;
    if (!names.cables_of(graph_of(f.fabric, demand, fabric_rates(s)), element).empty()) return;
    std::vector<std::string> known;
    for (std::uint32_t n = 0; n < f.fabric.switches.size(); ++n) known.push_back(names.of_switch(n));
    notes.refuse(path + ".element",
                 "no switch of the fabric, nor a cable at a port of it, is '" + element + "'",
                 near_or_all(element, known));
}

void check_faults(const ScenarioConfig& s, const Facility& f, DesignNotes& notes) {
    for (std::size_t i = 0; i < s.faults.size(); ++i) {
        if (s.faults[i].part == FaultPart::fabric) {
            check_fabric_fault(s, f, i, notes);
            continue;
        }
        if (s.faults[i].part != FaultPart::power) check_cooling_fault(s, f, i, notes);
        const std::string& name = s.faults[i].element;
        if (name.empty() || name == "utility") continue;
        const auto bus = std::ranges::find(f.elements, name, &PowerElement::name);
        const std::string path = fmt::format("faults[{}]", i);
        if (bus == f.elements.end()) {
            std::vector<std::string> known{"utility"};
            for (const PowerElement& e : f.elements) known.push_back(e.name);
            notes.refuse(path + ".element", "no bus of the power chain is named '" + name + "'",
                         near_or_all(name, known));
        } else if (s.faults[i].units && *s.faults[i].units > bus->units) {
            notes.refuse(path + ".units", fmt::format("'{}' has {} units", name, bus->units));
        }
    }
}

}  // namespace

std::string Facility::path_of_rack(std::uint32_t rack) const {
    return fmt::format("{}/{}/row-{:02}/rack-{:04}", site, hall, racks[rack].row + 1, rack + 1);
}

std::size_t depths_of(const Facility& f) {
    std::size_t depths = 0;
    for (const PowerElement& e : f.elements) depths = std::max<std::size_t>(depths, e.depth + 1);
    return depths;
}

Facility build_facility(const Scenario& scenario) {
    const ScenarioConfig& s = scenario.config();
    DesignNotes notes;
    Facility f;
    f.site = s.site.name;
    f.hall = s.hall.name;
    f.width = s.hall.width;
    f.depth = s.hall.depth;
    plan_floor(s, f, notes);
    notes.throw_if_refused(scenario);
    if (f.racks.empty()) notes.refuse("hall.blocks", "no rack fits the floor, or none is named");
    notes.throw_if_refused(scenario);

    build_fabric(s, f, notes);
    const CoolingDesign cooling = design_cooling(s, f, notes);
    build_power_tree(s, f, notes);
    check_faults(s, f, notes);
    check_capping(s, f, notes);
    build_clusters(s, f, notes);
    check_demand(s, notes);
    build_bill(s, f, notes);
    if (s.site.carbon) {
        notes.use("site/carbon",
                  {.source = s.site.carbon->origin.source,
                   .confidence = s.site.carbon->intensity ? Confidence::estimate : Confidence::published});
    }
    notes.throw_if_refused(scenario);

    note_tight_racks(s, f, notes);
    note_power_limit(s, f, notes);
    note_overloaded_racks(f, notes);
    note_dead_batteries(s, f, notes);
    note_full_phases(f, notes);
    f.findings = notes.findings();
    f.sources = notes.sources();
    f.plan = plan_metrics(s, f, cooling);
    return f;
}

}  // namespace datahall

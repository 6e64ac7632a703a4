// A built facility: names resolved to dense indices, everything placed, wired and compiled.
//
// Invariants
//   1. Nothing here changes during a run; what changes lives in the World (sim/run).
//   2. Paths read site/hall/row-NN/rack-NNN/node-N.
//   3. Elements of the power chain stand before what they feed.
//   4. Nodes of one rack are contiguous, and racks are in the order in which they were set down.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "datahall/equipment.hpp"
#include "datahall/model/node_groups.hpp"
#include "datahall/model/topology.hpp"
#include "datahall/power_rows.hpp"
#include "datahall/result.hpp"
#include "datahall/units.hpp"

namespace datahall {

/// Power of a node type, compiled.  Component form on the DC side, or a curve on the AC side.
struct NodePowerRow {
    double idle_w = 0.0;         // all components at idle, fans included
    double host_w = 0.0;         // added at 100 % host utilisation
    double device_w = 0.0;       // added when every device works fully
    double device_idle_w = 0.0;  // of idle_w, of the components that follow the devices
    LossRow supply;              // rating 0: no losses
    bool has_curve = false;
    double curve_w[11] = {};  // AC at 0, 10 ... 100 %
};

struct NodeTypeRow {
    std::string name;
    std::string device;
    std::uint32_t devices = 1;
    std::uint32_t parts = 1;     // of a device
    bool is_shared = false;      // jobs share it down to parts of a device, its processors and its memory
    std::int64_t cpu_milli = 0;  // of its processors
    std::int64_t memory_mib = 0;
    std::string host_device;
    std::uint32_t host_sockets = 0;  // beside the devices; 0: none that jobs may use
    std::uint32_t host_offered = 0;  // of them to jobs
    std::uint32_t host_parts = 1;    // of a socket
    std::uint32_t nics = 0;
    std::uint32_t nodes_per_block = 1;  // that NVLink joins, in one rack
    Watts nameplate;
    double liquid_share = 0.0;
    NodePowerRow power;
};

struct Row {
    Meters y;  // of its centre line
    std::uint32_t first_rack = 0;
    std::uint32_t racks = 0;
};

struct Rack {
    std::string type;  // of the catalogue
    std::string block;
    RackRole role = RackRole::compute;
    std::uint32_t row = 0;
    std::uint32_t position = 0;  // in its row, from 0
    Meters x, y;                 // of its centre, from the hall's corner
    Meters width, depth;
    std::uint32_t node_type = no_index;
    std::uint32_t first_node = 0;
    std::uint32_t nodes = 0;
    std::uint32_t switches = 0;  // fabric switches standing in it
    std::uint32_t switch_positions = 0;
    bool takes[3] = {true, true, true};  // switches by SwitchRole
    Watts nameplate;                     // of everything in it
    Watts constant;                      // load of switches and other equipment
    Watts power_limit;
    std::uint32_t phase = no_index;  // of three, that all of it hangs on; no_index: it is spread evenly
    Kilograms mass;
    double first_unit = 0.0;
    double unit_step = 0.0;
    FeedSpan feeds;
};

/// Where a cluster's nodes are, and what of them it schedules: units, which are parts of devices.
/// Some nodes of a cluster, with a queue of their own.
struct PartitionRow {
    std::string name;
    std::vector<std::uint32_t> nodes;  // positions in the cluster's, ascending
    NodePlaces places;                 // of these nodes, by their positions in `nodes`
};

struct ClusterRow {
    std::string name;
    std::uint32_t node_type = 0;
    bool hosts = false;                  // schedules the offered host sockets, not the devices
    std::string device;                  // what a unit is a part of
    std::uint32_t parts = 1;             // units in a device
    std::uint32_t devices_per_node = 1;  // devices or offered sockets
    std::uint32_t units_per_node() const { return parts * devices_per_node; }
    std::vector<std::uint32_t> nodes;  // facility node indices, ascending
    std::uint32_t units() const { return static_cast<std::uint32_t>(nodes.size()) * units_per_node(); }
    NodePlaces places;                     // of these nodes, by their positions in `nodes`
    std::vector<PartitionRow> partitions;  // in the order of the scenario; empty: one queue for all nodes
};

/// What turns in a cooling plant, each with a feed of its own: air handlers; pumps; chillers and what stands
/// outdoors.
enum class PlantDrive : std::uint8_t { fans, pumps, machines };
inline constexpr std::size_t plant_drives = 3;

/// A drive as a load of the power chain.
struct MechanicalLoad {
    FeedSpan feeds;
    Watts planned;  // at nameplate heat in the hottest weather
};

/// Racks that share their air, and their distribution units.
struct ZoneRow {
    std::string name;
    std::vector<std::uint32_t> racks;  // ascending
    Watts design[2];                   // nameplate heat: to air, to liquid
};

struct Facility {
    std::string site;
    std::string hall;
    Meters width, depth;
    std::uint32_t positions = 0;  // for racks, after the lost share
    std::string binding;          // what stopped the last filled block
    std::vector<Row> rows;
    std::vector<Rack> racks;
    std::vector<NodeTypeRow> node_types;
    std::vector<std::uint32_t> rack_of_node;
    std::vector<ZoneRow> zones;
    std::vector<std::uint32_t> zone_of_rack;
    std::vector<PowerLevel> power_levels;
    std::vector<PowerElement> elements;
    std::vector<LossPoint> loss_points;
    std::vector<PowerFeed> feeds;
    std::array<MechanicalLoad, plant_drives> mechanical;  // of the cooling plants, by PlantDrive
    std::int64_t other_uw = 0;                            // constant load at the utility meter
    std::optional<Watts> utility_job_cap;                 // for starts of jobs
    std::vector<ClusterRow> clusters;
    FabricPlan fabric;
    std::vector<std::uint32_t> rack_of_switch;
    std::vector<BillLine> bill;     // what has to be bought
    std::vector<Metric> plan;       // figures that need no simulation
    std::vector<Finding> findings;  // of the design
    std::vector<SourceUse> sources;

    std::span<const PowerFeed> feeds_of(const FeedSpan& span) const {
        return std::span{feeds}.subspan(span.first, span.count);
    }
    /// Those of them that carry the load while all are live.
    std::span<const PowerFeed> first_in_turn(const FeedSpan& span) const {
        const auto all = feeds_of(span);
        std::size_t count = 0;
        while (count < all.size() && all[count].rank == all.front().rank) ++count;
        return all.first(count);
    }
    /// The span of a load that hangs on these elements, by equal parts or on the first of them that is live;
    /// no_index: on the utility meter.
    FeedSpan add_feeds(const std::vector<std::uint32_t>& from, bool in_turn = false) {
        const auto first = static_cast<std::uint32_t>(feeds.size());
        for (std::uint32_t i = 0; i < from.size(); ++i)
            feeds.push_back({.from = from[i], .rank = in_turn ? i : 0});
        return {.first = first, .count = static_cast<std::uint32_t>(from.size())};
    }
    Watts mechanical_planned() const {
        Watts sum;
        for (const MechanicalLoad& load : mechanical) sum += load.planned;
        return sum;
    }
    std::uint32_t node_count() const { return static_cast<std::uint32_t>(rack_of_node.size()); }
    std::string path_of_rack(std::uint32_t rack) const;
};

/// One more than the depth of the deepest element.
std::size_t depths_of(const Facility& facility);

}  // namespace datahall

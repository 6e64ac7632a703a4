// A scenario as typed settings: the whole of what a YAML file says, before anything is built.
//
// Every struct here is described once in scenario.cpp; that description is what the reader, the
// schema and the reference know.  Names are still text: sim/build resolves them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "datahall/calendar.hpp"
#include "datahall/equipment.hpp"
#include "datahall/model/cabling.hpp"
#include "datahall/model/cooling.hpp"
#include "datahall/model/placement.hpp"
#include "datahall/model/registry.hpp"
#include "datahall/model/scheduler.hpp"
#include "datahall/model/topology.hpp"
#include "datahall/model/weather.hpp"
#include "datahall/model/work_class.hpp"
#include "datahall/model/workload.hpp"
#include "datahall/price.hpp"

#include "sim/config/tree_path.hpp"
#include "sim/config/yaml_tree.hpp"

namespace datahall {

template <class T>
using Named = std::map<std::string, T, std::less<>>;

/// All equipment that the scenario may name: the shipped catalogue and its own additions.
struct Catalogue {
    Named<NodeType> nodes;
    Named<RackType> racks;
    Named<LossElementType> power;
    Named<DeviceRates> devices;
    Named<WorkClass> work;
    Named<SwitchType> switches;
    Named<CableFamily> cables;
    Named<Price> prices;
};

struct SiteConfig {
    std::string name = "site";
    std::unique_ptr<WeatherModel> weather;
};

/// `count` racks of one type in a row of a block.
struct BlockRacks {
    std::string rack;
    std::int64_t count = 1;
};

/// A pattern of racks that is set down `repeat` times, or as often as floor and power allow.
struct BlockConfig {
    std::string name;
    std::optional<std::int64_t> repeat;  // absent: fill
    std::vector<BlockRacks> racks;
};

struct TrayConfig {
    Meters height = Meters::from_si(2.7);
    Meters slack;                        // added to each cable
    double slack_share = 0.05;           // of the run and its loop
    Meters loop = Meters::from_si(0.6);  // service loop of each cable
    std::optional<Meters> cross_at;      // x of the one cross tray; absent: the middle of the rows
};

/// What planners would put into such a hall: the spread behind a published density, low, mode, high.
struct PlanningRange {
    std::vector<Watts> rack_power;            // of a rack position, support racks blended in
    std::vector<SquareMeters> area_per_rack;  // of the floor, aisles included
    std::string source;
};

struct HallConfig {
    std::string name = "hall";
    Meters width;
    Meters depth;
    Meters end_aisle = Meters::from_si(1.5);
    Meters rack_pitch = Meters::from_si(0.6);
    Meters row_pitch = Meters::from_si(2.8);  // mean over cold and hot aisles
    double lost_share = 0.10;                 // positions lost to columns, in-row coolers, PDUs
    std::optional<Watts> power_limit;         // of all racks by nameplate
    TrayConfig tray;
    std::vector<BlockConfig> blocks;
    std::optional<PlanningRange> planning;
};

/// How the units of a level stand: one for each rack, groups of racks, or one bus for the hall.
enum class Grouping : std::uint8_t { rack, group, hall };
enum class Redundancy : std::uint8_t { n, n_plus_1, two_n };

/// One level of the power chain, from the grid towards the racks.
struct PowerLevelConfig {
    std::string name;
    std::string type;  // of the power catalogue
    Grouping per = Grouping::hall;
    std::optional<Watts> rating;  // output of one unit; absent: sized to its load
    Redundancy redundancy = Redundancy::n;
    double design_load = 0.8;  // share of the rating that the planned load may use
    std::int64_t units = 1;    // units sharing the load of one rack or group equally
    Watts fixed_load;          // constant load on the output of each rack, group or bus
};

struct PowerConfig {
    std::vector<PowerLevelConfig> chain;
    std::optional<Watts> grid_limit;  // contracted power at the utility meter
    std::string mechanical_from;      // level that feeds the cooling plant; empty: the utility meter
    Watts other_load;                 // constant load at the utility meter (lighting, offices)
};

/// A plant taken from the cooling catalogue, for the bill of sources.
struct CoolingPreset {
    std::string name;
    std::string source;
    std::string confidence;
};

/// Devices slow down while the supply at their racks is at or above a temperature.
struct ThrottleStep {
    Celsius above;
    double speed = 1.0;  // of the devices' nominal speed, above 0
};

struct CoolingConfig {
    std::vector<CoolingPreset> presets;
    std::unique_ptr<CoolingPlant> air;
    std::unique_ptr<CoolingPlant> liquid;
    Seconds control_delay = Seconds::from_si(60.0);
    Celsius recommended{27.0};
    Celsius allowable{32.0};
    Celsius liquid_allowable{45.0};
    std::vector<ThrottleStep> throttle;         // of air; rising temperatures, falling speeds
    std::vector<ThrottleStep> liquid_throttle;  // of the coolant
    Kelvins throttle_hysteresis = Kelvins::from_si(1.0);
    JoulesPerKelvin heat_capacity_per_rack = JoulesPerKelvin::from_si(245e3);
    JoulesPerKelvin loop_capacity_per_rack = JoulesPerKelvin::from_si(160e3);
};

struct FabricConfig {
    std::string name = "compute";
    std::unique_ptr<TopologyGenerator> topology;
    std::string node;           // node type whose NICs it joins
    std::string device;         // switch type
    std::string cables;         // cable family of the node ports
    std::string uplink_cables;  // of the ports between switches; empty: the same
};

/// Which part of its nodes a cluster schedules.
enum class NodePool : std::uint8_t { devices, hosts };

struct ClusterConfig {
    std::string name;
    std::string node;
    NodePool pool = NodePool::devices;
    std::unique_ptr<JobScheduler> scheduler;
    std::unique_ptr<PlacementPolicy> placement;
    std::unique_ptr<Workload> workload;  // null: idles
};

/// One source of jobs that any hall may be asked to serve.
struct DemandStream {
    std::string name;
    std::unique_ptr<Workload> workload;
    std::string cluster;  // empty: the first cluster that the work class may run on
};

/// Whether jobs come when they come, or whenever there is room for them.
enum class DemandView : std::uint8_t { offered, saturated };

/// A share of a plant's capacity that is lost for a while.
enum class FaultPart : std::uint8_t { air_cooling, liquid_cooling };
struct FaultConfig {
    std::string name;
    FaultPart part = FaultPart::air_cooling;
    Seconds at;        // after the start
    Seconds duration;  // until it is repaired
    double lost = 1.0;
};

/// A band that a metric must lie in.
struct Expectation {
    std::string metric;
    std::optional<std::string> equals, low, high;  // quantities as text, in any unit of the metric's kind
    std::string on = "mean";                       // of a comparison: mean | ci (the whole interval)
    std::string source;
};

struct ScenarioConfig {
    std::string name;
    std::string about;
    Utc start;
    Seconds duration;
    std::int64_t seed = 1;
    Seconds series_interval = Seconds::from_si(3600.0);
    Seconds warm_up;  // simulated before anything is counted
    DemandView view = DemandView::offered;
    SiteConfig site;
    HallConfig hall;
    PowerConfig power;
    CoolingConfig cooling;
    std::optional<FabricConfig> fabric;
    std::vector<ClusterConfig> clusters;
    std::vector<DemandStream> demand;
    std::vector<FaultConfig> faults;
    EconomicsConfig economics;
    std::vector<Expectation> expect;
    Catalogue catalogue;
};

void describe(Keys& k, Catalogue& c);

/// Describes a scenario's keys; `models` are what `model:` keys may name.
void describe_scenario(Keys& k, ScenarioConfig& c, const Models& models);

/// A scenario as it came from its file: the settings and what identifies them.
class Scenario {
public:
    Scenario(ScenarioConfig config, YamlTree tree, std::string resolved, std::uint64_t hash)
        : config_{std::move(config)}, tree_{std::move(tree)}, resolved_{std::move(resolved)}, hash_{hash} {}

    const ScenarioConfig& config() const { return config_; }
    ScenarioConfig& config() { return config_; }
    const std::string& name() const { return config_.name; }
    std::uint64_t seed() const { return static_cast<std::uint64_t>(config_.seed); }
    /// The scenario as one YAML text, with extends, includes and overrides applied.
    const std::string& resolved() const { return resolved_; }
    /// Of the resolved text, the catalogue and every data file named.
    std::uint64_t hash() const { return hash_; }

    /// Where the value at a path such as "hall.blocks[1].racks[0].rack" was written, or the nearest
    /// mapping above it.
    Where where(std::string_view path) const { return nearest_node(tree_.root, path).at.where(); }

private:
    ScenarioConfig config_;
    YamlTree tree_;  // with the catalogue: for places
    std::string resolved_;
    std::uint64_t hash_;
};

}  // namespace datahall

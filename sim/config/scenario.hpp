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
#include "datahall/model/placement.hpp"
#include "datahall/model/registry.hpp"
#include "datahall/model/scheduler.hpp"
#include "datahall/model/sharing.hpp"
#include "datahall/model/work_class.hpp"
#include "datahall/model/workload.hpp"
#include "datahall/price.hpp"

#include "sim/config/design_config.hpp"
#include "sim/config/job_rules.hpp"
#include "sim/config/limits_config.hpp"
#include "sim/config/partition_config.hpp"
#include "sim/config/power_saving.hpp"
#include "sim/config/reservation_config.hpp"
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
    Named<BatteryType> batteries;
    Named<BreakerType> breakers;
    Named<DeviceRates> devices;
    Named<WorkClass> work;
    Named<SwitchType> switches;
    Named<CableFamily> cables;
    Named<Price> prices;
};

/// Which part of its nodes a cluster schedules.
enum class NodePool : std::uint8_t { devices, hosts };

/// Whether jobs share nodes.
enum class Tenancy : std::uint8_t { shared, exclusive };

struct ClusterConfig {
    std::string name;
    std::string node;
    NodePool pool = NodePool::devices;
    Tenancy tenancy = Tenancy::shared;
    std::vector<PartitionConfig> partitions;  // empty: one queue for all nodes
    std::unique_ptr<JobScheduler> scheduler;
    std::unique_ptr<PlacementPolicy> placement;  // or
    std::unique_ptr<SharingPolicy> sharing;      // of nodes, down to parts of a GPU
    std::unique_ptr<Workload> workload;          // null: idles
    std::optional<PreemptionRule> preemption;
    NodeLossRule node_loss;
    std::vector<MaintenanceWindow> maintenance;
    std::optional<PowerSavingRule> power_saving;
    std::vector<double> clock_steps;  // falling, over the nominal clock
    std::vector<ReservationConfig> reservations;
    LimitsConfig limits;
};

/// One source of jobs that any hall may be asked to serve.
struct DemandStream {
    std::string name;
    std::unique_ptr<Workload> workload;
    std::string cluster;        // empty: the first cluster that the work class may run on
    std::string partition;      // of its jobs; empty: the one that each names
    std::int64_t priority = 0;  // its jobs queue in front of those of lower priority
};

/// Whether figures of waits and slowdowns leave out the jobs at both ends, as archives of job logs do.
enum class JobTrim : std::uint8_t { none, archive };

/// Whether jobs come when they come, or whenever there is room for them.
enum class DemandView : std::uint8_t { offered, saturated };

/// What fails for a while: a cooling plant, a bus of the power chain, a switch or cable of the fabric.
enum class FaultPart : std::uint8_t { air_cooling, liquid_cooling, power, fabric };
/// What of a cooling plant fails: a share of all that it moves, some of its units, some of the units in the
/// hall.
enum class CoolingPart : std::uint8_t { capacity, chillers, outdoor_units, pumps, terminal_units };
struct FaultConfig {
    std::string name;
    FaultPart part = FaultPart::power;
    CoolingPart component = CoolingPart::capacity;
    std::string zone;                   // of terminal units; empty: all
    std::string element;                // of the power chain, or utility; of the fabric: spine-3, leaf-0:33
    std::optional<std::int64_t> units;  // of it; absent: all
    Seconds at;                         // after the start
    std::optional<Seconds> duration;    // until it is repaired; absent: it stays so
    double lost = 1.0;
};

/// The part of a plant that is counted in units; nothing for shares.
constexpr std::optional<PlantPart> plant_part(CoolingPart component) {
    switch (component) {
        case CoolingPart::chillers:
            return PlantPart::chillers;
        case CoolingPart::outdoor_units:
            return PlantPart::outdoor_units;
        case CoolingPart::pumps:
            return PlantPart::pumps;
        default:
            return std::nullopt;
    }
}

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
    JobTrim trim = JobTrim::none;
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

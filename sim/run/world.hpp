// Everything that changes during a run, and the order in which an instant comes to rest.
//
// Settle, once an instant and in this order: device speeds -> jobs and placement -> traffic -> nodes -> power
// tree -> heat.  Handlers before it only change state and mark what is dirty.  A plant's answer to new heat
// is a later event, and temperatures move no faster than time, so one pass is enough.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "datahall/event_queue.hpp"
#include "datahall/facility.hpp"

#include "sim/config/scenario.hpp"
#include "sim/metrics/load_profile.hpp"
#include "sim/run/heat/heat_flow.hpp"
#include "sim/run/heat/rack_inlets.hpp"
#include "sim/run/jobs/cluster.hpp"
#include "sim/run/jobs/node_table.hpp"
#include "sim/run/power/power_caps.hpp"
#include "sim/run/power/power_flow.hpp"
#include "sim/run/power/site_power.hpp"
#include "sim/run/power/supply.hpp"
#include "sim/run/power/swings.hpp"
#include "sim/run/site_signals.hpp"
#include "sim/run/totals.hpp"

namespace datahall {

enum class AuditEvery : std::uint8_t { run, instant };

class World final : private SupplyHost {
public:
    /// `jobs` is new; it takes what is left of the jobs, and outlives the world.
    World(const ScenarioConfig& scenario, const Facility& facility, AuditEvery audit, JobStore& jobs,
          QueueKind queue = QueueKind::ladder);
    World(const World&) = delete;

    /// Posts the first events of everything; `seed` and `replication` name the random streams.
    void start(std::uint64_t seed, std::uint64_t replication, Instant horizon);

    EventQueue& queue() { return queue_; }
    const EventQueue& queue() const { return queue_; }
    const PowerFlow& power() const { return power_; }
    /// The load at the utility meter since counting began.
    const LoadProfile& load() const { return load_; }
    const NodeTable& nodes() const { return nodes_; }
    const HeatFlow& heat() const { return heat_; }
    const RackInlets& inlets() const { return inlets_; }
    const Supply& supply() const { return supply_; }
    const SitePower& site() const { return site_; }
    /// What the grid's energy emits and costs.
    const SiteSignals& signals() const { return signals_; }
    /// Null if power may rise as it likes.
    const RampLimit* ramp() const { return ramp_ ? &*ramp_ : nullptr; }
    /// Null if no class of work swings.
    const Swings* swings() const { return swings_ ? &*swings_ : nullptr; }
    /// Null if no job talks over the fabric.
    const Traffic* traffic() const { return traffic_ ? &*traffic_ : nullptr; }
    const std::vector<std::unique_ptr<Cluster>>& clusters() const { return clusters_; }
    const ScenarioConfig& scenario() const { return scenario_; }
    const Facility& facility() const { return facility_; }
    std::uint64_t audited_instants() const { return audited_; }
    /// What had been added up when counting began.
    const Totals& counted_from() const { return counted_from_; }
    /// Results count from `at` on, the end of the warm-up.  REQUIRES: nothing happens between now and then.
    void begin_counting(Instant at);

    /// After the run: writes down the jobs that are left.
    void close_logs();

    /// The settle hook.
    void settle();

    // Handlers; `fault` counts from 0 in the scenario.
    void fail(std::uint64_t fault);
    void repair(std::uint64_t fault);
    void look_again(std::uint64_t);
    void route_again(std::uint64_t);

private:
    void add_clusters();
    void add_streams();
    StreamParts stream_of(const std::string& name, const std::string& path, Workload& workload) const;
    Cluster& cluster_for(const DemandStream& stream) const;
    void post_faults();
    void set_cooling_faults(const FaultConfig& changed);
    void set_fabric_faults();
    void settle_traffic();
    void follow_temperatures();
    void settle_heat();
    enum class Lack : std::uint8_t { power = 1, cold = 2 };
    std::vector<std::uint32_t> lose_racks(std::span<const std::uint32_t> racks, Lack lack);
    std::vector<std::uint32_t> regain_racks(std::span<const std::uint32_t> racks, Lack lack);
    std::size_t stop_nodes(std::span<const std::uint32_t> racks);  // how many jobs were on them
    void start_nodes(std::span<const std::uint32_t> racks);
    void start_jobs();
    bool has_waves() const;
    void settle_ramp();
    void settle_chain();
    void settle_power();
    void racks_lost(std::span<const std::uint32_t> racks) override;
    void racks_back(std::span<const std::uint32_t> racks) override;
    void cords_changed(std::uint32_t rack, std::uint32_t live, std::uint32_t all) override;
    void drive_lost(PlantDrive drive) override { heat_.stop_drive(drive); }
    void drive_back(PlantDrive drive) override { heat_.restart_drive(drive); }
    void draw_plants();
    std::vector<NodeDraw> read_draws(std::uint32_t by, std::span<const std::uint32_t> racks) override;
    std::vector<JobDraw> read_jobs(std::span<const std::uint32_t> racks) override;
    void limit_node(std::uint32_t by, std::uint32_t node, std::int64_t uw) override;
    void stop_job(std::uint32_t cluster, std::uint32_t job) override { clusters_[cluster]->shed(job); }
    void bar_starts(std::uint32_t element, std::int64_t above_uw) override {
        caps_.set_bar(element, above_uw);
        for (const auto& cluster : clusters_) cluster->wake(0);
    }
    std::vector<std::uint32_t> nodes_of(const Cluster& cluster, std::span<const std::uint32_t> racks) const;

    const ScenarioConfig& scenario_;
    const Facility& facility_;
    AuditEvery audit_;
    JobStore& jobs_;
    std::uint64_t audited_ = 0;
    EventQueue queue_;
    PowerFlow power_;
    LoadProfile load_;
    SiteSignals signals_;
    NodeTable nodes_;
    std::optional<RampLimit> ramp_;
    PowerCaps caps_;
    HeatFlow heat_;
    Supply supply_;
    SitePower site_;
    std::optional<Swings> swings_;
    std::optional<Traffic> traffic_;
    std::vector<std::vector<std::uint32_t>> zones_of_nodes_;  // by cluster
    std::vector<std::unique_ptr<Cluster>> clusters_;
    std::vector<bool> failed_;         // by fault
    std::vector<std::uint8_t> lacks_;  // of racks whose nodes are off: Lack, as bits
    bool has_failed_ = false;          // any
    RackInlets inlets_;
    Timer next_look_;  // for jobs that the ramp holds
    Totals counted_from_;
};

}  // namespace datahall

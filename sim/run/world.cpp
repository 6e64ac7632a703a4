#include "sim/run/world.hpp"

#include <algorithm>

#include "sim/build/power/loss.hpp"
#include "sim/run/audits.hpp"

namespace datahall {
namespace {

bool may_shed(const ScenarioConfig& s) {
    return std::ranges::any_of(s.power.capping,
                               [](const CappingConfig& c) { return c.shed_after.has_value(); });
}

std::optional<RampLimit> ramp_of(const ScenarioConfig& s) {
    const auto& rule = s.power.ramp_limit;
    if (!rule) return std::nullopt;
    return RampLimit{as_microwatts(rule->rise), as_nanoseconds(rule->within)};
}

}  // namespace

World::World(const ScenarioConfig& scenario, const Facility& facility, AuditEvery audit, JobStore& jobs,
             QueueKind queue)
    : scenario_{scenario},
      facility_{facility},
      audit_{audit},
      jobs_{jobs},
      queue_{queue},
      power_{facility},
      load_{scenario.start},
      signals_{scenario},
      nodes_{facility, power_},
      ramp_{ramp_of(scenario)},
      caps_{facility, nodes_, power_, may_shed(scenario), ramp_ ? &*ramp_ : nullptr},
      heat_{scenario, facility, queue_},
      supply_{scenario, facility, power_, queue_, *this},
      site_{scenario.power, power_, queue_},
      failed_(scenario.faults.size()),
      lacks_(facility.racks.size()),
      inlets_{scenario.cooling, facility} {
    if (has_waves()) swings_.emplace(scenario.power.swings, facility, nodes_, power_);
    if (Traffic::is_needed(scenario, facility)) traffic_.emplace(scenario, facility);
    add_clusters();
    add_streams();
    counted_from_ = read_totals(*this, {});
    queue_.on_settle<&World::settle>(*this);
}

void World::add_clusters() {
    for (const ClusterRow& row : facility_.clusters) {
        auto& zones = zones_of_nodes_.emplace_back();
        for (const std::uint32_t node : row.nodes)
            zones.push_back(facility_.zone_of_rack[facility_.rack_of_node[node]]);
    }
    for (std::size_t c = 0; c < facility_.clusters.size(); ++c) {
        const ClusterConfig& config = scenario_.clusters[c];
        const ClusterRow& row = facility_.clusters[c];
        const ClusterParts parts{.number = static_cast<std::uint32_t>(c),
                                 .row = &row,
                                 .type = &facility_.node_types[row.node_type],
                                 .device = &scenario_.catalogue.devices.find(row.device)->second,
                                 .scheduler = config.scheduler.get(),
                                 .placement = config.placement.get(),
                                 .limits = &config.limits,
                                 .view = scenario_.view,
                                 .preemption = config.preemption ? &*config.preemption : nullptr,
                                 .maintenance = config.maintenance,
                                 .reservations = config.reservations,
                                 .node_loss = config.node_loss,
                                 .power_saving = config.power_saving ? &*config.power_saving : nullptr,
                                 .caps = caps_.hold() ? &caps_ : nullptr,
                                 .swings = swings_ ? &*swings_ : nullptr,
                                 .traffic = traffic_ ? &*traffic_ : nullptr,
                                 .sharing = config.sharing.get(),
                                 .clock_steps = config.clock_steps,
                                 .tenancy = config.tenancy,
                                 .partitions = config.partitions,
                                 .zone_of_node = zones_of_nodes_[c],
                                 .zones = facility_.zones.size(),
                                 .log = &jobs_.add_log(),
                                 .forget = jobs_.forget()};
        clusters_.push_back(std::make_unique<Cluster>(parts, queue_, nodes_));
    }
}

bool World::has_waves() const {
    const auto swings = [this](const std::unique_ptr<Workload>& workload) {
        return workload && scenario_.catalogue.work.find(workload->work_class())->second.wave;
    };
    return std::ranges::any_of(scenario_.clusters, swings, &ClusterConfig::workload) ||
           std::ranges::any_of(scenario_.demand, swings, &DemandStream::workload);
}

// A cluster's own workload, then the streams of the demand.
void World::add_streams() {
    for (std::size_t c = 0; c < clusters_.size(); ++c) {
        const ClusterConfig& config = scenario_.clusters[c];
        if (!config.workload) continue;
        clusters_[c]->serve(stream_of(config.name, "clusters/" + config.name, *config.workload));
    }
    for (const DemandStream& stream : scenario_.demand) {
        StreamParts parts = stream_of(stream.name, "demand/" + stream.name, *stream.workload);
        parts.priority = static_cast<std::int32_t>(stream.priority);
        parts.partition = stream.partition;
        cluster_for(stream).serve(std::move(parts));
    }
}

StreamParts World::stream_of(const std::string& name, const std::string& path, Workload& workload) const {
    const Catalogue& catalogue = scenario_.catalogue;
    StreamParts parts{.name = name, .path = path, .workload = &workload};
    parts.work = &catalogue.work.find(workload.work_class())->second;
    parts.reference = &catalogue.devices.find(parts.work->reference)->second;
    return parts;
}

// The first cluster that can run its class; if none can, the first says so for each job.
Cluster& World::cluster_for(const DemandStream& stream) const {
    const auto serves = [&](const std::unique_ptr<Cluster>& cluster) {
        if (!stream.cluster.empty()) return cluster->name() == stream.cluster;
        const Catalogue& catalogue = scenario_.catalogue;
        const WorkClass& work = catalogue.work.find(stream.workload->work_class())->second;
        return JobStream::runs_on(work, catalogue.devices.find(cluster->row().device)->second);
    };
    const auto found = std::ranges::find_if(clusters_, serves);
    return found == clusters_.end() ? *clusters_.front() : **found;
}

void World::start(std::uint64_t seed, std::uint64_t replication, Instant horizon) {
    heat_.start();
    supply_.start(seed, replication);
    for (const auto& cluster : clusters_) {
        cluster->start({.start = scenario_.start,
                        .horizon_ns = horizon.ns,
                        .seed = seed,
                        .replication = replication,
                        .path = {}});
    }
    post_faults();
    queue_.mark_dirty("start");
}

void World::post_faults() {
    for (std::size_t f = 0; f < scenario_.faults.size(); ++f) {
        const Instant at = Instant{} + scenario_.faults[f].at;
        queue_.post<&World::fail>(at, *this, f);
        const auto& duration = scenario_.faults[f].duration;
        if (duration) queue_.post<&World::repair>(at + *duration, *this, f);
    }
}

void World::fail(std::uint64_t fault) {
    const FaultConfig& config = scenario_.faults[fault];
    if (!has_failed_) heat_.watch_from_here();
    has_failed_ = true;
    failed_[fault] = true;
    if (config.part == FaultPart::power) {
        supply_.fail(config);
        return queue_.mark_dirty("faults");
    }
    if (config.part == FaultPart::fabric) return set_fabric_faults();
    set_cooling_faults(config);
}

void World::repair(std::uint64_t fault) {
    const FaultConfig& config = scenario_.faults[fault];
    failed_[fault] = false;
    if (config.part == FaultPart::power) {
        supply_.repair(config);
        return queue_.mark_dirty("faults");
    }
    if (config.part == FaultPart::fabric) return set_fabric_faults();
    set_cooling_faults(config);
}

// Faults that overlap add up: shares of what the others leave, units one by one.
void World::set_cooling_faults(const FaultConfig& changed) {
    const std::size_t circuit = changed.part == FaultPart::air_cooling ? 0 : 1;
    const auto active = [&](const std::string& zone, const auto& each) {
        for (std::size_t f = 0; f < failed_.size(); ++f) {
            const FaultConfig& fault = scenario_.faults[f];
            const bool is_same = fault.part == changed.part && fault.component == changed.component &&
                                 (fault.zone.empty() || fault.zone == zone);
            if (failed_[f] && is_same) each(fault);
        }
    };
    if (const auto part = plant_part(changed.component)) {
        const std::int64_t all = scenario_.cooling.plant(circuit)->units(*part);
        std::int64_t out = 0;
        active("", [&](const FaultConfig& fault) { out += fault.units.value_or(all); });
        return heat_.set_out(circuit, *part, static_cast<int>(std::min(out, all)));
    }
    const auto left = [&](const std::string& zone) {
        double share = 1.0;
        active(zone, [&](const FaultConfig& fault) { share *= 1.0 - fault.lost; });
        return share;
    };
    if (changed.component == CoolingPart::capacity) return heat_.set_lost(circuit, 1.0 - left(""));
    std::vector<double> shares;
    for (const ZoneRow& zone : facility_.zones) shares.push_back(left(zone.name));
    heat_.set_units_left(circuit, shares);
}

// At once the cables carry what is left of them; the routes follow once the subnet manager has swept.
void World::set_fabric_faults() {
    if (!traffic_) return;
    std::vector<LostPart> lost;
    for (std::size_t f = 0; f < failed_.size(); ++f) {
        const FaultConfig& fault = scenario_.faults[f];
        if (failed_[f] && fault.part == FaultPart::fabric) lost.push_back({fault.element, fault.lost});
    }
    traffic_->set_lost(lost);
    queue_.post<&World::route_again>(queue_.now() + scenario_.fabric->reroute_delay, *this);
    queue_.mark_dirty("faults");
}

void World::route_again(std::uint64_t) {
    traffic_->route_again();
    queue_.mark_dirty("routes");
}

void World::settle_traffic() {
    if (!traffic_ || !traffic_->is_dirty()) return;
    for (const TrafficPace& p : traffic_->settle(queue_.now()))
        clusters_[p.cluster]->set_traffic_pace(p.slot, p.pace);
}

void World::draw_plants() {
    for (const PlantDrive drive : {PlantDrive::fans, PlantDrive::pumps, PlantDrive::machines})
        power_.set_mechanical(drive, heat_.plant_uw(drive));
}

// What inlets make of devices and nodes: slower, thirstier, off.
void World::follow_temperatures() {
    std::vector<std::uint32_t> zones = heat_.take_changed(0);
    for (const std::uint32_t z : zones) nodes_.set_fans(z, heat_.node_fans(z));
    for (const std::uint32_t z : heat_.take_changed(1)) zones.push_back(z);
    for (const auto& cluster : clusters_) {
        const bool is_wet = facility_.node_types[cluster->row().node_type].liquid_share > 0;
        for (const std::uint32_t z : zones) cluster->set_speed(z, heat_.speed(z, is_wet));
    }
    for (const HeatFlow::Switch& s : heat_.take_switched()) {
        const auto& racks = facility_.zones[s.zone].racks;
        if (s.off) {
            stop_nodes(lose_racks(racks, Lack::cold));
        } else {
            start_nodes(regain_racks(racks, Lack::cold));
        }
    }
}

// Of these racks, those whose nodes have run so far.
std::vector<std::uint32_t> World::lose_racks(std::span<const std::uint32_t> racks, Lack lack) {
    std::vector<std::uint32_t> lost;
    for (const std::uint32_t r : racks) {
        if (lacks_[r] == 0) lost.push_back(r);
        lacks_[r] |= static_cast<std::uint8_t>(lack);
    }
    return lost;
}

// Of these racks, those that lack nothing else.
std::vector<std::uint32_t> World::regain_racks(std::span<const std::uint32_t> racks, Lack lack) {
    std::vector<std::uint32_t> regained;
    for (const std::uint32_t r : racks) {
        if (lacks_[r] == 0) continue;
        lacks_[r] &= static_cast<std::uint8_t>(~static_cast<unsigned>(lack));
        if (lacks_[r] == 0) regained.push_back(r);
    }
    return regained;
}

void World::begin_counting(Instant at) {
    counted_from_ = read_totals(*this, at);
    power_.restart(at);
    load_.restart(at);
    if (ramp_) ramp_->restart();
    heat_.begin_counting(at);
    inlets_.restart();
    if (swings_) swings_->begin_counting(at);
    if (traffic_) traffic_->begin_counting(at);
}

void World::close_logs() {
    std::uint32_t stream = 0;
    for (std::uint32_t c = 0; c < clusters_.size(); ++c) {
        Cluster& cluster = *clusters_[c];
        cluster.close_log();
        jobs_.describe(
            {.number = c, .first_stream = stream, .parts = static_cast<double>(cluster.row().parts)});
        stream += static_cast<std::uint32_t>(cluster.streams().size());
    }
}

// Where a job lacks power, any change may have made some: of cooling, of speeds, of jobs elsewhere.
void World::start_jobs() {
    for (const auto& cluster : clusters_) {
        if (cluster->is_dirty() || cluster->waits_for_power()) cluster->settle();
    }
}

// What acts in the power chain only opens and takes over within an instant, so a few rounds are enough.
// Power caps may have settled the tree before: then its changes are still to be told.
void World::settle_chain() {
    constexpr int most_rounds = 64;
    for (int round = 0; nodes_.is_dirty() || power_.is_dirty() || power_.has_changes(); ++round) {
        if (round == most_rounds) throw SettleLoop{"the power chain did not come to rest within an instant"};
        if (nodes_.is_dirty()) nodes_.settle(queue_.now());
        if (power_.is_dirty()) power_.settle(queue_.now());
        supply_.settle();
        site_.settle();
        draw_plants();
    }
}

// What swings is measured on the tree at rest, and the store's loss follows from it.  Meanwhile that is
// nothing, so that the highest power is one that was.
void World::settle_power() {
    if (swings_ && swings_->is_dirty()) power_.set_store_loss(0);
    settle_chain();
    if (!swings_ || !swings_->is_dirty()) return;
    swings_->settle(queue_.now());
    power_.set_store_loss(swings_->level().store_loss);
    settle_chain();
}

// Of a cluster, those that stand in these racks; rising.
std::vector<std::uint32_t> World::nodes_of(const Cluster& cluster,
                                           std::span<const std::uint32_t> racks) const {
    std::vector<std::uint32_t> found;
    const std::vector<std::uint32_t>& nodes = cluster.row().nodes;
    for (const std::uint32_t r : racks) {
        const Rack& rack = facility_.racks[r];
        auto at = std::ranges::lower_bound(nodes, rack.first_node);
        for (; at != nodes.end() && *at < rack.first_node + rack.nodes; ++at)
            found.push_back(static_cast<std::uint32_t>(at - nodes.begin()));
    }
    return found;
}

std::size_t World::stop_nodes(std::span<const std::uint32_t> racks) {
    std::size_t jobs = 0;
    for (const auto& cluster : clusters_) {
        const std::vector<std::uint32_t> nodes = nodes_of(*cluster, racks);
        if (!nodes.empty()) jobs += cluster->lose_nodes(nodes);
    }
    for (const std::uint32_t r : racks) {
        const Rack& rack = facility_.racks[r];
        for (std::uint32_t n = 0; n < rack.nodes; ++n) nodes_.fix_power(rack.first_node + n, 0);
    }
    return jobs;
}

void World::start_nodes(std::span<const std::uint32_t> racks) {
    for (const std::uint32_t r : racks) {
        const Rack& rack = facility_.racks[r];
        for (std::uint32_t n = 0; n < rack.nodes; ++n) nodes_.fix_power(rack.first_node + n, -1);
    }
    for (const auto& cluster : clusters_) {
        const std::vector<std::uint32_t> nodes = nodes_of(*cluster, racks);
        if (!nodes.empty()) cluster->regain_nodes(nodes);
    }
}

void World::racks_lost(std::span<const std::uint32_t> racks) {
    for (const std::uint32_t r : racks) power_.change_rack(r, -as_microwatts(facility_.racks[r].constant));
    const std::size_t jobs = stop_nodes(lose_racks(racks, Lack::power));
    if (jobs > 0) supply_.log().note(no_index, PowerHappened::jobs_stopped, static_cast<double>(jobs));
}

void World::racks_back(std::span<const std::uint32_t> racks) {
    for (const std::uint32_t r : racks) power_.change_rack(r, as_microwatts(facility_.racks[r].constant));
    start_nodes(regain_racks(racks, Lack::power));
}

// Power supplies share a node's load, and are spread over the cords: what is left of them limits it.  Their
// ratings are taken at the inlet, which is on the safe side by their losses.
void World::cords_changed(std::uint32_t r, std::uint32_t live, std::uint32_t all) {
    const Rack& rack = facility_.racks[r];
    if (rack.node_type == no_index || live == 0) return;
    const NodeTypeRow& type = facility_.node_types[rack.node_type];
    const auto& supply = scenario_.catalogue.nodes.find(type.name)->second.supply;
    if (!supply) return;
    const std::int64_t units = supply->units * live / all;  // whole ones
    const bool is_whole = live == all;
    const std::int64_t uw =
        is_whole ? NodeLimits::none : as_microwatts(supply->rating * static_cast<double>(units));
    for (std::uint32_t n = rack.first_node; n < rack.first_node + rack.nodes; ++n) {
        limit_node(NodeLimits::by_supplies, n, uw);
        nodes_.set_cords(n, live, all);
    }
}

// Of the cluster that schedules its devices.
void World::limit_node(std::uint32_t by, std::uint32_t node, std::int64_t uw) {
    for (const auto& cluster : clusters_) {
        if (cluster->row().hosts) continue;
        const std::vector<std::uint32_t>& nodes = cluster->row().nodes;
        const auto at = std::ranges::lower_bound(nodes, node);
        if (at == nodes.end() || *at != node) continue;
        cluster->limit_node(by, static_cast<std::uint32_t>(at - nodes.begin()), uw);
    }
}

std::vector<NodeDraw> World::read_draws(std::uint32_t by, std::span<const std::uint32_t> racks) {
    std::vector<NodeDraw> draws;
    for (const auto& cluster : clusters_) {
        if (!cluster->row().hosts) cluster->read_draws(by, nodes_of(*cluster, racks), draws);
    }
    return draws;
}

std::vector<JobDraw> World::read_jobs(std::span<const std::uint32_t> racks) {
    std::vector<JobDraw> draws;
    for (const auto& cluster : clusters_) cluster->read_jobs(nodes_of(*cluster, racks), draws);
    return draws;
}

// Jobs that power holds back are looked at again when time alone lets it rise further.
void World::settle_ramp() {
    if (!ramp_) return;
    const Instant now = queue_.now();
    ramp_->set(now, power_.utility().level());
    const bool waits = std::ranges::any_of(clusters_, &Cluster::waits_for_power);
    next_look_.set<&World::look_again>(queue_, waits ? ramp_->rises(now) : kNever, *this, 0);
}

void World::look_again(std::uint64_t) {
    next_look_.ring();
    queue_.mark_dirty("ramp limit");
}

void World::settle_heat() {
    for (const std::uint32_t z : power_.take_touched_zones()) {
        const std::int64_t liquid = nodes_.liquid_heat_uw(z);
        heat_.set_rack_heat(z, power_.zone_uw(z) - liquid, liquid);
        if (inlets_.differ()) heat_.set_hot_spot(z, inlets_.hot_spot(z, power_));
    }
    heat_.set_losses(power_.heat_to_hall_uw());
    heat_.settle();
}

void World::settle() {
    follow_temperatures();
    draw_plants();
    site_.set_weather(heat_.weather());
    start_jobs();
    settle_traffic();
    settle_power();
    supply_.decide();
    load_.set(queue_.now(), power_.utility().level());
    signals_.set(queue_.now(), power_.utility().level());
    settle_ramp();
    nodes_.set_overhead(queue_.now(), power_.supplied_uw() - nodes_.nodes().level());
    settle_heat();
    if (audit_ == AuditEvery::instant) {
        audit_instant(*this);
        ++audited_;
    }
}

}  // namespace datahall

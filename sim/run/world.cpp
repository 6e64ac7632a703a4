#include "sim/run/world.hpp"

#include "sim/run/audits.hpp"

namespace datahall {

World::World(const ScenarioConfig& scenario, const Facility& facility, AuditEvery audit)
    : scenario_{scenario},
      facility_{facility},
      audit_{audit},
      power_{facility},
      nodes_{facility, power_},
      heat_{scenario, facility, queue_} {
    for (std::size_t c = 0; c < facility.clusters.size(); ++c) {
        const ClusterParts parts = parts_of(scenario.clusters[c], facility.clusters[c]);
        clusters_.push_back(std::make_unique<Cluster>(parts, static_cast<std::uint32_t>(c), queue_, nodes_));
    }
    queue_.on_settle<&World::settle>(*this);
}

ClusterParts World::parts_of(const ClusterConfig& config, const ClusterRow& row) const {
    const Catalogue& catalogue = scenario_.catalogue;
    ClusterParts parts{.row = &row, .type = &facility_.node_types[row.node_type], .config = &config};
    parts.device = &catalogue.devices.find(parts.type->device)->second;
    if (config.workload) {
        parts.work = &catalogue.work.find(config.workload->work_class())->second;
        parts.reference = &catalogue.devices.find(parts.work->reference)->second;
    }
    return parts;
}

void World::start(std::uint64_t seed, std::uint64_t replication, Instant horizon) {
    heat_.start();
    for (const auto& cluster : clusters_) {
        cluster->start({.start = scenario_.start,
                        .horizon_ns = horizon.ns,
                        .seed = seed,
                        .replication = replication,
                        .path = "clusters/" + cluster->name()});
    }
    queue_.mark_dirty("start");
}

void World::settle() {
    for (const auto& cluster : clusters_) {
        if (cluster->is_dirty()) cluster->settle();
    }
    if (nodes_.is_dirty()) nodes_.settle(queue_.now());
    power_.set_mechanical(heat_.plant_uw());
    if (power_.is_dirty()) power_.settle(queue_.now());

    const std::int64_t liquid = nodes_.liquid_heat_uw();
    heat_.set_heat(power_.it().level() - liquid + power_.heat_to_hall_uw(), liquid);
    if (audit_ == AuditEvery::instant) {
        audit_instant(*this);
        ++audited_;
    }
}

}  // namespace datahall

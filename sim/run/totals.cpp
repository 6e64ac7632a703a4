#include "sim/run/totals.hpp"

#include "sim/run/jobs/cluster_sharing.hpp"
#include "sim/run/world.hpp"

namespace datahall {
namespace {

CircuitTotals read_circuit(const Circuit& c, Instant now) {
    const PlantMeters& p = c.meters();
    return {.heat = c.total_heat(now),
            .moved = c.total_moved(now),
            .fans = p.fans.total(now),
            .pumps = p.pumps.total(now),
            .compressors = p.compressors.total(now),
            .outdoors = p.outdoors.total(now),
            .free_cooling = p.free_cooling.total(now),
            .reused = p.reused.total(now),
            .units = p.units.total(now),
            .economizer = p.economizer.total(now),
            .above_alarm = c.zones_above(Circuit::recommended).total(now),
            .above_class = c.zones_above(Circuit::allowable).total(now),
            .above_low = c.zones_above(Circuit::recommended_low).total(now),
            .too_warm_water = p.too_warm_water.total(now),
            .too_dry = p.too_dry.total(now),
            .too_humid = p.too_humid.total(now),
            .taken_j = c.loop().taken(now),
            .mode_changes = c.supervisor().mode_changes(),
            .starts = c.supervisor().starts(),
            .above_alarm_ns = c.above(Circuit::recommended).total_ns(now),
            .above_class_ns = c.above(Circuit::allowable).total_ns(now),
            .slowed_ns = c.slowed().total_ns(now)};
}

ClusterTotals read_cluster(const Cluster& c, Instant now) {
    ClusterTotals t{.jobs = c.jobs().arrived(),
                    .busy = c.busy().total(now),
                    .queued = c.queue_length().total(now),
                    .unmet = c.unmet().total(now),
                    .out = c.out_of_service().total(now),
                    .reserved = c.reservations().units.total(now),
                    .reserved_idle = c.reservations().idle.total(now),
                    .unused = c.unused().total(now),
                    .stranded = c.stranded().total(now),
                    .streams = {},
                    .partitions = {}};
    if (c.shared() != nullptr) t.unusable = c.shared()->unusable_meter().total(now);
    if (const Sleepers* const sleepers = c.sleepers()) {
        t.transition = sleepers->units().total(now);
        t.asleep = sleepers->asleep().total(now);
        t.boots = sleepers->boots();
    }
    for (std::size_t s = 0; s < c.streams().size(); ++s) {
        t.streams.push_back(c.book(s, now));
        t.streams.back() /= work_parts(c.shared());
    }
    for (std::uint32_t i = 0; i < c.partitions().count(); ++i) {
        const Partition& p = c.partitions()[i];
        t.partitions.push_back({.busy = p.busy.total(now), .queued = p.waiting.total(now)});
    }
    return t;
}

void subtract(std::vector<Int128>& from, const std::vector<Int128>& what) {
    for (std::size_t i = 0; i < from.size(); ++i) from[i] -= what[i];
}

}  // namespace

CircuitTotals& CircuitTotals::operator-=(const CircuitTotals& o) {
    heat -= o.heat;
    moved -= o.moved;
    fans -= o.fans;
    pumps -= o.pumps;
    compressors -= o.compressors;
    outdoors -= o.outdoors;
    free_cooling -= o.free_cooling;
    reused -= o.reused;
    units -= o.units;
    economizer -= o.economizer;
    above_alarm -= o.above_alarm;
    above_class -= o.above_class;
    above_low -= o.above_low;
    too_warm_water -= o.too_warm_water;
    too_dry -= o.too_dry;
    too_humid -= o.too_humid;
    taken_j -= o.taken_j;
    mode_changes -= o.mode_changes;
    starts -= o.starts;
    above_alarm_ns -= o.above_alarm_ns;
    above_class_ns -= o.above_class_ns;
    slowed_ns -= o.slowed_ns;
    return *this;
}

Int128 Totals::all_losses() const {
    Int128 sum = 0;
    for (const Int128 level : losses) sum += level;
    return sum;
}

Totals read_totals(const World& w, Instant now) {
    const PowerFlow& p = w.power();
    Totals t{.at = now,
             .utility = p.utility().total(now),
             .it = p.it().total(now),
             .nodes = w.nodes().nodes().total(now),
             .idle = w.nodes().energy(NobodyAccount::idle, now),
             .maintenance = w.nodes().energy(NobodyAccount::maintenance, now),
             .transition = w.nodes().energy(NobodyAccount::transition, now),
             .mechanical = p.mechanical().total(now),
             .other = p.other().total(now),
             .fixed = p.fixed().total(now),
             .store_loss = p.store_loss().total(now),
             .sources = p.sources().total(now),
             .stores = p.stores().total(now),
             .charging = p.charging().total(now),
             .unfed = p.unfed().total(now),
             .solar = p.solar().total(now),
             .curtailed = p.curtailed().total(now),
             .site_given = p.site_given().total(now),
             .site_taken = p.site_taken().total(now),
             .unserved = w.supply().loads().unserved().total(now),
             .losses = {},
             .hall_losses = {},
             .passed = {},
             .given = {},
             .charged = {},
             .circuits = {},
             .water_kg = w.heat().water_kg(now),
             .signals = w.signals().total(now),
             .clusters = {}};
    for (std::size_t l = 0; l < p.levels(); ++l) t.losses.push_back(p.losses(l).total(now));
    for (std::size_t s = 0; s < p.stages().stages.size(); ++s) {
        t.hall_losses.push_back(p.hall_losses(s).total(now));
        t.given.push_back(p.given(s).total(now));
        t.charged.push_back(p.charged(s).total(now));
    }
    for (std::size_t l = 0; l < p.stages().links.size(); ++l) t.passed.push_back(p.passed(l).total(now));
    for (std::size_t c = 0; c < HeatFlow::circuits; ++c)
        t.circuits[c] = read_circuit(w.heat().circuit(c), now);
    for (const auto& cluster : w.clusters()) t.clusters.push_back(read_cluster(*cluster, now));
    return t;
}

Totals between(const Totals& a, Totals b) {
    b.at = Instant{b.at.ns - a.at.ns};
    b.utility -= a.utility;
    b.it -= a.it;
    b.nodes -= a.nodes;
    b.idle -= a.idle;
    b.maintenance -= a.maintenance;
    b.transition -= a.transition;
    b.mechanical -= a.mechanical;
    b.other -= a.other;
    b.fixed -= a.fixed;
    b.store_loss -= a.store_loss;
    b.sources -= a.sources;
    b.stores -= a.stores;
    b.charging -= a.charging;
    b.unfed -= a.unfed;
    b.solar -= a.solar;
    b.curtailed -= a.curtailed;
    b.site_given -= a.site_given;
    b.site_taken -= a.site_taken;
    b.unserved -= a.unserved;
    subtract(b.losses, a.losses);
    subtract(b.hall_losses, a.hall_losses);
    subtract(b.passed, a.passed);
    subtract(b.given, a.given);
    subtract(b.charged, a.charged);
    for (std::size_t c = 0; c < b.circuits.size(); ++c) b.circuits[c] -= a.circuits[c];
    b.water_kg -= a.water_kg;
    b.signals -= a.signals;
    for (std::size_t c = 0; c < b.clusters.size(); ++c) {
        b.clusters[c].jobs -= a.clusters[c].jobs;
        b.clusters[c].busy -= a.clusters[c].busy;
        b.clusters[c].queued -= a.clusters[c].queued;
        b.clusters[c].unmet -= a.clusters[c].unmet;
        b.clusters[c].out -= a.clusters[c].out;
        b.clusters[c].transition -= a.clusters[c].transition;
        b.clusters[c].asleep -= a.clusters[c].asleep;
        b.clusters[c].boots -= a.clusters[c].boots;
        b.clusters[c].reserved -= a.clusters[c].reserved;
        b.clusters[c].reserved_idle -= a.clusters[c].reserved_idle;
        b.clusters[c].unused -= a.clusters[c].unused;
        b.clusters[c].stranded -= a.clusters[c].stranded;
        b.clusters[c].unusable -= a.clusters[c].unusable;
        for (std::size_t s = 0; s < b.clusters[c].streams.size(); ++s) {
            b.clusters[c].streams[s] -= a.clusters[c].streams[s];
        }
        for (std::size_t p = 0; p < b.clusters[c].partitions.size(); ++p) {
            b.clusters[c].partitions[p].busy -= a.clusters[c].partitions[p].busy;
            b.clusters[c].partitions[p].queued -= a.clusters[c].partitions[p].queued;
        }
    }
    return b;
}

}  // namespace datahall

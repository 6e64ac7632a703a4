#include "sim/run/heat/heat_report.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/run/world.hpp"

namespace datahall {
namespace {

constexpr double seconds_per_ns = 1e-9;
constexpr double uwns_per_joule = 1e15;

Int128 as_energy(double joules) {
    return static_cast<Int128>(std::round(joules * uwns_per_joule));
}

ZoneReport zone_report(const World& w, std::size_t c, std::uint32_t z, double seconds) {
    const Circuit& circuit = w.heat().circuit(c);
    const Instant now = w.queue().now();
    const ZoneRow& row = w.facility().zones[z];
    const ZoneCounts counts = circuit.counts(z, now);
    ZoneReport r{.zone = row.name,
                 .circuit = HeatFlow::circuit_name(c),
                 .racks = static_cast<std::uint32_t>(row.racks.size()),
                 .design_w = row.design[c].si(),
                 .units_w = circuit.units_w(z),
                 .set_point_c = circuit.set_point(),
                 .heat = counts.heat,
                 .moved = counts.moved,
                 .mean_c = seconds > 0 ? counts.air_integral / seconds : circuit.set_point(),
                 .hottest_c = circuit.hottest(z, now),
                 .above_recommended_s = static_cast<double>(counts.above_recommended) * seconds_per_ns,
                 .above_allowable_s = static_cast<double>(counts.above_allowable) * seconds_per_ns};
    if (!circuit.has_plant()) return r;
    r.headroom_w = r.units_w - static_cast<double>(circuit.highest_heat_uw(z)) * 1e-6;
    r.stranded_w = std::max(r.units_w - r.design_w, 0.0);
    return r;
}

// Nodes and links of a diagram; what comes into a node goes out of it.
class HeatWays {
public:
    HeatWays(const World& w, const Totals& t) : w_{w}, t_{t} {}

    EnergyFlow draw() {
        const std::uint32_t racks = node("racks", "source");
        const std::uint32_t losses = node("power losses", "source");
        const std::uint32_t work = node("fans and pumps", "source");
        const std::uint32_t kept = node("stored", "use");
        outdoors_ = node("outdoors", "loss");
        for (std::size_t c = 0; c < HeatFlow::circuits; ++c) {
            const CircuitTotals& t = t_.circuits[c];
            if (t.heat == 0 && t.units == 0) continue;
            const std::uint32_t zone = node(c == 0 ? "hall air" : "coolant", "level");
            const Int128 lost = c == 0 ? hall_losses() : 0;
            link(racks, zone, t.heat - lost);
            link(losses, zone, lost);
            link(zone, kept, t.heat - t.moved);
            draw_plant(c, zone, work, kept);
        }
        return std::move(flow_);
    }

private:
    std::uint32_t node(std::string name, std::string kind) {
        flow_.nodes.push_back({std::move(name), std::move(kind)});
        return static_cast<std::uint32_t>(flow_.nodes.size() - 1);
    }
    // Heat that comes out of a store flows the other way.
    void link(std::uint32_t from, std::uint32_t to, Int128 energy) {
        if (energy > 0) flow_.links.push_back({from, to, energy});
    }
    Int128 hall_losses() const {
        Int128 sum = 0;
        for (const Int128 stage : t_.hall_losses) sum += stage;
        return sum;
    }

    void draw_plant(std::size_t c, std::uint32_t zone, std::uint32_t work, std::uint32_t kept) {
        const CircuitTotals& t = t_.circuits[c];
        const std::uint32_t water = node(c == 0 ? "air plant" : "liquid plant", "level");
        link(zone, water, std::min(t.moved, t.heat));
        link(work, water, t.units);
        const Int128 taken = as_energy(t.taken_j);
        const Int128 in = std::min(t.moved, t.heat) + t.units;
        const Int128 out = std::min(taken, in);
        link(water, kept, in - out);
        const Int128 reused = std::min(t.reused, out);
        const Int128 free = std::min(t.free_cooling, out - reused);
        if (reused > 0) link(water, node(c == 0 ? "reuse (air)" : "reuse (liquid)", "use"), reused);
        link(water, outdoors_, free);
        const Int128 chilled = out - reused - free;
        if (chilled <= 0) return;
        const std::uint32_t chillers = node(c == 0 ? "chillers (air)" : "chillers (liquid)", "level");
        link(water, chillers, chilled);
        if (t.compressors > 0)
            link(node(c == 0 ? "compressors (air)" : "compressors (liquid)", "source"), chillers, t.compressors);
        link(chillers, outdoors_, chilled + t.compressors);
    }

    const World& w_;
    const Totals& t_;
    EnergyFlow flow_;
    std::uint32_t outdoors_ = 0;
};

}  // namespace

HeatReport heat_report(const World& w, const Totals& window) {
    HeatReport report;
    const Facility& f = w.facility();
    const double seconds = static_cast<double>(window.at.ns) * seconds_per_ns;
    for (std::size_t c = 0; c < HeatFlow::circuits; ++c) {
        if (window.circuits[c].heat == 0 && !w.heat().circuit(c).has_plant()) continue;
        for (std::uint32_t z = 0; z < f.zones.size(); ++z)
            report.zones.push_back(zone_report(w, c, z, seconds));
    }
    for (std::uint32_t r = 0; r < f.racks.size(); ++r) {
        const std::uint32_t z = f.zone_of_rack[r];
        const Circuit& air = w.heat().circuit(0);
        const double mean = seconds > 0 ? air.counts(z, w.queue().now()).air_integral / seconds : air.set_point();
        const RackInlets& inlets = w.inlets();
        report.inlets.push_back({.rack = r,
                                 .zone = z,
                                 .mean_c = mean + inlets.above_zone(r, inlets.air_heat(r, w.power())),
                                 .hottest_c = air.hottest_air(z, w.queue().now()) + inlets.largest(r)});
    }
    report.recommended_c = w.scenario().cooling.recommended.degrees();
    report.allowable_c = w.scenario().cooling.allowable.degrees();
    report.flow = HeatWays{w, window}.draw();
    return report;
}

}  // namespace datahall

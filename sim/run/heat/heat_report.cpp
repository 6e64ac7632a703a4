#include "sim/run/heat/heat_report.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
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

// `out`, or `in` where the two differ by no more than closed forms round: then nothing was stored.
Int128 passed_on(Int128 in, Int128 out) {
    constexpr double share = 1e-9;
    constexpr double joule = 1.0;
    out = std::max(out, Int128{0});
    const double difference = std::fabs(static_cast<double>(in - out));
    return difference <= std::max(share * static_cast<double>(in), joule * uwns_per_joule) ? in : out;
}

// Nodes and links of a diagram; what comes into a level goes out of it, since what is stored closes its book.
class HeatWays {
public:
    explicit HeatWays(const Totals& t) : t_{t} {
        racks_ = node("racks", "source");
        losses_ = node("power losses", "source");
        units_ = node("fans and pumps", "source");
        given_ = node("from stores", "source");
        kept_ = node("stored", "use");
        outdoors_ = node("outdoors", "loss");
    }

    EnergyFlow draw() {
        for (std::size_t c = 0; c < HeatFlow::circuits; ++c) draw_circuit(c);
        order_nodes();
        return std::move(flow_);
    }

private:
    std::uint32_t node(std::string name, std::string kind) {
        flow_.nodes.push_back({std::move(name), std::move(kind)});
        return static_cast<std::uint32_t>(flow_.nodes.size() - 1);
    }
    void link(std::uint32_t from, std::uint32_t to, Int128 energy) {
        if (energy > 0) flow_.links.push_back({from, to, energy});
    }
    // What was stored before the window comes out of a store in it.
    void store(std::uint32_t level, Int128 kept) {
        link(level, kept_, kept);
        link(given_, level, -kept);
    }
    Int128 hall_losses() const {
        Int128 sum = 0;
        for (const Int128 stage : t_.hall_losses) sum += stage;
        return sum;
    }

    void draw_circuit(std::size_t c) {
        const CircuitTotals& t = t_.circuits[c];
        const std::uint32_t zones = node(c == 0 ? "hall air" : "coolant", "level");
        const Int128 lost = c == 0 ? hall_losses() : 0;
        link(racks_, zones, t.heat - lost);
        link(losses_, zones, lost);
        const Int128 moved = passed_on(t.heat, t.moved);
        store(zones, t.heat - moved);

        const std::uint32_t plant = node(c == 0 ? "air plant" : "liquid plant", "level");
        link(zones, plant, moved);
        link(units_, plant, t.units);
        const Int128 taken = passed_on(moved + t.units, as_energy(t.taken_j));
        store(plant, moved + t.units - taken);
        draw_plant(c, plant, taken);
    }

    // Free cooling is all that no compressor moves, so what is reused is part of it.  Its meter follows what
    // the plant was asked for: of a plant without compressors, all is free.
    void draw_plant(std::size_t c, std::uint32_t plant, Int128 taken) {
        const CircuitTotals& t = t_.circuits[c];
        const Int128 reused = std::clamp(t.reused, Int128{0}, taken);
        const Int128 rest = taken - reused;
        const Int128 free = t.compressors == 0 ? rest : std::clamp(t.free_cooling - reused, Int128{0}, rest);
        const Int128 chilled = rest - free;
        link(plant, node(c == 0 ? "reuse (air)" : "reuse (liquid)", "use"), reused);
        const std::uint32_t chillers = node(c == 0 ? "chillers (air)" : "chillers (liquid)", "level");
        link(plant, chillers, chilled);
        link(node(c == 0 ? "compressors (air)" : "compressors (liquid)", "source"), chillers, t.compressors);
        link(chillers, outdoors_, chilled + t.compressors);
        link(plant, outdoors_, free);  // below what chillers cool, in a picture
    }

    // Sources, levels, uses, losses; none that nothing flows through.
    void order_nodes() {
        std::vector<std::uint32_t> now(flow_.nodes.size(), no_index);
        for (const EnergyLink& l : flow_.links) now[l.from] = now[l.to] = 0;
        std::vector<EnergyNode> used;
        for (const std::string_view kind : {"source", "level", "use", "loss"}) {
            for (std::size_t n = 0; n < now.size(); ++n) {
                if (now[n] == no_index || flow_.nodes[n].kind != kind) continue;
                now[n] = static_cast<std::uint32_t>(used.size());
                used.push_back(flow_.nodes[n]);
            }
        }
        flow_.nodes = std::move(used);
        for (EnergyLink& l : flow_.links) l = {now[l.from], now[l.to], l.energy};
    }

    const Totals& t_;
    EnergyFlow flow_;
    std::uint32_t racks_ = 0, losses_ = 0, units_ = 0, given_ = 0, kept_ = 0, outdoors_ = 0;
};

}  // namespace

HeatReport heat_report(const World& w, const Totals& window) {
    HeatReport report;
    const Facility& f = w.facility();
    const double seconds = static_cast<double>(window.at.ns) * seconds_per_ns;
    for (std::size_t c = 0; c < HeatFlow::circuits; ++c) {
        // Every rack stands in the air, whatever it gives to it.
        if (c > 0 && window.circuits[c].heat == 0 && !w.heat().circuit(c).has_plant()) continue;
        for (std::uint32_t z = 0; z < f.zones.size(); ++z)
            report.zones.push_back(zone_report(w, c, z, seconds));
    }
    for (std::uint32_t r = 0; r < f.racks.size(); ++r) {
        const std::uint32_t z = f.zone_of_rack[r];
        const Circuit& air = w.heat().circuit(0);
        const double mean =
            seconds > 0 ? air.counts(z, w.queue().now()).air_integral / seconds : air.set_point();
        const RackInlets& inlets = w.inlets();
        report.inlets.push_back({.rack = r,
                                 .zone = z,
                                 .mean_c = mean + inlets.above_zone(r, inlets.air_heat(r, w.power())),
                                 .hottest_c = air.hottest_air(z, w.queue().now()) + inlets.largest(r)});
    }
    report.recommended_c = w.scenario().cooling.recommended.degrees();
    report.allowable_c = w.scenario().cooling.allowable.degrees();
    report.flow = HeatWays{window}.draw();
    return report;
}

}  // namespace datahall

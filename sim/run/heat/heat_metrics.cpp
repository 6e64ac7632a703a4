#include "sim/run/heat/heat_metrics.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "sim/run/world.hpp"

namespace datahall {
namespace {

constexpr double seconds_per_ns = 1e-9;
constexpr double joules_per_kwh = 3.6e6;
constexpr double kg_per_m3 = 1000;

class HeatMetrics {
public:
    HeatMetrics(const World& w, const Totals& window, std::vector<Metric>& metrics)
        : w_{w}, t_{window}, metrics_{metrics} {}

    void add_all() {
        for (std::size_t c = 0; c < HeatFlow::circuits; ++c) add_circuit(c);
        add_efficiency();
    }

private:
    static std::optional<double> ratio(double a, double b) {
        return b > 0 ? std::optional{a / b} : std::nullopt;
    }
    void add(std::string name, std::optional<double> value, const char* unit, std::string meaning) {
        metrics_.push_back({std::move(name), value, unit, std::move(meaning)});
    }
    static double seconds(Int128 ns) { return static_cast<double>(ns) * seconds_per_ns; }

    void add_circuit(std::size_t c) {
        const CircuitTotals& t = t_.circuits[c];
        const Circuit& circuit = w_.heat().circuit(c);
        const Instant now = w_.queue().now();
        const std::string name = HeatFlow::circuit_name(c);
        const std::string p = "cooling." + name;
        const auto hot = circuit.has_plant() ? std::optional{circuit.hottest(now)} : std::nullopt;
        add(p + "_heat", joules_of(t.heat), "J", "Heat into the " + name);
        add(p + "_fans", joules_of(t.fans), "J", "Energy of its fans");
        add(p + "_pumps", joules_of(t.pumps), "J", "Energy of its pumps");
        add(p + "_compressors", joules_of(t.compressors), "J", "Energy of its chillers");
        add(p + "_outdoors", joules_of(t.outdoors), "J", "Energy of its tower or dry-cooler fans");
        add(p + "_free_share", ratio(joules_of(t.free_cooling), t.taken_j), "1",
            "Share of its heat moved without compressors");
        add(p + "_free_time", seconds(t.economizer), "s",
            "Time in which some heat moved without compressors");
        add(p + "_reused", joules_of(t.reused), "J", "Heat handed on for use elsewhere");
        add(p + "_hottest", hot, "degC", "Highest supply temperature at the racks");
        add(p + "_above_alarm", seconds(t.above_alarm_ns), "s", "Time above its alarm temperature");
        add(p + "_above_class", seconds(t.above_class_ns), "s", "Time above its allowable temperature");
        const double zones = static_cast<double>(circuit.size());
        add(p + "_above_alarm_mean", seconds(t.above_alarm) / zones, "s", "The same, mean of its zones");
        add(p + "_above_class_mean", seconds(t.above_class) / zones, "s", "The same, mean of its zones");
        add(p + "_slowed", seconds(t.slowed_ns), "s", "Time with devices slowed down by its temperature");
        add(p + "_limit_after", limit_after(circuit), "s",
            "From the first fault to the first inlet above its allowable temperature; absent: never");
        if (c == 1) {
            add(p + "_above_water_class", seconds(t.too_warm_water), "s",
                "Time with facility water warmer than its class");
        }
        if (c == 0) {
            add(p + "_below_recommended_mean",
                static_cast<double>(t_.at.ns) * seconds_per_ns - seconds(t.above_low) / zones, "s",
                "Time below the recommended temperature, mean of its zones");
            add(p + "_stranded", stranded_w(circuit), "W",
                "Capacity of terminal units beyond the nameplate heat of their zones");
            add(p + "_too_dry", seconds(t.too_dry), "s", "Time with supplied air drier than recommended");
            add(p + "_too_humid", seconds(t.too_humid), "s",
                "Time with supplied air more humid than recommended");
        }
        const bool knows = circuit.has_plant() && circuit.meters().evaluations > 0;
        add(p + "_headroom", knows ? std::optional{circuit.meters().least_headroom_w} : std::nullopt, "W",
            "Least capacity of its plant over the heat that came");
        add(p + "_mode_changes", static_cast<double>(t.mode_changes), "count",
            "Changes between free and mechanical cooling");
        add(p + "_starts", static_cast<double>(t.starts), "count", "Starts of its chillers");
    }

    std::optional<double> limit_after(const Circuit& circuit) const {
        const Instant limit = circuit.first_above(Circuit::allowable);
        if (w_.scenario().faults.empty() || limit == kNever) return std::nullopt;
        double first = 1e300;
        for (const FaultConfig& fault : w_.scenario().faults) first = std::min(first, fault.at.si());
        const double after = static_cast<double>(limit.ns) * seconds_per_ns - first;
        return after >= 0.0 ? std::optional{after} : std::nullopt;
    }

    double stranded_w(const Circuit& circuit) const {
        double sum = 0.0;
        for (std::uint32_t z = 0; z < circuit.size(); ++z)
            sum += std::max(circuit.units_w(z) - w_.facility().zones[z].design[0].si(), 0.0);
        return sum;
    }

    // IT and the losses of all levels behind the last one of that role; the IT alone if there is none.
    double it_at(PowerRole role) const {
        const auto& levels = w_.facility().power_levels;
        std::size_t last = levels.size();
        for (std::size_t l = 0; l < levels.size(); ++l) {
            const auto type = w_.scenario().catalogue.power.find(levels[l].type);
            if (type != w_.scenario().catalogue.power.end() && type->second.role == role) last = l;
        }
        Int128 sum = t_.it;
        for (std::size_t l = last + 1; l < levels.size(); ++l) sum += t_.losses[l];
        return joules_of(sum);
    }

    void add_efficiency() {
        const double total = joules_of(t_.utility + t_.sources + t_.solar + t_.site_given - t_.site_taken);
        const double it = joules_of(t_.it);
        const double cooling = joules_of(t_.mechanical);
        const double reused = joules_of(t_.circuits[0].reused + t_.circuits[1].reused);
        add("efficiency.pue", ratio(total, it), "1",
            "Energy of utility, generators and the site's own sources over IT energy, IT at the rack feeds "
            "(ISO/IEC 30134-2, category 3)");
        add("efficiency.pue_pdu", ratio(total, it_at(PowerRole::pdu)), "1",
            "The same with IT at the outputs of the PDUs (category 2)");
        add("efficiency.pue_ups", ratio(total, it_at(PowerRole::ups)), "1",
            "The same with IT at the outputs of the UPS (category 1)");
        add("efficiency.ppue_cooling", ratio(it + cooling, it), "1", "IT and cooling over IT (partial PUE)");
        add("efficiency.ppue_power", ratio(it + joules_of(t_.all_losses()), it), "1",
            "IT and losses of the power chain over IT (partial PUE)");
        add("efficiency.ere", ratio(total - reused, it), "1", "Energy less reused heat over IT (ERE)");
        add("efficiency.erf", ratio(reused, total), "1", "Reused heat over energy (ERF, ISO/IEC 30134-6)");
        add("efficiency.cer", ratio(t_.circuits[0].taken_j + t_.circuits[1].taken_j, cooling), "1",
            "Heat removed by the plants over their energy (CER, ISO/IEC 30134-7)");
        add("water.consumed", t_.water_kg, "kg", "Water evaporated, drifted and blown down on site");
        add("efficiency.wue", ratio(t_.water_kg, it / joules_per_kwh), "L/kWh",
            "Site water over IT energy (ISO/IEC 30134-9), 1 kg = 1 L");
        if (const auto& use = w_.scenario().site.generation_water) add_generation_water(use->si());
    }

    void add_generation_water(double m3_per_joule) {
        const double kg = joules_of(t_.utility) * m3_per_joule * kg_per_m3;
        add("water.generation", kg, "kg", "Water consumed where the energy from the grid was made");
        add("efficiency.wue_source", ratio(t_.water_kg + kg, joules_of(t_.it) / joules_per_kwh), "L/kWh",
            "Site water and water of the grid's generation over IT energy (WUE source)");
    }

    const World& w_;
    const Totals& t_;
    std::vector<Metric>& metrics_;
};

}  // namespace

void add_heat_metrics(const World& w, const Totals& window, std::vector<Metric>& metrics) {
    HeatMetrics{w, window, metrics}.add_all();
}

}  // namespace datahall

#include "sim/build/cooling_design.hpp"

#include <algorithm>

#include "sim/build/loss.hpp"

namespace datahall {
namespace {

// A year of hours from the scenario's start: the extremes that a plant must meet.
Weather hottest_weather(const WeatherModel& model, Utc start) {
    Weather worst = model.at(start);
    const Utc end{start.seconds + std::int64_t{8'760} * 3'600};
    for (Utc t = start; t < end; t = model.next_change(t)) {
        const Weather w = model.at(t);
        worst.dry_bulb = std::max(worst.dry_bulb, w.dry_bulb);
        worst.wet_bulb = std::max(worst.wet_bulb, w.wet_bulb);
    }
    return worst;
}

// Losses of the chain that heat the hall, as a share of the load, each level at its design load.
double hall_loss_share(const ScenarioConfig& s) {
    double share = 0;
    for (const PowerLevelConfig& level : s.power.chain) {
        const auto type = s.catalogue.power.find(level.type);
        if (type == s.catalogue.power.end()) continue;  // refused where the chain is built
        std::vector<LossPoint> points;
        const Watts rating = level.rating.value_or(Watts::from_si(1e6));
        const LossRow row = compile_loss(type->second.curve, rating, 1, points);
        const double load = rating.si() * level.design_load;
        share += type->second.heat_to_hall * loss_w(row, points, load) / load;
    }
    return share;
}

void add_heat(const ScenarioConfig& s, const Facility& f, CoolingDesign& d) {
    Watts racks;
    for (const Rack& rack : f.racks) {
        Watts liquid;
        if (rack.node_type != no_index) {
            const NodeTypeRow& node = f.node_types[rack.node_type];
            liquid = node.nameplate * rack.nodes * node.liquid_share;
        }
        d.liquid_heat += liquid;
        d.air_heat += rack.nameplate - liquid;
        racks += rack.nameplate;
    }
    d.air_heat += racks * hall_loss_share(s);
}

void check(const char* what, CoolingPlant* plant, Watts heat, CoolingDesign& d, DesignNotes& notes) {
    constexpr Watts least = Watts::from_si(1e3);  // a plant without heat still stands there
    if (plant) plant->size_for(std::max(heat, least));
    if (heat <= Watts{}) return;
    double capacity = 0;
    if (plant) {
        const CoolingDuty duty = plant->respond(heat, d.weather);
        d.power += duty.power.total();
        capacity = duty.capacity.si();
    }
    if (capacity * (1 + 1e-9) >= heat.si()) return;
    notes.find({.code = "F0401",
                .object = std::string{"cooling/"} + what,
                .text = plant ? "the plant cannot move the nameplate heat in the hottest weather"
                              : "there is heat but no plant to move it",
                .value = heat.si(),
                .limit = capacity,
                .unit = "W",
                .time_s = {}});
}

}  // namespace

CoolingDesign design_cooling(const ScenarioConfig& s, const Facility& f, DesignNotes& notes) {
    CoolingDesign d;
    d.weather = hottest_weather(*s.site.weather, s.start);
    add_heat(s, f, d);
    check("air", s.cooling.air.get(), d.air_heat, d, notes);
    check("liquid", s.cooling.liquid.get(), d.liquid_heat, d, notes);
    for (const CoolingPreset& p : s.cooling.presets) notes.use({"cooling/" + p.name, p.source, p.confidence});
    notes.use("weather", {.source = s.site.weather->source(), .confidence = Confidence::published});
    return d;
}

}  // namespace datahall

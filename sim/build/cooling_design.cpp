#include "sim/build/cooling_design.hpp"

#include <algorithm>

namespace datahall {
namespace {

// A year of hours from the scenario's start: the extremes that a plant must meet.
Weather hottest_weather(const WeatherModel& model, Utc start) {
    Weather worst = model.at(start);
    const Utc end{start.seconds + 8'760 * 3'600};
    for (Utc t = start; t < end; t = model.next_change(t)) {
        const Weather w = model.at(t);
        worst.dry_bulb = std::max(worst.dry_bulb, w.dry_bulb);
        worst.wet_bulb = std::max(worst.wet_bulb, w.wet_bulb);
    }
    return worst;
}

void add_heat(const Facility& f, CoolingDesign& d) {
    for (const Rack& rack : f.racks) {
        const double share = rack.node_type == no_index ? 0.0 : f.node_types[rack.node_type].liquid_share;
        d.liquid_heat += rack.nameplate * share;
        d.air_heat += rack.nameplate * (1 - share);
    }
}

void check(const char* what, CoolingPlant* plant, Watts heat, CoolingDesign& d, DesignNotes& notes) {
    if (heat <= Watts{}) return;
    double capacity = 0;
    if (plant) {
        plant->size_for(heat);
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
    add_heat(f, d);
    check("air", s.cooling.air.get(), d.air_heat, d, notes);
    check("liquid", s.cooling.liquid.get(), d.liquid_heat, d, notes);
    for (const CoolingPreset& p : s.cooling.presets) notes.use({"cooling/" + p.name, p.source, p.confidence});
    notes.use("weather", {.source = s.site.weather->source(), .confidence = Confidence::published});
    return d;
}

}  // namespace datahall

#include "sim/build/cooling_design.hpp"

#include <algorithm>

#include "sim/build/power/loss.hpp"
#include "sim/build/terminal_row.hpp"
#include "sim/build/zone_plan.hpp"

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

// Units, plant and what they can move at that heat in the design weather.
Watts capacity_for(CoolingPlant& plant, Watts heat, const CoolingDesign& d, Facility& f) {
    const TerminalUnits units = plant.terminals();
    const double design = plant.design_heat().si();
    const Watts drawn = Watts::from_si(TerminalRow::of(units, design).power(heat.si(), 1.0));
    const CoolingDuty duty = plant.respond(heat + drawn, d.weather, {});
    const auto planned = [&f](PlantDrive drive) -> Watts& {
        return f.mechanical[static_cast<std::size_t>(drive)].planned;
    };
    planned(units.are_pumps ? PlantDrive::pumps : PlantDrive::fans) += drawn;
    planned(PlantDrive::fans) += duty.power.fans;
    planned(PlantDrive::pumps) += duty.power.pumps;
    planned(PlantDrive::machines) += duty.power.compressors + duty.power.outdoors;
    return std::min(duty.capacity - drawn, Watts::from_si(design * units.spare_ratio));
}

void check(std::size_t kind, CoolingPlant* plant, const CoolingDesign& d, Facility& f, DesignNotes& notes) {
    const Watts heat = kind == 0 ? d.air_heat : d.liquid_heat;
    constexpr Watts least = Watts::from_si(1e3);  // a plant without heat still stands there
    if (plant) plant->size_for(std::max(heat, least));
    if (heat <= Watts{}) return;
    const Watts capacity = plant ? capacity_for(*plant, heat, d, f) : Watts{};
    if (capacity * (1 + 1e-9) >= heat) return;
    notes.find({.code = "F0401",
                .object = kind == 0 ? "cooling/air" : "cooling/liquid",
                .text = plant ? "the plant cannot move the nameplate heat in the hottest weather"
                              : "there is heat but no plant to move it",
                .value = heat.si(),
                .limit = std::max(capacity, Watts{}).si(),
                .unit = "W",
                .time_s = {}});
}

}  // namespace

CoolingDesign design_cooling(const ScenarioConfig& s, Facility& f, DesignNotes& notes) {
    CoolingDesign d;
    d.weather = hottest_weather(*s.site.weather, s.start);
    plan_zones(s.cooling.zones, hall_loss_share(s), f);
    for (const ZoneRow& zone : f.zones) {
        d.air_heat += zone.design[0];
        d.liquid_heat += zone.design[1];
    }
    check(0, s.cooling.air.get(), d, f, notes);
    check(1, s.cooling.liquid.get(), d, f, notes);
    for (const CoolingPreset& p : s.cooling.presets) notes.use({"cooling/" + p.name, p.source, p.confidence});
    notes.use("weather", {.source = s.site.weather->source(), .confidence = Confidence::published});
    return d;
}

}  // namespace datahall

// `calc tower`: one cell by models/cooling/york_tower.hpp.
#include <optional>

#include "datahall/keys.hpp"

#include "models/cooling/york_tower.hpp"
#include "tools/datahall/calculations.hpp"

namespace datahall {
namespace {

constexpr double watts_by_default = 1e6;  // of a cell where no heat says its size
constexpr double least_air = 0.125;       // free convection, fan off

struct Question {
    Celsius wet_bulb;
    double fan_speed = 1.0;
    std::optional<Watts> heat;
    std::optional<Kelvins> range;
    std::optional<Celsius> entering;
    Kelvins approach = Kelvins::from_si(3.89);
    Kelvins design_range = Kelvins::from_si(5.56);
    std::optional<Watts> design_heat;
    double fan_share = TowerDesign{}.fan_share;
    double cycles = TowerDesign{}.cycles_of_concentration;
};

void describe(Keys& k, Question& q) {
    k.required({"wet_bulb", "Wet bulb outdoors", {.at_least = -60, .at_most = 60}}, q.wet_bulb);
    k.optional({"fan_speed", "Of the rated speed; 0 is free convection", {.at_least = 0, .at_most = 1}},
               q.fan_speed);
    k.optional({"heat", "Heat to reject", {.above = 0}}, q.heat);
    k.optional({"range", "Fall of the water's temperature", {.above = 0, .at_most = 60}}, q.range);
    k.optional({"entering", "Water entering", {.at_least = -50, .at_most = 100}}, q.entering);
    k.optional({"approach", "At the design point, 25.55 degC wet bulb", {.above = 0, .at_most = 30}},
               q.approach);
    k.optional({"design_range", "Range at the design point", {.above = 0, .at_most = 30}}, q.design_range);
    k.optional({"design_heat", "Heat at the design point; absent: the heat, or 1 MW", {.above = 0}},
               q.design_heat);
    k.optional({"fan_share", "Rated fan power over design heat", {.at_least = 0, .at_most = 1}}, q.fan_share);
    k.optional({"cycles", "Cycles of concentration", {.above = 1, .at_most = 20, .example = "5"}}, q.cycles);
    const int given = int{q.heat.has_value()} + int{q.range.has_value()} + int{q.entering.has_value()};
    if (given != 1) k.refuse("", "expected one of heat, range and entering");
    if (q.entering && *q.entering <= q.wet_bulb) k.refuse("entering", "expected more than the wet bulb");
}

double heat_of(const Question& q, const YorkTower& cell) {
    if (q.heat) return q.heat->si();
    if (q.entering) return cell.heat_of(q.entering->degrees(), q.wet_bulb.degrees(), q.fan_speed);
    return q.range->si() / cell.range(1.0);
}

double liquid_to_gas(const Question& q) {
    return 1.0 / (q.fan_speed > least_air ? q.fan_speed : least_air);
}

}  // namespace

CalcSheet calc_tower(Keys& keys, const CalcSources& /*sources*/) {
    Question q;
    describe(keys, q);
    if (!keys.done()) return {};
    const double design_heat =
        q.design_heat ? q.design_heat->si() : q.heat.value_or(Watts::from_si(watts_by_default)).si();
    const YorkTower cell{{.heat = design_heat,
                          .approach = q.approach.si(),
                          .range = q.design_range.si(),
                          .fan_share = q.fan_share,
                          .cycles_of_concentration = q.cycles}};
    const double wet_bulb = q.wet_bulb.degrees();
    const double heat = heat_of(q, cell);
    const double range = cell.range(heat);
    const YorkTower::Operation o = cell.at_speed(heat, wet_bulb, q.fan_speed);
    return {
        .inputs = {{"wet_bulb", wet_bulb, "degC", "Wet bulb outdoors"},
                   {"fan_speed", q.fan_speed, "1", "Of the rated speed"},
                   {"heat", heat, "W", "Heat to reject"},
                   {"design_heat", design_heat, "W", "Heat at the design point"},
                   {"design_approach", q.approach.si(), "K", "At 25.55 degC wet bulb"},
                   {"design_range", q.design_range.si(), "K", "Range at the design point"}},
        .results = {{"range", range, "K", "Fall of the water's temperature"},
                    {"approach", o.leaving - wet_bulb, "K", "Water leaving over wet bulb"},
                    {"leaving", o.leaving, "degC", "Water leaving"},
                    {"entering", o.leaving + range, "degC", "Water entering"},
                    {"liquid_to_gas", liquid_to_gas(q), "1", "Water over air, each of its design flow"},
                    {"yorkcalc_approach", yorkcalc_approach(wet_bulb, range, liquid_to_gas(q)), "K",
                     "The polynomial itself at that range, neither scaled nor clamped"},
                    {"scale", cell.scale(), "1", "Of the polynomial, from its design point to the cell's"},
                    {"fan_power", o.fan, "W", "Electric power of the fan"},
                    {"water_flow", cell.water_flow(), "kg/s", "Water circulated"},
                    {"water_consumption", cell.consumption(heat), "kg/s", "Evaporation, drift and blow-down"},
                    {"outside_range", o.outside_range, "", "Whether the polynomial was left"}}};
}

}  // namespace datahall

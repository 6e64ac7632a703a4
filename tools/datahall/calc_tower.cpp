// `calc tower`: one cell by models/cooling/cooling_tower.hpp.
#include <array>
#include <optional>
#include <vector>

#include "datahall/keys.hpp"

#include "models/cooling/cooling_tower.hpp"
#include "tools/datahall/calculations.hpp"

namespace datahall {
namespace {

constexpr double watts_by_default = 1e6;  // of a cell where no heat says its size
constexpr double least_air = 0.125;       // free convection, fan off
constexpr double least_approach = 1.0;    // K, that transfer units reach with the design air flow
constexpr std::array<std::string_view, 2> model_names{"yorkcalc", "effectiveness"};

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
    TowerModel model = TowerModel::yorkcalc;
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
    k.choice({"model", "Where the approach comes from"}, Presence::optional, model_names, q.model);
    if (q.model == TowerModel::effectiveness && q.approach.si() < least_approach) {
        k.refuse("approach", "expected at least 1 K of a tower by effectiveness");
    }
    const int given = int{q.heat.has_value()} + int{q.range.has_value()} + int{q.entering.has_value()};
    if (given != 1) k.refuse("", "expected one of heat, range and entering");
    if (q.entering && *q.entering <= q.wet_bulb) k.refuse("entering", "expected more than the wet bulb");
}

double heat_of(const Question& q, const CoolingTower& cell) {
    if (q.heat) return q.heat->si();
    if (q.entering) return cell.heat_of(q.entering->degrees(), q.wet_bulb.degrees(), q.fan_speed);
    return q.range->si() / cell.range(1.0);
}

double air_flow(const Question& q) {
    return q.fan_speed > least_air ? q.fan_speed : least_air;
}

// What the polynomial says by itself.
std::vector<SheetRow> details(const YorkLaw& law, const Question& q, double range, double /*approach*/) {
    return {{"yorkcalc_approach", yorkcalc_approach(q.wet_bulb.degrees(), range, 1.0 / air_flow(q)), "K",
             "The polynomial itself at that range, neither scaled nor clamped"},
            {"scale", law.scale(), "1", "Of the polynomial, from its design point to the cell's"}};
}

// How the air takes up the heat.
std::vector<SheetRow> details(const EffectivenessLaw& law, const Question& q, double range, double approach) {
    const auto t = law.at(q.wet_bulb.degrees(), range).transfer(approach, air_flow(q));
    return {{"transfer_coefficient", law.coefficient(), "1", "c: NTU where air and water flow alike"},
            {"ntu", t.ntu, "1", "Transfer units of the air"},
            {"capacity_ratio", t.capacity_ratio, "1", "m*: heat capacity of saturated air over water"},
            {"effectiveness", t.effectiveness, "1",
             "Heat over that of air that leaves saturated, as warm as water enters"}};
}

}  // namespace

CalcSheet calc_tower(Keys& keys, const CalcSources& /*sources*/) {
    Question q;
    describe(keys, q);
    if (!keys.done()) return {};
    const double design_heat =
        q.design_heat ? q.design_heat->si() : q.heat.value_or(Watts::from_si(watts_by_default)).si();
    const CoolingTower cell{{.heat = design_heat,
                             .approach = q.approach.si(),
                             .range = q.design_range.si(),
                             .fan_share = q.fan_share,
                             .cycles_of_concentration = q.cycles,
                             .model = q.model}};
    const double wet_bulb = q.wet_bulb.degrees();
    const double heat = heat_of(q, cell);
    const double range = cell.range(heat);
    const CoolingTower::Operation o = cell.at_speed(heat, wet_bulb, q.fan_speed);
    CalcSheet sheet{
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
                    {"liquid_to_gas", 1.0 / air_flow(q), "1", "Water over air, each of its design flow"},
                    {"fan_power", o.fan, "W", "Electric power of the fan"},
                    {"water_flow", cell.water_flow(), "kg/s", "Water circulated"},
                    {"water_consumption", cell.consumption(heat), "kg/s", "Evaporation, drift and blow-down"},
                    {"outside_range", o.outside_range, "",
                     q.model == TowerModel::yorkcalc ? "Whether the polynomial was left"
                                                     : "Whether water enters above 80 degC"}}};
    const auto more =
        std::visit([&](const auto& law) { return details(law, q, range, o.leaving - wet_bulb); }, cell.law());
    sheet.results.insert(sheet.results.begin() + 5, more.begin(), more.end());
    return sheet;
}

}  // namespace datahall

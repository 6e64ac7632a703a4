// `calc exchanger`: models/cooling/heat_exchanger.hpp.
#include <optional>

#include "datahall/keys.hpp"

#include "models/cooling/heat_exchanger.hpp"
#include "tools/datahall/calculations.hpp"
#include "tools/datahall/fluid_names.hpp"

namespace datahall {
namespace {

struct Question {
    std::optional<double> transfer_units, capacity_ratio;
    std::optional<WattsPerKelvin> conductance;
    std::optional<KilogramsPerSecond> hot_flow, cold_flow;
    FluidName hot_fluid{}, cold_fluid{};
    std::optional<Celsius> hot_entering, cold_entering;

    bool has_numbers() const { return transfer_units && capacity_ratio; }
    bool has_sides() const { return conductance && hot_flow && cold_flow; }
};

void describe(Keys& k, Question& q) {
    k.optional({"ntu", "Transfer units", {.at_least = 0}}, q.transfer_units);
    k.optional({"ratio", "Smaller over larger heat capacity rate", {.at_least = 0, .at_most = 1}},
               q.capacity_ratio);
    k.optional({"ua", "Conductance, in place of transfer units", {.above = 0}}, q.conductance);
    k.optional({"hot_flow", "Hot side", {.above = 0}}, q.hot_flow);
    k.optional({"cold_flow", "Cold side", {.above = 0}}, q.cold_flow);
    k.choice({"hot_fluid", "What flows on the hot side"}, Presence::optional, fluid_names, q.hot_fluid);
    k.choice({"cold_fluid", "What flows on the cold side"}, Presence::optional, fluid_names, q.cold_fluid);
    k.optional({"hot_entering", "Hot side entering", {.at_least = -60, .at_most = 120}}, q.hot_entering);
    k.optional({"cold_entering", "Cold side entering", {.at_least = -60, .at_most = 120}}, q.cold_entering);
    if (q.has_numbers() == q.has_sides()) k.refuse("", "expected NTU and ratio, or UA and both flows");
}

CalcSheet of_sides(const Question& q) {
    const ExchangerSides sides{.hot_rate = q.hot_flow->si() * fluid_named(q.hot_fluid).specific_heat,
                               .cold_rate = q.cold_flow->si() * fluid_named(q.cold_fluid).specific_heat,
                               .hot_entering = q.hot_entering.value_or(Celsius{}).degrees(),
                               .cold_entering = q.cold_entering.value_or(Celsius{}).degrees()};
    const ExchangerDuty d = exchange(q.conductance->si(), sides);
    CalcSheet sheet{.inputs = {{"conductance", q.conductance->si(), "W/K", "UA"},
                               {"hot_rate", sides.hot_rate, "W/K", "Heat capacity rate of the hot side"},
                               {"cold_rate", sides.cold_rate, "W/K", "Heat capacity rate of the cold side"}},
                    .results = {{"ntu", d.transfer_units, "1", "Transfer units"},
                                {"ratio", d.capacity_ratio, "1", "Smaller over larger heat capacity rate"},
                                {"effectiveness", d.effectiveness, "1", "Heat over the largest possible"}}};
    if (!q.hot_entering || !q.cold_entering) return sheet;
    sheet.results.insert(sheet.results.end(),
                         {{"heat", d.heat, "W", "From the hot to the cold side"},
                          {"hot_leaving", d.hot_leaving, "degC", "Hot side leaving"},
                          {"cold_leaving", d.cold_leaving, "degC", "Cold side leaving"}});
    return sheet;
}

}  // namespace

CalcSheet calc_exchanger(Keys& keys, const CalcSources& /*sources*/) {
    Question q;
    describe(keys, q);
    if (!keys.done()) return {};
    if (q.has_sides()) return of_sides(q);
    return {.inputs = {{"ntu", *q.transfer_units, "1", "Transfer units"},
                       {"ratio", *q.capacity_ratio, "1", "Smaller over larger heat capacity rate"}},
            .results = {{"effectiveness", counterflow_effectiveness(*q.transfer_units, *q.capacity_ratio),
                         "1", "Heat over the largest possible"}}};
}

}  // namespace datahall

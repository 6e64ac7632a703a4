// `calc coolant` and `calc fan`: balances of a flow, and what moves it (models/cooling/fluids.hpp, fans.hpp).
#include <optional>

#include "datahall/keys.hpp"

#include "models/cooling/fans.hpp"
#include "tools/datahall/calculations.hpp"
#include "tools/datahall/fluid_names.hpp"

namespace datahall {
namespace {

struct CoolantQuestion {
    FluidName fluid{};
    Watts heat;
    std::optional<CubicMetersPerSecond> flow;
    std::optional<Kelvins> rise;
    std::optional<Seconds> time;
    std::optional<Kilograms> content;
};

void describe(Keys& k, CoolantQuestion& q) {
    k.choice({"fluid", "What takes up the heat"}, Presence::optional, fluid_names, q.fluid);
    k.required({"heat", "Heat that it takes up", {.above = 0}}, q.heat);
    k.optional({"flow", "How much flows", {.above = 0}}, q.flow);
    k.optional({"rise", "By how much it warms up", {.above = 0, .at_most = 200}}, q.rise);
    k.optional({"time", "How long a tank shall do it without cooling", {.above = 0}}, q.time);
    k.optional({"content", "Of a loop whose cooling has stopped", {.above = 0}}, q.content);
    if (!q.flow && !q.rise && !q.content) k.refuse("", "expected flow, rise or content");
    if (q.flow && q.rise) k.refuse("rise", "expected flow or rise, not both");
    if (q.time && !q.rise) k.refuse("time", "expected a rise, too");
}

void add_flow(CalcSheet& sheet, const CoolantQuestion& q, const Fluid& fluid) {
    const double rate = fluid.volumetric_heat();
    const double flow = q.flow ? q.flow->si() : q.heat.si() / (rate * q.rise->si());
    sheet.results.insert(sheet.results.end(),
                         {{"flow", flow, "m3/s", "How much flows"},
                          {"mass_flow", flow * fluid.density, "kg/s", "The same as a mass"},
                          {"rise", q.heat.si() / (rate * flow), "K", "By how much it warms up"}});
}

void add_tank(CalcSheet& sheet, const CoolantQuestion& q, const Fluid& fluid) {
    const double volume = q.heat.si() * q.time->si() / (fluid.volumetric_heat() * q.rise->si());
    sheet.results.insert(sheet.results.end(),
                         {{"tank_volume", volume, "m3", "What warms up by that rise in that time"},
                          {"tank_mass", volume * fluid.density, "kg", "The same as a mass"}});
}

void add_loop(CalcSheet& sheet, const CoolantQuestion& q, const Fluid& fluid) {
    const double slope = q.heat.si() / (q.content->si() * fluid.specific_heat);
    sheet.results.push_back({"warming", slope, "K/s", "Of the content while nothing cools it"});
    if (!q.rise) return;
    sheet.results.push_back({"time_to_rise", q.rise->si() / slope, "s", "Until it is warmer by that rise"});
}

struct FanQuestion {
    CubicMetersPerSecond flow;
    Pascals pressure;
    double efficiency = 1.0;
    double share = 1.0;
};

void describe(Keys& k, FanQuestion& q) {
    k.required({"flow", "Rated flow", {.above = 0}}, q.flow);
    k.required({"pressure", "Rated pressure difference", {.above = 0, .at_most = 1e7}}, q.pressure);
    k.required({"efficiency", "Of wheel, motor and drive", {.above = 0, .at_most = 1}}, q.efficiency);
    k.optional({"share", "Flow over rated flow", {.at_least = 0, .at_most = 1}}, q.share);
}

}  // namespace

CalcSheet calc_coolant(Keys& keys, const CalcSources& /*sources*/) {
    CoolantQuestion q;
    describe(keys, q);
    if (!keys.done()) return {};
    const Fluid& fluid = fluid_named(q.fluid);
    CalcSheet sheet{.inputs = {{"fluid", std::string{fluid_names[static_cast<std::size_t>(q.fluid)]}, "",
                                "What takes up the heat"},
                               {"density", fluid.density, "kg/m3", "Of the fluid"},
                               {"specific_heat", fluid.specific_heat, "J/kg/K", "Of the fluid"},
                               {"heat", q.heat.si(), "W", "Heat that it takes up"}},
                    .results = {}};
    if (q.flow || (q.rise && !q.content)) add_flow(sheet, q, fluid);
    if (q.time) add_tank(sheet, q, fluid);
    if (q.content) add_loop(sheet, q, fluid);
    return sheet;
}

CalcSheet calc_fan(Keys& keys, const CalcSources& /*sources*/) {
    FanQuestion q;
    describe(keys, q);
    if (!keys.done()) return {};
    const double rated = moving_power(q.flow.si(), q.pressure.si(), q.efficiency);
    return {
        .inputs = {{"flow", q.flow.si(), "m3/s", "Rated flow"},
                   {"pressure", q.pressure.si(), "Pa", "Rated pressure difference"},
                   {"efficiency", q.efficiency, "1", "Of wheel, motor and drive"},
                   {"share", q.share, "1", "Flow over rated flow"}},
        .results = {
            {"rated_power", rated, "W", "At the rated flow"},
            {"cube_law_power", rated * cube_law(q.share), "W", "At that share: towers, dry coolers"},
            {"vsd_fan_power", rated * vsd_fan_share(q.share), "W", "At that share: fans of air handlers"},
            {"pump_power", rated * pump_share(q.share), "W", "At that share: pumps with some static head"}}};
}

}  // namespace datahall

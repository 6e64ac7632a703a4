// `calc plant`: a cooling plant of the catalogue, or a model with settings, at one heat in one weather.
#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "datahall/config_error.hpp"
#include "datahall/keys.hpp"
#include "datahall/model/cooling.hpp"

#include "models/cooling/typical_year.hpp"
#include "sim/build/terminal_row.hpp"
#include "sim/config/load_scenario.hpp"
#include "tools/datahall/air_question.hpp"
#include "tools/datahall/calculations.hpp"

namespace datahall {
namespace {

constexpr std::array<std::string_view, 3> modes{"machines", "partly_free", "free"};

struct Question {
    std::string plant;
    TextPairs set;
    std::optional<Watts> design;
    Watts heat;
    AirQuestion air;
    std::array<std::int64_t, plant_parts> out{};
};

void describe(Keys& k, Question& q) {
    k.required({"plant", "A preset of the catalogue, or a model", {.example = "contained_chilled_water_18C"}},
               q.plant);
    k.optional({"set", "Settings of the plant, by the path of each"}, q.set);
    k.optional({"design", "Heat that the plant is sized for; absent: the heat", {.above = 0}}, q.design);
    k.required({"heat", "Heat of the racks", {.at_least = 0}}, q.heat);
    k.group({"out", "Units that are out"}, Presence::optional, [&q](Keys& out) {
        constexpr Range range{.at_least = 0, .at_most = 100'000, .example = "1"};
        out.optional({"chillers", "Chillers, or machines like them", range}, q.out[0]);
        out.optional({"outdoor_units", "Towers, dry coolers or condensers", range}, q.out[1]);
        out.optional({"pumps", "Pumps of the loop", range}, q.out[2]);
    });
    describe(k, q.air);
    if (!q.design && !(q.heat > Watts{}))
        k.refuse("design", "expected a design heat where there is none now");
}

// What a scenario would be told, in one line.
std::unique_ptr<CoolingPlant> plant_of(Keys& k, const Question& q, const CalcSources& sources) {
    std::vector<std::string> settings;
    for (const auto& [path, value] : q.set) settings.push_back(fmt::format("{}={}", path, value));
    try {
        return load_cooling_plant(q.plant, settings, sources.shipped_root, sources.models);
    } catch (const ConfigError& error) {
        const Problem& first = error.problems().front();
        k.refuse(first.path.ends_with("preset") || q.set.empty() ? "plant" : "set",
                 fmt::format("{}{}{}{}{}", first.path, first.path.empty() ? "" : ": ", first.text,
                             first.hint.empty() ? "" : "; ", first.hint));
        return nullptr;
    }
}

std::optional<PlantSituation> situation_of(Keys& k, const Question& q, const CoolingPlant& plant) {
    PlantSituation now;
    for (const auto part : {PlantPart::chillers, PlantPart::outdoor_units, PlantPart::pumps}) {
        const auto i = static_cast<std::size_t>(part);
        if (q.out[i] > plant.units(part)) {
            k.refuse("out",
                     fmt::format("expected at most the {} units that the plant has", plant.units(part)));
            return std::nullopt;
        }
        now.out[i] = static_cast<int>(q.out[i]);
    }
    return now;
}

/// The plant with its terminal units, at rest.
struct State {
    CoolingDuty duty;
    double units = 0.0;  // electric power of the terminal units, W
    double inlet = 0.0;  // degC
    double asked = 0.0;  // W, with what the units draw
};

State respond(const CoolingPlant& plant, double heat, const Weather& weather, const PlantSituation& now) {
    const TerminalUnits units = plant.terminals();
    const TerminalRow row = TerminalRow::of(units, plant.design_heat().si());
    State s;
    s.units = row.power(heat, 1.0);
    s.asked = heat + s.units;
    s.duty = plant.respond(Watts::from_si(s.asked), weather, now);
    (units.are_pumps ? s.duty.power.pumps : s.duty.power.fans) += Watts::from_si(s.units);
    // All heat through the units at full flow, as a zone comes to rest (sim/run/heat/thermal_zone.hpp);
    // outdoor air is as warm as it comes.
    const double warmer = (s.duty.supply - plant.loop_set_point()).si();
    const double by_units = s.duty.supply.degrees() - units.rise.si() + heat / row.conductance;
    const double as_it_comes = plant.set_point().degrees() + warmer;
    s.inlet = std::max(plant.set_point().degrees(), plant.loop().floats ? as_it_comes : by_units);
    return s;
}

std::vector<SheetRow> rows_of(const State& s, double heat, const CoolingPlant& plant) {
    const CoolingDuty& d = s.duty;
    const double total = d.power.total().si();
    const double unmet = std::max(s.asked - d.rejected.si(), 0.0);
    return {{"capacity", d.capacity.si(), "W",
             "The most heat that it could take now, that of its units included"},
            {"moved", d.rejected.si(), "W", "Heat moved, that of its units in the hall included"},
            {"unmet", unmet, "W", "Heat beyond the capacity"},
            {"fans", d.power.fans.si(), "W", "Air movers in the hall"},
            {"pumps", d.power.pumps.si(), "W", "Water loops"},
            {"compressors", d.power.compressors.si(), "W", "Chillers"},
            {"outdoors", d.power.outdoors.si(), "W", "Fans of towers, dry coolers and condensers"},
            {"power", total, "W", "All of these"},
            {"overhead", heat > 0.0 ? total / heat : 0.0, "1", "Power over the heat of the racks"},
            {"water", d.water.si(), "kg/s", "Consumed, not circulated"},
            {"free_share", d.free_share, "1", "Of the heat, without compressors"},
            {"machines", static_cast<double>(d.stage.machines), "count",
             "Chillers that run, where a supervisor stages them"},
            {"supply", d.supply.degrees(), "degC", "Of the loop, or of the air where there is none"},
            {"set_point", plant.set_point().degrees(), "degC", "Inlet of the racks as it is held"},
            {"inlet", s.inlet, "degC", "Inlet of the racks, once all heat that is moved passes their units"},
            {"reused", d.reused.si(), "W", "Heat handed on for use elsewhere"}};
}

void add_stores(CalcSheet& sheet, const CoolingPlant& plant) {
    const PlantLoop loop = plant.loop();
    const double design = plant.design_heat().si();
    sheet.results.push_back(
        {"loop_capacity", loop.heat_capacity * design, "J/K", "Of the water in the loop"});
    sheet.results.push_back(
        {"tank", loop.tank * design, "J", "What a tank takes up before the supply warms"});
}

}  // namespace

CalcSheet calc_plant(Keys& keys, const CalcSources& sources) {
    Question q;
    describe(keys, q);
    const std::optional<psychro::MoistAir> air = air_of(keys, q.air);
    if (!air) return {};
    const std::unique_ptr<CoolingPlant> plant = plant_of(keys, q, sources);
    if (!plant) return {};
    const std::optional<PlantSituation> now = situation_of(keys, q, *plant);
    if (!now) return {};
    plant->size_for(q.design.value_or(q.heat));
    const double heat = q.heat.si();
    const Weather weather = weather_from_dew_point(air->dry_bulb, air->dew_point, air->pressure);
    const State state = respond(*plant, heat, weather, *now);
    const CoolingDuty& d = state.duty;
    CalcSheet sheet{.inputs = {{"plant", q.plant, "", "A preset of the catalogue, or a model"},
                               {"design", plant->design_heat().si(), "W", "Heat that it is sized for"},
                               {"heat", heat, "W", "Heat of the racks"},
                               {"dry_bulb", air->dry_bulb, "degC", "Outdoors"},
                               {"wet_bulb", air->wet_bulb, "degC", "Outdoors"},
                               {"dew_point", air->dew_point, "degC", "Outdoors"},
                               {"pressure", air->pressure, "Pa", "At the place"}},
                    .results = rows_of(state, heat, *plant)};
    if (d.dew_point)
        sheet.results.push_back({"supply_dew_point", d.dew_point->degrees(), "degC", "Of the supplied air"});
    add_stores(sheet, *plant);
    const auto mode = static_cast<std::size_t>(std::clamp(d.stage.mode, 0, 2));
    sheet.results.push_back({"overloaded", state.asked > d.capacity.si(), "", "Whether heat stays behind"});
    sheet.results.push_back(
        {"outside_range", d.outside_range, "", "Whether curves were clamped to their box"});
    sheet.results.push_back({"mode", std::string{modes[mode]}, "", "How the heat is moved"});
    return sheet;
}

}  // namespace datahall

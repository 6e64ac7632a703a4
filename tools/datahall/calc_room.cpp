// `calc room`: air and metal of a hall after its heat or its cooling has changed (sim/run/heat/two_node.hpp).
#include <optional>
#include <string>
#include <vector>

#include "datahall/keys.hpp"

#include "models/cooling/fluids.hpp"
#include "sim/run/heat/two_node.hpp"
#include "tools/datahall/calculations.hpp"

namespace datahall {
namespace {

// Of a rack, where nothing is said: floor and height with its share of the aisles, half of its steel, and air
// that is 10 K off the metal at its heat.  Estimates.
constexpr double floor_of_rack = 3.0;    // m2
constexpr double metal_of_rack = 245e3;  // J/K
constexpr double metal_difference = 10.0;

struct Question {
    Watts heat;
    std::int64_t racks = 1;
    std::optional<SquareMeters> floor_area;
    Meters height = Meters::from_si(3.0);
    std::optional<JoulesPerKelvin> air_capacity, metal_capacity;
    std::optional<WattsPerKelvin> coupling;
    WattsPerKelvin conductance;
    std::optional<Celsius> supply;
    Celsius start{20.0};
    std::optional<Celsius> start_metal;
    std::vector<Seconds> at;
    std::optional<Celsius> until;
};

void describe_body(Keys& k, Question& q) {
    k.optional({"racks", "How many share the air", {.at_least = 1, .at_most = 1'000'000, .example = "20"}},
               q.racks);
    k.optional({"floor_area", "Of the hall; absent: 3 m2 for each rack", {.above = 0}}, q.floor_area);
    k.optional({"height", "Of the hall", {.above = 0, .at_most = 100}}, q.height);
    k.optional({"air_capacity", "Of air or coolant; absent: from floor area and height", {.above = 0}},
               q.air_capacity);
    k.optional({"metal_capacity", "Of what is around it; absent: 245 kJ/K for each rack", {.at_least = 0}},
               q.metal_capacity);
    k.optional({"coupling", "Between both; absent: the heat over 10 K", {.above = 0}}, q.coupling);
}

void describe(Keys& k, Question& q) {
    constexpr Range range{.at_least = -50, .at_most = 200};
    k.required({"heat", "Heat into the air", {.at_least = 0}}, q.heat);
    describe_body(k, q);
    k.optional({"conductance", "Of what still cools; absent: nothing does", {.at_least = 0}}, q.conductance);
    k.optional({"supply", "What it cools with", range}, q.supply);
    k.optional({"start", "Air at the start", range}, q.start);
    k.optional({"start_metal", "Metal at the start; absent: as the air", range}, q.start_metal);
    k.optional({"at", "Times to look at"}, q.at);
    k.optional({"until", "Air temperature whose time is wanted", range}, q.until);
    if (q.at.empty() && !q.until) k.refuse("", "expected a time to look at, or a temperature to wait for");
    if (q.conductance.si() > 0.0 && !q.supply) k.refuse("supply", "expected a supply beside a conductance");
    for (const Seconds t : q.at)
        if (t < Seconds{}) k.refuse("at", "expected times from 0 on");
    const bool is_bare = q.metal_capacity && q.metal_capacity->si() == 0.0;
    if (!is_bare && !q.coupling && !(q.heat > Watts{}))
        k.refuse("coupling", "expected a coupling without heat");
}

TwoNodeBody body_of(const Question& q) {
    const auto racks = static_cast<double>(q.racks);
    const double area = q.floor_area ? q.floor_area->si() : racks * floor_of_rack;
    TwoNodeBody body{.air = area * q.height.si() * air.volumetric_heat(), .metal = racks * metal_of_rack};
    if (q.air_capacity) body.air = q.air_capacity->si();
    if (q.metal_capacity) body.metal = q.metal_capacity->si();
    if (body.metal > 0.0) body.coupling = q.coupling ? q.coupling->si() : q.heat.si() / metal_difference;
    return body;
}

void add_times(CalcSheet& sheet, const Question& q, const TwoNodePath& path) {
    if (q.at.empty()) return;
    const double last = q.at.back().si();
    const TwoNodeState end = path.at(last);
    sheet.results.insert(sheet.results.end(),
                         {{"time", last, "s", "The last time to look at"},
                          {"air", end.air, "degC", "Then"},
                          {"metal", end.metal, "degC", "Then"},
                          {"rise", end.air - q.start.degrees(), "K", "Of the air since the start"},
                          {"warmest", path.warmest(last), "degC", "Air, up to then"},
                          {"slope", path.slope(last), "K/s", "Of the air then"},
                          {"flow", path.flow(last), "W", "Heat that is moved then"},
                          {"moved", path.moved(last), "J", "Heat that has been moved by then"}});
    if (q.at.size() == 1) return;
    sheet.list.columns = {"time_s", "air_degC", "metal_degC", "moved_J"};
    for (const Seconds t : q.at) {
        const TwoNodeState s = path.at(t.si());
        sheet.list.rows.push_back({t.si(), s.air, s.metal, path.moved(t.si())});
    }
}

// In the direction of the threshold.
void add_crossing(CalcSheet& sheet, const Question& q, const TwoNodePath& path) {
    if (!q.until) return;
    const double threshold = q.until->degrees();
    const std::optional<double> time = threshold >= q.start.degrees() ? path.first_at_or_above(threshold)
                                                                      : path.first_at_or_below(threshold);
    sheet.results.push_back({"reached", time.has_value(), "", "Whether the air ever gets there"});
    if (time) {
        sheet.results.push_back({"time_until", *time, "s", "When it first gets there"});
    } else {
        sheet.results.push_back({"time_until", std::string{}, "s", "Never"});
    }
}

}  // namespace

CalcSheet calc_room(Keys& keys, const CalcSources& /*sources*/) {
    Question q;
    describe(keys, q);
    if (!keys.done()) return {};
    const TwoNodeBody body = body_of(q);
    const TwoNodeState start{q.start.degrees(), q.start_metal.value_or(q.start).degrees()};
    const double supply = q.supply.value_or(q.start).degrees();
    const double heat = q.heat.si();
    const double cooling = q.conductance.si();
    const TwoNodePath path{body, start, {.to_air = heat, .conductance = cooling, .supply = supply}};
    CalcSheet sheet{.inputs = {{"heat", heat, "W", "Heat into the air"},
                               {"air_capacity", body.air, "J/K", "Of air or coolant"},
                               {"metal_capacity", body.metal, "J/K", "Of what is around it"},
                               {"coupling", body.coupling, "W/K", "Between both"},
                               {"conductance", cooling, "W/K", "Of what cools"},
                               {"supply", supply, "degC", "What it cools with"},
                               {"start", start.air, "degC", "Air at the start"},
                               {"start_metal", start.metal, "degC", "Metal at the start"}},
                    .results = {{"first_slope", path.slope(0.0), "K/s", "Of the air at the start"}}};
    if (cooling > 0.0) {
        sheet.results.push_back({"final_air", supply + heat / cooling, "degC", "Where the air tends to"});
    } else {
        const double slope = heat / (body.air + body.metal);
        sheet.results.push_back({"final_slope", slope, "K/s", "What the air's slope tends to"});
    }
    add_times(sheet, q, path);
    add_crossing(sheet, q, path);
    return sheet;
}

}  // namespace datahall

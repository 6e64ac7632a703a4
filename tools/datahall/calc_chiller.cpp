// `calc chiller` and `calc chillers`: models/cooling/eir_chiller.hpp and curve_check.hpp on the shipped
// curves.
#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "datahall/keys.hpp"

#include "models/cooling/chiller_sets.hpp"
#include "models/cooling/curve_check.hpp"
#include "sim/config/input_file.hpp"
#include "sim/config/near_name.hpp"
#include "tools/datahall/calculations.hpp"

namespace datahall {
namespace {

constexpr const char* shipped_table = "shipped:data/cooling/chillers_electric_eir.csv";
constexpr double far_from_one = 0.1;  // of a curve at its reference point: worth a warning
constexpr Range water_range{.at_least = -50, .at_most = 100};

std::unique_ptr<LineSource> table_of(std::unique_ptr<LineSource>&& named, const CalcSources& sources) {
    if (named) return std::move(named);
    ReadContext context;
    context.shipped_root = sources.shipped_root;
    return open_lines(context, {.name = shipped_table, .folder = "", .where = {shipped_table, 0, 0}});
}

struct Question {
    std::string curves;
    std::unique_ptr<LineSource> file;
    Celsius leaving, entering;
    Watts heat;
    std::optional<Watts> capacity;
};

void describe(Keys& k, Question& q) {
    k.required({"curves", "Name of the set", {.example = "York YT 1055kW/5.96COP/Vanes"}}, q.curves);
    k.optional({"file", "Table of curves; absent: the shipped one"}, q.file);
    k.required({"leaving", "Chilled water leaving", water_range}, q.leaving);
    k.required({"entering", "Condenser water, or air, entering", water_range}, q.entering);
    k.required({"heat", "Heat to move", {.at_least = 0}}, q.heat);
    k.optional({"capacity", "Reference capacity; absent: that of the set", {.above = 0}}, q.capacity);
}

// The nearest names, or those that go on where the typed one ends.
std::string hint_for(const std::string& typed, const std::vector<ChillerRow>& sets) {
    std::vector<std::string> names;
    std::vector<std::string> longer;
    for (const ChillerRow& set : sets) {
        names.push_back(set.name);
        if (!typed.empty() && set.name.find(typed) != std::string::npos) longer.push_back(set.name);
    }
    if (!longer.empty()) return fmt::format("; did you mean {}?", listed(longer));
    const std::string guess = did_you_mean(typed, names);
    return guess.empty() ? "; `datahall calc chillers -v` lists them" : "; " + guess;
}

CalcSheet sheet_of(const ChillerOperation& o) {
    return {
        .inputs = {},
        .results = {{"capacity_share", o.capacity_share, "1", "fcap: available over reference capacity"},
                    {"input_share", o.input_share, "1", "feir: power by capacity over that at reference"},
                    {"lift_share", o.lift_share, "1", "Factor of the power outside the box, an estimate"},
                    {"part_load_ratio", o.part_load_ratio, "1", "PLR: heat over available capacity"},
                    {"part_load_share", o.part_load_share, "1", "fplr: power over that at full load"},
                    {"cycling", o.cycling, "1", "CR: part of the time that it runs"},
                    {"capacity", o.capacity, "W", "Available at a part-load ratio of 1"},
                    {"moved", o.moved, "W", "Heat moved"},
                    {"unmet", o.unmet, "W", "Heat beyond the largest part-load ratio"},
                    {"power", o.power, "W", "Electric power"},
                    {"cop", o.cop(), "1", "Heat moved over power"},
                    {"condenser_heat", o.condenser_heat(), "W", "Heat into the condenser water"},
                    {"outside_range", o.outside_range, "", "Whether temperatures were clamped to the box"}}};
}

void add_box(CalcSheet& sheet, const ChillerRow& set) {
    const ChillerCurves& c = set.curves;
    sheet.inputs.insert(sheet.inputs.end(),
                        {{"reference_capacity", c.reference_capacity, "W", "Of the published set"},
                         {"reference_cop", c.reference_cop, "1", "Of the published set"},
                         {"leaving_min", c.leaving_min, "degC", "Box of the set"},
                         {"leaving_max", c.leaving_max, "degC", "Box of the set"},
                         {"entering_min", c.entering_min, "degC", "Box of the set"},
                         {"entering_max", c.entering_max, "degC", "Box of the set"}});
}

/// How many sets have each fault.
struct Tally {
    double capacity = 0, input = 0, part_load = 0, entering = 0, leaving = 0, monotone = 0, grid = 0;

    void add(const CurveFindings& f) {
        const auto is_far = [](double value) { return std::fabs(value - 1.0) > far_from_one ? 1.0 : 0.0; };
        capacity += is_far(f.capacity_at_reference);
        input += is_far(f.input_at_reference);
        part_load += is_far(f.part_load_at_full);
        entering += f.falls_with_entering() ? 1.0 : 0.0;
        leaving += f.rises_with_leaving() ? 1.0 : 0.0;
        monotone += f.is_monotone() ? 0.0 : 1.0;
        grid += f.monotone_on_grid ? 0.0 : 1.0;
    }
};

std::vector<SheetRow> rows_of(const Tally& t) {
    return {
        {"capacity_off", t.capacity, "count", "Sets whose fcap is off 1 by over 10 % at its reference point"},
        {"input_off", t.input, "count", "Sets whose feir is"},
        {"part_load_off", t.part_load, "count", "Sets whose fplr(1) is"},
        {"falls_with_entering", t.entering, "count",
         "Sets that somewhere take less power in warmer condenser water"},
        {"rises_with_leaving", t.leaving, "count",
         "Sets that somewhere take more power for warmer chilled water"},
        {"not_monotone", t.monotone, "count", "Sets with either, by their exact derivatives"},
        {"not_monotone_on_grid", t.grid, "count", "The same, between points of an 11 x 11 grid only"}};
}

}  // namespace

CalcSheet calc_chiller(Keys& keys, const CalcSources& sources) {
    Question q;
    describe(keys, q);
    if (!keys.done()) return {};
    const std::vector<ChillerRow> sets = read_chillers(*table_of(std::move(q.file), sources));
    const auto found = std::ranges::find(sets, q.curves, &ChillerRow::name);
    if (found == sets.end()) {
        keys.refuse("curves", fmt::format("no chiller called '{}' among {}{}", q.curves, sets.size(),
                                          hint_for(q.curves, sets)));
        return {};
    }
    const double capacity = q.capacity ? q.capacity->si() : found->curves.reference_capacity;
    const EirChiller chiller{found->curves, capacity};
    CalcSheet sheet = sheet_of(chiller.operate(q.leaving.degrees(), q.entering.degrees(), q.heat.si()));
    sheet.inputs = {{"curves", q.curves, "", "Name of the set"},
                    {"leaving", q.leaving.degrees(), "degC", "Chilled water leaving"},
                    {"entering", q.entering.degrees(), "degC", "Condenser water, or air, entering"},
                    {"heat", q.heat.si(), "W", "Heat to move"},
                    {"capacity", capacity, "W", "Reference capacity"}};
    add_box(sheet, *found);
    return sheet;
}

CalcSheet calc_chillers(Keys& keys, const CalcSources& sources) {
    std::unique_ptr<LineSource> file;
    keys.optional({"file", "Table of curves; absent: the shipped one"}, file);
    if (!keys.done()) return {};
    std::vector<std::string> problems;
    const std::unique_ptr<LineSource> table = table_of(std::move(file), sources);
    const std::vector<ChillerRow> sets = read_chillers(*table, &problems);
    Tally tally;
    CalcSheet sheet{.inputs = {{"file", table->name(), "", "Table of curves"}}, .results = {}};
    sheet.list.columns = {"set",        "fcap", "feir", "fplr", "least_dfeir_dTc", "largest_dfeir_dTe",
                          "is_monotone"};
    for (const ChillerRow& set : sets) {
        const CurveFindings f = check_curves(set);
        tally.add(f);
        sheet.list.rows.push_back({set.name, f.capacity_at_reference, f.input_at_reference,
                                   f.part_load_at_full, f.least_rise_entering, f.largest_rise_leaving,
                                   f.is_monotone()});
    }
    sheet.results = rows_of(tally);
    sheet.results.insert(sheet.results.begin(),
                         {{"sets", static_cast<double>(sets.size()), "count", "Sets that can be used"},
                          {"refused", static_cast<double>(problems.size()), "count", "Rows that cannot"}});
    for (const std::string& problem : problems)
        sheet.results.push_back({"problem", problem, "", "A refused row"});
    return sheet;
}

}  // namespace datahall

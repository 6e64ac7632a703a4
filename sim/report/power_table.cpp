#include "sim/report/power_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <variant>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/report/columns_json.hpp"
#include "sim/report/csv.hpp"
#include "sim/report/figures.hpp"
#include "sim/report/table.hpp"

namespace datahall {
namespace {

using Row = const PowerPlanRow&;
using Cell = std::variant<std::string, std::optional<double>>;

struct Column {
    ColumnText text;
    Cell (*cell)(Row);
};

constexpr std::array columns{
    Column{{"bus", "text", "name of the bus", "scenario"}, [](Row r) -> Cell { return r.bus; }},
    Column{{"level", "text", "level of the chain", "scenario"}, [](Row r) -> Cell { return r.level; }},
    Column{{"type", "text", "element of the power catalogue", "scenario"},
           [](Row r) -> Cell { return r.type; }},
    Column{{"feeds", "text", "buses that feed it; empty: the utility meter", "scenario"},
           [](Row r) -> Cell { return fmt::format("{}", fmt::join(r.feeds, " ")); }},
    Column{{"units", "count", "units that stand in it", "plan"},
           [](Row r) -> Cell { return double(r.units); }},
    Column{{"needed", "count", "of them: without spare ones", "plan"},
           [](Row r) -> Cell { return double(r.needed); }},
    Column{{"unit_rating_w", "W", "output of one unit", "plan"},
           [](Row r) -> Cell { return r.unit_rating_w; }},
    Column{{"planned_w", "W", "output with everything at its nameplate", "plan"},
           [](Row r) -> Cell { return r.planned_w; }},
    Column{{"mass_kg", "kg", "mass of all its units; 0: unknown", "plan"},
           [](Row r) -> Cell { return r.mass_kg; }},
    Column{{"oversubscription", "1",
            "what is below may draw by its own limits, over what it can carry after one loss", "plan"},
           [](Row r) -> Cell { return r.oversubscription; }},
    Column{{"fullest_phase", "1", "planned load of its fullest phase over a third of the whole", "plan"},
           [](Row r) -> Cell { return r.fullest_phase; }},
    Column{{"headroom_w", "W", "more that it could put out and keep one loss within its rating", "plan"},
           [](Row r) -> Cell { return r.headroom_w; }},
    Column{{"stranded_w", "W", "of the headroom: more than the buses above could deliver", "plan"},
           [](Row r) -> Cell { return r.stranded_w; }},
    Column{{"loading", "1", "the same over the rating of all units", "plan"},
           [](Row r) -> Cell { return r.normal; }},
    Column{
        {"loading_after_one", "1", "with the worst single loss, over the rating of the units left", "plan"},
        [](Row r) -> Cell { return r.after_one; }},
    Column{{"worst_one", "text", "that loss; empty: none makes it carry more", "plan"},
           [](Row r) -> Cell { return r.one; }},
    Column{{"loading_after_two", "1", "with the worst two losses", "plan"},
           [](Row r) -> Cell { return r.after_two; }},
    Column{{"worst_two", "text", "those losses", "plan"}, [](Row r) -> Cell { return r.two; }},
    Column{
        {"ride_through_s", "s", "its battery carries it when its feeds are lost; empty: it has none", "plan"},
        [](Row r) -> Cell { return r.ride_through_s; }},
    Column{{"ride_through_after_one_s", "s", "the same with the load after the worst single loss", "plan"},
           [](Row r) -> Cell { return r.ride_through_after_one_s; }},
    Column{{"opens_after_s", "s", "its breaker opens so long after the worst single loss; empty: it does not",
            "plan"},
           [](Row r) -> Cell { return r.opens_after_s; }},
    Column{{"racks_down", "count", "racks without power when it is lost, whatever else stands", "plan"},
           [](Row r) -> Cell { return double(r.racks_down); }},
    Column{{"it_down_w", "W", "their nameplate", "plan"}, [](Row r) -> Cell { return r.it_down_w; }},
};

std::string percent(double share) {
    return fmt::format("{:.0f} %", share * 100);
}

std::string power_text(double watts) {
    const Figure f = for_people(watts, "W");
    return f.number + " " + f.unit;
}

std::vector<std::string> cells_of(Row r, bool has_pairs) {
    return {r.bus,
            std::to_string(r.units),
            percent(r.normal),
            percent(r.after_one),
            has_pairs ? percent(r.after_two) : "-",
            r.racks_down == 0 ? "-" : power_text(r.it_down_w),
            r.one};
}

std::string time_text(double seconds) {
    const Figure f = for_people(seconds, "s");
    return f.number + " " + f.unit;
}

std::string protection_lines(const PowerPlan& plan) {
    std::string out;
    for (Row r : plan.rows) {
        if (r.ride_through_s && !r.is_for_one_rack) {
            out += fmt::format("{}: its battery carries it for {}, after the worst loss for {}\n", r.bus,
                               time_text(*r.ride_through_s), time_text(*r.ride_through_after_one_s));
        }
        if (r.opens_after_s) {
            out += fmt::format("{}: its breaker opens {} after the loss of {}\n", r.bus,
                               time_text(*r.opens_after_s), r.one);
        }
    }
    return out;
}

// One line for each level of buses that stand for a rack.
std::string solitary_lines(const PowerPlan& plan) {
    std::map<std::string, std::size_t> count;
    for (Row r : plan.rows) count[r.level] += r.is_for_one_rack ? 1 : 0;
    std::string out;
    for (const auto& [level, buses] : count) {
        if (buses > 0) out += fmt::format("and {} of {}, each for one rack\n", buses, level);
    }
    return out;
}

}  // namespace

std::string power_table(const PowerPlan& plan, std::size_t width, std::size_t most) {
    if (plan.rows.empty()) return {};
    Table table{{{"bus"},
                 {"units", Align::right},
                 {"load", Align::right},
                 {"1 lost", Align::right},
                 {"2 lost", Align::right},
                 {"IT down", Align::right},
                 {"worst loss", Align::left, true}}};
    std::size_t listed = 0;
    std::size_t left_out = 0;
    for (Row r : plan.rows) {
        if (r.is_for_one_rack) continue;
        if (listed == most) {
            ++left_out;
            continue;
        }
        ++listed;
        table.add(cells_of(r, plan.has_pairs));
    }
    std::string out =
        "power chain at nameplate: load over the rating of the units left, IT that is down with a bus\n" +
        table.render(width);
    if (left_out > 0) out += fmt::format("... and {} more\n", left_out);
    return out + solitary_lines(plan) + protection_lines(plan);
}

void write_power_csv(const PowerPlan& plan, const Sink& sink) {
    CsvWriter csv{sink};
    for (const Column& c : columns) csv.text(c.text.name);
    csv.end_row();
    for (Row r : plan.rows) {
        for (const Column& c : columns) {
            const Cell cell = c.cell(r);
            if (const auto* text = std::get_if<std::string>(&cell)) {
                csv.text(*text);
            } else {
                csv.number(std::get<std::optional<double>>(cell));
            }
        }
        csv.end_row();
    }
    csv.flush();
}

void put_power(JsonWriter& json, const PowerPlan& plan) {
    json.begin_array();
    for (Row r : plan.rows) {
        json.begin_object(JsonWriter::Layout::one_line);
        for (const Column& c : columns) {
            const Cell cell = c.cell(r);
            json.key(c.text.name);
            if (const auto* text = std::get_if<std::string>(&cell)) {
                json.text(*text);
            } else {
                json.number(std::get<std::optional<double>>(cell).value_or(std::nan("")));
            }
        }
        json.end_object();
    }
    json.end_array();
}

}  // namespace datahall

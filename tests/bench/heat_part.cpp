// What is measured, what it is held to, and its tables, JSON and CSV.
#include "tests/bench/heat_part.hpp"

#include <fmt/format.h>

#include "sim/report/csv.hpp"
#include "sim/report/json.hpp"
#include "sim/report/table.hpp"
#include "tests/bench/bench_text.hpp"
#include "tests/bench/scratch_folder.hpp"
#include "tests/bench/whole_run.hpp"

namespace datahall::bench {
namespace {

struct HeatCase {
    const char* name;
    std::uint64_t racks;
    std::uint64_t zones;
    const char* faults;
};

// Every other week a part of the plant fails for an hour, or the air handlers of some zone.
constexpr const char* failures =
    "faults:\n"
    "  - {name: a, part: air_cooling, component: chillers, at: 20 d, duration: 1 h}\n"
    "  - {name: b, part: air_cooling, component: pumps, at: 80 d, duration: 30 min}\n"
    "  - {name: c, part: air_cooling, component: terminal_units, zone: group-001, at: 140 d, duration: 1 h}\n"
    "  - {name: d, part: air_cooling, component: outdoor_units, at: 200 d, duration: 2 h}\n"
    "  - {name: e, part: air_cooling, lost: 70 %, at: 260 d, duration: 6 h}\n"
    "  - {name: f, element: utility, at: 320 d, duration: 10 min}\n";

constexpr HeatCase cases[] = {{"year", 10'000, 200, ""},
                              {"year-with-failures", 10'000, 200, failures},
                              {"year-one-zone", 10'000, 1, ""},
                              {"year-2000-zones", 10'000, 2'000, ""}};

// Two thousand jobs of 160 devices keep a part of the hall busy; the plant is a full one.
std::string scenario_of(const HeatCase& c) {
    return fmt::format(
        "name: {name}\n"
        "start: 2023-01-01T00:00:00Z\n"
        "duration: 365 d\n"
        "site: {{weather: {{model: epw, file: \"shipped:data/weather/denver.epw.gz\"}}}}\n"
        "hall:\n"
        "  {{width: 140 m, depth: 140 m, rack_pitch: 0.6 m, row_pitch: 2.4 m,\n"
        "   blocks: [{{name: servers, repeat: {racks}, racks: [{{rack: cpu_8kw}}]}}]}}\n"
        "power:\n"
        "  mechanical_from: transformer\n"
        "  chain:\n"
        "    - {{name: transformer, type: mv_lv_transformer, per: hall, rating: 2.5 MW, redundancy: n+1}}\n"
        "    - {{name: ups, type: ups_double_conversion_2010, per: hall, rating: 1 MW, redundancy: 2n}}\n"
        "    - {{name: pdu, type: pdu_transformer, per: group, rating: 225 kW}}\n"
        "    - {{name: rack-pdu, type: rack_pdu, per: rack, rating: 15 kW, design_load: 100 %}}\n"
        "cooling:\n"
        "  air: {{preset: contained_chilled_water_18C}}\n"
        "  zones: {{per: group, racks: {per_zone}}}\n"
        "  throttle: [{{above: 35 degC, speed: 0.8}}, {{above: 40 degC, speed: 0.5}}]\n"
        "  shutdown: {{above: 50 degC}}\n"
        "{faults}"
        "clusters:\n"
        "  - name: batch\n"
        "    node: cpu_2s_8280_2019\n"
        "    scheduler: {{model: easy, depth: 100}}\n"
        "    placement: {{model: packed}}\n"
        "    workload: {{model: steady, work_class: batch_hpc, jobs: 2000, devices: 160, run: 4 h, every: 4 "
        "h, "
        "estimate: 30 d}}\n",
        fmt::arg("name", c.name), fmt::arg("racks", c.racks), fmt::arg("per_zone", c.racks / c.zones),
        fmt::arg("faults", c.faults));
}

std::string rows_table(std::span<const HeatRow> rows, std::size_t width) {
    Table table{{{"run"},
                 {"racks", Align::right},
                 {"zones", Align::right},
                 {"events", Align::right},
                 {"events/h", Align::right},
                 {"s", Align::right}}};
    for (const HeatRow& row : rows) {
        table.add({row.name, std::to_string(row.racks), std::to_string(row.zones), std::to_string(row.events),
                   fmt::format("{:.2f}", row.events_per_hour()), fmt::format("{:.4f}", row.cpu_s)});
    }
    return table.render(width);
}

void put_row(JsonWriter& json, const HeatRow& row) {
    json.begin_object(JsonWriter::Layout::one_line);
    json.key("run").text(row.name);
    json.key("racks").whole(row.racks);
    json.key("zones").whole(row.zones);
    json.key("days").number(row.days);
    json.key("events").whole(row.events);
    json.key("cpu_s").number(row.cpu_s);
    json.end_object();
}

}  // namespace

std::vector<HeatRow> run_heat_trial(int rounds, const std::function<void(const std::string&)>& tell) {
    const ScratchFolder folder;
    std::vector<HeatRow> rows;
    for (const HeatCase& c : cases) {
        tell(fmt::format("cooling: {}", c.name));
        const std::string file = folder.file_of(c.name, scenario_of(c));
        const WholeRun run = least_of(rounds, {.name = c.name, .file = file});
        rows.push_back({.name = c.name,
                        .racks = c.racks,
                        .zones = c.zones,
                        .days = run.days,
                        .events = run.events,
                        .cpu_s = run.run_s});
    }
    return rows;
}

std::vector<Target> heat_targets(std::span<const HeatRow> rows) {
    std::vector<Target> targets;
    for (const HeatRow& row : rows) {
        if (row.zones != 200) continue;
        targets.push_back({fmt::format("{}: {} racks in {} zones, hourly weather: s, once it is built",
                                       row.name, row.racks, row.zones),
                           row.cpu_s, 1.0, 0.5, false});
    }
    return targets;
}

std::string heat_tables(std::span<const HeatRow> rows, std::size_t width) {
    return "Cooling: a year of hourly weather over 10,000 racks and their plant, least CPU time over the "
           "rounds\n" +
           rows_table(rows, width) + "\nTargets\n" + targets_table(heat_targets(rows), width);
}

std::string heat_json(std::span<const HeatRow> rows) {
    return part_json(heat_targets(rows), [rows](JsonWriter& json) {
        for (const HeatRow& row : rows) put_row(json, row);
    });
}

void write_heat_csv(std::span<const HeatRow> rows, const Sink& sink) {
    CsvWriter csv{sink};
    for (const char* const name : {"run", "racks", "zones", "days", "events", "cpu_s"}) csv.text(name);
    csv.end_row();
    for (const HeatRow& row : rows) {
        csv.text(row.name).whole(row.racks).whole(row.zones).number(row.days).whole(row.events);
        csv.number(row.cpu_s).end_row();
    }
    csv.flush();
}

}  // namespace datahall::bench

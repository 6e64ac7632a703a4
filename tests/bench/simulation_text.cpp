// Whole simulations as tables, JSON, CSV and a part of the page.
#include <fmt/format.h>

#include "sim/report/csv.hpp"
#include "sim/report/json.hpp"
#include "sim/report/svg.hpp"
#include "sim/report/table.hpp"
#include "tests/bench/bench_text.hpp"
#include "tests/bench/simulation.hpp"

namespace datahall::bench {
namespace {

constexpr const char* parts_of_the_run[] = {"queue", "handlers", "settle", "metrics"};

double per_event(const Split& split) {
    return split.of_the_run() / static_cast<double>(split.events);
}

std::string runs_table(const Simulation& simulation, std::size_t width) {
    Table table{{{"events/s", Align::right},
                 {"events", Align::right},
                 {"CPU s", Align::right},
                 {"wall s", Align::right},
                 {"load s", Align::right},
                 {"run", Align::left, true}}};
    for (const WholeRun& r : simulation.runs) {
        table.add({fmt::format("{:.0f}", r.events_per_s()), std::to_string(r.events),
                   fmt::format("{:.4g}", r.run_s), fmt::format("{:.4g}", r.wall_s),
                   fmt::format("{:.2f}", r.load_s),
                   fmt::format("{}: {} nodes, {:.0f} days", r.name, r.nodes, r.days)});
    }
    return table.render(width);
}

std::string splits_table(const Simulation& simulation, std::size_t width) {
    std::vector<TableColumn> columns;
    for (const char* part : parts_of_the_run) columns.push_back({part, Align::right});
    columns.push_back({"an event", Align::right});
    columns.push_back({"run", Align::left, true});
    Table table{columns};
    for (const Split& split : simulation.splits) {
        std::vector<std::string> cells;
        for (const char* part : parts_of_the_run)
            cells.push_back(fmt::format("{:.1f} %", split.percent(part)));
        cells.push_back(fmt::format("{:.0f}", per_event(split)));
        cells.push_back(split.name);
        table.add(cells);
    }
    return table.render(width);
}

}  // namespace

std::string simulation_tables(const Simulation& simulation, std::size_t width) {
    std::string text = "Whole simulations: CPU time of the process, once its hall is built\n" +
                       runs_table(simulation, width);
    if (!simulation.splits.empty()) {
        text += "\nWhat the instructions go to, and how many an event takes (by callgrind, 4 days each)\n" +
                splits_table(simulation, width);
    }
    text += "\nTargets\n" + targets_table(simulation.targets, width);
    for (const std::string& note : simulation.notes) text += note + "\n";
    return text;
}

void put_simulation(JsonWriter& json, const Simulation& simulation) {
    json.key("runs").begin_array();
    for (const WholeRun& r : simulation.runs) {
        json.begin_object(JsonWriter::Layout::one_line);
        json.key("run").text(r.name);
        json.key("runs").whole(r.runs);
        json.key("nodes").whole(r.nodes);
        json.key("days").number(r.days);
        json.key("events").whole(r.events);
        json.key("load_s").number(r.load_s);
        json.key("cpu_s").number(r.run_s);
        json.key("wall_s").number(r.wall_s);
        json.key("bytes").whole(r.grown);
        json.end_object();
    }
    json.end_array();
    json.key("instructions").begin_array();
    for (const Split& split : simulation.splits) {
        json.begin_object(JsonWriter::Layout::one_line);
        json.key("run").text(split.name);
        json.key("events").whole(split.events);
        for (const auto& [part, count] : split.instructions) json.key(part).number(count);
        json.end_object();
    }
    json.end_array();
    json.key("notes").begin_array();
    for (const std::string& note : simulation.notes) json.text(note);
    json.end_array();
}

void write_simulation_csv(const Simulation& simulation, const Sink& sink) {
    CsvWriter csv{sink};
    for (const char* column :
         {"run", "runs", "nodes", "days", "events", "load_s", "cpu_s", "wall_s", "bytes"})
        csv.text(column);
    csv.end_row();
    for (const WholeRun& r : simulation.runs) {
        csv.text(r.name).whole(r.runs).whole(r.nodes).number(r.days).whole(r.events);
        csv.number(r.load_s).number(r.run_s).number(r.wall_s).whole(r.grown);
        csv.end_row();
    }
    csv.flush();
}

void put_simulation(Markup& out, const Simulation& simulation) {
    if (simulation.splits.empty()) return;
    out.element("h2", "What the instructions of a run go to").line().open("table").open("tr");
    for (const char* part : parts_of_the_run) out.element("th", part);
    out.element("th", "an event").element("th", "run").close();
    for (const Split& split : simulation.splits) {
        out.open("tr");
        for (const char* part : parts_of_the_run) {
            out.element("td", fmt::format("{:.1f} %", split.percent(part)), {{"class", "n"}});
        }
        out.element("td", fmt::format("{:.0f}", per_event(split)), {{"class", "n"}});
        out.element("td", split.name).close().line();
    }
    out.close();
}

}  // namespace datahall::bench

// Tables, JSON and CSV of the part about the power chain.
#include <fmt/format.h>

#include "sim/report/csv.hpp"
#include "sim/report/json.hpp"
#include "sim/report/table.hpp"
#include "tests/bench/bench_text.hpp"
#include "tests/bench/power_part.hpp"
#include "tools/datahall/process_facts.hpp"

namespace datahall::bench {
namespace {

std::string_view name_of(PowerLoad load) {
    return power_load_names[static_cast<std::size_t>(load)];
}

std::string rows_table(std::span<const PowerRow> rows, std::size_t width) {
    Table table{{{"load"},
                 {"racks", Align::right},
                 {"ns/change", Align::right},
                 {"s", Align::right},
                 {"program, s", Align::right},
                 {"MB resident", Align::right}}};
    for (const PowerRow& row : rows) {
        const bool is_run = row.changes == 0;
        table.add({std::string{name_of(row.load)}, std::to_string(row.racks),
                   is_run ? "-" : fmt::format("{:.0f}", row.ns_per_change()),
                   fmt::format("{:.4f}", row.cpu_s), is_run ? fmt::format("{:.3f}", row.program_s) : "-",
                   is_run ? fmt::format("{:.1f}", static_cast<double>(row.resident) * 1e-6) : "-"});
    }
    return table.render(width);
}

void put_row(JsonWriter& json, const PowerRow& row) {
    json.begin_object(JsonWriter::Layout::one_line);
    json.key("load").text(name_of(row.load));
    json.key("racks").whole(row.racks);
    json.key("changes").whole(row.changes);
    json.key("cpu_s").number(row.cpu_s);
    json.key("program_s").number(row.program_s);
    json.key("resident").whole(row.resident);
    json.end_object();
}

}  // namespace

std::string power_tables(std::span<const PowerRow> rows, std::size_t width) {
    return "The power chain: least CPU time over the rounds, changes settled one by one, runs once they are "
           "built\n" +
           rows_table(rows, width) + "\nTargets\n" + targets_table(power_targets(rows), width);
}

std::string power_json(std::span<const PowerRow> rows) {
    return part_json(power_targets(rows), [rows](JsonWriter& json) {
        for (const PowerRow& row : rows) put_row(json, row);
    });
}

void write_power_csv(std::span<const PowerRow> rows, const Sink& sink) {
    CsvWriter csv{sink};
    for (const char* const name : {"load", "racks", "changes", "cpu_s", "program_s", "resident"})
        csv.text(name);
    csv.end_row();
    for (const PowerRow& row : rows) {
        csv.text(name_of(row.load)).whole(row.racks).whole(row.changes).number(row.cpu_s);
        csv.number(row.program_s).whole(row.resident).end_row();
    }
    csv.flush();
}

}  // namespace datahall::bench

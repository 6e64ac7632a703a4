#include "tools/datahall/job_account.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "models/workload/fields.hpp"
#include "sim/report/csv.hpp"
#include "sim/report/figures.hpp"
#include "sim/report/job_table.hpp"
#include "sim/report/json.hpp"
#include "sim/report/table.hpp"

namespace datahall {
namespace {

// A part has the columns that are named, or whose name begins or ends so; what no part has is the place's.
struct Part {
    std::string_view name;
    std::array<std::string_view, 10> columns = {};
    std::string_view prefix = {};
    std::string_view suffix = {};
    std::string_view whole = {};  // the column that shares are of; empty: of the sum of the part
    bool has_shares = false;
};
constexpr std::array<Part, 6> parts{{
    {.name = "identity",
     .columns = {"id", "state", "reason", "cluster", "stream", "user", "account", "partition", "qos"}},
    {.name = "times",
     .columns = {"submit_s", "start_s", "end_s", "reference_s", "estimate_s", "time_factor"}},
    {.name = "wait",
     .columns = {"slowdown", "bounded_slowdown"},
     .prefix = "wait_",
     .whole = "wait_s",
     .has_shares = true},
    {.name = "run", .columns = {"stops", "clock"}, .prefix = "run_", .has_shares = true},
    {.name = "energy", .suffix = "_j", .whole = "energy_j", .has_shares = true},
    {.name = "place"},
}};

const Part& part_of(std::string_view column) {
    for (const Part& part : parts) {
        if (std::ranges::find(part.columns, column) != part.columns.end()) return part;
        if (!part.prefix.empty() && column.starts_with(part.prefix)) return part;
        if (!part.suffix.empty() && column.ends_with(part.suffix)) return part;
    }
    return parts.back();
}

// What this version writes under that name; a column of another version has no meaning here.
ColumnText text_of(std::string_view column) {
    for (const JobColumn& known : job_table()) {
        if (known.text.name == column) return known.text;
    }
    return {.name = column, .unit = {}, .meaning = {}, .source = {}};
}

bool is_number(const JobCell& cell) {
    return text_of(cell.column).unit != "text" && as_decimal(cell.text).has_value();
}

std::vector<JobCell> cells_of(const Part& part, const JobLine& job) {
    std::vector<JobCell> cells;
    for (const JobCell& cell : job) {
        if (&part_of(cell.column) == &part) cells.push_back(cell);
    }
    return cells;
}

// What shares of a part are of: its column of the whole, or the sum of its times.
double whole_of(const Part& part, const std::vector<JobCell>& cells) {
    double sum = 0;
    for (const JobCell& cell : cells) {
        if (cell.column == part.whole) return as_decimal(cell.text).value_or(0.0);
        if (!part.prefix.empty() && cell.column.starts_with(part.prefix)) {
            sum += as_decimal(cell.text).value_or(0.0);
        }
    }
    return part.whole.empty() ? sum : 0.0;
}

std::string share_of(const Part& part, const JobCell& cell, double whole) {
    const std::string_view unit = text_of(cell.column).unit;
    if (!part.has_shares || cell.column == part.whole || !(whole > 0) || unit == "1" || unit == "count")
        return {};
    return fmt::format("{} %", four_digits(100.0 * as_decimal(cell.text).value_or(0.0) / whole));
}

Figure figure_of(const JobCell& cell) {
    const std::string_view unit = text_of(cell.column).unit;
    const bool is_measure = unit == "s" || unit == "J";
    if (is_number(cell) && is_measure) return for_people(*as_decimal(cell.text), unit);
    const bool has_fraction = cell.text.find('.') != std::string::npos;
    if (is_number(cell) && has_fraction) return {.number = four_digits(*as_decimal(cell.text)), .unit = {}};
    return {.number = cell.text, .unit = {}};
}

std::string as_table(const JobLine& job, std::size_t width) {
    Table table{{{"job"},
                 {"value", Align::right},
                 {"unit"},
                 {"share", Align::right},
                 {"meaning", Align::left, true}}};
    for (const Part& part : parts) {
        const std::vector<JobCell> cells = cells_of(part, job);
        if (cells.empty()) continue;
        table.add_heading(std::string{part.name});
        const double whole = whole_of(part, cells);
        for (const JobCell& cell : cells) {
            const Figure figure = figure_of(cell);
            table.add({cell.column, figure.number, figure.unit, share_of(part, cell, whole),
                       std::string{text_of(cell.column).meaning}});
        }
    }
    return table.render(width);
}

void put_cell(JsonWriter& json, const JobCell& cell) {
    json.key(cell.column);
    if (is_number(cell)) {
        json.decimal(cell.text);
    } else {
        json.text(cell.text);
    }
}

std::string as_json(const std::vector<JobLine>& jobs) {
    JsonWriter json;
    json.begin_object();
    json.key("schema_version").whole(1);
    json.key("jobs").begin_array();
    for (const JobLine& job : jobs) {
        json.begin_object();
        for (const Part& part : parts) {
            json.key(part.name).begin_object();
            for (const JobCell& cell : cells_of(part, job)) put_cell(json, cell);
            json.end_object();
        }
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return json.finish();
}

void as_csv(const std::vector<JobLine>& jobs, const Sink& sink) {
    CsvWriter csv{sink};
    for (const char* name : {"job", "part", "column", "value", "unit", "meaning"}) csv.text(name);
    csv.end_row();
    for (std::size_t j = 0; j < jobs.size(); ++j) {
        for (const JobCell& cell : jobs[j]) {
            const ColumnText text = text_of(cell.column);
            csv.whole(j + 1).text(part_of(cell.column).name).text(cell.column).text(cell.text);
            csv.text(text.unit == "text" ? std::string_view{} : text.unit).text(text.meaning);
            csv.end_row();
        }
    }
    csv.flush();
}

}  // namespace

void print_jobs(const std::vector<JobLine>& jobs, std::string_view format, std::size_t width,
                const Sink& sink) {
    if (format == "json") return sink(as_json(jobs));
    if (format == "csv") return as_csv(jobs, sink);
    for (std::size_t j = 0; j < jobs.size(); ++j) {
        if (j > 0) sink("\n");
        sink(as_table(jobs[j], width));
    }
}

}  // namespace datahall

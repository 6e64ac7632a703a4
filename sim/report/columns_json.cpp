#include "sim/report/columns_json.hpp"

#include <array>

#include "sim/report/duration_csv.hpp"
#include "sim/report/heat_table.hpp"
#include "sim/report/job_table.hpp"
#include "sim/report/json.hpp"
#include "sim/report/ledger_table.hpp"
#include "sim/report/link_table.hpp"
#include "sim/report/losses_csv.hpp"
#include "sim/report/power_bus_table.hpp"

namespace datahall {
namespace {

constexpr std::array<ColumnText, 7> findings{{
    {"code", "text", "kind of the finding", "simulation"},
    {"object", "text", "place in the facility", "scenario"},
    {"text", "text", "the finding in one sentence", "simulation"},
    {"value", "unit column", "what was found", "simulation"},
    {"limit", "unit column", "what is allowed", "scenario"},
    {"unit", "text", "unit of value and limit", "scenario"},
    {"time_s", "s", "simulated time; empty for the design itself", "simulation"},
}};

constexpr std::array<ColumnText, 5> events{{
    {"time_s", "s", "simulated time", "simulation"},
    {"object", "text", "bus of the power chain; utility; hall for its racks and plants", "scenario"},
    {"event", "text", "what happened", "simulation"},
    {"value", "unit column", "its figure, if it has one: units, racks, jobs, state of charge, load",
     "simulation"},
    {"unit", "text", "unit of the value", "simulation"},
}};

constexpr std::array<ColumnText, 4> metrics{{
    {"metric", "text", "name of the metric", "simulation"},
    {"value", "unit column", "its value; empty if it does not exist here", "simulation"},
    {"unit", "text", "unit of the value", "simulation"},
    {"meaning", "text", "the metric in one sentence", "simulation"},
}};

void put_column(JsonWriter& json, const ColumnText& column) {
    json.key(column.name).begin_object(JsonWriter::Layout::one_line);
    json.key("unit").text(column.unit);
    json.key("meaning").text(column.meaning);
    json.key("source").text(column.source);
    json.end_object();
}

const ColumnText& text_of(const ColumnText& column) {
    return column;
}
template <class Column>
const ColumnText& text_of(const Column& column) {
    return column.text;
}

template <class Column>
void put_file(JsonWriter& json, std::string_view file, std::span<const Column> columns) {
    json.key(file).begin_object();
    for (const Column& column : columns) put_column(json, text_of(column));
    json.end_object();
}

void put_series(JsonWriter& json, std::string_view file, const Series& series) {
    json.key(file).begin_object();
    for (const SeriesColumn& c : series.columns) put_column(json, {c.name, c.unit, c.meaning, "simulation"});
    json.end_object();
}

}  // namespace

std::span<const ColumnText> finding_columns() {
    return findings;
}
std::span<const ColumnText> power_event_columns() {
    return events;
}
std::span<const ColumnText> metric_columns() {
    return metrics;
}

std::string columns_json(const Result& result, const JobSource& jobs) {
    JsonWriter json;
    json.begin_object();
    put_series(json, "series.csv", result.series);
    const std::vector<JobColumn> of_jobs = job_columns(jobs);
    put_file(json, "jobs.csv", std::span{of_jobs});
    put_file(json, "ledger.csv", ledger_table());
    put_file(json, "power.csv", power_bus_table());
    json.key("losses.csv").begin_object();
    put_column(json, loss_place_column);
    for (const std::string& name : loss_columns(result.power))
        put_column(json, {name, "J", "losses of this level of the chain", "simulation"});
    put_column(json, loss_total_column);
    json.end_object();
    put_file(json, "duration.csv", duration_columns());
    put_file(json, "zones.csv", zone_table());
    put_file(json, "racks.csv", rack_table());
    if (!result.inlets.columns.empty()) put_series(json, "inlets.csv", result.inlets);
    if (!result.links.empty()) put_file(json, "links.csv", link_table());
    put_file(json, "findings.csv", finding_columns());
    put_file(json, "power_events.csv", power_event_columns());
    json.end_object();
    return json.finish();
}

}  // namespace datahall

#include "sim/report/columns_json.hpp"

#include <array>

#include "sim/report/json.hpp"

namespace datahall {
namespace {

constexpr std::array<ColumnText, 26> jobs{{
    {"id", "1", "number of the job in its trace", "workload"},
    {"cluster", "text", "cluster that the job was submitted to", "scenario"},
    {"user", "1", "number of the user, from 0", "workload"},
    {"submit_s", "s", "time of submission after the start of the scenario", "workload"},
    {"start_s", "s", "time of the start; empty if it never started", "simulation"},
    {"end_s", "s", "time of the end; empty if it did not end", "simulation"},
    {"wait_s", "s", "time in the queue, all visits", "simulation"},
    {"wait_busy_s", "s", "of it, with fewer devices free than it needs", "simulation"},
    {"wait_order_s", "s", "of it, with enough free but a job ahead of it", "simulation"},
    {"wait_fragmentation_s", "s", "of it, with enough free but no legal placement", "simulation"},
    {"wait_quota_s", "s", "of it, held by a limit of its user, account, QOS or partition", "simulation"},
    {"wait_power_s", "s", "of it, held by a power cap", "simulation"},
    {"wait_maintenance_s", "s", "of it, with nodes out of service or reserved", "simulation"},
    {"reference_s", "s", "run time of the job on its reference devices", "workload"},
    {"requested_devices", "count", "reference devices that the job asks for", "workload"},
    {"devices", "count", "devices held here", "simulation"},
    {"nodes", "count", "nodes that the job ran on", "simulation"},
    {"time_factor", "1", "run time here over run time on the reference devices", "simulation"},
    {"stops", "count", "times that it was stopped for another job", "simulation"},
    {"run_lost_s", "s", "run time lost when it was stopped, and done again", "simulation"},
    {"energy_j", "J", "energy metered for the job while it held devices", "simulation"},
    {"unused_devices", "count", "of the devices held, those that the job does not work on", "simulation"},
    {"leaves", "count", "leaf switches that its nodes hang on; racks where no fabric joins them",
     "simulation"},
    {"hop_spread", "1", "leaves over the fewest that could hold the job", "simulation"},
    {"state", "text", "completed, timeout, running, queued, refused or preempted (for good)", "simulation"},
    {"reason", "text", "why the job was refused", "simulation"},
}};

constexpr std::array<ColumnText, 7> findings{{
    {"code", "text", "kind of the finding", "simulation"},
    {"object", "text", "place in the facility", "scenario"},
    {"text", "text", "the finding in one sentence", "simulation"},
    {"value", "unit column", "what was found", "simulation"},
    {"limit", "unit column", "what is allowed", "scenario"},
    {"unit", "text", "unit of value and limit", "scenario"},
    {"time_s", "s", "simulated time; empty for the design itself", "simulation"},
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

void put_file(JsonWriter& json, std::string_view file, std::span<const ColumnText> columns) {
    json.key(file).begin_object();
    for (const ColumnText& column : columns) put_column(json, column);
    json.end_object();
}

}  // namespace

std::span<const ColumnText> job_columns() {
    return jobs;
}
std::span<const ColumnText> finding_columns() {
    return findings;
}
std::span<const ColumnText> metric_columns() {
    return metrics;
}

std::string columns_json(const Series& series) {
    JsonWriter json;
    json.begin_object();
    json.key("series.csv").begin_object();
    for (const SeriesColumn& c : series.columns) put_column(json, {c.name, c.unit, c.meaning, "simulation"});
    json.end_object();
    put_file(json, "jobs.csv", jobs);
    put_file(json, "findings.csv", findings);
    json.end_object();
    return json.finish();
}

}  // namespace datahall

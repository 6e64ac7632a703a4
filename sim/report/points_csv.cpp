#include "sim/report/points_csv.hpp"

#include <algorithm>
#include <vector>

#include "sim/report/csv.hpp"
#include "sim/report/json.hpp"
#include "sim/report/result_json.hpp"

namespace datahall {
namespace {

// The texts of the axes at the point of a row.
std::vector<std::string> values_at(const Study& study, const SweepRow& row) {
    std::vector<std::string> values;
    const std::vector<std::size_t> choices = study.choices(row.point);
    for (std::size_t a = 0; a < choices.size(); ++a) {
        values.push_back(study.config().axes[a].values[choices[a]]);
    }
    return values;
}

void put_column(JsonWriter& json, const SweepColumn& column, std::string_view source) {
    json.key(column.metric).begin_object(JsonWriter::Layout::one_line);
    json.key("unit").text(column.unit);
    json.key("meaning").text(column.meaning);
    json.key("source").text(source);
    json.end_object();
}

void put_columns(JsonWriter& json, const Study& study, const Sweep& sweep) {
    json.key("columns").begin_object();
    put_column(json, {"point", "1", "number of the point, from 0; the first axis is the slowest"}, "study");
    put_column(json, {"replication", "1", "number of the replication, from 0"}, "study");
    for (const StudyAxis& axis : study.config().axes) {
        put_column(json, {axis.key, "text", "value of this key of the scenario"}, "study");
    }
    for (const SweepColumn& c : sweep.columns) {
        put_column(json, {column_name(c.metric, c.unit), c.unit, c.meaning}, "simulation");
    }
    put_column(json, {"findings", "count", "findings of the run"}, "simulation");
    put_column(json, {"trace_hash", "text", "hash of every executed event"}, "simulation");
    put_column(json, {"failed", "text", "why the run failed; empty if it did not"}, "simulation");
    json.end_object();
}

void put_texts(JsonWriter& json, std::string_view key, const std::vector<std::string>& texts) {
    json.key(key).begin_array(JsonWriter::Layout::one_line);
    for (const std::string& text : texts) json.text(text);
    json.end_array();
}

void put_study(JsonWriter& json, const StudyConfig& study) {
    json.key("study").begin_object();
    json.key("name").text(study.name);
    json.key("about").text(study.about);
    json.key("scenario").text(study.scenario);
    json.key("set").begin_object();
    for (const auto& [path, value] : study.set) json.key(path).text(value);
    json.end_object();
    json.key("axes").begin_array();
    for (const StudyAxis& axis : study.axes) {
        json.begin_object(JsonWriter::Layout::one_line);
        json.key("key").text(axis.key);
        put_texts(json, "values", axis.values);
        json.end_object();
    }
    json.end_array();
    json.key("replications").whole(static_cast<std::uint64_t>(study.replications));
    json.key("seed");
    study.seed ? json.whole(static_cast<std::uint64_t>(*study.seed)) : json.null();
    put_texts(json, "metrics", study.metrics);
    json.end_object();
}

void put_row(JsonWriter& json, const Study& study, const Sweep& sweep, const SweepRow& row) {
    json.begin_object(JsonWriter::Layout::one_line);
    json.key("point").whole(row.point);
    json.key("replication").whole(row.replication);
    const std::vector<std::string> values = values_at(study, row);
    for (std::size_t a = 0; a < values.size(); ++a) json.key(study.config().axes[a].key).text(values[a]);
    for (std::size_t c = 0; c < sweep.columns.size(); ++c) {
        json.key(column_name(sweep.columns[c].metric, sweep.columns[c].unit));
        row.values[c] ? json.number(*row.values[c]) : json.null();
    }
    json.key("findings");
    row.failure.empty() ? json.whole(row.findings) : json.null();
    json.key("trace_hash").text(row.trace_hash);
    json.key("failed").text(row.failure);
    json.end_object();
}

}  // namespace

std::string column_name(std::string_view metric, std::string_view unit) {
    std::string name{metric};
    std::replace(name.begin(), name.end(), '.', '_');
    if (unit.empty() || unit == "1" || unit == "count") return name;
    name += '_';
    if (unit == "degC") return name + 'c';
    for (const char c : unit) {
        if (c == '/') {
            name += "_per_";
        } else {
            name += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return name;
}

void write_points_csv(const Study& study, const Sweep& sweep, const Sink& sink) {
    CsvWriter csv{sink};
    csv.text("point").text("replication");
    for (const StudyAxis& axis : study.config().axes) csv.text(axis.key);
    for (const SweepColumn& c : sweep.columns) csv.text(column_name(c.metric, c.unit));
    csv.text("findings").text("trace_hash").text("failed").end_row();
    for (const SweepRow& row : sweep.rows) {
        csv.whole(row.point).whole(row.replication);
        for (const std::string& value : values_at(study, row)) csv.text(value);
        for (const std::optional<double>& value : row.values) csv.number(value);
        row.failure.empty() ? csv.whole(row.findings) : csv.text("");
        csv.text(row.trace_hash).text(row.failure).end_row();
    }
    csv.flush();
}

std::string sweep_json(const Study& study, const Sweep& sweep, const SweepFacts& facts, SweepRows rows) {
    JsonWriter json;
    json.begin_object();
    json.key("schema_version").whole(result_schema_version);
    json.key("complete").flag(sweep.complete);
    json.key("version").text(facts.version);
    put_study(json, study.config());
    json.key("until_s");
    facts.until ? json.number(facts.until->si()) : json.null();
    json.key("points").whole(study.points());
    json.key("runs").whole(sweep.rows.size());
    json.key("failed").whole(static_cast<std::uint64_t>(std::count_if(
        sweep.rows.begin(), sweep.rows.end(), [](const SweepRow& row) { return !row.failure.empty(); })));
    put_columns(json, study, sweep);
    if (rows == SweepRows::include) {
        json.key("rows").begin_array();
        for (const SweepRow& row : sweep.rows) put_row(json, study, sweep, row);
        json.end_array();
    }
    json.end_object();
    return json.finish();
}

}  // namespace datahall

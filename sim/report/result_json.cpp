#include "sim/report/result_json.hpp"

#include <cmath>

#include "sim/report/json.hpp"

namespace datahall {
namespace {

void put_audits(JsonWriter& json, std::span<const Audit> audits) {
    json.key("audits").begin_array();
    for (const Audit& audit : audits) {
        json.begin_object(JsonWriter::Layout::one_line);
        json.key("name").text(audit.name);
        json.key("passed").flag(audit.passed);
        json.key("difference").number(audit.difference);
        json.key("tolerance").number(audit.tolerance);
        json.end_object();
    }
    json.end_array();
}

}  // namespace

void put_metrics(JsonWriter& json, std::span<const Metric> metrics) {
    json.key("metrics").begin_object();
    for (const Metric& m : metrics) {
        json.key(m.name).begin_object(JsonWriter::Layout::one_line);
        json.key("value").number(m.value.value_or(std::nan("")));
        json.key("unit").text(m.unit);
        if (!m.value) json.key("status").text("undefined");
        if (m.value && !std::isfinite(*m.value)) json.key("status").text("not finite");
        json.end_object();
    }
    json.end_object();
}

void put_findings(JsonWriter& json, std::span<const Finding> findings) {
    json.key("findings").begin_array();
    for (const Finding& f : findings) {
        json.begin_object(JsonWriter::Layout::one_line);
        json.key("code").text(f.code);
        json.key("object").text(f.object);
        json.key("text").text(f.text);
        json.key("value").number(f.value);
        json.key("limit").number(f.limit);
        json.key("unit").text(f.unit);
        json.key("time_s").number(f.time_s.value_or(std::nan("")));
        json.end_object();
    }
    json.end_array();
}

void put_sources(JsonWriter& json, std::span<const SourceUse> sources) {
    json.key("sources").begin_array();
    for (const SourceUse& s : sources) {
        json.begin_object(JsonWriter::Layout::one_line);
        json.key("entry").text(s.entry);
        json.key("source").text(s.source);
        json.key("confidence").text(s.confidence);
        json.end_object();
    }
    json.end_array();
}

std::string result_json(const Result& result) {
    JsonWriter json;
    json.begin_object();
    json.key("schema_version").whole(result_schema_version);
    json.key("complete").flag(result.complete);
    json.key("version").text(result.version);
    json.key("scenario").text(result.scenario);
    json.key("seed").whole(result.seed);
    json.key("replication").whole(result.replication);
    json.key("scenario_hash").text(result.scenario_hash);
    json.key("trace_hash").text(result.trace_hash);
    put_metrics(json, result.metrics);
    put_audits(json, result.audits);
    put_findings(json, result.findings);
    put_sources(json, result.sources);
    json.end_object();
    return json.finish();
}

}  // namespace datahall

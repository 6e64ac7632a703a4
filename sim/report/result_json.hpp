// result.json: what a run has found, and nothing that depends on where or when it ran.
//
//     {"schema_version": 1, "complete": true, "version", "scenario", "seed", "replication",
//      "scenario_hash", "trace_hash",
//      "metrics": {"energy.it": {"value": 1.2e12, "unit": "J"}, ...},
//      "audits": [{"name", "passed", "difference", "tolerance"}, ...],
//      "findings": [{"code", "object", "text", "value", "limit", "unit", "time_s"}, ...],
//      "sources": [{"entry", "source", "confidence"}, ...]}
//
// Keys stand in this order, metrics in the order of the result.  A metric without a value has
// "value": null and "status": "undefined"; one that is not finite null and "not finite".
#pragma once

#include <span>
#include <string>

#include "datahall/result.hpp"

namespace datahall {

class JsonWriter;

inline constexpr int result_schema_version = 1;

std::string result_json(const Result& result);

/// The parts that a plan shares with a result, each as one member of the open object.
void put_metrics(JsonWriter& json, std::span<const Metric> metrics);
void put_findings(JsonWriter& json, std::span<const Finding> findings);
void put_sources(JsonWriter& json, std::span<const SourceUse> sources);

}  // namespace datahall

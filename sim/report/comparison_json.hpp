// compare.json: a comparison for programs; the same bytes on every machine.
//
//     {"schema_version": 1, "version", "command", "seed", "replications", "duration_s", "warm_up_s",
//      "equalised": null | "floor" | "power",
//      "halls": [{"name", "about", "file", "scenario_hash", "trace_hash_demand", "trace_hash_saturated",
//                 "density": null | {"p5", "p50", "p95", "source"}}, ...],
//      "rows": [{"id", "group", "label", "view", "unit",
//                "values": [null | {"value", "low", "high"}, ...], "differences": [...], "ratios": [...]},
//                ...],
//      "verdict": ["...", ...], "caveats": ["...", ...]}
//
// Lists have one entry for each hall; hall 0 is the base, so its difference and ratio are null.
#pragma once

#include <string>
#include <string_view>

#include "sim/study/comparison.hpp"

namespace datahall {

inline constexpr int comparison_schema_version = 1;

std::string comparison_json(const Comparison& comparison);

/// "design", "demand", "saturated" or "cost".
std::string_view name_of(ComparisonView view);

}  // namespace datahall

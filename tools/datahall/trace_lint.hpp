// The lint report of a trace: what an import would read and drop, and what load it would offer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datahall/model/registry.hpp"
#include "datahall/model/workload.hpp"

#include "models/workload/node_list.hpp"
#include "models/workload/request_trace.hpp"
#include "sim/report/json.hpp"

namespace datahall {

/// How a trace is to be read.
struct LintOptions {
    std::string format;                    // of trace_formats; empty: as recognised
    std::vector<std::string> settings;     // "KEY=VALUE" of its workload
    std::optional<std::uint64_t> devices;  // of the machine that it shall run on
};

struct TraceLint {
    std::string file;
    std::string format;
    std::uint64_t devices = 0;  // of the machine: that of the options, else of the trace; 0 if unknown
    // One of these, by format.
    std::optional<ImportReport> jobs;
    std::optional<RequestSummary> requests;
    std::optional<NodeCounts> nodes;
    // Of the jobs as they would be handed out, on a machine that is known.
    std::uint64_t too_wide = 0;
    double too_wide_device_seconds = 0.0;
    std::string fit;  // a synthetic workload in YAML (trace_fit.hpp); empty if there are no jobs to fit to
};

/// Reads the trace to its end.  Throws a ConfigError, or an IoError.
TraceLint lint_trace(const std::string& path, const LintOptions& options, const Models& models);

/// Some lines, the first "FILE: valid (FORMAT)".
std::string to_text(const TraceLint& lint);

void put_json(JsonWriter& json, const TraceLint& lint);

}  // namespace datahall

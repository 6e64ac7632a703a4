// What `run` and `plan` say to people: tables of metrics and findings.  The layout may change at
// any time; programs read result.json.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "datahall/result.hpp"

namespace datahall {

struct ReportStyle {
    std::size_t width = 80;
    bool everything = false;  // every finding, audit and source, not just the first or the count
};

/// A plan: metrics, findings, sources.
std::string design_report(std::span<const Metric> metrics, std::span<const Finding> findings,
                          std::span<const SourceUse> sources, const ReportStyle& style);

/// A finished run: heading, metrics, findings, audits, sources.
std::string run_report(const Result& result, const ReportStyle& style);

}  // namespace datahall

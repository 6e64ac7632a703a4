// The columns of every CSV file: name, unit, meaning and where the numbers come from.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "datahall/job_source.hpp"
#include "datahall/result.hpp"

namespace datahall {

struct ColumnText {
    std::string_view name;
    std::string_view unit;
    std::string_view meaning;
    std::string_view source;  // scenario | workload | plan | simulation
};

/// In the order of the file; those of jobs, ledger, buses, zones and racks are in tables of their own.
std::span<const ColumnText> finding_columns();
std::span<const ColumnText> power_event_columns();
std::span<const ColumnText> metric_columns();

/// columns.json: {"series.csv": {"time_s": {"unit", "meaning", "source"}, ...}, ...}
std::string columns_json(const Result& result, const JobSource& jobs);

}  // namespace datahall

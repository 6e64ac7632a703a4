// The columns of jobs.csv: what each is called, what it means, and how it is written, in one place.
#pragma once

#include <span>

#include "datahall/result.hpp"

#include "sim/report/columns_json.hpp"
#include "sim/report/csv.hpp"

namespace datahall {

struct JobColumn {
    ColumnText text;
    void (*put)(CsvWriter& csv, const Result& result, const JobRecord& job);
};

/// In the order of the file.
std::span<const JobColumn> job_table();

}  // namespace datahall

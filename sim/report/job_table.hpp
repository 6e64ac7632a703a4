// The columns of jobs.csv: what each is called, what it means, and how it is written, in one place.
#pragma once

#include <span>
#include <vector>

#include "datahall/job_source.hpp"
#include "datahall/result.hpp"

#include "sim/report/columns_json.hpp"
#include "sim/report/csv.hpp"

namespace datahall {

struct JobColumn {
    ColumnText text;
    void (*put)(CsvWriter& csv, const Result& result, const JobRecord& job);
    bool is_of_sharing = false;  // only where some job of the run shares its node
    bool is_of_fabric = false;   // only where some job lost time on the fabric
};

/// In the order of the file.
std::span<const JobColumn> job_table();
/// Those that say something of the jobs of a run.
std::vector<JobColumn> job_columns(const JobSource& of_run);

}  // namespace datahall

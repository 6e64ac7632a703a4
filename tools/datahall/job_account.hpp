// What is told of one job: its line of jobs.csv in parts, for people and for programs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/report/sink.hpp"
#include "tools/datahall/job_lookup.hpp"

namespace datahall {

/// `format`: "table" of at most `width` columns, "json" or "csv".
void print_jobs(const std::vector<JobLine>& jobs, std::string_view format, std::size_t width,
                const Sink& sink);

}  // namespace datahall

// One job's lines in the jobs.csv of a result directory.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace datahall {

/// A cell that is not empty, under its column.
struct JobCell {
    std::string column;
    std::string text;
};
using JobLine = std::vector<JobCell>;

/// Every job with that number: several clusters and copies may use it again.  Reads the file line by line.
/// Throws an IoError if the directory or its jobs.csv is not there, a UsageError that names the nearest
/// numbers if no job has it, and a ConfigError at a line that is broken.
std::vector<JobLine> jobs_with_id(const std::string& directory, std::uint64_t id);

}  // namespace datahall

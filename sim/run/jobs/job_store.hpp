// The jobs of a run as they were: a log for each cluster, and the records that jobs.csv is made of.
//
// Outlives the run, so that records are read once everything else of the result is known.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "datahall/job_source.hpp"

#include "sim/run/jobs/job_log.hpp"
#include "sim/run/jobs/spill_file.hpp"

namespace datahall {

/// When a cluster forgets a job.
///   when_over      once it is over: memory holds the jobs that are in the system
///   when_run_ends  never: slow and plain, with bills and records as they are at the end; what tests compare
///   with
enum class Forget : std::uint8_t { when_over, when_run_ends };

struct JobStoreOptions {
    bool has_records = true;  // if not, there are only the figures that a run makes of its jobs
    std::string folder =
        {};  // where a file takes what goes beyond a block a cluster; empty: all is in memory
    std::size_t block = LogSettings{}.block;  // rows
    Forget forget = Forget::when_over;
};

/// What a record says of its cluster.
struct LoggedCluster {
    std::uint32_t number = 0;
    std::uint32_t first_stream = 0;  // position among all streams
    double parts = 1.0;              // of a device that are one unit each
};

class JobStore final : public JobSource {
public:
    explicit JobStore(JobStoreOptions options = {});

    /// Of the next cluster; stays where it is.
    JobLog& add_log();
    /// Before the first record is read.
    void describe(const LoggedCluster& cluster) { clusters_.push_back(cluster); }
    const JobLog& log(std::size_t cluster) const { return *logs_[cluster]; }
    Forget forget() const { return options_.forget; }
    bool has_records() const { return options_.has_records; }

    void each(const std::function<void(const JobRecord&)>& take) const override;
    bool has_shares() const override;
    bool has_contention() const override;
    std::uint64_t jobs() const;
    /// Bytes that its file has taken.
    std::uint64_t spilled_bytes() const { return file_ ? file_->size() : 0; }

private:
    JobStoreOptions options_;
    std::optional<SpillFile> file_;
    std::vector<std::unique_ptr<JobLog>> logs_;
    std::vector<LoggedCluster> clusters_;
};

/// One line of jobs.csv.
JobRecord record_of(const JobRow& row, const JobKind& kind, const LoggedCluster& cluster);

}  // namespace datahall

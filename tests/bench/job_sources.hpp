// Where the jobs of the benchmark come from: a generator at a stated load, all at once, or a recorded log.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/bench/increments.hpp"
#include "tests/bench/job_replay.hpp"

namespace datahall::bench {

/// Jobs of 1, 2, 4 .. `widest` devices, the narrow ones more often, or one device more or less; run times
/// from a minute to a day, as many of each magnitude; estimates of 1 to 5 times the run time, in whole
/// minutes.
struct JobShape {
    std::uint32_t devices = 1'024;  // of the cluster
    std::uint32_t widest = 128;
    double load = 0.7;  // device-time asked for over all of it
    std::uint64_t jobs = 1'000'000;
    bool all_at_once = false;
};

class MadeJobs final : public JobSource {
public:
    explicit MadeJobs(const JobShape& shape);
    std::optional<TimedJob> next() override;

private:
    struct Size {
        std::uint32_t devices;
        std::int64_t run_ns;
        std::int64_t estimate_ns;
    };
    Size draw_size();
    double uniform() { return static_cast<double>(draws_.next() >> 11) * 0x1p-53; }

    JobShape shape_;
    Draws draws_;
    double mean_gap_ns_ = 0.0;
    std::int64_t clock_ns_ = 0;
    std::uint64_t made_ = 0;
    std::uint32_t classes_ = 1;  // of widths
};

class StoredJobs final : public JobSource {
public:
    explicit StoredJobs(const std::vector<TimedJob>& jobs) : jobs_{jobs} {}
    std::optional<TimedJob> next() override {
        return at_ < jobs_.size() ? std::optional{jobs_[at_++]} : std::nullopt;
    }

private:
    const std::vector<TimedJob>& jobs_;
    std::size_t at_ = 0;
};

/// The kept jobs of a log in Standard Workload Format; empty if there is no such file.
std::vector<TimedJob> jobs_of_log(const std::string& path, std::uint32_t processors);

}  // namespace datahall::bench

// Replays jobs without physics: the engine's queue and schedulers on its event queue, devices a count.
//
// Jobs are made or read one by one, so that ten million of them take no memory.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "datahall/event_queue.hpp"
#include "datahall/model/scheduler.hpp"

#include "sim/run/jobs/job_queue.hpp"

namespace datahall::bench {

struct TimedJob {
    WaitingJob job;
    std::int64_t run_ns = 0;
};

class JobSource {
public:
    virtual ~JobSource() = default;
    virtual std::optional<TimedJob> next() = 0;  // by submit time
};

struct ReplayFacts {
    std::uint64_t jobs = 0;
    std::uint64_t passes = 0;
    double cpu_ns = 0.0;  // with the making of the jobs
    std::size_t longest_queue = 0;
    std::size_t most_running = 0;
    double waits_s = 0.0;
    double ns_per_job() const { return cpu_ns / static_cast<double>(jobs); }
    double jobs_per_s() const { return 1e9 * static_cast<double>(jobs) / cpu_ns; }
};

class JobReplay {
public:
    /// `limits`: null holds no job.
    JobReplay(std::uint32_t devices, JobScheduler& scheduler, JobSource& source, Limits* limits = nullptr);
    JobReplay(const JobReplay&) = delete;

    /// To the end of the last job.
    ReplayFacts run();

    // Handlers.
    void arrive();
    void finish(std::uint64_t ticket);
    void wake();
    void settle();

private:
    void post_next();

    JobSource& source_;
    EventQueue events_;
    JobQueue queue_;
    std::optional<TimedJob> next_;
    struct Times {
        std::int64_t submit_ns = 0;
        std::int64_t run_ns = 0;
    };
    std::vector<Times> times_;           // by tag
    std::vector<std::uint32_t> unused_;  // tags
    std::int64_t wake_ns_ = INT64_MAX;
    ReplayFacts facts_;
};

}  // namespace datahall::bench

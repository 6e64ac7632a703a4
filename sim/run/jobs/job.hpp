// A job while a cluster knows it: what it asked for, how far it is, what it has waited for and held.
//
// A job runs once, or several times if it is stopped for another: then it queues again under its first submit
// time, with the progress that was saved.
#pragma once

#include <cstdint>
#include <vector>

#include "datahall/facility.hpp"
#include "datahall/int128.hpp"
#include "datahall/model/placement.hpp"
#include "datahall/model/work_class.hpp"
#include "datahall/model/workload.hpp"
#include "datahall/result.hpp"

#include "sim/run/clock_step.hpp"
#include "sim/run/jobs/job_wait.hpp"

namespace datahall {

/// How a job of one width or shape runs here, and how many units it holds meanwhile.
struct JobTime : TimeFactor {
    std::uint32_t held = 0;
    std::uint32_t asked =
        0;  // reference devices, what its work is counted in; their thousandths if it shares
    std::uint32_t request = Need::no_request;  // a number of SharedPlaces, if it shares its node

    Need need() const { return {held, request}; }
};

struct Job {
    JobRequest request;               // its owner in numbers of the cluster
    const JobTime* time = nullptr;    // of its stream; never null
    const char* refusal = "";         // why it cannot be served here; empty: it can
    std::uint32_t number = no_index;  // by arrival at the cluster
    std::uint32_t stream = 0;
    std::uint32_t partition = 0;   // of the cluster, where it queues
    std::int64_t run_ns = 0;       // here, at nominal speed
    std::int64_t estimate_ns = 0;  // here; a limit if it is above run_ns
    std::int64_t left_ns = 0;      // of run_ns, at since_ns
    std::int64_t allowed_ns = 0;   // of estimate_ns, when it last started
    JobWait wait{};
    std::int64_t first_start_ns = -1;
    std::int64_t start_ns = -1;       // of its last run
    std::int64_t end_ns = -1;         // for good
    std::int64_t held_ns = 0;         // by the runs before the last
    std::int64_t since_ns = 0;        // when its speed last changed
    std::int64_t lost_ns = 0;         // of its time, to slow devices up to since_ns
    std::int64_t contended_ns = 0;    // of its time, to the fabric up to since_ns
    std::int64_t redone_ns = 0;       // of run_ns: done, and lost when it was stopped
    std::int64_t stop_ns = -1;        // when it ends as things are: done, or at its limit
    std::int64_t stop_order_ns = -1;  // when it has to give way to another job; -1: it has not
    std::uint32_t stopped_for = 0;    // stream of that job
    JobState state = JobState::queued;
    std::uint32_t stops = 0;  // for another job, or by the loss of a node
    std::uint32_t bill = no_index;
    std::uint32_t ticket = no_index;      // in the queue's books, while it runs
    std::uint32_t running_at = no_index;  // position among the running jobs
    std::uint32_t swing = no_index;       // number of its swing, while it runs and swings
    std::uint32_t talk = no_index;        // number of its traffic, while it runs and talks
    std::vector<NodeShare> shares{};      // cluster's node numbers; emptied at the end of a run
    std::uint32_t gpus = 0;               // of a node that it shares, while it runs: bit d is device d
    std::uint32_t nodes = 0;
    std::uint32_t leaves = 0;  // that the nodes it works on hang on
    double speed = 1.0;        // of its devices, for the warmth of their zones
    double network = 1.0;      // its speed for what the fabric lets it say
    ClockStep clock{};         // of its last run
    ClockStep cap{};           // beside it, at present, for what its nodes may draw
    bool asks_again = false;   // once it has waited as long as the placement is patient

    bool is_open() const { return state == JobState::queued || state == JobState::running; }
    bool has_limit() const { return estimate_ns > run_ns; }
};

/// What it asks for, in ns of what JobTime::asked counts.
inline Int128 work_of(const Job& job) {
    return Int128{job.request.run_ns} * job.time->asked;
}

/// A part of its run time here, in ns of its reference run time, rounded down.
inline std::int64_t reference_ns(const Job& job, std::int64_t here_ns) {
    return static_cast<std::int64_t>(Int128{job.request.run_ns} * here_ns / job.run_ns);
}

/// The time for which it has held its devices up to `now_ns`.
inline std::int64_t held_ns(const Job& job, std::int64_t now_ns) {
    if (job.start_ns < 0 || job.state == JobState::queued) return job.held_ns;
    return job.held_ns + (job.state == JobState::running ? now_ns : job.end_ns) - job.start_ns;
}

}  // namespace datahall

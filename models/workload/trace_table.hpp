// The jobs of a recorded trace after cleaning, and their replay as a stream.
//
// A trace may list its jobs in any order, so the kept ones are held, 48 bytes each, and sorted.
// Copies of the trace and scaled arrivals are made on the way out, not stored.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "datahall/keys.hpp"
#include "datahall/model/workload.hpp"

namespace datahall {

struct TraceJob {
    std::int64_t submit_s = 0;  // on the trace's clock
    std::int64_t run_s = 0;
    std::int64_t estimate_s = 0;
    std::uint64_t id = 0;
    std::uint32_t devices = 0;
    std::uint32_t user = 0;
    bool killed_at_limit = false;
    bool has_estimate = false;
};

/// Sorts by submit time (stable), keeps the first `limit` if positive, numbers the users in the
/// order of their first job, and fills what a report says about the kept jobs.  Returns the number
/// of jobs beyond the limit.
std::uint64_t arrange(std::vector<TraceJob>& jobs, std::int64_t limit, ImportReport& report);

/// How a trace is turned into demand.
struct ReplaySettings {
    double scale_arrivals = 1.0;
    std::int64_t copies = 1;
    Seconds copy_shift = Seconds::from_si(3600.0);
};
void describe_replay(Keys& keys, ReplaySettings& settings);

/// Before the first job of a replay: none of the kept jobs and their copies is served yet.
void expect_to_serve(const ReplaySettings& settings, ImportReport& report);

/// Hands out arranged jobs in the order of submission.
///
///   shifted_c = first + (submit - first + c * shift) mod span      c = 0 .. copies - 1
///   submitted = (shifted_c - zero) / scale                          after the scenario's start
///
/// with span = last - first + 1 s: a job that a copy moves past the trace's end comes back at its
/// beginning.  Ties: lower copy first, then the order of the trace.
/// A job of copy c has the number id + c * (largest id + 1).
class TraceReplay {
public:
    /// `jobs` must be arranged, and live as long as this.
    TraceReplay(const std::vector<TraceJob>& jobs, const ReplaySettings& settings, std::int64_t zero_s,
                std::int64_t horizon_ns);
    std::optional<JobRequest> next();

private:
    struct Cursor {
        std::int64_t time_s;  // shifted, of its next job
        std::uint64_t copy;
        std::size_t next;  // position in the trace
        std::size_t left;  // jobs not yet handed out
    };

    static bool is_later(const Cursor& a, const Cursor& b);
    Cursor start_of(std::uint64_t copy) const;
    std::int64_t shifted(std::size_t job, std::uint64_t copy) const;
    std::int64_t submit_ns(std::int64_t time_s) const;
    JobRequest request(const Cursor& cursor) const;

    const std::vector<TraceJob>& jobs_;
    double scale_;
    std::int64_t shift_s_;
    std::int64_t zero_s_;
    std::int64_t horizon_ns_;
    std::int64_t first_s_ = 0;
    std::int64_t span_s_ = 1;
    std::uint64_t id_step_ = 1;
    std::vector<Cursor> heap_;  // earliest on top
};

}  // namespace datahall

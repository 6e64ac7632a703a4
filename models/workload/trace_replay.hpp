// How a recorded trace is turned into demand: cut, stretched, copied, repeated.
//
// On the trace's clock, for copy c = 0 .. copies - 1 and round k = 0 .. repeat - 1
//
//   shifted   = first + (submit - first + c * copy_shift) mod span + k * period
//   submitted = (shifted - zero + shift) / scale_arrivals              after the scenario's start
//   devices   = max(1, devices * scale_sizes, rounded)
//   run, estimate = run * scale_run_times, estimate * scale_run_times
//
// with span = last - first + 1 s, and period = span unless it is given: a job that a copy moves past the
// trace's end comes back at its beginning.  Ties: lower copy first, then the order of the trace.
// A job of copy c in round k has the number id + (c + k * copies) * (largest id + 1).
//
// Scaled sizes are rounded for each job by itself: below 1, narrow jobs shrink less than they should, since
// none has less than one device.
// Cost: a cursor for each copy; nothing of the trace is stored for it (trace_reader.hpp).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "datahall/keys.hpp"
#include "datahall/model/workload.hpp"

#include "models/workload/trace_reader.hpp"

namespace datahall {

struct ReplaySettings {
    double scale_arrivals = 1.0;
    double scale_sizes = 1.0;
    double scale_run_times = 1.0;
    Seconds shift = {};
    std::int64_t copies = 1;
    Seconds copy_shift = Seconds::from_si(3600.0);
    std::int64_t repeat = 1;
    std::optional<Seconds> period = {};
};
void describe_replay(Keys& keys, ReplaySettings& settings);

/// Before the first job of a replay: none of the kept jobs and their copies is served yet.
void expect_to_serve(const ReplaySettings& settings, ImportReport& report);

/// What a replay must know of the trace.
struct TraceFrame {
    std::int64_t first_ns = 0;  // submit times of the first and the last kept job
    std::int64_t last_ns = 0;
    std::uint64_t largest_id = 0;
    OwnerNumbers owners;
};

class TraceReplay {
public:
    /// `zero_s` is the scenario's start on the trace's clock.  One cursor for each copy.
    TraceReplay(const TraceFrame& frame, const ReplaySettings& settings, std::int64_t zero_s,
                std::int64_t horizon_ns);
    /// Adds a copy that reads from `cursor`; all before the first next().
    void add_copy(std::unique_ptr<TraceCursor> cursor);
    std::optional<JobRequest> next();
    /// Of all copies.
    std::size_t held_bytes() const;

private:
    struct Copy {
        std::unique_ptr<TraceCursor> cursor;
        std::int64_t moved_ns = 0;  // copy * copy_shift mod span
        std::int64_t round = 0;
        bool is_wrapped = false;   // at the jobs that were moved past the end, which come first
        TraceJob job = {};         // the next
        std::int64_t time_ns = 0;  // shifted, of it
    };

    bool start(Copy& copy);
    bool enter(Copy& copy, std::int64_t from_ns);
    bool advance(Copy& copy);
    bool take(Copy& copy);
    std::int64_t edge_of(const Copy& copy) const;
    std::int64_t shifted(const Copy& copy) const;
    std::int64_t submit_ns(std::int64_t time_ns) const;
    bool is_later(std::uint32_t a, std::uint32_t b) const;
    JobRequest request(std::uint32_t copy) const;

    const TraceFrame& frame_;
    ReplaySettings settings_;
    std::int64_t zero_ns_;
    std::int64_t horizon_ns_;
    std::int64_t span_ns_;
    std::int64_t period_ns_;
    std::vector<Copy> copies_;
    std::vector<std::uint32_t> heap_;  // copies that have a job, earliest on top
};

}  // namespace datahall

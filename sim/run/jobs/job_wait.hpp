// What a job has waited for, cause by cause.
//
// A job waits from join() to leave(), perhaps several times.  Meanwhile it lacks units (busy), or room on the
// nodes that it would share (busy, or fragmentation), or something that is marked stands in its way, or, for
// the rest of the time, only the jobs ahead of it (order).
//
// Invariant: the causes sum to the time waited, to the nanosecond.
#pragma once

#include <array>
#include <cstdint>
#include <numeric>

#include "datahall/result.hpp"

#include "sim/run/jobs/shortage_clock.hpp"

namespace datahall {

/// A job that a pass could not start, though units are free or asleep.
struct BlockedJob {
    std::uint32_t job = 0;
    WaitCause cause{};
    bool lacks_units = false;  // and is told of the cause all the same
};

class JobWait {
public:
    /// What the job needs, which `clock` counts the lack of.
    void join(ClusterClock& clock, const Need& need, std::int64_t now_ns) {
        clock.reach(need, now_ns);
        since_ns_ = now_ns;
        lack_ = clock.lack(need, now_ns);
    }
    /// From now on the cause is `cause`, whatever else is scarce.  REQUIRES: it waits.
    void mark(WaitCause cause, const ClusterClock& clock, const Need& need, std::int64_t now_ns) {
        unmark(clock, need, now_ns);
        book(clock, need, now_ns);
        marked_ = cause;
        is_marked_ = true;
    }
    void unmark(const ClusterClock& clock, const Need& need, std::int64_t now_ns) {
        if (is_marked_) book(clock, need, now_ns);
        is_marked_ = false;
    }
    void leave(const ClusterClock& clock, const Need& need, std::int64_t now_ns) {
        unmark(clock, need, now_ns);
        book(clock, need, now_ns);
    }

    /// Of the time booked so far.
    std::int64_t of(WaitCause cause) const { return by_cause_[static_cast<std::size_t>(cause)]; }
    std::int64_t total_ns() const {
        return std::accumulate(by_cause_.begin(), by_cause_.end(), std::int64_t{0});
    }
    const std::array<std::int64_t, wait_cause_count>& by_cause() const { return by_cause_; }

private:
    // Brings the books up to now.
    void book(const ClusterClock& clock, const Need& need, std::int64_t now_ns) {
        const Lack lack = clock.lack(need, now_ns);
        const std::int64_t passed = now_ns - since_ns_;
        if (is_marked_) {
            add(marked_, passed);
        } else {
            const std::int64_t lacked = lack.free_ns - lack_.free_ns;
            const std::int64_t asleep = lack.asleep_ns - lack_.asleep_ns;
            const std::int64_t out = lack.service_ns - lack_.service_ns;
            const std::int64_t scarce = lack.scarce_ns - lack_.scarce_ns;
            const std::int64_t in_pieces = lack.in_pieces_ns - lack_.in_pieces_ns;
            add(WaitCause::busy, lacked - asleep - out + scarce);
            add(WaitCause::booting, asleep);
            add(WaitCause::maintenance, out);
            add(WaitCause::fragmentation, in_pieces);
            add(WaitCause::order, passed - lacked - scarce - in_pieces);
        }
        since_ns_ = now_ns;
        lack_ = lack;
    }
    void add(WaitCause cause, std::int64_t ns) { by_cause_[static_cast<std::size_t>(cause)] += ns; }

    std::int64_t since_ns_ = 0;
    Lack lack_;  // on the clock, then
    std::array<std::int64_t, wait_cause_count> by_cause_{};
    WaitCause marked_ = WaitCause::order;
    bool is_marked_ = false;
};

}  // namespace datahall

// Waiting jobs that a limit holds: put aside, so that no pass meets them again, and found there when they
// fit.
//
// A scheduler asks for a job and skips the held ones before it: those it has met.  After the pass they leave
// the queue for a list of their own (aside_lists.hpp).  Where ends have made room, the next pass finds jobs
// in both, in the order of the queue.
//
// A job counts as held from the pass in which a scheduler would have looked at it, if not for its limits, to
// the first that begins with room for it and does not meet it, or starts it: changes().
// Cost: O(log jobs) each time that a job begins or ceases to be held; where only a part of the queue was
// looked at, a step of a nanosecond or two for each job aside behind that part which the room would do for.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/run/jobs/aside_lists.hpp"
#include "sim/run/jobs/limits.hpp"
#include "sim/run/jobs/pass_sweeps.hpp"

namespace datahall {

/// A job that a limit began or ceased to hold.
struct HeldChange {
    std::uint32_t ticket = 0;
    bool is_held = false;
    friend bool operator==(const HeldChange&, const HeldChange&) = default;
};

class HeldJobs {
public:
    static constexpr std::uint32_t nobody = QueuePlace::nobody;

    /// Both outlive it; no job is wider than `widest`, or narrower than `narrowest`.
    HeldJobs(Limits& limits, const QueueOrder& queue, std::uint32_t widest, std::uint32_t narrowest = 1)
        : limits_{limits}, queue_{queue}, aside_{limits, queue, widest, narrowest}, sweeps_{queue} {}

    Limits& limits() { return limits_; }
    /// Of those put aside.
    std::uint64_t jobs() const { return jobs_; }
    std::uint64_t devices() const { return devices_; }
    /// In the last pass.
    std::span<const HeldChange> changes() const { return changes_; }

    void join(const WaitingJob& job);
    /// Whether a limit holds the job now.
    bool holds(const WaitingJob& job) const { return limits_.holder(job) != Limits::no_scope; }
    /// The same; if so, it has been met.
    bool meet(const WaitingJob& job);
    /// Whether it waits aside, and may start.
    bool is_found(const WaitingJob& job) const {
        return aside_.holds(job.ticket) && limits_.holder(job) == Limits::no_scope;
    }
    /// Whether the job was aside.
    bool start(const WaitingJob& job);

    /// All jobs before this place of the queue have been met: no need to look at them again.  0 from each
    /// change of the queue on that is not a start.
    std::uint64_t front() const { return front_; }
    void set_front(std::uint64_t place) { front_ = place; }

    void begin_pass();
    /// The first job aside at or behind `from` that is within the limits and not held; or nobody.
    std::uint32_t first_aside(const QueuePlace& from, const JobLimits& limits) {
        return aside_.first(from, limits);
    }
    /// What find() was asked, and found: nobody if it came to the end.
    void note_question(const QueuePlace& from, const JobLimits& limits, std::uint32_t found) {
        if (aside_.is_open()) sweeps_.note(from, limits, found, found != nobody && aside_.holds(found));
    }
    /// Gives take_out() the ticket of each job that leaves the queue, and put_back() of each that returns.
    template <class TakeOut, class PutBack>
    void end_pass(const TakeOut& take_out, const PutBack& put_back) {
        list_released();
        for (const std::uint32_t ticket : released_) put_back(ticket);
        for (const std::uint32_t ticket : met_) {
            if (is_put_aside(ticket)) take_out(ticket);
        }
        note_changes();
    }

private:
    enum class Place : std::uint8_t { queue, met, aside, met_again };

    void list_released();
    bool is_put_aside(std::uint32_t ticket);
    void note_changes();

    Limits& limits_;
    const QueueOrder& queue_;
    AsideLists aside_;
    PassSweeps sweeps_;
    std::vector<Place> places_;            // by ticket, of waiting jobs
    std::vector<std::uint32_t> met_;       // in line, in this pass
    std::vector<std::uint32_t> asked_;     // aside, in this pass, one by one
    std::vector<std::uint32_t> started_;   // from aside, in this pass
    std::vector<std::uint32_t> released_;  // scratch
    std::vector<HeldChange> changes_;
    std::uint64_t front_ = 0;
    std::uint64_t jobs_ = 0;
    std::uint64_t devices_ = 0;
};

}  // namespace datahall

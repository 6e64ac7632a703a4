// Waiting jobs that a limit holds: put aside, so that no pass meets them again, and put back when they fit.
//
// A scheduler asks for a job and skips the held ones before it: those it has met.  After the pass they leave
// the queue for the list of a scope that holds them.  When that scope's usage has fallen, each job of its
// list that no limit holds any more joins the queue again, where it stood.
//
// A job counts as held from the pass in which a scheduler would have looked at it, if not for its limits, to
// the pass in which it fits again: changes().
// Cost: O(log jobs) each time that a job is put aside or back.  An end looks at all jobs that wait for its
// scopes, so that one name with thousands of held jobs costs that many steps at each end of its jobs.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/run/limits.hpp"

namespace datahall {

/// A job that a limit began or ceased to hold.
struct HeldChange {
    std::uint32_t ticket = 0;
    bool is_held = false;
    friend bool operator==(const HeldChange&, const HeldChange&) = default;
};

class HeldJobs {
public:
    /// `limits` outlives it.
    explicit HeldJobs(Limits& limits) : limits_{limits} {}

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

    /// All jobs before this place of the queue have been met: no need to look at them again.  0 from each
    /// change of the queue on that is not a start.
    std::uint64_t front() const { return front_; }
    void set_front(std::uint64_t place) { front_ = place; }

    /// Before a pass: gives put_back() each ticket that has been put aside and fits again.
    template <class JobOf, class PutBack>
    void release(const JobOf& job_of, const PutBack& put_back) {
        changes_.clear();
        front_ = 0;
        aside_.resize(limits_.scopes());
        for (const std::uint32_t scope : limits_.fallen()) {
            looking_.swap(aside_[scope]);
            for (const std::uint32_t ticket : looking_) {
                if (!stays(job_of(ticket))) put_back(ticket);
            }
            looking_.clear();
        }
        limits_.settle();
    }
    /// After a pass: gives take_out() the ticket of each job that has been met.
    template <class JobOf, class TakeOut>
    void put_aside(const JobOf& job_of, const TakeOut& take_out) {
        for (const std::uint32_t ticket : met_) {
            if (is_aside(job_of(ticket))) take_out(ticket);
        }
        met_.clear();
        front_ = 0;  // those behind it have moved up
        note_released();
    }

private:
    enum class Place : std::uint8_t { queue, met, aside, released, met_again };

    bool stays(const WaitingJob& job);
    bool is_aside(const WaitingJob& job);
    void note_released();

    Limits& limits_;
    std::vector<Place> places_;                      // by ticket, of waiting jobs
    std::vector<std::uint32_t> met_;                 // in this pass
    std::vector<std::uint32_t> released_;            // before this pass
    std::vector<std::vector<std::uint32_t>> aside_;  // by scope
    std::vector<std::uint32_t> looking_;             // scratch
    std::vector<HeldChange> changes_;
    std::uint64_t front_ = 0;
    std::uint64_t jobs_ = 0;
    std::uint64_t devices_ = 0;
};

}  // namespace datahall

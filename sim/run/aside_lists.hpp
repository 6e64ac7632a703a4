// The jobs that limits hold, out of the queue: one ordered list for all that have the same limited names.
//
// Jobs of one list have the same room under their limits, so that the first which fits it is found by size.
// A list is open in a pass if one of its jobs fitted when the pass began; the open lists are a heap by the
// first job of each that may fit still.
// Invariant: between passes a limit holds every job here.
// Cost: O(log jobs) for a job that comes or goes, and for the first that fits in a list.  open() looks at
// each list of the scopes that it is given, first() at the open ones that begin ahead of its answer.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "sim/run/block_list.hpp"
#include "sim/run/least_estimates.hpp"
#include "sim/run/limits.hpp"
#include "sim/run/pass_sweeps.hpp"
#include "sim/run/queue_order.hpp"

namespace datahall {

class AsideLists {
public:
    static constexpr std::uint32_t nobody = QueuePlace::nobody;

    /// All outlive it; no job is wider than `widest`.
    AsideLists(const Limits& limits, const QueueOrder& queue, std::uint32_t widest)
        : limits_{limits}, queue_{queue}, widest_{widest} {}

    bool holds(std::uint32_t ticket) const { return ticket < homes_.size() && homes_[ticket].list != none; }
    void insert(const WaitingJob& job);
    /// REQUIRES: holds(ticket).
    void erase(std::uint32_t ticket);

    /// When a pass begins: `fallen` are the scopes whose usage has fallen since the last.
    void open(std::span<const std::uint32_t> fallen);
    bool is_open() const { return !opened_.empty(); }
    /// The first job at or behind `from` within the limits that is not held; nobody: there is none.
    std::uint32_t first(const QueuePlace& from, const JobLimits& limits);
    /// When the pass ends: adds to `out` the jobs that were not held when it began, and have not been met
    /// since.
    void list_unmet(PassSweeps& sweeps, std::vector<std::uint32_t>& out) const;
    void close() { opened_.clear(), heap_.clear(); }

private:
    static constexpr std::uint32_t none = UINT32_MAX;

    struct Home {
        std::uint32_t list = none;
        std::uint32_t slot = 0;
    };
    struct List {
        Limits::Scopes scopes;
        BlockList<LeastEstimates> jobs;      // by slot, in place of tickets: small for each list
        std::vector<std::uint32_t> tickets;  // by slot
        std::vector<std::uint32_t> unused;   // slots
        Usage at_open;
    };
    struct Open {
        std::uint32_t list = 0;
        std::uint32_t first = nobody;  // no job of the list before it can start
    };
    struct Stretch {  // of a list: a window
        std::uint64_t begin, end;
        JobLimits limits;
    };

    std::uint32_t list_for(const WaitingJob& job);
    void settle_top();
    void look(std::size_t at, const QueuePlace& from, const JobLimits& limits, std::uint32_t& best) const;
    std::uint32_t first_in(const Open& open, const QueuePlace& from, const JobLimits& limits) const;
    std::uint32_t search(const List& list, std::uint64_t place, const JobLimits& limits) const;
    bool fits(std::uint32_t ticket, const Usage& left, const JobLimits& limits) const;
    std::uint64_t place_of(const List& list, const PassSweeps::Edge& edge) const;
    void list_unmet(const List& list, const PassSweeps& sweeps, std::vector<std::uint32_t>& out) const;
    std::vector<Stretch> stretches(const List& list, const PassSweeps& sweeps) const;

    const Limits& limits_;
    const QueueOrder& queue_;
    std::uint32_t widest_;
    std::vector<List> lists_;
    std::map<Limits::Scopes, std::uint32_t> by_scopes_;
    std::vector<std::vector<std::uint32_t>> of_scope_;  // lists
    std::vector<Home> homes_;                           // by ticket
    std::vector<std::uint32_t> opened_;                 // lists, in this pass
    std::vector<Open> heap_;                            // of them, those with a job that may start
};

}  // namespace datahall

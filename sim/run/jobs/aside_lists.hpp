// The jobs that limits hold, out of the queue: one ordered list for all that have the same limited names.
//
// Jobs of one list have the same room under their limits, so that the first which fits it is found by size. A
// scope knows the lists that it takes part in (list_tournament.hpp).  Where ends have made room in a scope,
// the next pass finds jobs in its lists; a list that another scope is found to close to all of its jobs is
// left out of all but that one's, until that one's usage falls. Invariant: between passes a limit holds every
// job here. Cost: O(log jobs) for a job that comes or goes; a question costs as much for each list whose jobs
// fit the scope and stand ahead of the answer, and a list that another scope closes is met once for each end
// there.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "sim/run/jobs/block_list.hpp"
#include "sim/run/jobs/limits.hpp"
#include "sim/run/jobs/list_tournament.hpp"
#include "sim/run/jobs/pass_sweeps.hpp"

namespace datahall {

class AsideLists {
public:
    static constexpr std::uint32_t nobody = QueuePlace::nobody;

    /// All outlive it; no job is wider than `widest`, or narrower than `narrowest`.
    AsideLists(const Limits& limits, const QueueOrder& queue, std::uint32_t widest,
               std::uint32_t narrowest = 1)
        : limits_{limits}, queue_{queue}, widest_{widest}, narrowest_{narrowest} {}

    bool holds(std::uint32_t ticket) const { return ticket < homes_.size() && homes_[ticket].list != none; }
    void insert(const WaitingJob& job);
    /// REQUIRES: holds(ticket).
    void erase(std::uint32_t ticket);

    /// When a pass begins: `fallen` are the scopes whose usage has fallen since the last.
    void open(std::span<const std::uint32_t> fallen);
    /// Whether a job may have been free to start when the pass began.
    bool is_open() const { return !open_.empty(); }
    /// Before a job starts, from here or from the queue.
    void note_start(const WaitingJob& job);
    /// The first job at or behind `from` within the limits that is not held; nobody: there is none.
    std::uint32_t first(const QueuePlace& from, const JobLimits& limits);
    /// When the pass ends: adds to `out` the jobs that were not held when it began, and have not been met
    /// since.
    void list_unmet(PassSweeps& sweeps, std::vector<std::uint32_t>& out);
    void close();

private:
    static constexpr std::uint32_t none = UINT32_MAX;

    struct Home {
        std::uint32_t list = none;
        std::uint32_t slot = 0;
    };
    struct List {
        Limits::Scopes scopes;
        std::array<std::uint32_t, identity_count> leaves;  // in the tournaments of its scopes
        BlockList<LeastEstimates> jobs;              // by slot, in place of tickets: small for each list
        std::vector<std::uint32_t> tickets;          // by slot
        std::vector<std::uint32_t> unused;           // slots
        std::uint32_t closed_by = Limits::no_scope;  // the only one that has it in its tournament
        bool is_closing = false;                     // from the end of this pass on
        std::uint64_t listed = 0;                    // the last pass that has listed its unmet jobs
    };
    struct Scope {
        ListTournament lists;
        std::vector<std::uint32_t> closed;  // lists that it has closed
        std::uint64_t started = 0;          // the last pass that has started a job of it
        Usage at_open;                      // when that pass began
    };
    struct Stretch {  // of a list: a window
        std::uint64_t begin, end;
        JobLimits limits;
    };

    std::uint32_t list_for(const WaitingJob& job);
    void reach_scopes();
    void refresh(List& list);
    void look_into(std::uint32_t number, const QueuePlace& from, const JobLimits& limits,
                   std::uint32_t& best);
    std::uint32_t closer_of(const List& list) const;
    std::uint32_t search(const List& list, const Usage& left, std::uint64_t place,
                         const JobLimits& limits) const;
    std::uint64_t place_of(const List& list, const PassSweeps::Edge& edge) const;
    Usage left_at_open(std::uint32_t scope) const;
    void list_unmet(const List& list, const PassSweeps& sweeps, std::vector<std::uint32_t>& out) const;
    std::vector<Stretch> stretches(const List& list, const PassSweeps& sweeps) const;

    const Limits& limits_;
    const QueueOrder& queue_;
    std::uint32_t widest_;
    std::uint32_t narrowest_;
    std::vector<List> lists_;
    std::map<Limits::Scopes, std::uint32_t> by_scopes_;
    std::vector<Scope> scopes_;
    std::vector<Home> homes_;             // by ticket
    std::vector<std::uint32_t> open_;     // scopes that had room for some of their jobs when the pass began
    std::vector<std::uint32_t> closing_;  // lists
    std::uint64_t pass_ = 0;
};

}  // namespace datahall

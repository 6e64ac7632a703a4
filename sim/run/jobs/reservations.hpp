// Nodes that are kept for some users for a planned time.
//
// A node is closed to a job that might run into a window of it, by its estimate, unless the job is one of the
// window's owners, starts within it and ends within it: what production schedulers do.  So an owner's job
// that is too long for what is left of a window runs elsewhere, by the rules for all.
// A job that outlives its estimate keeps its nodes until it ends.
// Invariant: no node has two windows at a time (the reader sees to that).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/config/reservation_config.hpp"
#include "sim/metrics/meter.hpp"
#include "sim/run/jobs/job.hpp"

namespace datahall {

/// A run of a job as reservations see it.
struct PlannedRun {
    ByIdentity<std::uint32_t> owner;  // numbers of the cluster
    std::uint32_t units = 0;
    std::int64_t from_ns = 0;
    std::int64_t length_ns = 0;  // at most
};

inline PlannedRun planned_run(const Job& job, std::int64_t now_ns) {
    return {.owner = job.request.owner(),
            .units = job.time->held,
            .from_ns = now_ns,
            .length_ns = job.allowed_ns};
}

class Reservations {
public:
    Reservations(std::span<const ReservationConfig> all, std::uint32_t nodes, NameNumbers& names);

    bool is_planned() const { return !windows_.empty(); }
    /// Appends the nodes that are closed to the run, in no order that matters; one may come twice.
    void closed_nodes(const PlannedRun& run, std::vector<std::uint32_t>& out) const;
    /// Appends the nodes that are kept for it now, rising.
    void own_nodes(const PlannedRun& run, std::vector<std::uint32_t>& out) const;
    /// Appends the nodes that are kept for anybody now, rising.
    void nodes_now(std::int64_t now_ns, std::vector<std::uint32_t>& out) const;
    std::int64_t next_change(std::int64_t now_ns) const;

    /// Before a pass.
    void begin_pass() { lack_ = {}; }
    /// The run lacks units, for so many nodes are closed to it.
    void note_lack(const PlannedRun& run);
    /// Whether one that owns nothing has lacked them in this pass and was as narrow and as short: fewer are
    /// free since, and no fewer are closed to this one.
    bool lacks_as_before(const PlannedRun& run) const;

    Meter units = {};  // of reserved nodes
    Meter idle = {};   // of them, free

private:
    struct Window {
        TimeWindow time;
        std::uint32_t first;
        std::uint32_t end;                              // node behind the last
        ByIdentity<std::vector<std::uint32_t>> owners;  // any, where there are none

        bool is_owner(const ByIdentity<std::uint32_t>& job) const;
        bool is_open_to(const PlannedRun& run) const;
        void list_nodes(std::vector<std::uint32_t>& out) const;
    };
    struct Lack {
        std::uint32_t units = UINT32_MAX;
        std::int64_t length_ns = INT64_MAX;
    };

    bool owns_nothing(const PlannedRun& run) const;

    std::vector<Window> windows_;
    Lack lack_;
};

}  // namespace datahall

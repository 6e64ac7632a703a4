// Jobs that compute and communicate in turn, over links that they share: how much longer each communicates.
//
// Alone, job j repeats T_c of computing and T_m of communication, of which T_f on the fabric, when it uses
// the part u of the capacity of a link.  It may hide the share o of T_c behind computing:
//   iteration  I = T_c + max(0, T_m' - o T_c)        duty  d = min(1, T_m' / I)
// Phases of different jobs are independent: while j is on link l, job k is there for the share d_k of the
// time.
//   D = 1 + sum over the other jobs k on l of d_k min(1, u_k / u_j)
//   P = u_j / min(u_j, w), w the water level:  sum over all jobs on l of min(u_k, w) = 1
//   U = min(D, P) where the parts on l exceed 1, else 1          T_m' = max(T_m, T_f max over l of U)
// D grows with the duty of the others, P is what max-min sharing leaves where all of them always talk: the
// result lies between nobody else and everybody always.  The T_m' of all jobs depend on each other: a fixed
// point, found job by job, to 1e-6.  It is the only one and reached from anywhere, since T_m' rises with each
// d_k and d_k with T_m'_k, both less than in proportion.
//
// Valid for jobs that run for many iterations, in no step with each other.  Ignores phase locking.
// Cost: a job that comes or goes costs a look at the links where parts exceed 1, and for the jobs that it
// reaches a few rounds over the different bounds that those links give.  No event an iteration.
// Source: a model of ours, an estimate; two equal jobs on one link give T_m' = T_m (1 + d).
#pragma once

#include <cstdint>
#include <vector>

namespace datahall {

struct LinkPart {
    std::uint32_t link = 0;
    double part = 0.0;  // u, 0..1
};

struct CyclingJob {
    double compute_s = 0.0;        // T_c > 0
    double communication_s = 0.0;  // T_m alone, on this placement
    double fabric_s = 0.0;         // T_f <= T_m
    double overlap = 0.0;          // o, 0..1
    std::vector<LinkPart> parts;   // each link once
};

class DutyCycles {
public:
    explicit DutyCycles(std::size_t links) : links_(links), kinds_(links, 0) {}

    /// Its number; those of jobs that have gone are used again.
    std::uint32_t add(CyclingJob job);
    void remove(std::uint32_t job);
    /// Finds the fixed point anew.  The jobs whose time has changed, ascending; valid until the next call.
    const std::vector<std::uint32_t>& settle();

    const CyclingJob& job(std::uint32_t number) const { return jobs_[number].job; }
    /// T_m' as it is now.
    double communication_s(std::uint32_t job) const { return jobs_[job].communication_s; }
    double iteration_s(std::uint32_t job) const;
    double duty(std::uint32_t job) const { return duty_[job]; }
    /// Share of the time for which a job uses its parts: as much longer as it communicates, as much less of a
    /// link it has meanwhile.
    double activity(std::uint32_t job) const {
        return duty_[job] * jobs_[job].job.communication_s / jobs_[job].communication_s;
    }
    /// What jobs use of a link on the mean over time, over its capacity: sum of activity times part.
    double use(std::uint32_t link) const;

private:
    struct Entry {
        std::uint32_t job = 0;
        double part = 0.0;
    };
    /// U of links that have the same jobs with the same parts: min(1 + sum of d_k weight_k, always).
    struct Bound {
        std::uint32_t end = 0;  // of its terms in Slot::terms, from the end of the one before
        double always = 1.0;
    };
    struct Slot {
        CyclingJob job;
        double communication_s = 0.0;
        double before_s = 0.0;
        std::vector<Bound> bounds;
        std::vector<Entry> terms;              // part: the weight
        std::vector<std::uint32_t> neighbors;  // jobs in terms, each once
        bool is_there = false;
        bool is_due = false;    // its equation has to be looked at
        bool is_stale = false;  // and its bounds first
        bool has_changed = false;
    };
    struct Link {
        std::vector<Entry> jobs;
        double level = 1.0;  // w, where it is contested
    };

    bool is_contested(std::uint32_t link) const { return kinds_[link] != 0; }
    void measure(std::uint32_t link);
    void set_communication(std::uint32_t job, double seconds);
    void mark(std::uint32_t job);
    void mark_stale(std::uint32_t job);
    void mark_stale_neighbors(std::uint32_t job);
    void find_bounds(std::uint32_t job);
    double wanted_s(std::uint32_t job) const;
    void look_at(std::uint32_t job);

    std::vector<Slot> jobs_;
    std::vector<double> duty_;  // by job
    std::vector<std::uint32_t> free_;
    std::vector<Link> links_;
    // By link, so that a look at all links of a job reads little memory: 0 where parts fit together, else a
    // hash of the jobs there and their parts.  Links that differ have the same one with a chance of 2^-63.
    std::vector<std::uint64_t> kinds_;
    std::vector<std::uint64_t> bound_kinds_;  // scratch
    std::vector<std::uint32_t> due_, changed_;
    std::vector<double> parts_;  // scratch
};

}  // namespace datahall

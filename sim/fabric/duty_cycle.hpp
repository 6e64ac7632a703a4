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
// point, found by halving each step, to 1e-6.
//
// Valid for jobs that run for many iterations, in no step with each other.  Ignores phase locking.
// Cost: a job that comes or goes costs the links where parts exceed 1, and the jobs there.  No event an
// iteration. Source: a model of ours, an estimate; two equal jobs on one link give T_m' = T_m (1 + d).
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
    explicit DutyCycles(std::size_t links) : on_(links), sum_(links, 0.0), level_(links, 1.0) {}

    /// Its number; those of jobs that have gone are used again.
    std::uint32_t add(CyclingJob job);
    void remove(std::uint32_t job);
    /// Finds the fixed point anew.  The jobs whose time has changed, ascending; valid until the next call.
    const std::vector<std::uint32_t>& settle();

    const CyclingJob& job(std::uint32_t number) const { return jobs_[number].job; }
    /// T_m' as it is now.
    double communication_s(std::uint32_t job) const { return jobs_[job].communication_s; }
    double iteration_s(std::uint32_t job) const;
    double duty(std::uint32_t job) const;
    /// Of a link's capacity, on the mean over time, what jobs use: sum of d u, and 1 at most.
    double use(std::uint32_t link) const;

private:
    struct Entry {
        std::uint32_t job = 0;
        double part = 0.0;
    };
    struct Slot {
        CyclingJob job;
        double communication_s = 0.0;
        double before_s = 0.0;
        bool is_there = false;
        bool is_due = false;  // its equation has to be looked at
        bool has_changed = false;
    };

    bool is_contested(std::uint32_t link) const { return sum_[link] > 1.0 + 1e-9; }
    void measure(std::uint32_t link);
    void mark_neighbors(std::uint32_t job);
    void mark(std::uint32_t job);
    double dilation(std::uint32_t job, const LinkPart& at) const;
    double wanted_s(std::uint32_t job) const;

    std::vector<Slot> jobs_;
    std::vector<std::uint32_t> free_;
    std::vector<std::vector<Entry>> on_;  // by link
    std::vector<double> sum_;             // of parts, by link
    std::vector<double> level_;           // w of the contested ones
    std::vector<std::uint32_t> due_, changed_;
    std::vector<double> parts_;  // scratch
};

}  // namespace datahall

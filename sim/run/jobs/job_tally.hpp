// What jobs come to, in integers, by group: all of a cluster, its streams, and the names that jobs belong to.
//
// A job that is over is added once, when it is forgotten; those that are left, when the books are closed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "datahall/identity.hpp"
#include "datahall/int128.hpp"
#include "datahall/job_record.hpp"

namespace datahall {

/// Of one job, or of a group.
struct JobTally {
    std::uint64_t jobs = 0;
    std::array<std::uint64_t, job_state_count> by_state{};
    std::uint64_t stretched = 0;  // met their limit because their devices were slowed down
    Int128 held = 0, used = 0;    // unit ns
    Int128 waited = 0;
    std::uint64_t started = 0;
    Int128 waited_by_started = 0;
    std::uint64_t ended = 0;  // after a run
    Int128 energy = 0, overhead = 0;

    JobTally& operator+=(const JobTally& o) {
        jobs += o.jobs;
        for (std::size_t s = 0; s < by_state.size(); ++s) by_state[s] += o.by_state[s];
        stretched += o.stretched;
        held += o.held;
        used += o.used;
        waited += o.waited;
        started += o.started;
        waited_by_started += o.waited_by_started;
        ended += o.ended;
        energy += o.energy;
        overhead += o.overhead;
        return *this;
    }
};

/// One thing for each group of a cluster's jobs.
template <class T>
struct ByGroup {
    T all{};
    std::vector<T> streams;
    ByIdentity<std::vector<T>> owners;

    /// Adds to each group that a job of this stream and owner belongs to.
    template <class Part>
    void add(std::size_t stream, const ByIdentity<std::uint32_t>& owner, const Part& part) {
        all += part;
        at(streams, stream) += part;
        for (const Identity kind : identities) at(owners[kind], owner[kind]) += part;
    }
    /// What no job belongs to has nothing.
    static T of(const std::vector<T>& groups, std::size_t i) { return i < groups.size() ? groups[i] : T{}; }

private:
    static T& at(std::vector<T>& groups, std::size_t i) {
        if (i >= groups.size()) groups.resize(i + 1);
        return groups[i];
    }
};

}  // namespace datahall

// The books of a cluster's limits: what each user, account, partition and QOS has, and may have.
//
//   A job is held while, for anything that it belongs to,
//     jobs running + 1                                   > max_jobs, or
//     devices of running jobs + its devices              > max_devices, or
//     used + promised + its devices x its estimate       > max_device_hours
//   used = devices x time of ended jobs, promised = devices x estimate of running ones.
//   A job for which that can never change is not to join the queue: refusal().
//
// All sums are integers, so the order of jobs that start and end together does not matter.
// Invariant: no sum exceeds its limit, but for device hours of jobs that outlive their estimates.
// Cost: O(1) for each job and each kind that has limits; a scope of memory for each name of such a kind.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "datahall/identity.hpp"
#include "datahall/int128.hpp"
#include "datahall/model/scheduler.hpp"

#include "sim/config/limits_config.hpp"

namespace datahall {

/// What one scope may have, or has.
struct Usage {
    std::uint64_t jobs = 0;
    std::uint64_t devices = 0;
    Int128 device_ns = 0;  // used and promised

    static constexpr Usage unlimited() {
        constexpr std::uint64_t all = std::numeric_limits<std::uint64_t>::max();
        return {.jobs = all, .devices = all, .device_ns = Int128{1} << 126};
    }
};

/// Of each the less.
Usage least_of(const Usage& a, const Usage& b);

/// Whether that is enough for one more job.
inline bool is_enough(const Usage& left, std::uint32_t devices, std::int64_t estimate_ns) {
    return left.jobs > 0 && devices <= left.devices && Int128{devices} * estimate_ns <= left.device_ns;
}

class Limits {
public:
    static constexpr std::uint32_t no_scope = UINT32_MAX;
    /// Of one job, by kinds that have limits; no_scope behind them.
    using Scopes = std::array<std::uint32_t, identity_count>;

    /// For every number of a kind that has no limits of its own; before any job.
    void set_each(Identity kind, const Usage& most);
    /// Of one number, in place of those of each.
    void set(Identity kind, std::uint32_t number, const Usage& most);

    bool is_empty() const { return kinds_.empty(); }

    /// Opens the accounts of a job: before anything else is asked about it.
    void meet(const WaitingJob& job);
    /// Why the job can never start, whoever ends; empty if it can.
    const char* refusal(const WaitingJob& job) const;
    /// The first scope, in the order of the identities, that keeps the job from starting now.
    std::uint32_t holder(const WaitingJob& job) const;
    Scopes scopes_of(const WaitingJob& job) const;
    /// What the next job in a scope may have.
    Usage left(std::uint32_t scope) const;
    /// What it may have if all of these scopes are its own.
    Usage left(const Scopes& scopes) const;
    void start(const WaitingJob& job);
    /// `ran_ns` after its start.
    void end(const WaitingJob& job, std::int64_t ran_ns);

    /// Scopes whose usage has fallen since settle(), each once.
    std::span<const std::uint32_t> fallen() const { return fallen_; }
    void settle();
    /// Names scopes of an earlier fallen() once more, for another queue with the same limits.
    void fall_again(std::span<const std::uint32_t> scopes);

    std::size_t scopes() const { return scopes_.size(); }
    /// What a name has; nothing if its kind has no limits.
    Usage usage(Identity kind, std::uint32_t number) const;

private:
    struct Scope {
        Usage most;
        Usage now;
        Int128 used_ns = 0;  // of now.device_ns: by jobs that have ended
        bool has_fallen = false;
    };
    struct Kind {
        Identity identity;
        Usage each = Usage::unlimited();
        std::vector<std::uint32_t> scopes;  // by number; no_scope: nobody has met it
    };

    Kind& kind_of(Identity identity);
    std::uint32_t open(Kind& kind, std::uint32_t number);
    void note_fall(std::uint32_t scope);
    static bool holds(const Scope& scope, const WaitingJob& job);
    static bool refuses(const Scope& scope, const WaitingJob& job);

    std::vector<Kind> kinds_;  // that have limits, in the order of the identities
    std::vector<Scope> scopes_;
    std::vector<std::uint32_t> fallen_;
};

/// As a scenario says it; null: no limits.
Limits limits_of(const LimitsConfig* config, NameNumbers& names);

/// The number of what a job belongs to.
std::uint32_t number_of(const WaitingJob& job, Identity identity);

}  // namespace datahall

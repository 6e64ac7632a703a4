// What a run says of each of its jobs: a line of jobs.csv.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datahall/identity.hpp"
#include "datahall/model/share_request.hpp"

namespace datahall {

/// `preempted`: stopped for another job, for good; `node_fail`: stopped by the loss of a node, for good.
enum class JobState : std::uint8_t { completed, timeout, running, queued, refused, preempted, node_fail };
inline constexpr std::size_t job_state_count = 7;
inline constexpr std::array<std::string_view, job_state_count> job_state_words{
    "completed", "timeout", "running", "queued", "refused", "preempted", "node_fail"};

/// Why a job waits.
///   busy           fewer devices are free than it needs; on nodes that are shared, too few processors or
///   memory order          enough are free, but a job ahead of it blocks the queue or has them reserved
///   fragmentation  enough are free, but not where its placement would be legal
///   quota          a limit of its user, account, QOS or partition
///   power          a power cap: on its start, or, for the first in the queue, on the boot of nodes for it
///   maintenance    nodes are out of service, or without power
///   booting        nodes are asleep that would suffice, or on their way from there
///   reservation    nodes are reserved for others, now or before it would end
enum class WaitCause : std::uint8_t {
    busy,
    order,
    fragmentation,
    quota,
    power,
    maintenance,
    booting,
    reservation
};
inline constexpr std::size_t wait_cause_count = 8;

/// One line of jobs.csv.  Times in ns after the scenario's start; -1 = never.
struct JobRecord {
    std::uint64_t id = 0;
    std::uint32_t cluster = 0;
    std::uint32_t stream = 0;           // position in Result::streams
    ByIdentity<std::uint32_t> owner{};  // positions in Result::owners of its cluster
    std::int64_t submit_ns = 0;
    std::int64_t start_ns = -1;  // first
    std::int64_t end_ns = -1;
    std::array<std::int64_t, wait_cause_count> waited_ns{};  // by cause; together all its wait
    std::uint32_t stops = 0;                                 // for another job, or by the loss of a node
    std::int64_t redone_ns = 0;                              // run time here that was lost then
    std::int64_t reference_ns = 0;                           // work per reference device
    std::int64_t estimate_ns = 0;                            // the user's limit, alike
    std::uint32_t requested = 0;                             // reference devices
    std::optional<ShareRequest> share = {};  // what it asks of a node that it shares with others
    double devices = 0.0;                    // devices held here; a part of one counts as its share
    double unused = 0.0;                     // of them, not worked on
    std::uint32_t nodes = 0;
    std::uint32_t leaves = 0;      // leaf switches that the nodes hang on
    double hop_spread = 0.0;       // leaves over the fewest that could hold the job
    double clock = 1.0;            // of its last run, over the nominal one
    double time_factor = 0.0;      // run time here / run time on the reference
    std::int64_t compute_ns = -1;  // of the time that it held devices; with redone_ns they sum to it
    std::int64_t network_ns = -1;
    std::int64_t throttled_ns = -1;
    std::int64_t contended_ns = -1;
    std::optional<double> slowdown = {};  // of ended jobs
    std::optional<double> bounded_slowdown = {};
    double energy_j = 0.0;    // its part of the node meters
    double overhead_j = 0.0;  // its part of everything else
    JobState state = JobState::queued;
    const char* reason = "";  // of a refusal; static text
};

/// The names behind the numbers of a cluster's jobs.
using OwnersByNumber = ByIdentity<std::vector<std::string>>;

}  // namespace datahall

// The partitions of a cluster: sets of its nodes, each with a queue of its own.
//
// A node may be in several.  Each partition counts its own free units and has a scheduler of its own, which
// sees them alone.  A job that starts on nodes of other partitions, too, counts as running in their queues:
// with its units on their nodes, up to its estimated end (JobQueue::lend).
//
// Queues choose one after the other: by falling tier, then in the order of the scenario.  Later ones do not
// delay the head of an earlier one that is left waiting: they may take nodes of it, as under EASY, for a time
// that ends by the head's shadow, or as many units as it will not need then.
//
// Invariant: the free units of a partition, by its index, its queue and its nodes, are the same: agree().
// Cost: each change of a node's free units is made once for every partition that has the node, and once more
// for the cluster.  A cluster without partitions is one of all nodes, and pays nothing.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "datahall/facility.hpp"
#include "datahall/model/placement.hpp"

#include "sim/config/partition_config.hpp"
#include "sim/metrics/meter.hpp"
#include "sim/run/jobs/free_index.hpp"
#include "sim/run/jobs/job_queue.hpp"
#include "sim/run/jobs/shortage_clock.hpp"

namespace datahall {

/// One of them; who changes its free units keeps to the invariant above.
struct Partition {
    /// Units of a job of another partition on the nodes of one.
    struct Lent {
        std::uint32_t partition = 0;
        std::uint32_t units = 0;
        std::uint32_t ticket = 0;  // there
    };

    std::unique_ptr<JobScheduler> own_scheduler;  // null: the cluster's
    std::unique_ptr<FreeIndex> own_free;          // null: the cluster's
    FreeIndex& free;                              // by nodes of the partition
    JobQueue queue;                               // tags are positions among the cluster's jobs
    ClusterClock clock;
    std::int64_t longest_ns = INT64_MAX;  // estimate of a job
    std::uint32_t rank = 0;               // in the order of choosing
    std::uint32_t head = 0;  // units of the job that waits first since the last pass; 0: none does
    std::uint32_t out = 0;   // idle units out of service
    std::uint64_t waiting_units = 0;
    std::uint64_t stopping_units = 0;       // on its nodes, of jobs that have been ordered to stop
    Meter busy, waiting;                    // of a divided cluster: units held on its nodes; jobs
    std::vector<std::vector<Lent>> lent{};  // by ticket of its own running jobs

    std::uint32_t units() const { return free.nodes() * free.devices_per_node(); }
};

class Partitions {
public:
    /// What all queues of a cluster share.
    struct Shared {
        JobScheduler* scheduler = nullptr;
        StartGate* gate = nullptr;
        Limits* limits = nullptr;     // null: none
        std::uint32_t narrowest = 1;  // units that a job needs at least
        bool sleeps = false;          // its nodes may; then it is not divided
    };

    /// All outlive it.  `free` are the units of the cluster, by node, which change through here from now on.
    Partitions(const ClusterRow& row, std::span<const PartitionConfig> configs, FreeIndex& free,
               const Shared& shared);
    Partitions(const Partitions&) = delete;

    /// False for a cluster that is not divided.
    bool is_divided() const { return is_divided_; }
    std::uint32_t count() const { return static_cast<std::uint32_t>(all_.size()); }
    /// In the order of the scenario.
    Partition& operator[](std::uint32_t partition) { return *all_[partition]; }
    const Partition& operator[](std::uint32_t partition) const { return *all_[partition]; }
    /// Their numbers in the order of choosing.
    std::span<const std::uint32_t> in_order() const { return order_; }
    void learn(NameNumbers& names);

    /// One pass of each queue, in order.
    void pass(std::int64_t now_ns);

    void take(std::uint32_t node, std::uint32_t units) {
        free_.take(node, units);
        if (is_divided_) change_free(node, units, false);
    }
    void give_back(std::uint32_t node, std::uint32_t units) {
        free_.give_back(node, units);
        if (is_divided_) change_free(node, units, true);
    }
    /// Idle units go out of service, or come back.
    void withdraw(std::uint32_t node, std::uint32_t units);
    void restore(std::uint32_t node, std::uint32_t units);
    /// Of a cluster that is divided, after its units were taken: what a job that starts in `home` holds of
    /// other partitions.
    void start(std::uint32_t home, std::uint32_t ticket, std::span<const NodeShare> shares,
               std::int64_t end_ns);
    /// After its units were given back.
    void end(std::uint32_t home, std::uint32_t ticket, std::int64_t now_ns);

    /// Units on the nodes of `partition` of a job that runs in `home` and holds so many there.
    std::uint32_t units_in(std::uint32_t partition, std::uint32_t home, std::uint32_t ticket,
                           std::uint32_t held) const;
    /// Of a cluster that is divided: a partition that chooses before `home` and whose head a job would delay,
    /// if it held these units for so long from now on; `none` if there is none.
    std::uint32_t delayed_by(std::uint32_t home, std::span<const NodeShare> shares, std::int64_t length_ns);
    static constexpr std::uint32_t none = UINT32_MAX;
    /// Whether it would delay such a head wherever it is placed now: so says the number of its units alone.
    bool must_delay(std::uint32_t home, std::uint32_t units, std::int64_t length_ns) const;

    /// Whether a job waits for nodes of the partition at the head of one that chooses before it.
    bool yields(std::uint32_t partition) const;

    /// Of a node of a partition, its number in the cluster; and the other way round, or `none`.
    std::uint32_t in_cluster(std::uint32_t partition, std::uint32_t node) const {
        return is_divided() ? row_.partitions[partition].nodes[node] : node;
    }
    std::uint32_t in_partition(std::uint32_t partition, std::uint32_t node) const;
    std::span<const std::uint32_t> nodes(std::uint32_t partition) const {
        return row_.partitions[partition].nodes;
    }

    std::size_t waiting() const;
    /// For audits: whether the books of all partitions are those of their nodes.
    /// `asleep` units are neither free nor expected; none in a divided cluster.
    bool agree(std::uint64_t asleep) const;

private:
    bool pairs_agree() const;
    bool queues_agree(std::uint64_t asleep) const;
    struct Member {
        std::uint32_t partition = 0;
        std::uint32_t node = 0;  // of it
    };
    void add(std::uint32_t partition, std::span<const PartitionConfig> configs, const Shared& shared);
    void list_members();
    std::span<const Member> members(std::uint32_t node) const {
        return std::span{members_}.subspan(first_[node], first_[node + 1] - first_[node]);
    }
    void count_units(std::span<const NodeShare> shares);
    std::uint32_t& both(std::uint32_t a, std::uint32_t b) {
        return both_[std::size_t{std::min(a, b)} * count() + std::max(a, b)];
    }
    std::uint32_t both(std::uint32_t a, std::uint32_t b) const {
        return both_[std::size_t{std::min(a, b)} * count() + std::max(a, b)];
    }
    void change_free(std::uint32_t node, std::uint32_t units, bool comes);
    bool overlaps(std::uint32_t a, std::uint32_t b) const { return overlaps_[std::size_t{a} * count() + b]; }
    static bool would_delay(const Partition& p, std::uint64_t units, std::int64_t length_ns);

    const ClusterRow& row_;
    bool is_divided_;
    FreeIndex& free_;
    Limits* limits_;
    std::vector<std::unique_ptr<Partition>> all_;
    std::vector<std::uint32_t> order_;
    std::vector<std::uint32_t> first_;  // by node, and one more: where its members begin
    std::vector<Member> members_;
    std::vector<bool> overlaps_;         // by two partitions
    std::vector<std::uint32_t> both_;    // free units on the nodes that two partitions have
    std::vector<std::uint32_t> units_;   // scratch, by partition
    std::vector<std::uint32_t> fallen_;  // scratch
};

}  // namespace datahall

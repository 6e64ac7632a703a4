// How the nodes of a cluster sleep: which rest for want of jobs, which are called for those that wait.
//
// Demand is the units that waiting jobs ask for.  Nodes are called before a pass, so that schedulers plan
// with them, until those free and coming suffice for the demand or none is left; after it, also whole nodes
// for each job that found no legal placement.  As long as either lacks them, no node rests: so in the end
// every node is awake that a waiting job could use.
//
// What a node draws and its units belong to the account `transition` from the order to shut down until it is
// up. Cost: O(log nodes) for each node that changes, whatever the cluster has.
#pragma once

#include <cstdint>
#include <span>

#include "datahall/event_queue.hpp"
#include "datahall/facility.hpp"

#include "sim/metrics/meter.hpp"
#include "sim/run/jobs/free_index.hpp"
#include "sim/run/jobs/job_queue.hpp"
#include "sim/run/jobs/node_table.hpp"
#include "sim/run/jobs/power_saving.hpp"
#include "sim/run/power/power_caps.hpp"

namespace datahall {

/// Whose nodes they are.
class SleepHost {
public:
    virtual ~SleepHost() = default;
    /// The node's units are free from now on.
    virtual void node_is_up(std::uint32_t node) = 0;
    virtual void node_is_down(std::uint32_t node) = 0;
    /// A node may have been idle for long enough: asks for a pass, and rest() after it.
    virtual void look_again() = 0;
};

struct SleepParts {
    const PowerSavingRule& rule;
    const ClusterRow& row;
    PowerCaps* caps;  // null: none
    EventQueue& events;
    NodeTable& nodes;
    FreeIndex& free;
    JobQueue& schedule;
    SleepHost& host;
};

class Sleepers {
public:
    explicit Sleepers(const SleepParts& parts);
    Sleepers(const Sleepers&) = delete;

    /// A job has come to an awake node, or it goes out of service.
    void note_taken(std::uint32_t node) { book_.note_busy(node); }
    /// Units of an awake node have been given back.
    void note_given_back(std::uint32_t node) {
        if (p_.free.is_free(node)) book_.note_idle(node, p_.events.now().ns);
    }

    /// Before a pass: forgets the jobs that the last one could not place.
    void begin_pass() { unplaced_nodes_ = 0; }
    /// Calls what `demand` and the jobs without a placement lack.  False: a power cap has left some asleep.
    bool call(std::uint64_t demand);
    /// Puts to sleep what has been idle for long enough and that nobody lacks.
    void rest(std::uint64_t demand);
    /// Whether a job of so many units that has no placement might have one if more were awake.  If it lacks
    /// units because maintenance withholds those of `service`, it needs others.
    bool may_help(std::uint32_t units, bool is_lacking, std::span<const std::uint32_t> service) const;
    /// Such a job wants whole nodes.
    void want(std::uint32_t units) { unplaced_nodes_ += nodes_for(units); }
    /// Maintenance has its nodes on: one that sleeps is up at once.
    void rise_for_service(std::uint32_t node);

    /// The node has lost its power: it will be awake once it has it again.
    void lose(std::uint32_t node);

    /// Nodes called that are not up yet, and their units.
    std::uint32_t coming() const { return book_.coming(); }
    std::uint64_t coming_units() const { return std::uint64_t{book_.coming()} * p_.row.units_per_node(); }
    /// Of nodes that neither are awake nor have been called.
    std::uint64_t resting_units() const {
        return static_cast<std::uint64_t>(units_.level()) - coming_units();
    }
    const Meter& units() const { return units_; }    // of nodes that are not awake
    const Meter& asleep() const { return asleep_; }  // nodes
    /// Times that a node was called.
    std::uint64_t boots() const { return boots_; }
    /// Whether each node is in the state that its units, its power and the meters say.  O(nodes).
    bool are_sound() const;

    // Handlers.
    void finish_boot(std::uint64_t turn_of_node);
    void finish_rest(std::uint64_t turn_of_node);
    void look(std::uint64_t) { p_.host.look_again(); }

private:
    std::uint64_t nodes_for(std::uint64_t units) const {
        return (units + p_.row.units_per_node() - 1) / p_.row.units_per_node();
    }
    // An event of a node, void once what it was about has been called off.
    std::uint64_t as_turn(std::uint32_t node) const { return std::uint64_t{book_.turn(node)} << 32 | node; }
    bool is_void(std::uint64_t turn_of_node) const {
        return book_.turn(static_cast<std::uint32_t>(turn_of_node)) != turn_of_node >> 32;
    }
    void finish_rest_of(std::uint32_t node);
    bool has_power_for(std::uint32_t node);
    void call_next();
    void begin_rest();
    void rise(std::uint32_t node);

    SleepParts p_;
    PowerSaving book_;
    std::int64_t idle_uw_, boot_uw_, sleep_uw_;
    std::uint64_t unplaced_nodes_ = 0;  // that jobs would fill for which the last pass found no placement
    std::int64_t look_ns_ = -1;         // the last time asked for
    std::uint64_t boots_ = 0;
    Meter units_, asleep_;
};

}  // namespace datahall

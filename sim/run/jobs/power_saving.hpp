// Which nodes of a cluster are awake, and which of those have been idle for longest.
//
//   awake     on; jobs may have it
//   stopping  shutting down; it may have been called back meanwhile, and then boots as soon as it is down
//   asleep    down
//   booting   called, not there yet
//
// The cluster decides when nodes rest and are called; this keeps the books of it.
// Invariant: the idle list holds exactly the awake nodes that no job has, by the time since when.
// Cost: O(1) a change, O(log nodes) to call one; 32 bytes a node.
#pragma once

#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

#include "datahall/facility.hpp"

#include "sim/config/power_saving.hpp"

namespace datahall {

enum class NodeState : std::uint8_t { awake, stopping, asleep, booting };

class PowerSaving {
public:
    /// All nodes are awake, and idle from the start on.
    PowerSaving(const PowerSavingRule& rule, std::uint32_t nodes);

    /// An awake node has nobody on it from now on; it was not idle before.
    void note_idle(std::uint32_t node, std::int64_t now_ns);
    /// It has somebody, or is out of service; nothing if it was not idle.
    void note_busy(std::uint32_t node);
    /// Awake nodes that nobody has beyond those that are kept so.
    std::uint32_t spare() const { return idle_ > keep_ ? idle_ - keep_ : 0; }
    /// When the node that has been idle for longest will have been so for long enough; INT64_MAX: none is.
    std::int64_t rest_ns() const;

    /// That node begins to shut down.  REQUIRES: there is one.
    std::uint32_t rest(std::int64_t now_ns);
    /// It is down.  Whether it sleeps; if not, it has been called meanwhile and boots.
    bool stopped(std::uint32_t node);
    /// The next node to call: the lowest that sleeps, else the first to be down; no_index: none.
    std::uint32_t next_to_call();
    struct Call {
        std::uint32_t node = no_index;
        bool sleeps = false;        // if not, it is shutting down still
        std::int64_t ready_ns = 0;  // when it is awake
    };
    /// That node is called.  REQUIRES: there is one.
    Call call(std::int64_t now_ns);
    /// A node that boots is awake, or one that sleeps is woken in no time, for service.  It is not yet idle.
    void rise(std::uint32_t node);

    NodeState state(std::uint32_t node) const { return nodes_[node].state; }
    bool is_called(std::uint32_t node) const { return nodes_[node].is_called; }
    bool is_idle(std::uint32_t node) const { return nodes_[node].is_idle; }
    /// Nodes that have been called and are not awake yet.
    std::uint32_t coming() const { return coming_; }
    /// The cluster's number for that call.
    std::uint32_t& ticket(std::uint32_t node) { return nodes_[node].ticket; }
    /// Changes whenever what the node was about is called off.
    std::uint32_t turn(std::uint32_t node) const { return nodes_[node].turn; }
    void call_off(std::uint32_t node) { ++nodes_[node].turn; }

private:
    struct Node {
        std::uint32_t before = no_index;  // in the idle list
        std::uint32_t behind = no_index;
        std::int64_t since_ns = 0;  // idle, or when it will be down
        std::uint32_t ticket = no_index;
        std::uint32_t turn = 0;
        NodeState state = NodeState::awake;
        bool is_idle = false;
        bool is_called = false;
    };

    void drop_past();

    std::int64_t idle_after_ns_, shut_down_ns_, boot_ns_;
    std::uint32_t keep_;
    std::vector<Node> nodes_;
    std::uint32_t first_ = no_index, last_ = no_index;  // of the idle list
    std::uint32_t idle_ = 0;
    std::uint32_t coming_ = 0;
    // Those that sleep, and some that have been woken for service since.
    std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> asleep_;
    std::queue<std::uint32_t> stopping_;  // in the order in which they will be down, and some that are
};

}  // namespace datahall

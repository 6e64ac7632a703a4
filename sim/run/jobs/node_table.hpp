// The servers while they run: who holds which devices, what each draws, who is billed for it.
//
// A node's power changes when a job comes or goes; settle() recomputes each touched node once an
// instant and divides its power among the jobs on it (node_power.hpp).
// What no job holds of a node is idle, or maintenance while its idle devices are out of service, or
// transition from the time that it begins to shut down until it is awake again.
// Invariant: the energies of all jobs and of these accounts sum to the node meters, exactly.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "datahall/facility.hpp"

#include "sim/metrics/meter.hpp"
#include "sim/run/jobs/chunked_list.hpp"
#include "sim/run/overhead.hpp"
#include "sim/run/power/node_power.hpp"
#include "sim/run/power/power_flow.hpp"

namespace datahall {

/// Whose the energy is that no job is billed for.
enum class NobodyAccount : std::uint8_t { idle, maintenance, transition };
inline constexpr std::array nobody_accounts{NobodyAccount::idle, NobodyAccount::maintenance,
                                            NobodyAccount::transition};
inline constexpr std::array<std::string_view, nobody_accounts.size()> nobody_words{"idle", "maintenance",
                                                                                   "transition"};

/// What a job has been billed.
struct Billed {
    Int128 energy = 0;   // uW ns
    Int128 carried = 0;  // overheads, in uW ns / OverheadShare::scale
};

class NodeTable {
public:
    NodeTable(const Facility& facility, PowerFlow& power);

    /// A new bill, for one job.
    std::uint32_t open_bill();
    /// The bill goes to closed(), and its number to another job.  REQUIRES: no node is on it.
    void close_bill(std::uint32_t bill, Instant now);
    /// How many bills there were at most at once.
    std::size_t bills() const { return bills_.size(); }
    /// All bills that were closed, together.
    const Billed& closed() const { return closed_; }
    /// What a job has been billed up to `now`.
    Int128 billed(std::uint32_t bill, Instant now) const { return bills_[bill].energy(now); }
    /// The overheads that its energy carries, in uW ns / OverheadShare::scale.
    Int128 carried(std::uint32_t bill, Instant now) const {
        return bills_[bill].carried(overhead_.integral(now));
    }

    void take(std::uint32_t node, std::uint32_t bill, const NodeLoad& load);
    /// A job's load on a node that it holds becomes another.
    void change(std::uint32_t node, std::uint32_t bill, const NodeLoad& load);
    /// Ends the job's part on that node; its bill stops there at `now`.
    void release(std::uint32_t node, std::uint32_t bill, Instant now);
    /// From now on what no job holds of the node goes to that account.
    void set_account(std::uint32_t node, NobodyAccount account);
    /// The node draws so much whatever it holds; below 0: what its load makes of it.
    void fix_power(std::uint32_t node, std::int64_t uw) {
        state_[node].fixed_uw = uw;
        mark(node);
    }
    /// Of its power supplies' cords so many are live.  REQUIRES: 0 < live <= all < 256.
    void set_cords(std::uint32_t node, std::uint32_t live, std::uint32_t all) {
        state_[node].live_cords = static_cast<std::uint8_t>(live);
        state_[node].all_cords = static_cast<std::uint8_t>(all);
        mark(node);
    }
    bool is_dirty() const { return !dirty_.empty(); }
    void settle(Instant now);
    /// What everything but the servers draws from now on; after settle().
    void set_overhead(Instant now, std::int64_t uw) { overhead_.set(now, uw, nodes_uw_); }

    /// All servers together, and what no job was billed for.
    const Meter& nodes() const { return nodes_; }
    Int128 energy(NobodyAccount account, Instant now) const { return nobody_[at(account)].energy(now); }
    Int128 carried(NobodyAccount account, Instant now) const {
        return nobody_[at(account)].carried(overhead_.integral(now));
    }
    const OverheadShare& overhead() const { return overhead_; }
    /// Heat of the servers of a zone that goes into cold plates, at present.
    std::int64_t liquid_heat_uw(std::uint32_t zone) const;
    /// What nodes of a zone draw over what they do in cool air: their fans run faster.
    void set_fans(std::uint32_t zone, double power);
    /// What all jobs on a node do there.
    const NodeLoad& load(std::uint32_t node) const { return state_[node].sum; }
    /// What it would draw if they did that.
    std::int64_t node_uw_of(std::uint32_t node, const NodeLoad& load) const;
    /// What a node would draw with another load beside those that it has.
    std::int64_t node_uw_with(std::uint32_t node, NodeLoad load) const;
    /// Whether the power of each node is the sum of its parts, at present.
    bool is_divided() const;
    std::int64_t node_uw(std::uint32_t node) const { return state_[node].power_uw; }

private:
    struct Holding {
        std::uint32_t bill = 0;
        NodeLoad load;
        std::int64_t part_uw = 0;
    };
    struct State {
        NodeLoad sum;
        std::vector<Holding> held;  // in the order of taking
        std::int64_t power_uw = 0;
        std::int64_t nobody_uw = 0;
        std::int64_t fixed_uw = -1;
        std::uint32_t type = 0;
        NobodyAccount account = NobodyAccount::idle;
        bool dirty = false;
        std::uint8_t live_cords = 1, all_cords = 1;
    };

    static std::size_t at(NobodyAccount account) { return static_cast<std::size_t>(account); }
    void mark(std::uint32_t node);
    void settle_node(std::uint32_t node, Instant now);
    void divide(State& state, Instant now);

    const Facility& facility_;
    PowerFlow& power_;
    std::vector<State> state_;
    ChunkedList<EnergyBill> bills_;
    std::vector<std::uint32_t> unused_bills_;
    Billed closed_;
    std::vector<std::uint32_t> dirty_;
    std::vector<std::int64_t> by_type_uw_;  // by zone and type
    std::vector<double> fans_;              // power over that in cool air, by zone
    std::int64_t nodes_uw_ = 0;
    std::array<std::int64_t, nobody_accounts.size()> nobody_uw_{};  // by account
    Meter nodes_;
    std::array<EnergyBill, nobody_accounts.size()> nobody_;
    OverheadShare overhead_;
    PowerDivider divider_;
    std::vector<NodeLoad> loads_;      // scratch
    std::vector<std::int64_t> parts_;  // scratch
};

}  // namespace datahall

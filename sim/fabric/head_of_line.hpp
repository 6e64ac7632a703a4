// Lossless networks: who shares an input with flows that are held up further on, and what that may cost it.
//
// Where packets are never dropped, a flow that is held up at a full link l fills the buffers behind its
// inputs, the links q that it takes before l.  Whatever comes through q then waits with it, wherever it goes:
// head-of-line blocking.  Max-min rates do not show this, for they give others all that the flow leaves.
//
// A flow is *held up* at its first bottleneck (max_min.hpp) unless that is its own cap.  For a link q, H_q
// are the flows on it that are held up on a later hop than q.
//
//   victim   a flow f on q is one of g in H_q, if f does not itself take the link where g is held up
//   d_fq     what f would have if only q and the links before it counted, each shared by weight alone:
//            min(cap_f, w_f min over p up to q of C_p / W_p), W_p the weights of the flows on p by their
//            shares
//   phi_q    min(1, r_g / d_gq over g in H_q)         the part of what comes to q that gets on
//   per_vl   if phi_q < 1, no flow f on q has more than phi_q d_fq; a flow that this lowers is held up at q
//
// The bounds are applied from the last hops to the first, as a jam grows, and again until nothing changes.
// Invariants: rates only go down from the max-min ones, so no link is overloaded.
// Ignores: buffers and how long they take to fill, several lanes, congestion control, adaptive ways around,
// and that others could use what slowed flows leave: crude, and likely too harsh.
// Links of capacity 0 hold nobody up: a switch drops what is for a dead port.
//
// Split paths are by rising distance from the source (routing.hpp): hops on one level are not before each
// other.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/fabric/max_min.hpp"

namespace datahall {

/// What a flow that is held up does to others on its inputs.
enum class HeadOfLine {
    none,    // nothing: congestion control and adaptive routing keep queues short
    per_vl,  // slows all of them, for all flows share one virtual lane
};

/// Flows that were victims at some time.  Looks at a flow whenever its rate is new: where flows tie and one
/// goes, another may be held up elsewhere at the rate that it had, which is not seen until that changes.
/// Cost: O(hops) for each new rate, and O(flows on its inputs) where it is held up at another link than
/// before.
class VictimExposure {
public:
    /// Links from `links` on are private ones, of caps.
    VictimExposure(std::size_t flows, std::size_t links) : is_victim_(flows, 0), links_{links} {}

    /// A flow is on its way, as number `slot` of the solver.
    void add(std::uint32_t slot, std::uint32_t flow);
    /// After each solve().
    void follow(const MaxMin& rates, std::span<const RateChange> changes);

    bool is_victim(std::uint32_t flow) const { return is_victim_[flow] != 0; }
    std::uint64_t victims() const { return victims_; }

private:
    struct Held {
        std::uint32_t link = MaxMin::no_link;
        std::uint32_t end = 0;  // its hops before this one, of all hops, are inputs
        std::uint32_t flow = 0;
        bool is_new = true;
        bool is_victim = false;
    };

    void hold(const MaxMin& rates, std::uint32_t slot);
    void look_around(const MaxMin& rates, std::uint32_t slot);
    void expose(const MaxMin& rates, std::uint32_t slot, std::uint32_t link);

    std::vector<Held> held_;  // by slot
    std::vector<std::uint8_t> is_victim_;
    std::size_t links_;
    std::uint64_t victims_ = 0;
};

/// Max-min rates under the bounds of per_vl.  Cost: O(flows x hops) for each solve().
class HeadOfLineRates {
public:
    /// Links from `links` on are private ones, of caps.
    explicit HeadOfLineRates(std::size_t links) : links_{links} {}

    /// The flow of this number has gone.
    void forget(std::uint32_t slot) {
        if (slot < rate_.size()) rate_[slot] = 0.0;
    }
    /// After each solve().  Flows whose rate has changed; valid until the next call.
    std::span<const RateChange> limit(const MaxMin& rates);

    double rate(std::uint32_t slot) const { return rate_[slot]; }
    double load(std::uint32_t link) const { return load_[link]; }

private:
    struct Place {  // a hop
        double demand = 0.0;
        std::uint32_t order = 0;
    };

    void measure_links(const MaxMin& rates);
    void place_flow(const MaxMin& rates, std::uint32_t slot);
    bool bound(const MaxMin& rates, std::uint32_t link);
    void commit(const MaxMin& rates);

    std::size_t links_;
    // by slot; levels are rates over weights
    std::vector<double> level_, rate_;
    std::vector<std::uint32_t> held_;  // the order of the hop that holds it up; 0: none after the first
    std::vector<Place> places_;        // by hop
    // by link
    std::vector<double> pull_, load_;  // of flows that move
    std::vector<std::uint32_t> depth_;
    std::vector<std::uint32_t> used_;  // links with flows that move, the last on their ways first
    std::vector<RateChange> changes_;
};

}  // namespace datahall

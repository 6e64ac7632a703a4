// Weighted max-min fair rates of flows on directed links, kept up to date as flows come and go.
//
// Flow f has a rate r = w y, with its weight w and its level y.  Link l carries the sum of a r over the flows
// on it, a the share of a flow that takes the link, and never more than its capacity.  The rates are max-min:
// no level can be raised without lowering one that is not higher. Certificate: they are, if and only if each
// flow has a bottleneck, a link that is full and on which no flow has a higher level (Bertsekas and Gallager,
// "Data Networks", 2nd ed., section 6.5.2).
//
// After a batch of changes only a few flows move.  solve() guesses them, fills the links with them alone,
// takes all others as constant, and looks at the certificate around what has changed: flows that fail it join
// the guess, and it fills again.  When none fails, the certificate holds everywhere, so the rates are exact.
//
// Invariants, after solve(): every flow has a bottleneck, which it remembers; no link is overloaded.
// Cost: of a batch, proportional to the flows on links of flows that move; nothing grows with the fabric.
// Tolerance: 1e-9 relative in every comparison.  Loads are always summed afresh, so nothing drifts.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "datahall/model/routing.hpp"

namespace datahall {

/// What a flow asks of the links.
struct FlowDemand {
    std::span<const PathHop> path;                         // not empty; a link that comes twice counts twice
    double weight = 1.0;                                   // > 0
    double cap = std::numeric_limits<double>::infinity();  // of its rate, bytes/s
};

/// A flow whose rate is new: what it was before.
struct RateChange {
    std::uint32_t flow = 0;
    double before = 0.0;  // bytes/s
};

class MaxMin {
public:
    static constexpr double tolerance = 1e-9;
    static constexpr double unlimited = std::numeric_limits<double>::infinity();
    static constexpr std::uint32_t no_link = UINT32_MAX;

    /// Capacities of links 0, 1 ... in bytes/s, >= 0.  Nothing flows over a link of capacity 0.
    explicit MaxMin(std::span<const double> capacities);

    // A batch: any number of these, then solve().

    /// Its number; numbers of removed flows are used again.
    std::uint32_t add(const FlowDemand& demand);
    void remove(std::uint32_t flow);
    void set_capacity(std::uint32_t link, double capacity);

    /// Brings all rates up to date.  Flows whose rate has changed, new ones included; valid until the next
    /// call.
    std::span<const RateChange> solve();

    double rate(std::uint32_t flow) const { return hot_[flow].level * weight_[flow]; }
    double level(std::uint32_t flow) const { return hot_[flow].level; }
    double weight(std::uint32_t flow) const { return weight_[flow]; }
    /// One that must be on its path: whether it is full, and no flow on it has a higher level.
    bool is_bottleneck(std::uint32_t link, std::uint32_t flow) const {
        return hot_[flow].level >= links_[link].threshold;
    }
    /// Numbers of flows are below; those without a path are free.
    std::uint32_t slots() const { return static_cast<std::uint32_t>(hot_.size()); }
    double load(std::uint32_t link) const { return links_[link].load; }
    double capacity(std::uint32_t link) const { return links_[link].capacity; }
    std::uint32_t active() const { return active_; }
    /// Private links of capped flows included.
    std::uint32_t links() const { return static_cast<std::uint32_t>(links_.size()); }

    struct Hop {
        std::uint32_t link = 0;
        std::uint32_t position = 0;  // in the link's list
        double pull = 0.0;           // share * weight: load for each unit of level
    };
    std::span<const Hop> path(std::uint32_t flow) const {
        return std::span{hops_}.subspan(paths_[flow].first, paths_[flow].count);
    }
    std::uint32_t first_hop(std::uint32_t flow) const { return paths_[flow].first; }
    /// Flows on a link, in no order that matters.
    struct Entry {
        std::uint32_t flow = 0;
        std::uint32_t hop = 0;  // position in all hops: first_hop() + that in its path
        double pull = 0.0;
    };
    std::span<const Entry> flows_on(std::uint32_t link) const { return links_[link].flows; }

private:
    // All of a link in one line of the cache: a batch visits a few dozen links, wherever they are.
    struct alignas(64) Link {
        double capacity = 0.0;
        double load = 0.0;
        double threshold = unlimited;  // least level that has its bottleneck here; infinite: not full
        double checked = unlimited;  // threshold that all flows with their bottleneck here are known to pass
        std::uint32_t seen_in =
            0;  // number of the last batch that touched it, or of the solve that watches it
        std::uint32_t filling = 0;  // position in fillings_, if that is of this link
        std::vector<Entry> flows;
    };
    struct Hot {  // what passes over lists look at
        double level = 0.0;
        std::uint32_t bottleneck = no_link;
        std::uint32_t member_of = 0;  // number of the last solve that looked for its rate
    };
    struct Path {
        std::uint32_t first = 0;
        std::uint32_t count = 0;
        std::uint32_t private_link = no_link;
    };
    struct Filling {  // a link while members fill it
        std::uint32_t link = 0;
        std::uint32_t first = 0, end = 0;  // members on it: [first, end) of on_filled_
        std::uint32_t open = 0;            // of them without a level
        bool is_stale = false;             // members have joined since its list was read
        double background = 0.0;           // load of all others
        double highest = 0.0;              // their highest level
        double all_pull = 0.0;             // of the members
        double left = 0.0;                 // capacity that nobody has yet
        double pull = 0.0;                 // of the open members
    };
    struct Due {  // the level at which a link will be full, or a lower bound of it
        double level = 0.0;
        std::uint32_t filling = 0;
    };
    struct Member {
        std::uint32_t flow = 0;
        std::uint32_t hop = 0;
    };

    std::uint32_t take_slot();
    std::uint32_t take_hops(std::uint32_t count);
    std::uint32_t take_private_link(double capacity);
    void grow_links(double capacity);
    void touch(std::uint32_t link);
    void watch(std::uint32_t link);
    void join(std::uint32_t flow);
    void measure(std::uint32_t link);
    static void set_load(Link& link, double load, double highest);
    bool is_filled(const Link& link, std::uint32_t number) const {
        return link.filling < fillings_.size() && fillings_[link.filling].link == number;
    }
    void seed();
    void find_freed();
    void find_overloaded();
    void gather();
    void read_list(Filling& filling);
    void fill();
    void fix_members(const Filling& full, double level);
    double open_pull(const Filling& filling) const;
    void measure_filled();
    void challenge();
    void commit();
    bool has_bottleneck(std::uint32_t flow);
    bool is_member(std::uint32_t flow) const { return hot_[flow].member_of == batch_; }

    std::vector<Link> links_;
    std::vector<std::uint32_t> free_private_;
    // by flow
    std::vector<Hot> hot_;
    std::vector<double> weight_;
    std::vector<Path> paths_;
    std::vector<std::uint32_t> fixed_in_;  // number of the last round that fixed it
    std::vector<std::uint32_t> free_flows_;
    std::vector<Hop> hops_;
    std::vector<std::vector<std::uint32_t>> free_hops_;  // by count
    // of this batch
    std::vector<std::uint32_t> touched_, newcomers_;
    bool capacity_changed_ = false;
    // of this solve
    std::uint32_t batch_ = 2;  // even while changes come in, one more while they are solved
    std::uint32_t round_ = 0, active_ = 0;
    std::uint32_t unfixed_ = 0;  // members without a level in this round
    std::vector<std::uint32_t> members_, watched_;
    std::vector<double> before_;  // levels of members
    std::size_t gathered_ = 0;    // members whose links are among fillings_
    std::vector<Filling> fillings_;
    std::vector<Member> on_filled_;
    std::vector<Due> heap_;
    std::vector<RateChange> changes_;
};

}  // namespace datahall

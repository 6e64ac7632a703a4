// Controllers that keep buses within a power: they slow down the jobs below, and stop some if that is too
// little.
//
//   above cap_at of the limit   nodes are limited so that the bus comes down to cap_to
//   below uncap_at              they are given back what there is room for up to cap_to
//
// A controller reads its bus every `period`, from the start of the run on, and what it decides holds `delay`
// later.  Between changes of load a reading says what the one before said, so only readings that may lead to
// something are events.
//
// A cut falls on the nodes whose jobs have the lowest priority first (of a node: its highest), there in
// proportion to what each draws above its floor, which is what its jobs draw at the lowest clock.  Of several
// limits of a node the lowest holds.  Marginal losses between node and bus are counted (path_gain.hpp).
//
// Jobs are stopped, if at all, once all nodes have been at their floor for so long: the lowest priority
// first, there the last started (of those the last that came).  Until the bus is well below its limit again,
// no job starts that would take it above cap_to.
//
// A reading sees its instant at rest.  Cost: O(1) for a change of load; a decision looks at all nodes below
// its bus and at all running jobs.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/run/power/cap_host.hpp"
#include "sim/run/power/path_gain.hpp"
#include "sim/run/power/power_parts.hpp"
#include "sim/run/timer.hpp"

namespace datahall {

class Cappers {
public:
    Cappers(const PowerParts& parts, CapHost& host);
    Cappers(const Cappers&) = delete;

    /// A bus has changed; no_index: the utility meter may have.
    void look_at(std::uint32_t element);
    /// The instant has come to rest: readings of this instant lead to what they lead to, later.
    void decide();

    struct Report {
        std::uint32_t element = 0;   // no_index: the utility meter
        std::uint64_t times = 0;     // that it began to slow nodes down
        std::int64_t capped_ns = 0;  // for how long in all
        std::int64_t at_floor = 0;   // highest reading in uW with all nodes at their floor; 0: none
        std::int64_t limit = 0;      // at that reading
        std::uint64_t jobs_shed = 0;
    };
    /// Of all that have done something.
    std::vector<Report> reports(Instant now) const;

    // Handlers, by controller.
    void read(std::uint64_t index);
    void act(std::uint64_t index);

private:
    struct Order {
        std::uint32_t node = 0;
        std::int64_t uw = 0;
    };
    struct Capper {
        const CappingConfig* config = nullptr;
        std::uint32_t element = 0;
        std::uint32_t by = 0;
        std::vector<std::uint32_t> racks;  // below it, rising
        Timer reading;
        std::vector<Order> orders;  // that are on their way
        bool is_acting = false;     // they are
        bool is_capped = false;     // some nodes have a limit of its, once they have come
        bool is_barred = false;
        bool sheds = false;                 // what is on its way stops jobs
        bool has_shed_all = false;          // nothing is left to stop that would help
        std::int64_t rested_uw = -1;        // a reading of this led to nothing
        std::int64_t rested_limit_uw = -1;  // with this limit
        std::int64_t short_since_ns = -1;   // with all nodes at their floor
        std::int64_t capped_since_ns = -1;  // while it is
        Report report;
    };

    void add(const CappingConfig& config, std::uint32_t element);
    void find_racks(std::size_t first);
    std::uint32_t number(std::size_t first, std::uint32_t first_by);
    std::vector<std::uint32_t>& of(std::uint32_t element) {
        return element == no_index ? of_element_.back() : of_element_[element];
    }
    std::int64_t limit_uw(const Capper& c) const;
    std::int64_t load_uw(const Capper& c) const;
    double share_of_limit(const Capper& c) const;
    Instant reading_from(const Capper& c, std::int64_t ns) const;
    void aim(std::size_t index);
    void decide(std::size_t index);
    double gain(std::uint32_t node) { return gain_.of_rack(p_.facility.rack_of_node[node]); }
    void plan(Capper& c, double excess_uw, std::vector<NodeDraw> draws);
    double cut_class(Capper& c, std::span<const NodeDraw> draws, double excess_uw);
    void note_capped(Capper& c);
    void note_short(Capper& c, bool is_short);
    static bool may_shed(const Capper& c) { return c.config->shed_after && c.short_since_ns >= 0; }
    std::int64_t sheds_from_ns(const Capper& c) const;
    void shed(Capper& c, double excess_uw);
    void bar(Capper& c, std::int64_t above_uw);

    PowerParts p_;
    CapHost& host_;
    PathGain gain_;
    std::vector<Capper> cappers_;
    std::vector<std::size_t> due_;  // readings of this instant
    std::vector<std::vector<std::uint32_t>>
        of_element_;  // cappers, by element; the last: of the utility meter
};

}  // namespace datahall

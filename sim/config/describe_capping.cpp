// The keys of power capping, and of how fast power may rise.
#include "sim/config/capping_config.hpp"

namespace datahall {

void describe(Keys& k, CappingConfig& c) {
    constexpr Range share{.above = 0, .at_most = 1, .example = "95 %"};
    k.required({"of", "Level or bus of the power chain, or utility", {.example = "busway"}}, c.of);
    k.optional({"limit",
                "Most power out of each bus; absent: the rating of its units that are in, or the grid limit",
                {.above = 0, .example = "180 kW"}},
               c.limit);
    k.optional({"cap_at", "Share of the limit from which on nodes are slowed down", share}, c.cap_at);
    k.optional({"cap_to", "Share of the limit down to which they are", share}, c.cap_to);
    k.optional({"uncap_at", "Share of the limit below which they may draw more again", share}, c.uncap_at);
    k.optional({"period", "Between two readings", {.at_least = 0.1, .at_most = 3600}}, c.period);
    k.optional({"delay", "From a reading to its effect; an estimate", {.at_least = 0, .at_most = 60}},
               c.delay);
    k.optional({"shed_after",
                "Time above cap_at, with all nodes as slow as they get, after which jobs stop, lowest "
                "priority first; absent: never",
                {.at_least = 0, .example = "30 s"}},
               c.shed_after);
    if (!(c.uncap_at < c.cap_to && c.cap_to < c.cap_at))
        k.refuse("cap_to", "expected a share between uncap_at and cap_at");
    if (c.delay >= c.period) k.refuse("delay", "expected less than the period");
}

void describe(Keys& k, RampRule& r) {
    k.required(
        {"rise", "By which starts of jobs may raise the utility meter", {.above = 0, .example = "500 kW"}},
        r.rise);
    k.optional({"within", "In any time of this length", {.at_least = 1, .at_most = 86'400}}, r.within);
}

}  // namespace datahall

// The keys of reservations.
#include <algorithm>
#include <array>

#include "datahall/instant.hpp"
#include "datahall/keys.hpp"

#include "sim/config/reservation_config.hpp"

namespace datahall {
namespace {

constexpr ByIdentity<Key> words{{{{"users", "Users whose jobs may run there; absent: any"},
                                  {"accounts", "Accounts whose jobs may; absent: any"},
                                  {"partitions", "Partitions whose jobs may; absent: any"},
                                  {"qos", "QOS whose jobs may; absent: any"}}}};

// Nodes in [first, end).
std::int64_t end_of(const ReservationConfig& c) {
    return c.nodes ? c.first_node + *c.nodes : INT64_MAX;
}

}  // namespace

TimeWindow ReservationConfig::window() const {
    return {.at_ns = as_nanoseconds(at),
            .length_ns = as_nanoseconds(duration),
            .every_ns = every ? as_nanoseconds(*every) : 0};
}

bool overlap(const ReservationConfig& a, const ReservationConfig& b) {
    return a.first_node < end_of(b) && b.first_node < end_of(a) && a.window().meets(b.window());
}

void describe(Keys& k, ReservationConfig& c) {
    k.required({"name", "Name in messages"}, c.name);
    k.required({"at", "When it begins, after the scenario's start", {.at_least = 0, .example = "7 d"}}, c.at);
    k.required({"duration", "How long it lasts", {.above = 0, .example = "8 h"}}, c.duration);
    k.optional({"every", "From one beginning to the next; absent: once", {.above = 0, .example = "7 d"}},
               c.every);
    k.optional({"first_node", "First node of the cluster that it takes, from 0", {.at_least = 0}},
               c.first_node);
    k.optional({"nodes", "Nodes that it takes; absent: all from the first on", {.at_least = 1}}, c.nodes);
    for (const Identity kind : identities) k.optional(words[kind], c.owners[kind]);
    if (c.every && *c.every <= c.duration) k.refuse("every", "expected more than the duration");
    if (std::ranges::all_of(c.owners.of, &std::vector<std::string>::empty))
        k.refuse("", "expected users, accounts, partitions or qos that may use it");
}

void describe_reservations(Keys& k, std::vector<ReservationConfig>& all) {
    k.optional({"reservations", "Planned times in which only jobs of some users run on some nodes"}, all);
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (!overlap(all[j], all[i])) continue;
            k.refuse("reservations",
                     "'" + all[j].name + "' and '" + all[i].name + "' have some nodes at the same time");
        }
    }
}

}  // namespace datahall

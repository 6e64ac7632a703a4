// The keys of the multifactor scheduler.
#include "models/scheduling/multifactor_settings.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "datahall/instant.hpp"

namespace datahall {
namespace {

using namespace std::string_view_literals;
constexpr std::array backfill_names{"none"sv, "easy"sv, "conservative"sv};
constexpr std::array share_names{"user"sv, "account"sv};
constexpr std::array favor_names{"big"sv, "small"sv};

constexpr double most = 4'294'967'295.0;  // as of weights
constexpr Range shares_range{.at_least = 0, .at_most = 1e6, .example = "2"};
constexpr Range priority_range{.at_least = 0, .at_most = most, .example = "10"};
constexpr Range term_range{.at_least = -most, .at_most = most, .example = "100"};

}  // namespace

void describe(Keys& k, UserStanding& c) {
    k.optional({"shares", "Of the account's, beside those of its other users", shares_range}, c.shares);
    k.optional({"nice", "Taken from the priority", term_range}, c.nice);
}

void describe(Keys& k, AccountStanding& c) {
    k.optional({"shares", "Of the cluster's, beside those of other accounts", shares_range}, c.shares);
    k.optional({"priority", "Over the largest of any account: the factor of weights.assoc", priority_range},
               c.priority);
    k.optional({"site", "Added to the priority", term_range}, c.site);
}

void describe(Keys& k, PartitionStanding& c) {
    k.optional(
        {"priority", "Over the largest of any partition: the factor of weights.partition", priority_range},
        c.priority);
    k.optional({"tier", "Jobs of a higher one come first, whatever their priority", priority_range}, c.tier);
}

void describe(Keys& k, QosStanding& c) {
    k.optional({"priority", "Over the largest of any QOS: the factor of weights.qos", priority_range},
               c.priority);
}

namespace {

void describe_priorities(Keys& k, MultifactorSettings& c) {
    k.optional({"weights", "What counts how much in a priority"}, c.weights);
    k.optional({"max_age", "Time in the queue from which on age counts in full", {.above = 0}}, c.max_age);
    k.choice({"favor", "Whether size speaks for big or for small jobs"}, Presence::optional, favor_names,
             c.favor);
    k.optional({"half_life", "Time in which past usage loses half its weight", {.above = 0}}, c.half_life);
    k.optional({"damping", "How much less usage counts in the fair share", {.above = 0, .example = "1"}},
               c.damping);
    k.choice({"share_by", "Whether shares are of users within accounts or of accounts alone"},
             Presence::optional, share_names, c.share_by);
    k.optional({"users", "What is said of users by name; others have one share"}, c.users);
    k.optional({"accounts", "The same of accounts"}, c.accounts);
    k.optional({"partitions", "Priorities and tiers of partitions by name; others have 0"}, c.partitions);
    k.optional({"qos", "Priorities of QOS by name; others have 0"}, c.qos);
}

void read_depth(Keys& k, const Key& key, std::uint64_t& depth) {
    std::optional<std::int64_t> jobs;
    k.optional(key, jobs);
    if (jobs) depth = static_cast<std::uint64_t>(*jobs);
}

bool read_time(Keys& k, const Key& key, std::int64_t& ns) {
    std::optional<Seconds> time;
    k.optional(key, time);
    if (time) ns = std::max<std::int64_t>(as_nanoseconds(*time), 1);
    return time.has_value();
}

void describe_passes(Keys& k, MultifactorSettings& c) {
    k.choice({"backfill", "Which jobs pass the first that cannot start"}, Presence::optional, backfill_names,
             c.backfill);
    read_depth(k,
               {"depth",
                "Jobs that a pass caused by an event starts in order at most; absent: all",
                {.at_least = 1, .example = "100"}},
               c.depth);
    read_depth(
        k,
        {"backfill_depth", "Jobs that backfilling looks at; absent: all", {.at_least = 1, .example = "500"}},
        c.backfill_depth);
    constexpr double longest = 3.2e9;  // s, a century
    const auto range = [](std::string_view example) {
        return Range{.above = 0, .at_most = longest, .example = example};
    };
    const bool passes = read_time(
        k, {"pass_interval", "Time between passes without a depth; absent: each is one", range("60 s")},
        c.pass_interval_ns);
    read_time(
        k, {"backfill_interval", "Least time between two rounds of backfilling; absent: none", range("30 s")},
        c.backfill_interval_ns);
    const bool window = read_time(
        k, {"backfill_window", "How far ahead conservative plans reach; absent: any time", range("1 d")},
        c.window_ns);
    const bool resolution = read_time(
        k, {"resolution", "Step to which conservative plans round durations up; absent: none", range("60 s")},
        c.resolution_ns);
    if (passes && c.depth == everything) k.refuse("pass_interval", "expected a depth that it lifts");
    if ((window || resolution) && c.backfill != Backfill::conservative) {
        k.refuse("backfill", "expected conservative, with a window or a resolution of plans");
    }
}

}  // namespace

void describe(Keys& k, MultifactorSettings& c) {
    describe_priorities(k, c);
    describe_passes(k, c);
}

}  // namespace datahall

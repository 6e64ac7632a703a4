// The keys of what keeps jobs from starting, or stops them.
#include <array>
#include <string_view>

#include "sim/config/job_rules.hpp"

namespace datahall {
namespace {

using namespace std::string_view_literals;
constexpr std::array mode_names{"cancel"sv, "requeue"sv, "suspend"sv};
constexpr std::array loss_names{"requeue"sv, "cancel"sv};

}  // namespace

void describe(Keys& k, PreemptionRule& rule) {
    k.choice({"mode", "Whether a stopped job ends, goes on from its checkpoint, or goes on where it was"},
             Presence::optional, mode_names, rule.mode);
    k.optional(
        {"grace", "From the order to stop until its devices are free", {.at_least = 0, .example = "30 s"}},
        rule.grace);
    k.optional({"min_run", "A job is left alone until it has run so long", {.at_least = 0, .example = "2 h"}},
               rule.min_run);
    k.optional({"checkpoint",
                "Run time between two checkpoints, for mode requeue; absent: none are written",
                {.at_least = 1, .example = "1 h"}},
               rule.checkpoint);
    if (rule.checkpoint && rule.mode != PreemptionMode::requeue)
        k.refuse("checkpoint", "expected mode: requeue, which alone goes back to a checkpoint");
}

void describe(Keys& k, NodeLossRule& rule) {
    k.choice({"jobs", "Whether jobs that lose a node queue again, from their last checkpoint, or end"},
             Presence::optional, loss_names, rule.jobs);
    k.optional({"checkpoint",
                "Run time between two checkpoints; absent: none are written, so that all is lost",
                {.at_least = 1, .example = "1 h"}},
               rule.checkpoint);
    k.optional({"boot", "From power to the first job on a node", {.at_least = 0}}, rule.boot);
    if (rule.checkpoint && rule.jobs == NodeLossMode::cancel)
        k.refuse("checkpoint", "expected jobs: requeue, which alone goes back to a checkpoint");
}

void describe(Keys& k, MaintenanceWindow& window) {
    k.required({"name", "Name in findings"}, window.name);
    k.required({"at", "When it begins, after the scenario's start", {.at_least = 0, .example = "7 d"}},
               window.at);
    k.required({"duration", "How long it takes", {.above = 0, .example = "4 h"}}, window.duration);
    k.optional({"every", "From one beginning to the next; absent: once", {.above = 0, .example = "30 d"}},
               window.every);
    k.optional({"first_node", "First node of the cluster that it takes, from 0", {.at_least = 0}},
               window.first_node);
    k.optional({"nodes", "Nodes that it takes; absent: all from the first on", {.at_least = 1}},
               window.nodes);
    if (window.every && *window.every <= window.duration)
        k.refuse("every", "expected more than the duration");
}

void describe(Keys& k, PowerCap& cap) {
    k.required({"level", "Level of the power chain, or utility", {.example = "utility"}}, cap.level);
    k.optional(
        {"cap",
         "Most power out of each bus, its paths together; absent: what a loss leaves, or the grid limit",
         {.above = 0, .example = "2 MW"}},
        cap.cap);
}

}  // namespace datahall

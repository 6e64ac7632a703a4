// The keys of how parts of the power chain answer when power is lost.
#include "datahall/standby.hpp"

namespace datahall {

void describe(Keys& k, TransferRule& r) {
    k.required({"time", "Open between two of its feeds", {.at_least = 0, .at_most = 3600, .example = "5 ms"}},
               r.time);
    k.required({"return_after",
                "A feed before the one in use has to be live for so long",
                {.at_least = 0, .example = "10 min"}},
               r.return_after);
}

void describe(Keys& k, GeneratorRule& r) {
    k.optional({"start_after", "Power has to be away for so long before they start", {.at_least = 0}},
               r.start_after);
    k.optional({"ready_after", "From the start to voltage and frequency", {.at_least = 0}}, r.ready_after);
    k.optional(
        {"start_failure", "Probability that an attempt to start a set fails", {.at_least = 0, .at_most = 1}},
        r.start_failure);
    k.optional({"attempts", "To start a set, before it has failed", {.at_least = 1, .at_most = 100}},
               r.attempts);
    k.optional({"retry_after", "From one attempt to the next", {.at_least = 0}}, r.retry_after);
    k.optional({"cool_down", "They run on so long without load before they stop", {.at_least = 0}},
               r.cool_down);
    k.optional({"fuel_idle", "Litres an hour without load, for each kW of rating", {.at_least = 0}},
               r.fuel_idle);
    k.optional({"fuel_load", "Litres for each kWh made, beside those", {.at_least = 0}}, r.fuel_load);
    k.optional(
        {"tank", "How long its fuel lasts at the rating; absent: it is refilled in time", {.above = 0}},
        r.tank);
    k.optional({"largest_step",
                "Load that they take in one step, over the rating of those that run",
                {.above = 0, .at_most = 1}},
               r.largest_step);
    if (r.tank && r.fuel_idle + r.fuel_load <= 0) k.refuse("tank", "expected sets that burn fuel");
}

void describe(Keys& k, WalkIn& w) {
    k.optional({"time", "Until its feeds carry all of its load again", {.at_least = 0, .at_most = 3600}},
               w.time);
    k.optional({"steps", "Steps of equal size in which they take it", {.at_least = 1, .at_most = 1000}},
               w.steps);
}

}  // namespace datahall

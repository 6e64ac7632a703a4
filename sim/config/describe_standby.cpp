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
    k.optional({"step_every",
                "From one bus that a transfer switch puts on them to the next; 0: all at once",
                {.at_least = 0, .at_most = 3600, .example = "5 s"}},
               r.step_every);
    if (r.tank && r.fuel_idle + r.fuel_load <= 0) k.refuse("tank", "expected sets that burn fuel");
}

void describe(Keys& k, WalkIn& w) {
    k.optional({"time", "Until its feeds carry all of its load again", {.at_least = 0, .at_most = 3600}},
               w.time);
    k.optional({"steps", "Steps of equal size in which they take it", {.at_least = 1, .at_most = 1000}},
               w.steps);
}

void describe(Keys& k, EcoMode& e) {
    k.required({"curve", "Loss against load while it passes the grid on"}, e.curve);
    k.optional({"least_load", "Load over the rating below which it converts", {.at_least = 0, .at_most = 1}},
               e.least_load);
    k.optional({"gap",
                "Without power until it converts, when its feed is lost",
                {.at_least = 0, .at_most = 1, .example = "3 ms"}},
               e.gap);
    k.optional({"return_after",
                "Until it goes back, once it is fed, charged and loaded enough",
                {.at_least = 0, .example = "60 s"}},
               e.return_after);
    if (!e.curve.load.empty()) k.refuse("curve", "expected a, b and c, or an efficiency");
}

void describe(Keys& k, BypassRule& b) {
    k.optional({"overload", "Load over the rating that it bears for a while", {.at_least = 1}}, b.overload);
    k.optional({"after", "That while", {.at_least = 0}}, b.after);
    k.optional({"large_overload", "Load over the rating that it bears for a moment", {.at_least = 1}},
               b.large_overload);
    k.optional({"large_after", "That moment", {.at_least = 0}}, b.large_after);
    k.optional(
        {"return_after", "Until it converts again, once it is fed and within the rating", {.at_least = 0}},
        b.return_after);
    if (b.large_overload < b.overload) k.refuse("large_overload", "expected at least `overload`");
}

}  // namespace datahall

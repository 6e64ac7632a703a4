// The keys of the swings of training power.
#include <algorithm>
#include <functional>

#include "sim/config/swings_config.hpp"

namespace datahall {
namespace {

constexpr Range device_power{.at_least = 0, .at_most = 1, .example = "0.6"};

}  // namespace

void describe(Keys& k, SmoothingConfig& s) {
    k.required({"time_constant", "With which the power follows the load", {.above = 0, .at_most = 3600}},
               s.time_constant);
    k.required({"energy",
                "That the store can take and give back; what swings beyond it passes through",
                {.above = 0, .example = "20 MJ"}},
               s.energy);
    k.required({"power", "That it can take or give", {.above = 0, .example = "5 MW"}}, s.power);
    k.optional({"efficiency", "Energy given back over energy taken; an estimate", {.above = 0, .at_most = 1}},
               s.efficiency);
}

void describe(Keys& k, Filler& f) {
    k.required(
        {"floor", "Device power that it fills the low phase up to, between idle and full", device_power},
        f.floor);
    k.optional(
        {"efficiency",
         "Share of its energy that falls into the low phase, the rest overlaps the high one; an estimate",
         {.above = 0, .at_most = 1}},
        f.efficiency);
}

void describe(Keys& k, SwingLimits& l) {
    k.optional({"swing", "Peak to peak with all jobs in phase", {.above = 0, .example = "5 MW"}}, l.swing);
    k.optional({"ramp", "Change of power in one second, all jobs in phase", {.above = 0, .example = "2 MW"}},
               l.ramp);
    k.optional({"bands",
                "Root mean square in each band, with independent phases; 0 is no limit",
                {.at_least = 0, .example = "[1 MW, 500 kW, 200 kW]"}},
               l.bands);
}

void describe(Keys& k, SwingsConfig& c) {
    k.optional({"bands",
                "Edges of the frequency bands, rising, in Hz",
                {.above = 0, .at_most = 100, .example = "[0.1, 0.7, 2, 20]"}},
               c.bands);
    k.optional({"limits", "What the grid allows; a finding says what exceeds it"}, c.limits);
    k.optional({"smoothing", "An energy store at the point of connection; absent: none"}, c.smoothing);
    k.optional({"power_floor",
                "Device power below which swinging jobs do not fall, between idle and full; absent: none",
                device_power},
               c.power_floor);
    k.optional({"dummy_load", "Kernels that do no work in the low phase of swinging jobs; absent: none"},
               c.dummy_load);
    const std::size_t bands = c.bands.size() - 1;
    if (c.bands.size() < 2 || bands > SwingsConfig::most_bands)
        return k.refuse("bands", "expected two to nine edges, for one to eight bands");
    if (std::ranges::adjacent_find(c.bands, std::greater_equal<>{}) != c.bands.end())
        k.refuse("bands", "expected edges that rise");
    if (!c.limits.bands.empty() && c.limits.bands.size() != bands)
        k.refuse("limits", "expected as many limits of bands as there are bands");
    if (c.power_floor && c.dummy_load) k.refuse("dummy_load", "expected power_floor or dummy_load, not both");
}

}  // namespace datahall

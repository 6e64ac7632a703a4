// The keys of what makes and stores power at the utility meter.
#include "sim/config/on_site_config.hpp"

namespace datahall {

void describe(Keys& k, SolarConfig& s) {
    k.required({"rating", "Peak power: at 1000 W/m2, cells at 25 degC", {.above = 0, .example = "2 MW"}},
               s.rating);
    k.optional({"performance",
                "Share that wiring, inverters and dirt leave; an estimate",
                {.above = 0, .at_most = 1}},
               s.performance);
    k.optional({"temperature_coefficient",
                "Change of power for a kelvin above 25 degC; crystalline silicon, an estimate",
                {.at_least = -0.01, .at_most = 0}},
               s.temperature_coefficient);
}

void describe(Keys& k, SiteStoreConfig& s) {
    k.required({"energy", "That it holds", {.above = 0, .example = "8 MWh"}}, s.energy);
    k.required({"power", "That it can give or take", {.above = 0, .example = "4 MW"}}, s.power);
    k.optional({"efficiency", "Energy given over energy taken; an estimate", {.above = 0, .at_most = 1}},
               s.efficiency);
    k.required({"above", "It gives what the hall draws above this", {.at_least = 0, .example = "8 MW"}},
               s.above);
    k.required({"below", "It is charged up to this power of the hall", {.at_least = 0, .example = "7 MW"}},
               s.below);
    if (s.below > s.above) k.refuse("below", "expected no more than `above`");
}

}  // namespace datahall

// Heat that leaves a plant for use elsewhere, such as a district heating network, before it is rejected.
//
//   Q_reused = min(Q, share Q_design)    while the air outdoors is below `below`; else nothing     [W]
//
// Valid: water warm enough for its user; the user's pumps and heat pumps are not in this hall's books.
// Ignores: the price of heat, days without demand.  Source: energy balance; the temperature below which
// buildings are heated, 15 degC, is an estimate.
#pragma once

#include <algorithm>

#include "datahall/keys.hpp"
#include "datahall/model/weather.hpp"

namespace datahall {

struct HeatReuse {
    double share = 0.0;
    Celsius below{15.0};

    /// Of `heat` W; `design` is the plant's design heat, W.
    double taken(double heat, double design, const Weather& weather) const {
        return weather.dry_bulb < below ? std::min(heat, share * design) : 0.0;
    }
};

inline void describe(Keys& k, HeatReuse& h) {
    k.required(
        {"share", "Most heat that is used, over the plant's design heat", {.at_least = 0, .at_most = 1}},
        h.share);
    k.optional({"below", "Outdoor temperature below which it is wanted", {.at_least = -40, .at_most = 60}},
               h.below);
}

}  // namespace datahall

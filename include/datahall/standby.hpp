// How parts of the power chain answer when power is lost and when it comes back.
#pragma once

#include <cstdint>
#include <optional>

#include "datahall/keys.hpp"
#include "datahall/loss_curve.hpp"
#include "datahall/units.hpp"

namespace datahall {

/// A transfer switch: a bus whose feeds are used in turn is open while it goes from one to the next.
struct TransferRule {
    Seconds time;          // from the loss of one live feed to another
    Seconds return_after;  // a feed before the one in use has to be live for so long first
};

/// Generator sets: they start when a bus asks for them that has lost the feeds before them, stand idle for a
/// while when none does any more, and each may fail to start.
/// Fuel per hour: rating (fuel_idle + fuel_load x) for each set that runs, x = load / rating.
struct GeneratorRule {
    Seconds start_after = Seconds::from_si(2.0);  // power has to be away for so long: the start signal
    Seconds ready_after = Seconds::from_si(8.0);  // from there to voltage and frequency
    double start_failure = 0.0;                   // probability of one attempt, 0 to 1
    std::int64_t attempts = 3;
    Seconds retry_after = Seconds::from_si(15.0);  // from one attempt to the next
    Seconds cool_down = Seconds::from_si(300.0);   // without load, before they stop
    double fuel_idle = 0.025;                      // L/h for a kW of rating
    double fuel_load = 0.235;
    std::optional<Seconds> tank;  // how long it lasts at the rating; absent: it is refilled in time
    double largest_step = 1.0;    // of load, over the rating of the sets that run
    Seconds step_every;           // buses behind transfer switches come on one after another, so far apart
};

/// A bus with a store takes its load back from its feeds in steps.
struct WalkIn {
    Seconds time = Seconds::from_si(15.0);
    std::int64_t steps = 10;
};

/// A UPS that passes the grid on as it is while that will do, and converts otherwise.
/// Defaults: Schneider Galaxy VX operation manual (least load 5-10 %); the times are estimates.
struct EcoMode {
    LossCurve curve;  // without a table
    double least_load = 0.08;
    Seconds gap = Seconds::from_si(0.003);          // without power until it converts, when its feed is lost
    Seconds return_after = Seconds::from_si(60.0);  // fed, charged and loaded for so long
};

/// A UPS that is loaded too much passes its feed on, without losses and without its battery; without a feed
/// it is off.  Estimates.
struct BypassRule {
    double overload = 1.25;  // over the rating, for so long
    Seconds after = Seconds::from_si(60.0);
    double large_overload = 1.5;
    Seconds large_after = Seconds::from_si(0.1);
    Seconds return_after = Seconds::from_si(300.0);  // fed, within the rating, for so long
};

void describe(Keys& k, TransferRule& rule);
void describe(Keys& k, GeneratorRule& rule);
void describe(Keys& k, WalkIn& walk_in);
void describe(Keys& k, EcoMode& eco);
void describe(Keys& k, BypassRule& bypass);

}  // namespace datahall

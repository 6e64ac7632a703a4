// Devices at a lower clock than their own, for a whole run of a job.
//
//   time    their part of the run takes 1 / clock times as long
//   power   P(clock) = P_static + (P_max - P_static) clock^2.2
//
// P_static, half of P_max, is what leaks and what memory takes; P_idle, which a node's idle power holds, is
// 75 of 700 W.  What devices draw above idle is scaled by (P(clock) - P_idle) / (P_max - P_idle).
//
// Valid for clocks from 0.4 to 1 of busy accelerators; estimates.
// Ignores that memory-bound parts stretch less as long as the clock still saturates memory.
// Source: fitted to POLCA (arXiv 2308.12908): A100 locked from 1,410 to 1,110 MHz draw 20 % less at peak.
#pragma once

#include "datahall/math.hpp"

namespace datahall {

struct ClockStep {
    double clock = 1.0;  // over the nominal one
    double swing = 1.0;  // power above idle over that at the nominal clock
};

inline ClockStep clock_step(double clock) {
    constexpr double static_share = 0.5;
    constexpr double idle_share = 75.0 / 700.0;
    constexpr double exponent = 2.2;
    const double power = static_share + (1.0 - static_share) * math::pow(clock, exponent);
    return {.clock = clock, .swing = (power - idle_share) / (1.0 - idle_share)};
}

}  // namespace datahall

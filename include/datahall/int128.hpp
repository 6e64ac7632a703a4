// 128-bit integers for energy: microwatts times nanoseconds, exact over any run.
//
// 1 GW over 292 years is 9.2e33 uW ns; the type holds 1.7e38.
#pragma once

namespace datahall {

__extension__ using Int128 = __int128;

/// Microwatts times nanoseconds to joules: 1 J = 1e15 uW ns.
constexpr double joules_of(Int128 microwatt_ns) {
    return static_cast<double>(microwatt_ns) / 1e15;
}

}  // namespace datahall

// Simulated time: an integer count of nanoseconds, so that equal means equal.
//
// Seconds (physics, double) and Instant (order of events) meet in this file only.  Every
// conversion goes through as_nanoseconds(), so there is one rounding and one set of errors.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include "datahall/units.hpp"

namespace datahall {

/// A point on the simulation clock, counted from the scenario's start.  Resolution 1 ns, range
/// 292 years.  A double of seconds holds 1 ns only up to 104 days: sum long schedules in Instants.
struct Instant {
    std::int64_t ns = 0;
    friend constexpr auto operator<=>(Instant, Instant) = default;
};

/// Later than every event: "no next event".  The one constant with a prefix: it reads as a value of time.
// NOLINTNEXTLINE(readability-identifier-naming)
inline constexpr Instant kNever{std::numeric_limits<std::int64_t>::max()};

enum class Rounding { nearest, up };  // nearest: halves away from zero

/// The one conversion.  Saturates: +inf and all beyond the range give the largest value, -inf the
/// smallest.  Throws std::domain_error on NaN.
constexpr std::int64_t as_nanoseconds(Seconds d, Rounding rounding = Rounding::nearest) {
    const double nanos = d.si() * 1e9;
    if (nanos != nanos) throw std::domain_error{"Instant: the duration is not a number"};
    if (nanos >= 0x1p63) return std::numeric_limits<std::int64_t>::max();
    if (nanos < -0x1p63) return std::numeric_limits<std::int64_t>::min();
    const auto whole = static_cast<std::int64_t>(nanos);  // towards zero
    const double rest = nanos - static_cast<double>(whole);
    if (rounding == Rounding::up) return whole + (rest > 0 ? 1 : 0);
    return whole + (rest >= 0.5 ? 1 : 0) - (rest <= -0.5 ? 1 : 0);
}

/// t + ns, kNever beyond the range.  kNever stays kNever.
constexpr Instant add_sat(Instant t, std::int64_t ns) {
    if (t == kNever) return kNever;
    if (ns > 0 && t.ns > kNever.ns - ns) return kNever;
    if (ns < 0 && t.ns < std::numeric_limits<std::int64_t>::min() - ns) {
        return {std::numeric_limits<std::int64_t>::min()};
    }
    return {t.ns + ns};
}

/// Rounds to the nearest nanosecond.  Throws std::overflow_error beyond the range and
/// std::domain_error on NaN.
constexpr Instant operator+(Instant t, Seconds d) {
    const std::int64_t ns = as_nanoseconds(d);
    const Instant sum = add_sat(t, ns);
    if (sum == kNever || sum.ns == std::numeric_limits<std::int64_t>::min()) {
        throw std::overflow_error{"Instant: beyond 292 years"};
    }
    return sum;
}
constexpr Instant operator-(Instant t, Seconds d) {
    return t + -d;
}

/// The time between two instants.  Exact up to 104 days, then to 16 digits.
constexpr Seconds operator-(Instant a, Instant b) {
    // Instants of one run are never negative, so the difference cannot overflow there.
    const bool safe = (a.ns >= 0) == (b.ns >= 0);
    return Seconds::from_si(safe ? static_cast<double>(a.ns - b.ns) / 1e9
                                 : (static_cast<double>(a.ns) - static_cast<double>(b.ns)) / 1e9);
}

/// When something predicted `d` after `now` happens: kNever beyond the range (+inf = never).
/// Throws std::domain_error on NaN and when it rounds to before `now`.
constexpr Instant predict(Instant now, Seconds d, Rounding rounding = Rounding::nearest) {
    const std::int64_t ns = as_nanoseconds(d, rounding);
    if (ns < 0) throw std::domain_error{"Instant: the predicted time lies before now"};
    return add_sat(now, ns);
}

/// predict() for the crossing of a threshold: rounds up, so that the event finds the threshold
/// crossed, and gives at least now + 1 ns, so that predictions cannot repeat at one instant.
constexpr Instant predict_crossing(Instant now, Seconds d) {
    const Instant t = predict(now, d, Rounding::up);
    return t == now ? add_sat(now, 1) : t;
}

}  // namespace datahall

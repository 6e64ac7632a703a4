// A planned time, once or again and again, in ns after the start: it covers [begin, begin + length).
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>

namespace datahall {

struct TimeWindow {
    std::int64_t at_ns = 0;      // the first beginning
    std::int64_t length_ns = 0;  // above 0
    std::int64_t every_ns = 0;   // from one beginning to the next, above the length; 0: once

    /// The first beginning of those that end after `now_ns`; one that has ended if there is none.
    std::int64_t begin_at(std::int64_t now_ns) const {
        const std::int64_t end = at_ns + length_ns;
        if (every_ns == 0 || now_ns < end) return at_ns;
        return at_ns + (now_ns - end) / every_ns * every_ns + every_ns;
    }
    /// Whether it covers any time in [from_ns, from_ns + length).
    bool meets(std::int64_t from_ns, std::int64_t length) const {
        const std::int64_t begin = begin_at(from_ns);
        if (begin + length_ns <= from_ns) return false;
        return begin <= from_ns || begin - from_ns < length;
    }
    /// Whether it covers all of [from_ns, from_ns + length).
    bool covers(std::int64_t from_ns, std::int64_t length) const {
        const std::int64_t begin = begin_at(from_ns);
        return begin <= from_ns && from_ns < begin + length_ns && length <= begin + length_ns - from_ns;
    }
    /// The first beginning or end after `now_ns`; INT64_MAX if there is none.
    std::int64_t next_change(std::int64_t now_ns) const {
        const std::int64_t begin = begin_at(now_ns);
        if (now_ns < begin) return begin;
        return now_ns < begin + length_ns ? begin + length_ns : INT64_MAX;
    }
    /// Whether both cover some instant, however late.
    bool meets(const TimeWindow& other) const {
        if (other.every_ns == 0) return meets(other.at_ns, other.length_ns);
        if (every_ns == 0) return other.meets(at_ns, length_ns);
        // Distances from a beginning here to one there: all that are congruent modulo the common divisor.
        const std::int64_t step = std::gcd(every_ns, other.every_ns);
        const std::int64_t after = ((other.at_ns - at_ns) % step + step) % step;
        return after < length_ns || step - after < other.length_ns;
    }
};

}  // namespace datahall

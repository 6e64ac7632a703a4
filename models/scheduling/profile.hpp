// Free devices over time as planned: a step function from now on, for reservations.
//
// Invariants: steps rise in time and neighbors differ; the last one never ends.
// Cost: linear in the steps between the instants asked about, at a few steps a nanosecond; a change moves
// the steps behind it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace datahall {

class Profile {
public:
    static constexpr std::int64_t never = INT64_MAX;

    /// `devices` free from the first instant on.
    explicit Profile(std::int64_t devices) : when_{INT64_MIN}, free_{devices} {}

    /// Forgets what is before `now`.
    void trim(std::int64_t now);
    /// Changes what is free in [begin, end) by `devices`.
    void add(std::int64_t begin, std::int64_t end, std::int64_t devices);
    /// The earliest start at or after `now` at which `devices` are free for `duration`, not looking at or
    /// past `limit`: the answer is `limit` if there is none before it.
    std::int64_t earliest(std::int64_t now, std::int64_t devices, std::int64_t duration,
                          std::int64_t limit = never) const;
    /// The least that is free at any time from `t` on.
    std::int64_t least(std::int64_t t) const;
    /// At or after the instant of the last trim().
    std::int64_t free_at(std::int64_t t) const { return free_[step_at(t)]; }
    std::size_t steps() const { return when_.size() - first_; }

private:
    std::size_t step_at(std::int64_t t) const;
    std::size_t cut(std::int64_t t);
    void join(std::size_t step);

    std::vector<std::int64_t> when_;  // from first_ on
    std::vector<std::int64_t> free_;
    std::size_t first_ = 0;
};

/// begin + duration, or never.
constexpr std::int64_t planned_until(std::int64_t begin, std::int64_t duration) {
    return duration > Profile::never - begin ? Profile::never : begin + duration;
}

}  // namespace datahall

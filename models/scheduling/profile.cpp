#include "models/scheduling/profile.hpp"

#include <algorithm>

namespace datahall {

void Profile::trim(std::int64_t now) {
    first_ = step_at(now);
    constexpr std::size_t slack = 256;  // steps that may lie unused before the list is moved up
    if (first_ < slack || first_ < when_.size() / 2) return;
    when_.erase(when_.begin(), when_.begin() + static_cast<std::ptrdiff_t>(first_));
    free_.erase(free_.begin(), free_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
}

// The step that holds at t, or the first.
std::size_t Profile::step_at(std::int64_t t) const {
    const auto after = std::upper_bound(when_.begin() + static_cast<std::ptrdiff_t>(first_), when_.end(), t);
    return std::max(static_cast<std::size_t>(after - when_.begin()), first_ + 1) - 1;
}

// A step that begins at t.
std::size_t Profile::cut(std::int64_t t) {
    const std::size_t step = step_at(t);
    if (when_[step] >= t) return step;
    when_.insert(when_.begin() + static_cast<std::ptrdiff_t>(step) + 1, t);
    free_.insert(free_.begin() + static_cast<std::ptrdiff_t>(step) + 1, free_[step]);
    return step + 1;
}

void Profile::join(std::size_t step) {
    if (step <= first_ || step >= when_.size() || free_[step] != free_[step - 1]) return;
    when_.erase(when_.begin() + static_cast<std::ptrdiff_t>(step));
    free_.erase(free_.begin() + static_cast<std::ptrdiff_t>(step));
}

void Profile::add(std::int64_t begin, std::int64_t end, std::int64_t devices) {
    if (begin >= end || devices == 0) return;
    const std::size_t from = cut(begin);
    const std::size_t to = end == never ? when_.size() : cut(end);
    for (std::size_t step = from; step < to; ++step) free_[step] += devices;
    join(to);
    join(from);
}

std::int64_t Profile::least(std::int64_t t) const {
    return *std::min_element(free_.begin() + static_cast<std::ptrdiff_t>(step_at(t)), free_.end());
}

std::int64_t Profile::earliest(std::int64_t now, std::int64_t devices, std::int64_t duration,
                               std::int64_t limit) const {
    const std::size_t steps = when_.size();
    std::size_t step = step_at(now);
    std::int64_t start = now;
    for (;;) {
        const std::int64_t end = std::min(planned_until(start, duration), limit);
        while (step < steps && when_[step] < end && free_[step] >= devices) ++step;
        if (step == steps || when_[step] >= end) return start;
        while (step < steps && free_[step] < devices) ++step;
        if (step == steps || when_[step] >= limit) return limit;
        start = when_[step];
    }
}

}  // namespace datahall

#include "sim/run/power/path_gain.hpp"

#include <algorithm>
#include <array>

namespace datahall {

void PathGain::forget() {
    for (const std::uint32_t element : known_) gain_[element] = unknown;
    known_.clear();
}

double PathGain::of_feeds(const FeedSpan& feeds) {
    constexpr std::int64_t whole = 1'000'000'000;
    std::array<std::int64_t, FeedSpan::most> parts{};
    power_.split(feeds, whole, parts);
    double gain = 0.0;
    for (std::uint32_t i = 0; i < feeds.count; ++i) {
        if (parts[i] == 0) continue;
        const std::uint32_t from = facility_.feeds[feeds.first + i].from;
        const double behind = from == target_ ? 1.0 : from == no_index ? 0.0 : of_bus(from);
        gain += static_cast<double>(parts[i]) / whole * behind;
    }
    return gain;
}

double PathGain::of_bus(std::uint32_t element) {
    if (gain_[element] != unknown) return gain_[element];
    constexpr std::int64_t least_step = 1'000'000;  // uW: losses are whole uW
    constexpr std::int64_t steps = 64;              // in the present output
    const std::int64_t output = power_.output(element).level();
    const std::int64_t step = std::max(output / steps, least_step);
    const std::int64_t from = std::max<std::int64_t>(output - step, 0);
    const std::int64_t more = power_.loss_at_uw(element, output + step) - power_.loss_at_uw(element, from);
    const double slope = static_cast<double>(more) / static_cast<double>(output + step - from);
    gain_[element] = (1.0 + slope) * of_feeds(facility_.elements[element].feeds);
    known_.push_back(element);
    return gain_[element];
}

}  // namespace datahall

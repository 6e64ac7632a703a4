#include "sim/study/equalise.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace datahall {
namespace {

using NameplateWith = std::function<double(const std::string& limit)>;

std::vector<std::string> equal_floor(const HallConfig& first, const ScenarioConfig& own) {
    std::vector<std::string> overrides{fmt::format("hall.width={} m", first.width.si()),
                                       fmt::format("hall.depth={} m", first.depth.si())};
    if (own.hall.power_limit) overrides.emplace_back("hall.power_limit=~");
    if (own.power.grid_limit) overrides.emplace_back("power.grid_limit=~");
    return overrides;
}

double nameplate_of(const Plan& plan) {
    const auto it = std::ranges::find(plan.metrics, "power.it_nameplate", &Metric::name);
    return it == plan.metrics.end() ? 0.0 : it->value.value_or(0.0);
}

double least_nameplate(std::span<const PlannedHall> halls) {
    double least = std::numeric_limits<double>::infinity();
    for (const PlannedHall& hall : halls) least = std::min(least, nameplate_of(hall.plan));
    return least;
}

// The limit that leaves the most nameplate power up to `most`: packing plans for every switch position, so a
// hall ends below its limit.  A hall that has no more stays as it is.
std::vector<std::string> equal_power(double most, const PlannedHall& own,
                                     const NameplateWith& nameplate_with) {
    constexpr int halvings = 12;
    constexpr double widest = 2.0;  // no plan has more spare switch positions than that
    if (nameplate_of(own.plan) <= most) return {};
    const auto limited_to = [](double watts) {
        return fmt::format("hall.power_limit={:.0f} W", std::ceil(watts));
    };
    double low = most;
    double high = widest * most;
    for (int i = 0; i < halvings; ++i) {
        const double middle = (low + high) / 2;
        (nameplate_with(limited_to(middle)) <= most ? low : high) = middle;
    }
    return {limited_to(low)};
}

}  // namespace

std::string text_of(Equalise what) {
    switch (what) {
        case Equalise::nothing:
            return "";
        case Equalise::floor:
            return "floor";
        case Equalise::power:
            return "power";
    }
    return "";
}

std::vector<std::vector<std::string>> equalising_overrides(Equalise what, std::span<const PlannedHall> halls,
                                                           const PlanWith& plan_with) {
    std::vector<std::vector<std::string>> overrides(halls.size());
    const double least = least_nameplate(halls);
    for (std::size_t h = 0; h < halls.size(); ++h) {
        const ScenarioConfig& own = halls[h].scenario.config();
        if (what == Equalise::floor) overrides[h] = equal_floor(halls.front().scenario.config().hall, own);
        if (what == Equalise::power) {
            overrides[h] = equal_power(
                least, halls[h], [&](const std::string& limit) { return nameplate_of(plan_with(h, limit)); });
        }
    }
    return overrides;
}

}  // namespace datahall

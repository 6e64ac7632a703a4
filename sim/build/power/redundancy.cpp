#include "sim/build/power/redundancy.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace datahall {

PathPlan path_plan(Redundancy redundancy) {
    switch (redundancy) {
        case Redundancy::n:
        case Redundancy::as_chain:
            return {};
        case Redundancy::n_plus_1:
            return {.spare_units = 1};
        case Redundancy::two_n:
            return {.paths = 2};
        case Redundancy::two_n_plus_1:
            return {.paths = 2, .spare_units = 1};
        case Redundancy::three_n_by_2:
            return {.paths = 3};
        case Redundancy::four_n_by_3:
            return {.paths = 4};
        case Redundancy::catcher:
            return {.has_catcher = true};
    }
    return {};
}

std::vector<std::uint32_t> cords(std::uint32_t paths, std::size_t load) {
    using Pair = std::pair<std::uint32_t, std::uint32_t>;
    constexpr std::array three{Pair{0, 1}, Pair{1, 2}, Pair{0, 2}};
    constexpr std::array four{Pair{0, 1}, Pair{2, 3}, Pair{0, 2}, Pair{1, 3}, Pair{0, 3}, Pair{1, 2}};
    if (paths == 1) return {0};
    if (paths == 2) return {0, 1};
    const auto [a, b] = paths == 3 ? three[load % three.size()] : four[load % four.size()];
    return {a, b};
}

PathLoads::PathLoads(std::uint32_t paths, const std::vector<std::uint32_t>& cords, double watts)
    : PathLoads{paths} {
    for (std::uint32_t lost = 0; lost <= paths; ++lost) {
        const auto is_live = [&](std::uint32_t path) { return path + 1 != lost; };
        const auto live = static_cast<double>(std::ranges::count_if(cords, is_live));
        for (const std::uint32_t path : cords) {
            if (is_live(path)) at(lost, path) = watts / live;
        }
    }
}

double PathLoads::worst(std::uint32_t path) const {
    double most = 0;
    for (std::uint32_t lost = 0; lost <= paths_; ++lost) most = std::max(most, at(lost, path));
    return most;
}

double PathLoads::total() const {
    double sum = 0;
    for (std::uint32_t path = 0; path < paths_; ++path) sum += all_live(path);
    return sum;
}

PathLoads& PathLoads::operator+=(const PathLoads& other) {
    for (std::size_t i = 0; i < watts_.size(); ++i) watts_[i] += other.watts_[i];
    return *this;
}

}  // namespace datahall

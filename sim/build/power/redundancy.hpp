// How the buses of a level back each other up: redundancy as paths, units and cords, not as a label.
//
//   n          one bus with the units that its load needs
//   n+1        one bus with a unit more; all share the load equally
//   2n         two paths, each able to carry all; every load hangs on both
//   2(n+1)     two paths of n+1 units
//   3n/2       three paths of half the load each; loads hang on two in turn: AB, BC, CA
//   4n/3       four paths of a third each; loads hang on six pairs in turn
//   catcher    each bus alone, and one more that takes over the load of one that fails (block redundant)
//
// Source: the topologies of UPS makers' design guides (distributed redundant, block redundant).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/config/design_config.hpp"

namespace datahall {

struct PathPlan {
    std::uint32_t paths = 1;
    std::uint32_t spare_units = 0;  // of each path
    bool has_catcher = false;
};
PathPlan path_plan(Redundancy redundancy);

/// The paths, rising, that load number `load` of a level hangs on by equal parts.
std::vector<std::uint32_t> cords(std::uint32_t paths, std::size_t load);

/// How many paths' worth of load a level of so many paths carries with one of them lost.
constexpr std::uint32_t paths_needed(std::uint32_t paths) {
    return paths == 1 ? 1 : paths - 1;
}

/// What one load draws from each path of a level, with none of them lost, or with one.
///
/// Row 0: all live; row 1 + p: path p lost.
class PathLoads {
public:
    explicit PathLoads(std::uint32_t paths) : paths_{paths}, watts_((std::size_t{paths} + 1) * paths) {}
    /// Of a load with a cord to each of these.  REQUIRES: a level of so many paths.
    PathLoads(std::uint32_t paths, const std::vector<std::uint32_t>& cords, double watts);

    std::uint32_t paths() const { return paths_; }
    double& at(std::uint32_t lost, std::uint32_t path) { return watts_[lost * paths_ + path]; }
    double at(std::uint32_t lost, std::uint32_t path) const { return watts_[lost * paths_ + path]; }
    double all_live(std::uint32_t path) const { return at(0, path); }
    /// The most that a path carries, whichever other one is lost.
    double worst(std::uint32_t path) const;
    /// Over all paths, with none lost.
    double total() const;
    PathLoads& operator+=(const PathLoads& other);

private:
    std::uint32_t paths_;
    std::vector<double> watts_;
};

}  // namespace datahall

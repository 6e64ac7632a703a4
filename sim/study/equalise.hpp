// A fair comparison holds exactly one thing equal: the floor, or the power.
//
// What is held equal is said as overrides, so it is read, refused and hashed as every --set is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "sim/build/plan.hpp"
#include "sim/config/scenario.hpp"

namespace datahall {

enum class Equalise : std::uint8_t { nothing, floor, power };

/// A hall as it was before: its scenario and its plan.
struct PlannedHall {
    Scenario scenario;
    Plan plan;
};

/// "", "floor", "power".
std::string text_of(Equalise what);

/// For each hall, what makes it equal.  Floor: width and depth of the first hall, no power limits.  Power:
/// every hall that has more than the least nameplate IT power of all gets the limit that leaves it the most
/// up to that; `plan_with` plans a hall with one more override.
using PlanWith = std::function<Plan(std::size_t hall, const std::string& override_text)>;
std::vector<std::vector<std::string>> equalising_overrides(Equalise what, std::span<const PlannedHall> halls,
                                                           const PlanWith& plan_with);

}  // namespace datahall

// The power chain of a plan as a text table and as CSV: loadings before and after losses, single points of
// failure.
#pragma once

#include <cstddef>
#include <string>

#include "datahall/power_plan.hpp"

#include "sim/report/json.hpp"
#include "sim/report/sink.hpp"

namespace datahall {

/// Buses that stand for one rack alone are counted, not listed; of the others at most `most` are.
std::string power_table(const PowerPlan& plan, std::size_t width, std::size_t most);
/// Every bus.
void write_power_csv(const PowerPlan& plan, const Sink& sink);
/// An array of objects.
void put_power(JsonWriter& json, const PowerPlan& plan);

}  // namespace datahall

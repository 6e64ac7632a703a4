// The wiring of a plan for people, and for programs as a part of plan.json.
#pragma once

#include <cstddef>
#include <string>

#include "datahall/wiring_report.hpp"

#include "sim/report/json.hpp"

namespace datahall {

/// Cables by tier and by medium, switches by role, the fullest trays (at most `most` of them), labor.
/// Empty without a fabric.
std::string wiring_table(const WiringReport& wiring, std::size_t width, std::size_t most);

/// An object: tiers, media, switches by role, the fullest tray, bisection, labor.  null without a fabric.
void put_wiring(JsonWriter& json, const WiringReport& wiring);

}  // namespace datahall

// The heat map of a run: its floor to scale, each rack colored by its hottest inlet.
#pragma once

#include <string>

#include "datahall/result.hpp"

namespace datahall {

/// A picture of its own, light or dark as its reader prefers.  Color is never alone: racks at or above the
/// recommended limit are hatched, at or above the allowable one both ways, and each rack's title says path,
/// zone, mean and hottest inlet.
std::string heat_map_svg(const Result& result);

}  // namespace datahall

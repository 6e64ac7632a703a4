// The floor as a drawing needs it.
#pragma once

#include "datahall/facility.hpp"

namespace datahall {

/// Every rack with its place and nameplate.
Floor floor_of(const Facility& facility);

}  // namespace datahall

// What the buses of a power chain have below them: limits that sum to more than their own, and phases that
// are not equally full.  Both follow the first feeds in turn, by their weights.
#pragma once

#include <vector>

#include "datahall/facility.hpp"

#include "sim/build/design_notes.hpp"

namespace datahall {

/// By bus, what the buses and racks below may draw: their own limits (of a rack its feed's, or its
/// nameplate).
std::vector<double> subscribed_w(const Facility& facility);

/// By bus, the planned load of the fullest of three phases over a third of the whole; 1 without load.  Losses
/// and constant loads are spread evenly, as are racks on three phases.
std::vector<double> fullest_phases(const Facility& facility);

/// A phase carries a third of a bus's limit.
void note_full_phases(const Facility& facility, DesignNotes& notes);

}  // namespace datahall

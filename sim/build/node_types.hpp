// Compiles catalogue servers into rows that the run evaluates.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "datahall/facility.hpp"

#include "sim/build/design_notes.hpp"
#include "sim/config/scenario.hpp"

namespace datahall {

/// The index in facility.node_types of that catalogue node, compiled at first use; no_index after
/// a refusal (its power supply or device is not in the catalogue).
std::uint32_t compile_node_type(const Catalogue& catalogue, const std::string& name, const NodeType& node,
                                Facility& facility, DesignNotes& notes);

/// Power at the inlet with all devices and hosts at full work: by components behind their supplies, or the
/// curve's last point.
Watts full_work(const NodeTypeRow& row, std::span<const LossPoint> points);

}  // namespace datahall

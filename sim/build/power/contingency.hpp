// What a loss in the power chain takes down, and what the rest then carries: contingency analysis.
//
// Everything draws its nameplate, the cooling plants their design power.  What can be lost is a bus with all
// its units, or one unit of a bus that has several.  A bus is a single point of failure of the racks that all
// their paths to the utility lead through: of those it dominates in the graph of feeds.  So single points are
// exact however many losses could combine, and cost O((elements + racks) x levels).
// Loadings are solved anew for each loss, and for each pair while that is cheap: buses that stand for one
// rack alone are left out, and pairs of large halls.
#pragma once

#include <cstdint>
#include <vector>

#include "datahall/facility.hpp"
#include "datahall/power_plan.hpp"

#include "sim/config/scenario.hpp"

namespace datahall {

/// Racks and nameplate power that are down with each bus, whatever else stands; by element.
struct Downfall {
    std::uint32_t racks = 0;
    Watts it;
};
std::vector<Downfall> single_points(const Facility& facility);

/// How much more a bus could put out within PowerElement::limit, and what of it the buses above could not
/// deliver.
struct Headroom {
    double own_w = 0.0;
    double stranded_w = 0.0;
};
/// Of each element when they put these out; more losses on the way are left out.
std::vector<Headroom> headroom_of(const Facility& facility, const std::vector<double>& output_w);

PowerPlan plan_power(const Facility& facility, const Catalogue& catalogue);

}  // namespace datahall

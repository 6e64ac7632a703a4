// How much warmer than its zone a rack's own inlet is.
//
//   r_i  = 1 - (1 - r - e_i) min(1, V_tile / V_i)      share of a rack's intake that is rack exhaust [1] dT_i
//   = (r_i / (1 - r_i) - r / (1 - r)) dT          over the inlet of the zone                          [K]
//
// r is the recirculation of the plant's units, e_i what is more of it at the ends of a row, V_tile what tiles
// of a raised floor bring to one rack, V_i = Q_i / (rho cp dT) what it takes in, dT the rise through it.
//
// Valid: r_i up to 0.9; racks that would take in more of their exhaust are held there.
// Source: mass balance of the air before a rack.
#pragma once

#include <vector>

#include "datahall/facility.hpp"

#include "sim/config/cooling_config.hpp"
#include "sim/run/power/power_flow.hpp"

namespace datahall {

class RackInlets {
public:
    RackInlets(const CoolingConfig& cooling, const Facility& facility);

    /// Whether racks differ from their zone at all.
    bool differ() const { return differ_; }
    /// Of a rack that gives `heat` W to the air, K.
    double above_zone(std::uint32_t rack, double heat) const;
    /// Of the hottest rack of a zone at its racks' present load, K.
    double hot_spot(std::uint32_t zone, const PowerFlow& power);
    /// The most that hot_spot() has seen of a rack, K.
    double largest(std::uint32_t rack) const { return largest_[rack]; }
    void restart() { largest_.assign(largest_.size(), 0.0); }
    /// Heat of a rack to the air at its present load, W.
    double air_heat(std::uint32_t rack, const PowerFlow& power) const;

private:
    const Facility& facility_;
    double rise_ = 0.0;           // K
    double recirculation_ = 0.0;  // of the zone
    double tile_heat_ = 0.0;      // that the tiles' air takes up over the rise, W; 0: any
    double end_of_row_ = 0.0;
    bool differ_ = false;
    std::vector<bool> at_end_;
    std::vector<double> largest_;
};

}  // namespace datahall

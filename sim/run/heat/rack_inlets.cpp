#include "sim/run/heat/rack_inlets.hpp"

#include <algorithm>

namespace datahall {
namespace {

constexpr double air_heat_capacity = 1.2 * 1006.0;  // J/(m3 K), near 20 degC at sea level
constexpr double most = 0.9;                        // share of exhaust

}  // namespace

RackInlets::RackInlets(const CoolingConfig& c, const Facility& f)
    : facility_{f}, end_of_row_{c.air_paths.end_of_row}, at_end_(f.racks.size()), largest_(f.racks.size()) {
    if (!c.air) return;
    const TerminalUnits units = c.air->terminals();
    rise_ = units.rise.si();
    recirculation_ = units.recirculation;
    if (c.air_paths.tile_flow) tile_heat_ = c.air_paths.tile_flow->si() * air_heat_capacity * rise_;
    differ_ = tile_heat_ > 0.0 || end_of_row_ > 0.0;
    for (const Row& row : f.rows) {
        if (row.racks == 0) continue;
        at_end_[row.first_rack] = true;
        at_end_[row.first_rack + row.racks - 1] = true;
    }
}

double RackInlets::above_zone(std::uint32_t rack, double heat) const {
    const double ends = at_end_[rack] ? end_of_row_ : 0.0;
    const double supplied = tile_heat_ > 0.0 && heat > tile_heat_ ? tile_heat_ / heat : 1.0;
    const double r = std::min(1.0 - (1.0 - recirculation_ - ends) * supplied, most);
    return std::max(r / (1.0 - r) - recirculation_ / (1.0 - recirculation_), 0.0) * rise_;
}

double RackInlets::air_heat(std::uint32_t r, const PowerFlow& power) const {
    const Rack& rack = facility_.racks[r];
    const double all = static_cast<double>(power.rack_uw(r)) * 1e-6;
    if (rack.node_type == no_index) return all;
    const double nodes = std::max(all - rack.constant.si(), 0.0);
    return all - nodes * facility_.node_types[rack.node_type].liquid_share;
}

double RackInlets::hot_spot(std::uint32_t zone, const PowerFlow& power) {
    double hottest = 0.0;
    for (const std::uint32_t r : facility_.zones[zone].racks) {
        const double above = above_zone(r, air_heat(r, power));
        largest_[r] = std::max(largest_[r], above);
        hottest = std::max(hottest, above);
    }
    return hottest;
}

}  // namespace datahall

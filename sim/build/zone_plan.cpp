#include "sim/build/zone_plan.hpp"

#include <fmt/format.h>

namespace datahall {
namespace {

std::uint32_t zone_of(const ZonesConfig& config, const Rack& rack, std::uint32_t number) {
    switch (config.per) {
        case ZonesPer::row:
            return rack.row;
        case ZonesPer::group:
            return number / static_cast<std::uint32_t>(config.racks);
        case ZonesPer::rack:
            return number;
        case ZonesPer::hall:
            break;
    }
    return 0;
}

std::string name_of(const ZonesConfig& config, std::uint32_t zone) {
    switch (config.per) {
        case ZonesPer::row:
            return fmt::format("row-{:02}", zone + 1);
        case ZonesPer::group:
            return fmt::format("group-{:03}", zone + 1);
        case ZonesPer::rack:
            return fmt::format("rack-{:03}", zone + 1);
        case ZonesPer::hall:
            break;
    }
    return "hall";
}

Watts liquid_heat(const Facility& f, const Rack& rack) {
    if (rack.node_type == no_index) return {};
    const NodeTypeRow& node = f.node_types[rack.node_type];
    return node.nameplate * rack.nodes * node.liquid_share;
}

}  // namespace

void plan_zones(const ZonesConfig& config, double loss_share, Facility& f) {
    std::vector<std::uint32_t> index;  // of zones that have racks
    for (std::uint32_t r = 0; r < f.racks.size(); ++r) {
        const std::uint32_t z = zone_of(config, f.racks[r], r);
        if (z >= index.size()) index.resize(z + 1, no_index);
        if (index[z] == no_index) {
            index[z] = static_cast<std::uint32_t>(f.zones.size());
            f.zones.push_back({.name = name_of(config, z), .racks = {}, .design = {}});
        }
        ZoneRow& zone = f.zones[index[z]];
        const Watts liquid = liquid_heat(f, f.racks[r]);
        zone.racks.push_back(r);
        zone.design[0] += f.racks[r].nameplate * (1.0 + loss_share) - liquid;
        zone.design[1] += liquid;
        f.zone_of_rack.push_back(index[z]);
    }
}

}  // namespace datahall

#include "sim/build/floor_drawing.hpp"

namespace datahall {
namespace {

const char* name_of(RackRole role) {
    constexpr const char* names[] = {"compute", "network", "storage", "management"};
    return names[static_cast<std::size_t>(role)];
}

}  // namespace

Floor floor_of(const Facility& f) {
    Floor floor{.hall = f.hall, .width = f.width.si(), .depth = f.depth.si(), .racks = {}};
    for (std::uint32_t r = 0; r < f.racks.size(); ++r) {
        const Rack& rack = f.racks[r];
        floor.racks.push_back({.path = f.path_of_rack(r),
                               .type = rack.type,
                               .role = name_of(rack.role),
                               .x = rack.x.si(),
                               .y = rack.y.si(),
                               .width = rack.width.si(),
                               .depth = rack.depth.si(),
                               .nameplate_w = rack.nameplate.si(),
                               .limit_w = rack.power_limit.si()});
    }
    return floor;
}

}  // namespace datahall

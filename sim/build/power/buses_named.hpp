// The buses of a power chain that a name stands for: a bus of its own, or all of a level.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "datahall/facility.hpp"

namespace datahall {

/// Rising; empty: there is none.
inline std::vector<std::uint32_t> buses_named(const Facility& f, std::string_view name) {
    std::vector<std::uint32_t> found;
    for (std::uint32_t e = 0; e < f.elements.size(); ++e) {
        if (f.elements[e].name == name || f.power_levels[f.elements[e].level].name == name)
            found.push_back(e);
    }
    return found;
}

}  // namespace datahall

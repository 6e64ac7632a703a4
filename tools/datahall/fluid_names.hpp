// The fluids of models/cooling/fluids.hpp by the names that a question gives them.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "models/cooling/fluids.hpp"

namespace datahall {

/// An index into the names; the first is the default.
enum class FluidName : std::size_t {};
inline constexpr std::array<std::string_view, 3> fluid_names{"water", "glycol_25", "air"};

constexpr const Fluid& fluid_named(FluidName name) {
    constexpr std::array<const Fluid*, 3> fluids{&water, &glycol_25, &air};
    return *fluids[static_cast<std::size_t>(name)];
}

}  // namespace datahall

// The batteries and breakers that a bus names.
#pragma once

#include <string>

#include "sim/build/lookup.hpp"

namespace datahall {

/// Refuses names that the catalogue lacks; empty names are none.
inline void look_up_protection(const ScenarioConfig& s, const std::string& battery,
                               const std::string& breaker, const std::string& path, DesignNotes& notes) {
    if (!battery.empty()) {
        const auto* type = look_up(s.catalogue.batteries, battery, path + ".battery", "battery", notes);
        if (type != nullptr) notes.use("batteries/" + battery, type->origin);
    }
    if (!breaker.empty()) {
        const auto* type = look_up(s.catalogue.breakers, breaker, path + ".breaker", "breaker", notes);
        if (type != nullptr) notes.use("breakers/" + breaker, type->origin);
    }
}

}  // namespace datahall

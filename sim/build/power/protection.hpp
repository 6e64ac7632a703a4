// The batteries, breakers and prices that a bus and its type name.
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

inline void look_up_price(const ScenarioConfig& s, const LossElementType& type, const std::string& path,
                          DesignNotes& notes) {
    if (type.price.empty()) return;
    const Price* const price = look_up(s.catalogue.prices, type.price, path + ".type", "price", notes);
    if (price == nullptr) return;
    notes.use("prices/" + type.price, price->origin);
    if (price->per == PricePer::watt) return;
    notes.refuse(path + ".type", "its price '" + type.price + "' is not one of a watt (per: watt)");
}

}  // namespace datahall

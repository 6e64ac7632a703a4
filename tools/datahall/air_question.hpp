// Moist air as a question describes it: dry bulb, one of wet bulb, dew point and humidity, and the pressure.
#pragma once

#include <optional>

#include "datahall/keys.hpp"

#include "models/cooling/psychrometrics.hpp"

namespace datahall {

struct AirQuestion {
    Celsius dry_bulb;
    std::optional<Celsius> wet_bulb, dew_point;
    std::optional<double> humidity;
    std::optional<Pascals> pressure;
    std::optional<Meters> altitude;
};

void describe(Keys& k, AirQuestion& q);

/// The air that was described; nothing where there is none, or the Keys have noted a mistake.
std::optional<psychro::MoistAir> air_of(Keys& k, const AirQuestion& q);

}  // namespace datahall

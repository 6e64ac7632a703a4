// What the grid behind the utility meter emits and costs, hour by hour: settings and files.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "datahall/keys.hpp"
#include "datahall/signal.hpp"
#include "datahall/units.hpp"

namespace datahall {

/// What an intensity counts: emissions at the stack, or over the life of plants and fuels.
enum class CarbonBasis : std::uint8_t { unstated, life_cycle, direct };

/// Columns of a file of carbon intensities.
enum class CarbonFormat : std::uint8_t { eia930, electricity_maps };

/// A signal and what a reader should know of it.
struct SignalOrigin {
    std::string source;
    std::vector<std::string> notes;  // hours that were missing
};

struct CarbonConfig {
    std::optional<KilogramsPerJoule> intensity;  // constant; absent: a file says it
    CarbonBasis basis = CarbonBasis::unstated;
    Signal<KilogramsPerJoule> signal;
    SignalOrigin origin;
};

struct EnergyPriceConfig {
    Signal<DollarsPerJoule> signal;
    std::string currency = "USD";  // of the file
    SignalOrigin origin;
};

void describe(Keys& keys, CarbonConfig& carbon);
void describe(Keys& keys, EnergyPriceConfig& price);

struct SiteConfig;
/// Refuses, at the keys `carbon` and `energy_price`, a calendar's hours that do not cover the time.
void check_signals(Keys& site_keys, const SiteConfig& site, Utc from, Utc to);

}  // namespace datahall

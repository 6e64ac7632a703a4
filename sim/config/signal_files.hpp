// Files of carbon intensities and of energy prices.
//
// carbon, eia930: `timestamp` and the generation of an hour in MWh by fuel: WND, SUN, WAT, OIL, NG, COL, NUC,
// OTH
//   (US EIA Form 930).  The intensity is the mean of the fuels' life-cycle intensities; a column that says
//   one is not read.  An hour without all fuels is a gap, and so is one with less than 60 % of the generation
//   of the last good hour, which is a report that lacks plants.
// carbon, electricity_maps: `Datetime (UTC)` and the columns `Carbon Intensity ... (direct)` and `... (LCA)`
// or
//   `(life cycle)`, in g/kWh.
// price: a time, and `Price (CUR/MWh)` with the currency CUR.  Prices below zero are prices.
//
// Times are those of the beginning of the hour.  Average intensities are not marginal ones: what a hall adds
// or saves at the margin may emit more or less. Source of the fuels' intensities: IPCC AR5, working group
// III, annex III, table A.III.2, medians; oil and other are estimates.  Limits of what is plausible are
// estimates, too.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "datahall/line_source.hpp"

#include "sim/config/hourly_series.hpp"
#include "sim/config/signals_config.hpp"

namespace datahall {

/// What is done with the hours of a file.
struct HourlyRules {
    SignalAlign align = SignalAlign::typical_year;
    bool strict = false;
};

/// Intensities in kg/J; `basis` is not unstated.
SignalHours read_carbon(LineSource& file, CarbonFormat format, CarbonBasis basis, const HourlyRules& rules,
                        std::vector<std::string>& notes);

/// Prices in the currency for a MWh.
struct PriceHours {
    SignalHours hours;
    std::string currency;
};
PriceHours read_prices(LineSource& file, std::optional<std::int64_t> zone_s, const HourlyRules& rules,
                       std::vector<std::string>& notes);

}  // namespace datahall

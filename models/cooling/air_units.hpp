// Units that blow air through a hall, as three plants have them: what they move, what their fans draw.
//
//   V    = Q / (rho cp dT) (1 - r) / (1 - b)           air through the units                [m3/s]
//   T_in = T_supply + r / (1 - r) dT                   at the racks                         [degC]
//   P    = V (units + spares) / units dp               all units at full flow, electric     [W]
//
// r is the share of a rack's intake that is rack exhaust, b the share of supplied air that returns unused.
//
// Valid: air of 1.2 kg/m3.  Source: mass balance; contained halls 1..5 % of both, open ones 10..30 and 20..50
// %, fans of 0.10..0.50 W/CFM (1 W/CFM = 2119 Pa): estimates.
#pragma once

#include <array>
#include <cstdint>

#include "datahall/keys.hpp"
#include "datahall/model/cooling.hpp"

#include "models/cooling/fluids.hpp"

namespace datahall {

enum class FanControl : std::uint8_t { variable, constant };

struct AirUnits {
    Kelvins rise = Kelvins::from_si(12.0);  // of the air through the racks
    double recirculation = 0.03;
    double bypass = 0.03;
    std::int64_t units = 10;
    std::int64_t spares = 1;
    Pascals fan_pressure = Pascals::from_si(254.0);  // 0.12 W/CFM
    FanControl fans = FanControl::variable;
    double least_flow = 0.3;

    /// Air through the units for each m3/s through the racks.
    double flow_share() const { return (1.0 - recirculation) / (1.0 - bypass); }
    double spare_ratio() const { return static_cast<double>(units + spares) / static_cast<double>(units); }
    /// Of all units at full flow, for each W of heat that they carry without the spare ones.
    double fan_power() const {
        const double flow = flow_share() / (air.volumetric_heat() * rise.si());
        return flow * spare_ratio() * fan_pressure.si();
    }
    /// At the racks, for air supplied so warm.
    Celsius inlet(Celsius supply) const { return supply + rise * (recirculation / (1.0 - recirculation)); }
    /// `cold` is what takes the heat up: the supplied air, or water in coils.
    TerminalUnits terminals(Celsius supply, Celsius cold, bool need_water) const {
        return {.rise = rise,
                .reach = inlet(supply) + rise - cold,
                .spare_ratio = spare_ratio(),
                .rated_flow = spare_ratio(),
                .recirculation = recirculation,
                .bypass = bypass,
                .power = fan_power(),
                .law = fans == FanControl::constant ? FlowLaw::constant : FlowLaw::drive_fan,
                .least_flow = least_flow,
                .need_water = need_water};
    }
};

/// All but how fans are controlled.
inline void describe(Keys& k, AirUnits& a) {
    k.optional({"rise", "Temperature rise of the air through the racks", {.at_least = 2, .at_most = 30}},
               a.rise);
    k.optional({"recirculation",
                "Share of the racks' intake that is rack exhaust; contained 1-5 %, open 10-30 %",
                {.at_least = 0, .at_most = 0.6}},
               a.recirculation);
    k.optional({"bypass",
                "Share of the supplied air that returns unused; contained 1-5 %, open 20-50 %",
                {.at_least = 0, .at_most = 0.8}},
               a.bypass);
    k.optional({"units",
                "Units in the hall that carry the design heat together",
                {.at_least = 1, .at_most = 10'000, .example = "10"}},
               a.units);
    k.optional({"spares", "Further ones, running too", {.at_least = 0, .at_most = 10'000, .example = "1"}},
               a.spares);
    k.optional({"fan_pressure",
                "Electric fan power over air flow; 1 W/CFM is 2119 Pa",
                {.above = 0, .at_most = 5'000, .example = "254 Pa"}},
               a.fan_pressure);
    k.optional(
        {"least_flow", "Least flow of a variable fan over its rated flow", {.at_least = 0.1, .at_most = 1}},
        a.least_flow);
}

inline void describe_control(Keys& k, AirUnits& a) {
    constexpr std::array<std::string_view, 2> controls{"variable", "constant"};
    k.choice({"fans", "How the fans follow the heat"}, Presence::optional, controls, a.fans);
}

}  // namespace datahall

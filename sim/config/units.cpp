// The unit symbols of every dimension.  Case matters: mW is not MW, Gb is not GB.
//
// Exact by definition: 1 in = 0.0254 m, 1 ft = 0.3048 m, 1 mi = 1609.344 m, 1 lb = 0.45359237 kg
// (international yard and pound agreement, 1959); 1 CFM = 0.3048^3 m3/min; 1 GPM = 231 in3/min (US liquid
// gallon); 1 Wh = 3600 J; 1 y = 365.25 d (Julian year); 1 kb = 1000 bit, 1 KiB = 1024 B (IEC 80000-13).
// Rounded: 1 psi = 6894.757293168 Pa (NIST SP 811).
#include <stdexcept>

#include "sim/config/quantity.hpp"

namespace datahall {
namespace {

constexpr bool shown = true;
constexpr double hour = 3600.0;
constexpr double day = 86'400.0;
constexpr double cubic_foot = 0.028316846592;  // m3
constexpr double us_gallon = 0.003785411784;   // m3
constexpr double kib = 1024.0;

constexpr Unit ratio[] = {{"%", 1.0, 100.0}};
constexpr Unit power[] = {{"W", 1.0, 1.0, 0.0, shown},
                          {"kW", 1e3, 1.0, 0.0, shown},
                          {"MW", 1e6, 1.0, 0.0, shown},
                          {"GW", 1e9}};
constexpr Unit energy[] = {{"J", 1.0, 1.0, 0.0, shown},
                           {"kJ", 1e3, 1.0, 0.0, shown},
                           {"MJ", 1e6, 1.0, 0.0, shown},
                           {"GJ", 1e9},
                           {"Wh", hour},
                           {"kWh", 1e3 * hour},
                           {"MWh", 1e6 * hour},
                           {"GWh", 1e9 * hour}};
constexpr Unit time[] = {{"ns", 1.0, 1e9},
                         {"us", 1.0, 1e6},
                         {"ms", 1.0, 1e3},
                         {"s", 1.0, 1.0, 0.0, shown},
                         {"min", 60.0, 1.0, 0.0, shown},
                         {"h", hour, 1.0, 0.0, shown},
                         {"d", day, 1.0, 0.0, shown},
                         {"y", 365.25 * day}};
constexpr Unit length[] = {{"mm", 1.0, 1e3}, {"cm", 1.0, 1e2}, {"m", 1.0, 1.0, 0.0, shown},
                           {"km", 1e3},      {"ft", 0.3048},   {"in", 0.0254},
                           {"mi", 1609.344}};
constexpr Unit area[] = {{"m2", 1.0, 1.0, 0.0, shown}, {"ft2", 0.09290304}};
constexpr Unit mass[] = {{"g", 1.0, 1e3}, {"kg", 1.0, 1.0, 0.0, shown}, {"t", 1e3}, {"lb", 0.45359237}};
constexpr Unit linear_mass[] = {{"kg/m", 1.0, 1.0, 0.0, shown}, {"g/m", 1.0, 1e3}};
constexpr Unit temperature[] = {{"degC", 1.0, 1.0, 0.0, shown}, {"degF", 5.0, 9.0, 32.0}};
constexpr Unit difference[] = {{"K", 1.0, 1.0, 0.0, shown}};
constexpr Unit data[] = {{"b", 1.0, 1.0, 0.0, shown},
                         {"kb", 1e3},
                         {"Mb", 1e6},
                         {"Gb", 1e9},
                         {"Tb", 1e12},
                         {"B", 8.0},
                         {"kB", 8e3},
                         {"MB", 8e6},
                         {"GB", 8e9, 1.0, 0.0, shown},
                         {"TB", 8e12},
                         {"KiB", 8.0 * kib},
                         {"MiB", 8.0 * kib* kib},
                         {"GiB", 8.0 * kib* kib* kib},
                         {"TiB", 8.0 * kib* kib* kib* kib}};
constexpr Unit data_rate[] = {{"b/s", 1.0, 1.0, 0.0, shown},
                              {"kb/s", 1e3},
                              {"Mb/s", 1e6},
                              {"Gb/s", 1e9, 1.0, 0.0, shown},
                              {"Tb/s", 1e12},
                              {"B/s", 8.0},
                              {"kB/s", 8e3},
                              {"MB/s", 8e6},
                              {"GB/s", 8e9},
                              {"TB/s", 8e12},
                              {"KiB/s", 8.0 * kib},
                              {"MiB/s", 8.0 * kib* kib},
                              {"GiB/s", 8.0 * kib* kib* kib},
                              {"TiB/s", 8.0 * kib* kib* kib* kib}};
constexpr Unit money[] = {{"USD", 1.0, 1.0, 0.0, shown}, {"kUSD", 1e3}, {"MUSD", 1e6}};
constexpr Unit energy_price[] = {{"USD/kWh", 1.0, 1e3 * hour, 0.0, shown},
                                 {"USD/MWh", 1.0, 1e6 * hour},
                                 {"USD/J", 1.0, 1.0, 0.0, shown}};
constexpr Unit emissions[] = {{"g/kWh", 1.0, 1e6 * hour, 0.0, shown},
                              {"kg/kWh", 1.0, 1e3 * hour},
                              {"kg/MWh", 1.0, 1e6 * hour},
                              {"kg/J", 1.0, 1.0, 0.0, shown}};
constexpr Unit water_use[] = {{"L/kWh", 1.0, 1e6 * hour, 0.0, shown},
                              {"m3/MWh", 1.0, 1e6 * hour},
                              {"m3/J", 1.0, 1.0, 0.0, shown}};
constexpr Unit conductance[] = {{"W/K", 1.0, 1.0, 0.0, shown},
                                {"kW/K", 1e3, 1.0, 0.0, shown},
                                {"MW/K", 1e6, 1.0, 0.0, shown}};
constexpr Unit heat_capacity[] = {{"J/K", 1.0, 1.0, 0.0, shown},
                                  {"kJ/K", 1e3, 1.0, 0.0, shown},
                                  {"MJ/K", 1e6, 1.0, 0.0, shown}};
constexpr Unit mass_flow[] = {{"kg/s", 1.0, 1.0, 0.0, shown}, {"kg/h", 1.0, hour}};
constexpr Unit volume_flow[] = {{"m3/s", 1.0, 1.0, 0.0, shown}, {"m3/h", 1.0, hour},
                                {"L/min", 1.0, 60'000.0},       {"L/s", 1.0, 1e3},
                                {"CFM", cubic_foot, 60.0},      {"GPM", us_gallon, 60.0}};
constexpr Unit pressure[] = {{"Pa", 1.0, 1.0, 0.0, shown},
                             {"kPa", 1e3, 1.0, 0.0, shown},
                             {"MPa", 1e6, 1.0, 0.0, shown},
                             {"bar", 1e5},
                             {"psi", 6894.757293168}};

constexpr UnitTable tables[] = {
    {Dimension::ratio, "ratio", "a number", "0.95", "", ratio},
    {Dimension::number, "number", "a number", "0.95", "", {}},
    {Dimension::power, "power", "a power", "12 kW", "W", power},
    {Dimension::energy, "energy", "an energy", "40 kWh", "J", energy},
    {Dimension::time, "time", "a time", "15 min", "s", time},
    {Dimension::length, "length", "a length", "2.4 m", "m", length},
    {Dimension::area, "area", "an area", "600 m2", "m2", area},
    {Dimension::mass, "mass", "a mass", "130 kg", "kg", mass},
    {Dimension::linear_mass, "linear mass", "a mass per length", "60 g/m", "kg/m", linear_mass},
    {Dimension::temperature, "temperature", "a temperature", "27 degC", "degC", temperature},
    {Dimension::difference, "temperature difference", "a temperature difference", "10 K", "K", difference},
    {Dimension::data, "data", "an amount of data", "80 GB", "b", data},
    {Dimension::data_rate, "data rate", "a data rate", "400 Gb/s", "b/s", data_rate},
    {Dimension::money, "money", "an amount of money", "250 USD", "USD", money},
    {Dimension::energy_price, "energy price", "a price of energy", "0.08 USD/kWh", "USD/J", energy_price},
    {Dimension::conductance, "conductance", "a conductance", "60 kW/K", "W/K", conductance},
    {Dimension::heat_capacity, "heat capacity", "a heat capacity", "500 kJ/K", "J/K", heat_capacity},
    {Dimension::mass_flow, "mass flow", "a mass flow", "2 kg/s", "kg/s", mass_flow},
    {Dimension::volume_flow, "volume flow", "a volume flow", "20 L/min", "m3/s", volume_flow},
    {Dimension::pressure, "pressure", "a pressure", "100 kPa", "Pa", pressure},
    {Dimension::emissions, "emissions", "emissions of an energy", "400 g/kWh", "kg/J", emissions},
    {Dimension::water_use, "water use", "water for an energy", "1.8 L/kWh", "m3/J", water_use},
};

constexpr bool tables_follow_the_enumeration() {
    for (std::size_t i = 0; i < std::size(tables); ++i) {
        if (static_cast<std::size_t>(tables[i].dimension) != i) return false;
    }
    return std::size(tables) == static_cast<std::size_t>(Dimension::water_use) + 1;
}
static_assert(tables_follow_the_enumeration());

}  // namespace

std::span<const UnitTable> unit_tables() {
    return tables;
}

const UnitTable& units_of(Dimension dimension) {
    return tables[static_cast<std::size_t>(dimension)];
}

}  // namespace datahall

#include "sim/report/figures.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>

#include <fmt/format.h>

namespace datahall {
namespace {

// One size of a unit: used from `from` upwards, where `divisor` of the base unit make one of it.
struct Size {
    double from;
    double divisor;
    std::string_view name;
};
struct Scale {
    std::string_view base;
    std::span<const Size> sizes;  // largest first
};

constexpr std::array<Size, 4> watts{{{1e9, 1e9, "GW"}, {1e6, 1e6, "MW"}, {1e3, 1e3, "kW"}, {0, 1, "W"}}};
constexpr std::array<Size, 3> ramps{{{1e6, 1e6, "MW/s"}, {1e3, 1e3, "kW/s"}, {0, 1, "W/s"}}};
constexpr std::array<Size, 3> power_densities{{{1e6, 1e6, "MW/m2"}, {1e3, 1e3, "kW/m2"}, {0, 1, "W/m2"}}};
constexpr std::array<Size, 3> volt_amperes{{{1e6, 1e6, "MVA"}, {1e3, 1e3, "kVA"}, {0, 1, "VA"}}};
// People buy energy in watt-hours: 1 Wh = 3600 J.
constexpr std::array<Size, 5> joules{
    {{3.6e12, 3.6e12, "GWh"}, {3.6e9, 3.6e9, "MWh"}, {3.6e6, 3.6e6, "kWh"}, {1e3, 1e3, "kJ"}, {0, 1, "J"}}};
constexpr std::array<Size, 3> metres{{{1e3, 1e3, "km"}, {1, 1, "m"}, {0, 1e-3, "mm"}}};
constexpr std::array<Size, 3> kilograms{{{1e3, 1e3, "t"}, {1, 1, "kg"}, {0, 1e-3, "g"}}};
// A time changes its unit at two of the next, so that "90 min" stays minutes.
constexpr std::array<Size, 6> seconds{{{172800, 86400, "d"},
                                       {7200, 3600, "h"},
                                       {120, 60, "min"},
                                       {1, 1, "s"},
                                       {1e-3, 1e-3, "ms"},
                                       {0, 1e-6, "us"}}};
constexpr std::array<Size, 3> dollars{{{1e6, 1e6, "MUSD"}, {1e4, 1e3, "kUSD"}, {0, 1, "USD"}}};
constexpr std::array<Size, 5> bits{
    {{1e12, 1e12, "Tb"}, {1e9, 1e9, "Gb"}, {1e6, 1e6, "Mb"}, {1e3, 1e3, "kb"}, {0, 1, "bit"}}};
constexpr std::array<Size, 5> bit_rates{
    {{1e12, 1e12, "Tb/s"}, {1e9, 1e9, "Gb/s"}, {1e6, 1e6, "Mb/s"}, {1e3, 1e3, "kb/s"}, {0, 1, "bit/s"}}};
constexpr std::array<Size, 1> energy_prices{{{0, 1 / 3.6e6, "USD/kWh"}}};
constexpr std::array<Size, 1> carbon_intensities{{{0, 1e-3 / 3.6e6, "g/kWh"}}};
// Hours of work, whole and over what it takes.
constexpr std::array<Size, 3> hours{{{1e6, 1e6, "Mh"}, {1e4, 1e3, "kh"}, {0, 1, "h"}}};
constexpr std::array<Size, 3> hours_a_day{{{1e6, 1e6, "Mh/d"}, {1e4, 1e3, "kh/d"}, {0, 1, "h/d"}}};
constexpr std::array<Size, 3> hours_on_area{{{1e6, 1e6, "Mh/d/m2"}, {1e4, 1e3, "kh/d/m2"}, {0, 1, "h/d/m2"}}};
constexpr std::array<Size, 3> hours_by_power{
    {{1e6, 1e6, "Mh/d/MW"}, {1e4, 1e3, "kh/d/MW"}, {0, 1, "h/d/MW"}}};
constexpr std::array<Size, 3> hours_by_energy{{{1e6, 1e6, "Mh/MWh"}, {1e4, 1e3, "kh/MWh"}, {0, 1, "h/MWh"}}};
constexpr std::array<Size, 3> hours_by_cost{{{1e6, 1e6, "Mh/kUSD"}, {1e4, 1e3, "kh/kUSD"}, {0, 1, "h/kUSD"}}};
constexpr std::array<Size, 1> bare{{{0, 1, ""}}};

constexpr std::array<Scale, 21> scales{{{"W", watts},
                                        {"W/s", ramps},
                                        {"VA", volt_amperes},
                                        {"W/m2", power_densities},
                                        {"J", joules},
                                        {"m", metres},
                                        {"kg", kilograms},
                                        {"s", seconds},
                                        {"USD", dollars},
                                        {"bit", bits},
                                        {"bit/s", bit_rates},
                                        {"USD/J", energy_prices},
                                        {"kg/J", carbon_intensities},
                                        {"h", hours},
                                        {"h/d", hours_a_day},
                                        {"h/d/m2", hours_on_area},
                                        {"h/d/MW", hours_by_power},
                                        {"h/MWh", hours_by_energy},
                                        {"h/kUSD", hours_by_cost},
                                        {"1", bare},
                                        {"count", bare}}};

// Zero has no size of its own: it takes the base unit.
Size size_for(double value, std::string_view unit) {
    const auto scale =
        std::find_if(scales.begin(), scales.end(), [unit](const Scale& s) { return s.base == unit; });
    if (scale == scales.end()) return {0, 1, unit};
    const double magnitude = std::fabs(value);
    const auto fits = [magnitude](const Size& s) {
        return magnitude == 0.0 ? s.divisor == 1.0 : magnitude >= s.from;
    };
    const auto size = std::find_if(scale->sizes.begin(), scale->sizes.end(), fits);
    return size == scale->sizes.end() ? scale->sizes.back() : *size;
}

std::string in_size(double value, const Size& size, std::string_view unit) {
    const bool whole = unit == "count" && std::fabs(value) < 1e15 && std::floor(value) == value;
    return whole ? fmt::format("{:.0f}", value) : four_digits(value / size.divisor);
}

}  // namespace

std::string four_digits(double value) {
    if (value == 0.0) return "0";
    if (!std::isfinite(value)) return "-";
    // The exponent after rounding to four digits: 9999.6 is 1.000e+04.
    std::string written = fmt::format("{:.3e}", value);
    const auto mark = written.find('e');
    int exponent = 0;
    const bool negative = written[mark + 1] == '-';
    std::from_chars(written.data() + mark + 2, written.data() + written.size(), exponent);
    if (negative) exponent = -exponent;
    if (exponent < -4 || exponent > 8) return written;
    return fmt::format("{:.{}f}", value, std::max(0, 3 - exponent));
}

Figure for_people(double value, std::string_view unit) {
    const Size size = size_for(value, unit);
    return {in_size(value, size, unit), std::string{size.name}};
}

FigurePair for_people(double first, double second, std::string_view unit) {
    const Size size = size_for(std::max(std::fabs(first), std::fabs(second)), unit);
    return {in_size(first, size, unit), in_size(second, size, unit), std::string{size.name}};
}

}  // namespace datahall

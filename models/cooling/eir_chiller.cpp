#include "models/cooling/eir_chiller.hpp"

#include <algorithm>

namespace datahall {
namespace {

constexpr double power_per_kelvin = 0.025;  // of lift outside the box, estimate
constexpr double least_power_share = 0.5;   // the saving is not trusted beyond 20 K

// Share of the power at the edge of the box that warmer chilled or condenser water needs.
double lift_share(double leaving_above, double entering_above) {
    const double kelvins = std::max(entering_above, 0.0) - std::max(leaving_above, 0.0);
    return std::max(1.0 + power_per_kelvin * kelvins, least_power_share);
}

}  // namespace

double biquadratic(const std::array<double, 6>& c, double leaving, double entering) {
    return c[0] + leaving * (c[1] + c[2] * leaving) + entering * (c[3] + c[4] * entering) +
           c[5] * leaving * entering;
}

EirChiller::EirChiller(const ChillerCurves& curves, double reference_capacity)
    : curves_{curves}, reference_capacity_{reference_capacity} {}

ChillerState EirChiller::at(double leaving, double entering) const {
    const double te = std::clamp(leaving, curves_.leaving_min, curves_.leaving_max);
    const double tc = std::clamp(entering, curves_.entering_min, curves_.entering_max);
    ChillerState s;
    s.capacity = reference_capacity_ * biquadratic(curves_.capacity, te, tc);
    s.full_load_power = s.capacity / curves_.reference_cop * biquadratic(curves_.energy_input, te, tc) *
                        lift_share(leaving - curves_.leaving_max, entering - curves_.entering_max);
    s.outside_range = te != leaving || tc != entering;
    return s;
}

EirChiller::PartLoad EirChiller::part_load(const ChillerState& s, double heat) const {
    const double ratio = std::min(heat / s.capacity, curves_.max_ratio);
    const double loaded = std::max(ratio, curves_.min_unload_ratio);
    const auto& p = curves_.part_load;
    return {.ratio = ratio,
            .share = p[0] + loaded * (p[1] + loaded * p[2]),
            .cycling = std::min(ratio / curves_.min_ratio, 1.0)};
}

double EirChiller::power(const ChillerState& s, double heat) const {
    if (heat <= 0.0) return 0.0;
    const PartLoad load = part_load(s, heat);
    return s.full_load_power * load.share * load.cycling;
}

ChillerOperation EirChiller::operate(double leaving, double entering, double heat) const {
    const double te = std::clamp(leaving, curves_.leaving_min, curves_.leaving_max);
    const double tc = std::clamp(entering, curves_.entering_min, curves_.entering_max);
    const ChillerState s = at(leaving, entering);
    const PartLoad load = part_load(s, heat);
    const double moved = std::min(heat, max_heat(s));
    return {.capacity_share = biquadratic(curves_.capacity, te, tc),
            .input_share = biquadratic(curves_.energy_input, te, tc),
            .lift_share = lift_share(leaving - curves_.leaving_max, entering - curves_.entering_max),
            .part_load_ratio = load.ratio,
            .part_load_share = load.share,
            .cycling = load.cycling,
            .capacity = s.capacity,
            .moved = moved,
            .unmet = heat - moved,
            .power = power(s, heat),
            .outside_range = s.outside_range};
}

double EirChiller::entering_of_largest_capacity(double leaving) const {
    const auto& c = curves_.capacity;
    const double te = std::clamp(leaving, curves_.leaving_min, curves_.leaving_max);
    if (c[4] >= 0.0) return curves_.entering_min;  // no peak inside: colder is better
    const double peak = -(c[3] + c[5] * te) / (2.0 * c[4]);
    return std::clamp(peak, curves_.entering_min, curves_.entering_max);
}

}  // namespace datahall

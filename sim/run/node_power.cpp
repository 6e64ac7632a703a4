#include "sim/run/node_power.hpp"

#include <algorithm>

#include "datahall/int128.hpp"

#include "sim/build/loss.hpp"

namespace datahall {
namespace {

constexpr double unit = 1e-9;  // of activities

double curve_power(const NodePowerRow& row, double u) {
    const double place = std::clamp(u, 0.0, 1.0) * 10.0;
    const int below = std::min(static_cast<int>(place), 9);
    return row.curve_w[below] + (row.curve_w[below + 1] - row.curve_w[below]) * (place - below);
}

double utilization(const NodeTypeRow& type, const NodeLoad& load) {
    return static_cast<double>(load.activity) * unit / type.devices;
}

// The weight of a load in the division of the node's power: idle share plus own swing.  A curve's
// swing is divided by activity, so only its ratio counts.
double weight(const NodeTypeRow& type, const NodeLoad& load, double swing_w) {
    const NodePowerRow& row = type.power;
    const double share = double(load.units) / (double(type.devices) * type.parts);
    if (row.has_curve) return row.curve_w[0] * share + swing_w * utilization(type, load);
    return row.idle_w * share + row.host_w * (static_cast<double>(load.host) * unit) +
           row.device_w * utilization(type, load);
}

}  // namespace

std::int64_t node_power_uw(const NodeTypeRow& type, std::span<const LossPoint> points, const NodeLoad& load) {
    const NodePowerRow& row = type.power;
    if (row.has_curve) return as_microwatts(curve_power(row, utilization(type, load)));
    const double host = std::min(static_cast<double>(load.host) * unit, 1.0);
    const double dc = row.idle_w + row.host_w * host + row.device_w * utilization(type, load);
    return as_microwatts(dc + loss_w(row.supply, points, dc));
}

void PowerDivider::weigh(const NodeTypeRow& type, std::int64_t total_uw, std::span<const NodeLoad> loads) {
    NodeLoad sum;
    for (const NodeLoad& l : loads) sum += l;
    const double used = utilization(type, sum);
    const double curve_swing =
        used > 0 ? (static_cast<double>(total_uw) * 1e-6 - type.power.curve_w[0]) / used : 0.0;
    const NodeLoad rest{.units = type.devices * type.parts - sum.units};
    parts_.clear();
    for (std::size_t i = 0; i <= loads.size(); ++i) {
        const double w = weight(type, i < loads.size() ? loads[i] : rest, curve_swing);
        parts_.push_back(
            {.weight = static_cast<std::int64_t>(std::max(w, 0.0) * 1e3 + 0.5), .share = 0, .remainder = 0});
    }
}

std::int64_t PowerDivider::divide(const NodeTypeRow& type, std::int64_t total_uw,
                                  std::span<const NodeLoad> loads, std::span<std::int64_t> parts) {
    if (loads.empty()) return total_uw;
    weigh(type, total_uw, loads);
    std::int64_t whole = 0;
    for (const Part& p : parts_) whole += p.weight;
    if (whole == 0) return total_uw;

    std::int64_t left = total_uw;
    for (Part& p : parts_) {
        split(total_uw, whole, p);
        left -= p.share;
    }
    // Fewer microwatts are left than there are parts: one each for the largest remainders.
    for (; left > 0; --left) {
        Part& largest = *std::ranges::max_element(parts_, {}, &Part::remainder);
        ++largest.share;
        largest.remainder = -1;
    }
    for (std::size_t i = 0; i < loads.size(); ++i) parts[i] = parts_[i].share;
    return parts_.back().share;
}

// share = total * weight / whole, and what that leaves; in 64 bits wherever they hold it.
void PowerDivider::split(std::int64_t total_uw, std::int64_t whole, Part& p) {
    std::int64_t product = 0;
    if (!__builtin_mul_overflow(total_uw, p.weight, &product)) {
        p.share = product / whole;
        p.remainder = product % whole;
    } else {
        const Int128 wide = Int128{total_uw} * p.weight;
        p.share = static_cast<std::int64_t>(wide / whole);
        p.remainder = static_cast<std::int64_t>(wide % whole);
    }
}

}  // namespace datahall

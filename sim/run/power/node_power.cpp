#include "sim/run/power/node_power.hpp"

#include <algorithm>

#include "datahall/int128.hpp"

#include "sim/build/power/loss.hpp"

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

NodeLoad sum_of(std::span<const NodeLoad> loads) {
    NodeLoad sum;
    for (const NodeLoad& l : loads) sum += l;
    return sum;
}

// Of the whole node, by a curve.
double curve_swing_w(const NodeTypeRow& type, std::int64_t total_uw, const NodeLoad& sum) {
    const double used = utilization(type, sum);
    return used > 0 ? (static_cast<double>(total_uw) * 1e-6 - type.power.curve_w[0]) / used : 0.0;
}

// total * weight / whole, rounded down; in 64 bits wherever they hold it.
std::int64_t share_of(std::int64_t total, std::int64_t weight, std::int64_t whole) {
    std::int64_t product = 0;
    if (!__builtin_mul_overflow(total, weight, &product)) return product / whole;
    return static_cast<std::int64_t>(Int128{total} * weight / whole);
}

}  // namespace

std::int64_t node_power_uw(const NodeTypeRow& type, std::span<const LossPoint> points, const NodeLoad& load,
                           double supplies) {
    const NodePowerRow& row = type.power;
    if (row.has_curve) return as_microwatts(curve_power(row, utilization(type, load)));
    const double host = std::min(static_cast<double>(load.host) * unit, 1.0);
    const double dc = row.idle_w + row.host_w * host + row.device_w * utilization(type, load);
    LossRow supply = row.supply;
    supply.rating_w *= supplies;
    return as_microwatts(dc + loss_w(supply, points, dc));
}

void PowerDivider::weigh(const NodeTypeRow& type, std::int64_t total_uw, std::span<const NodeLoad> loads) {
    const NodeLoad sum = sum_of(loads);
    const double curve_swing = curve_swing_w(type, total_uw, sum);
    const NodeLoad rest{.units = type.devices * type.parts - sum.units};
    weights_.clear();
    for (std::size_t i = 0; i <= loads.size(); ++i) {
        const double w = weight(type, i < loads.size() ? loads[i] : rest, curve_swing);
        weights_.push_back(rounded(std::max(w, 0.0) * 1e3));
    }
}

void PowerDivider::weigh_shared(const NodeTypeRow& type, std::int64_t total_uw,
                                std::span<const NodeLoad> loads) {
    const NodePowerRow& row = type.power;
    const NodeLoad sum = sum_of(loads);
    const double swing_w = row.has_curve ? curve_swing_w(type, total_uw, sum) : row.device_w;
    const double host_w = row.has_curve ? 0.0 : row.host_w;
    const double devices_idle_w = row.has_curve ? 0.0 : row.device_idle_w;
    const double common_idle_w = (row.has_curve ? row.curve_w[0] : row.idle_w) - devices_idle_w;
    const double units = double(type.devices) * type.parts;
    const double common = std::max(sum.common * unit, 1.0);
    weights_.clear();
    const auto add = [this](double watts) { weights_.push_back(rounded(std::max(watts, 0.0) * 1e6)); };
    for (const NodeLoad& l : loads) {
        add(devices_idle_w * (l.units / units) + common_idle_w * (l.common * unit / common) +
            host_w * (static_cast<double>(l.host) * unit) + swing_w * utilization(type, l));
    }
    add(devices_idle_w * (1.0 - sum.units / units) + common_idle_w * (1.0 - sum.common * unit / common));
}

std::int64_t PowerDivider::divide(const NodeTypeRow& type, std::int64_t total_uw,
                                  std::span<const NodeLoad> loads, std::span<std::int64_t> parts) {
    if (loads.empty()) return total_uw;
    if (type.is_shared) {
        weigh_shared(type, total_uw, loads);
    } else {
        weigh(type, total_uw, loads);
    }
    std::int64_t whole = 0;
    for (const std::int64_t w : weights_) whole += w;
    if (whole == 0) return total_uw;

    // Cutting at rounded-down cumulative shares: the parts sum to the total by construction, and each is
    // within a microwatt of its exact share.
    std::int64_t weight = 0;
    std::int64_t cut = 0;
    for (std::size_t i = 0; i < loads.size(); ++i) {
        weight += weights_[i];
        const std::int64_t next = share_of(total_uw, weight, whole);
        parts[i] = next - cut;
        cut = next;
    }
    return total_uw - cut;
}

}  // namespace datahall

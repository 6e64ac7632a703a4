#include "sim/run/node_power.hpp"

#include <algorithm>
#include <array>
#include <vector>

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
    const double share = double(load.devices) / type.devices;
    if (row.has_curve) return row.curve_w[0] * share + swing_w * utilization(type, load);
    return row.idle_w * share + row.host_w * (static_cast<double>(load.host) * unit) +
           row.device_w * utilization(type, load);
}

}  // namespace

std::int64_t node_power_uw(const NodeTypeRow& type, std::span<const LossPoint> points, const NodeLoad& load) {
    const NodePowerRow& row = type.power;
    if (row.has_curve) return as_microwatts(curve_power(row, utilization(type, load)));
    const double dc = row.idle_w + row.host_w * (static_cast<double>(load.host) * unit) +
                      row.device_w * utilization(type, load);
    return as_microwatts(dc + loss_w(row.supply, points, dc));
}

std::int64_t divide_power(const NodeTypeRow& type, std::int64_t total_uw, std::span<const NodeLoad> loads,
                          std::span<std::int64_t> parts) {
    if (loads.empty()) return total_uw;
    NodeLoad sum;
    for (const NodeLoad& l : loads) sum += l;
    const double used = utilization(type, sum);
    const double curve_swing =
        used > 0 ? (static_cast<double>(total_uw) * 1e-6 - type.power.curve_w[0]) / used : 0.0;

    // The idle rest takes part in the division as one more load without work.
    const std::size_t n = loads.size() + 1;
    std::vector<Int128> weights(n);
    Int128 whole = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const NodeLoad rest{.devices = type.devices - sum.devices};
        const double w = weight(type, i < loads.size() ? loads[i] : rest, curve_swing);
        weights[i] = as_microwatts(std::max(w, 0.0));
        whole += weights[i];
    }
    if (whole == 0) return total_uw;

    std::vector<std::int64_t> share(n);
    std::vector<std::size_t> by_remainder(n);
    std::int64_t left = total_uw;
    for (std::size_t i = 0; i < n; ++i) {
        share[i] = static_cast<std::int64_t>(Int128{total_uw} * weights[i] / whole);
        left -= share[i];
        by_remainder[i] = i;
    }
    std::ranges::stable_sort(by_remainder, std::ranges::greater{},
                             [&](std::size_t i) { return Int128{total_uw} * weights[i] % whole; });
    for (std::size_t i = 0; left > 0; ++i, --left) ++share[by_remainder[i]];
    std::copy_n(share.begin(), loads.size(), parts.begin());
    return share.back();
}

}  // namespace datahall

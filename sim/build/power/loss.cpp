#include "sim/build/power/loss.hpp"

namespace datahall {
namespace {

void add_table(const LossCurve& curve, LossRow& row, std::vector<LossPoint>& points) {
    row.first_point = static_cast<std::uint32_t>(points.size());
    row.points = static_cast<std::uint32_t>(curve.load.size());
    for (std::size_t i = 0; i < curve.load.size(); ++i) {
        const double x = curve.load[i];
        points.push_back({.load = x, .loss = x / curve.efficiencies[i] - x});
    }
}

double table_loss(std::span<const LossPoint> table, double x) {
    if (x <= table.front().load) return table.front().loss;
    std::size_t upper = 1;
    while (upper + 1 < table.size() && x > table[upper].load) ++upper;
    const LossPoint& a = table[upper - 1];
    const LossPoint& b = table[upper];
    return a.loss + (b.loss - a.loss) * ((x - a.load) / (b.load - a.load));
}

}  // namespace

LossRow compile_loss(const LossCurve& curve, Watts unit_rating, std::uint32_t units,
                     std::vector<LossPoint>& points) {
    LossRow row;
    row.rating_w = unit_rating.si() * units;
    if (curve.efficiency) {
        row.a = curve.constant.si() / (*curve.efficiency * unit_rating.si());
        row.b = 1.0 / *curve.efficiency - 1.0;
    } else if (!curve.load.empty()) {
        add_table(curve, row, points);
    } else {
        row.a = curve.a.value_or(0.0);
        row.b = curve.b.value_or(0.0);
        row.c = curve.c.value_or(0.0);
    }
    return row;
}

double loss_w(const LossRow& row, std::span<const LossPoint> points, double output_w) {
    if (row.rating_w <= 0) return 0.0;
    const double x = output_w / row.rating_w;
    const double share = row.points > 0 ? table_loss(points.subspan(row.first_point, row.points), x)
                                        : row.a + x * (row.b + x * row.c);
    return row.rating_w * share;
}

std::int64_t loss_uw(const LossRow& row, std::span<const LossPoint> points, std::int64_t output_uw) {
    return as_microwatts(loss_w(row, points, static_cast<double>(output_uw) * 1e-6));
}

}  // namespace datahall

#include "sim/study/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "datahall/math.hpp"

namespace datahall {
namespace {

constexpr double upper_tail = 0.975;  // of a two-sided 95 % interval

// Stirling's series beyond 10, where its error is below 1e-15; the recurrence leads there.
double log_gamma(double x) {
    constexpr double half_log_two_pi = 0.91893853320467274178;
    double product = 1.0;
    while (x < 10.0) product *= x++;
    const double r = 1.0 / (x * x);
    const double series =
        (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r * (1.0 / 1680 - r * (1.0 / 1188))))) / x;
    return (x - 0.5) * math::log(x) - x + half_log_two_pi + series - math::log(product);
}

// Continued fraction of the incomplete beta function by Lentz's method.
double beta_fraction(double a, double b, double x) {
    constexpr double tiny = 1e-300;
    constexpr int most_terms = 100'000;
    const auto kept_from_0 = [](double v) { return std::fabs(v) < tiny ? tiny : v; };
    double c = 1.0;
    double d = 1.0 / kept_from_0(1.0 - (a + b) * x / (a + 1.0));
    double value = d;
    for (int i = 1; i < most_terms; ++i) {
        const double m = i;
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1.0 / kept_from_0(1.0 + even * d);
        c = kept_from_0(1.0 + even / c);
        value *= c * d;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1.0 / kept_from_0(1.0 + odd * d);
        c = kept_from_0(1.0 + odd / c);
        value *= c * d;
        if (std::fabs(c * d - 1.0) < 1e-15) break;
    }
    return value;
}

// I_x(a, b), 0 <= x <= 1.
double incomplete_beta(double a, double b, double x) {
    if (x <= 0.0) return 0.0;
    if (x >= 1.0) return 1.0;
    const double front =
        math::exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * math::log(x) + b * math::log1p(-x));
    // The fraction converges fast on this side only.
    if (x > (a + 1.0) / (a + b + 2.0)) return 1.0 - front * beta_fraction(b, a, 1.0 - x) / b;
    return front * beta_fraction(a, b, x) / a;
}

// P(T > t), t >= 0.
double student_tail(double t, double df) {
    return 0.5 * incomplete_beta(0.5 * df, 0.5, df / (df + t * t));
}

// Welford's update: exact where all values are equal.
class Moments {
public:
    void add(double value) {
        ++count_;
        const double delta = value - mean_;
        mean_ += delta / static_cast<double>(count_);
        squares_ += delta * (value - mean_);
    }
    double mean() const { return mean_; }
    double half_width() const {
        if (count_ < 2 || squares_ == 0.0) return 0.0;
        const double n = static_cast<double>(count_);
        return student_quantile(upper_tail, n - 1) * std::sqrt(squares_ / (n - 1) / n);
    }

private:
    std::size_t count_ = 0;
    double mean_ = 0.0;
    double squares_ = 0.0;
};

void require_pairs(std::span<const double> a, std::span<const double> b) {
    if (a.size() != b.size()) throw std::logic_error{"paired values differ in number"};
}

}  // namespace

double student_quantile(double p, double df) {
    if (!(p > 0.0 && p < 1.0 && df >= 1.0)) throw std::domain_error{"student_quantile: out of range"};
    if (p < 0.5) return -student_quantile(1.0 - p, df);
    if (p == 0.5) return 0.0;
    const double tail = 1.0 - p;
    double low = 0.0;
    double high = 1.0;
    while (student_tail(high, df) > tail) {
        low = high;
        high *= 2.0;
    }
    for (int step = 0; step < 200; ++step) {
        const double middle = 0.5 * (low + high);
        if (middle <= low || middle >= high) break;  // neighbours: no number lies between
        (student_tail(middle, df) > tail ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

std::optional<Estimate> mean_of(std::span<const double> values) {
    if (values.empty()) return {};
    Moments moments;
    for (const double value : values) moments.add(value);
    const double half = moments.half_width();
    return Estimate{moments.mean(), moments.mean() - half, moments.mean() + half};
}

double mean_without(std::span<const double> values, std::size_t left_out) {
    Moments moments;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i != left_out) moments.add(values[i]);
    }
    return moments.mean();
}

std::optional<Estimate> jackknife(std::size_t count, const LeaveOneOut& statistic) {
    const std::optional<double> value = statistic(no_index_left_out);
    if (!value) return {};
    if (count < 2) return Estimate{*value, *value, *value};
    const double n = static_cast<double>(count);
    std::vector<double> pseudo_values;
    for (std::size_t i = 0; i < count; ++i) {
        const std::optional<double> others = statistic(i);
        if (!others) return {};
        pseudo_values.push_back(*value + (n - 1) * (*value - *others));
    }
    const Estimate interval = *mean_of(pseudo_values);
    return Estimate{*value, std::min(interval.low, *value), std::max(interval.high, *value)};
}

std::optional<Estimate> paired_difference(std::span<const double> a, std::span<const double> b) {
    require_pairs(a, b);
    std::vector<double> differences;
    for (std::size_t i = 0; i < a.size(); ++i) differences.push_back(b[i] - a[i]);
    return mean_of(differences);
}

std::optional<Estimate> paired_ratio(std::span<const double> a, std::span<const double> b) {
    require_pairs(a, b);
    if (a.empty()) return {};
    return jackknife(a.size(), [&](std::size_t left_out) -> std::optional<double> {
        const double bottom = mean_without(a, left_out);
        if (bottom == 0.0) return {};
        return mean_without(b, left_out) / bottom;
    });
}

}  // namespace datahall

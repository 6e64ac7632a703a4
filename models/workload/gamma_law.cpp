// The gamma distribution; see the header.
#include "models/workload/gamma_law.hpp"

#include <algorithm>
#include <cmath>

#include "datahall/distributions.hpp"
#include "datahall/math.hpp"

namespace datahall {
namespace {

constexpr double accuracy = 1e-13;
constexpr int most_terms = 10'000;

double ln_gamma(double a) {
    double shift = 0.0;
    for (; a < 10; a += 1) shift -= math::log(a);  // where the series is good to 1e-14
    constexpr double half_ln_two_pi = 0.91893853320467274;
    const double i = 1 / (a * a);
    const double series = (1.0 / 12 - i * (1.0 / 360 - i * (1.0 / 1260 - i / 1680))) / a;
    return shift + (a - 0.5) * math::log(a) - a + half_ln_two_pi + series;
}

// x^a e^-x / Gamma(a)
double front(double x, double a) {
    return math::exp(a * math::log(x) - x - ln_gamma(a));
}

double by_series(double x, double a) {
    double term = 1 / a;
    double sum = term;
    for (int n = 1; n < most_terms && term > sum * accuracy; ++n) sum += term *= x / (a + n);
    return sum * front(x, a);
}

// Of the upper part, by Lentz's method.
double by_fraction(double x, double a) {
    constexpr double tiny = 1e-300;
    double b = x + 1 - a;
    double c = 1 / tiny;
    double d = 1 / b;
    double h = d;
    for (int n = 1; n < most_terms; ++n) {
        const double an = -n * (n - a);
        b += 2;
        d = an * d + b;
        d = 1 / (std::fabs(d) < tiny ? tiny : d);
        c = b + an / c;
        c = std::fabs(c) < tiny ? tiny : c;
        h *= d * c;
        if (std::fabs(d * c - 1) < accuracy) break;
    }
    return h * front(x, a);
}

double standard_below(double x, double a) {
    if (x <= 0) return 0;
    return x < a + 1 ? by_series(x, a) : 1 - by_fraction(x, a);
}

double first_guess(double u, double a) {
    const double c = 1 / (9 * a);
    const double root = 1 - c + quantile::normal(u) * std::sqrt(c);
    if (root > 0.1) return a * root * root * root;
    return math::exp((math::log(u) + ln_gamma(a + 1)) / a);  // far down, P is about x^a / Gamma(a + 1)
}

}  // namespace

double gamma_below(double x, const GammaLaw& law) {
    return standard_below(x / law.scale, law.shape);
}

// Newton's steps, kept between bounds that only come closer.
double gamma_quantile(double u, const GammaLaw& law) {
    const double a = law.shape;
    double low = 0;
    double high = a + 50 * std::sqrt(a) + 750;  // beyond any probability that a double tells from 1
    double x = std::clamp(first_guess(u, a), high * 1e-300, high);
    for (int i = 0; i < 200; ++i) {
        const double off = standard_below(x, a) - u;
        (off > 0 ? high : low) = x;
        const double density = front(x, a) / x;
        double next = density > 0 ? x - off / density : low;
        if (!(next > low && next < high)) next = 0.5 * (low + high);
        if (std::fabs(next - x) <= 1e-12 * x) break;
        x = next;
    }
    return x * law.scale;
}

double truncated_gamma(double u, const GammaLaw& law, double most) {
    return std::min(most, gamma_quantile(u * gamma_below(most, law), law));
}

}  // namespace datahall

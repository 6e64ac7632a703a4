// The normal distribution of datahall/distributions.hpp, both ways.
//
// z(u): AS 241, PPND16 (Wichura, Applied Statistics 37, 1988): three rational approximations.
// Phi(z): near 0 the series Phi = 1/2 + phi(z) (z + z^3/3 + z^5/15 + ...), in which nothing cancels;
// further out the continued fraction of Laplace, 1 - Phi = phi(z) / (z + 1/(z + 2/(z + 3/...))).
#include <array>
#include <cmath>
#include <stdexcept>

#include "datahall/distributions.hpp"
#include "datahall/math.hpp"

namespace datahall::quantile {

namespace {

using Coefficients = std::array<double, 8>;  // from power 0 upward

double polynomial(const Coefficients& c, double x) {
    double sum = 0.0;
    for (auto it = c.rbegin(); it != c.rend(); ++it) sum = sum * x + *it;
    return sum;
}

struct Ratio {
    Coefficients above;
    Coefficients below;
    double operator()(double x) const { return polynomial(above, x) / polynomial(below, x); }
};

constexpr Ratio center{
    {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
     4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3},
    {1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3, 2.1213794301586595867e4,
     3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3}};
constexpr Ratio shoulder{{1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
                          3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
                          2.27238449892691845833e-2, 7.74545014278341407640e-4},
                         {1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
                          1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
                          1.05075007164441684324e-9}};
constexpr Ratio tail{{6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
                      2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                      2.71155556874348757815e-5, 2.01033439929228813265e-7},
                     {1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
                      7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
                      2.04426310338993978564e-15}};

double density(double z) {
    constexpr double inverse_sqrt_2pi = 0x1.9884533d43651p-2;
    return inverse_sqrt_2pi * math::exp(-0.5 * z * z);
}

// Phi(z) - 1/2 for |z| <= 2: further out, 1/2 minus this would lose digits.
double inner_part(double z) {
    double term = z;
    double sum = z;
    for (int n = 3; n < 200 && std::fabs(term) > 1e-18 * std::fabs(sum); n += 2) {
        term *= z * z / n;
        sum += term;
    }
    return density(z) * sum;
}

// 1 - Phi(z) for z >= 2, where 120 levels leave nothing out that a double could hold.
double upper_tail(double z) {
    double fraction = z;
    for (int level = 120; level > 0; --level) fraction = z + level / fraction;
    return density(z) / fraction;
}

}  // namespace

double normal(double u) {
    if (!(u > 0.0 && u < 1.0)) throw std::domain_error{"normal: u outside (0, 1)"};
    const double q = u - 0.5;
    if (std::fabs(q) <= 0.425) return q * center(0.180625 - q * q);
    const double r = std::sqrt(-math::log(q < 0.0 ? u : 1.0 - u));
    const double z = r <= 5.0 ? shoulder(r - 1.6) : tail(r - 5.0);
    return q < 0.0 ? -z : z;
}

double normal_below(double z) {
    if (z < -2.0) return upper_tail(-z);
    if (z > 2.0) return 1.0 - upper_tail(z);
    return 0.5 + inner_part(z);
}

}  // namespace datahall::quantile

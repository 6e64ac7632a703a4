// Elementary functions that give the same bits on every machine.
//
// A C library may pick another variant of exp or sin for each processor, so one binary gives two
// answers that differ in the last bit, and a run that branches on them gives two results.  These
// use only + - * / sqrt and bit operations, which IEEE 754 rounds exactly; build without
// contraction to fma (-ffp-contract=off) and without -ffast-math.
//
// Errors are the largest seen over 10^6 points against the 80-bit library (tests/unit/kernel),
// in units in the last place of the result, rounded up; results below 2.3e-308 are rounded twice.
// Special values follow ISO C, annex F.  No function sets errno.
// sqrt, floor, ceil, fabs and fmod of <cmath> are exact already: use those.
#pragma once

namespace datahall::math {

/// e^x.  Error 0.8 ULP.  0 below -745.2, +inf above 709.8.
double exp(double x);

/// e^x - 1 without cancellation near 0.  Error 1.2 ULP.
double expm1(double x);

/// Natural logarithm.  Error 0.9 ULP.  -inf at 0, NaN below 0.
double log(double x);

/// ln(1 + x) without cancellation near 0.  Error 1 ULP.  -inf at -1, NaN below -1.
double log1p(double x);

/// Decimal logarithm.  Error 2 ULP.
double log10(double x);

/// x^y.  Error 0.8 ULP.  NaN for a negative x and a y that is not whole.
double pow(double x, double y);

/// Cube root, of negative numbers too.  Error 0.6 ULP.
double cbrt(double x);

/// Sine and cosine of radians.  Error 1 ULP.  Valid: |x| <= 1e6 (a century of daily cycles is
/// 2.3e5); throws std::domain_error beyond, NaN for NaN.
double sin(double x);
double cos(double x);

/// Hyperbolic tangent.  Error 2.5 ULP.
double tanh(double x);

}  // namespace datahall::math

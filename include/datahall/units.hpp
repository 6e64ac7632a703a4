// Physical quantities that refuse to be mixed up.
//
// A Quantity is one double in SI base units plus its dimension, checked by the compiler and
// free at run time: Watts * Seconds is Joules, and Watts + Joules does not compile.  Write
// literals (`12_kW`), name results (`Watts it_load`), and unwrap with `.si()` only at the
// edges: solvers, reports, random draws.
#pragma once

#include <compare>

namespace datahall {

/// Exponents of the base dimensions used in this project.
struct Dim {
    int energy = 0;  // joule
    int time = 0;    // second
    int length = 0;  // metre
    int mass = 0;    // kilogram
    int temp = 0;    // kelvin, a difference; a reading is a Celsius
    int data = 0;    // bit
    int money = 0;   // US dollar, nominal

    friend constexpr Dim operator+(Dim a, Dim b) {
        return {a.energy + b.energy, a.time + b.time, a.length + b.length, a.mass + b.mass,
                a.temp + b.temp,     a.data + b.data, a.money + b.money};
    }
    friend constexpr Dim operator-(Dim a) {
        return {-a.energy, -a.time, -a.length, -a.mass, -a.temp, -a.data, -a.money};
    }
    friend constexpr bool operator==(Dim, Dim) = default;
};

template <Dim D>
class Quantity {
public:
    static constexpr Dim dim = D;

    constexpr Quantity() = default;
    static constexpr Quantity from_si(double value) { return Quantity{value}; }
    constexpr double si() const { return value_; }

    constexpr Quantity& operator+=(Quantity o) {
        value_ += o.value_;
        return *this;
    }
    constexpr Quantity& operator-=(Quantity o) {
        value_ -= o.value_;
        return *this;
    }
    friend constexpr Quantity operator+(Quantity a, Quantity b) { return a += b; }
    friend constexpr Quantity operator-(Quantity a, Quantity b) { return a -= b; }
    friend constexpr Quantity operator-(Quantity a) { return from_si(-a.value_); }
    friend constexpr Quantity operator*(Quantity a, double k) { return from_si(a.value_ * k); }
    friend constexpr Quantity operator*(double k, Quantity a) { return a * k; }
    friend constexpr Quantity operator/(Quantity a, double k) { return from_si(a.value_ / k); }
    friend constexpr auto operator<=>(Quantity, Quantity) = default;

private:
    explicit constexpr Quantity(double value) : value_{value} {}
    double value_ = 0.0;
};

template <Dim A, Dim B>
constexpr auto operator*(Quantity<A> a, Quantity<B> b) {
    if constexpr (A + B == Dim{}) {
        return a.si() * b.si();
    } else {
        return Quantity<A + B>::from_si(a.si() * b.si());
    }
}
template <Dim A, Dim B>
constexpr auto operator/(Quantity<A> a, Quantity<B> b) {
    if constexpr (A == B) {
        return a.si() / b.si();
    } else {
        return Quantity<A + -B>::from_si(a.si() / b.si());
    }
}

using Joules = Quantity<Dim{.energy = 1}>;
using Seconds = Quantity<Dim{.time = 1}>;
using Watts = Quantity<Dim{.energy = 1, .time = -1}>;
using WattsPerKelvin = Quantity<Dim{.energy = 1, .time = -1, .temp = -1}>;
using JoulesPerKelvin = Quantity<Dim{.energy = 1, .temp = -1}>;
using Meters = Quantity<Dim{.length = 1}>;
using SquareMeters = Quantity<Dim{.length = 2}>;
using CubicMetersPerSecond = Quantity<Dim{.time = -1, .length = 3}>;
using CubicMetersPerJoule = Quantity<Dim{.energy = -1, .length = 3}>;
using Pascals = Quantity<Dim{.energy = 1, .length = -3}>;
using Kilograms = Quantity<Dim{.mass = 1}>;
using KilogramsPerMeter = Quantity<Dim{.length = -1, .mass = 1}>;
using KilogramsPerJoule = Quantity<Dim{.energy = -1, .mass = 1}>;
using KilogramsPerSecond = Quantity<Dim{.time = -1, .mass = 1}>;
using Kelvins = Quantity<Dim{.temp = 1}>;
using Bits = Quantity<Dim{.data = 1}>;
using BitsPerSecond = Quantity<Dim{.time = -1, .data = 1}>;
using Dollars = Quantity<Dim{.money = 1}>;
using DollarsPerJoule = Quantity<Dim{.energy = -1, .money = 1}>;

/// A temperature reading.  Readings subtract to Kelvins and never add.
class Celsius {
public:
    constexpr Celsius() = default;
    explicit constexpr Celsius(double degrees) : degrees_{degrees} {}
    constexpr double degrees() const { return degrees_; }
    friend constexpr Kelvins operator-(Celsius a, Celsius b) {
        return Kelvins::from_si(a.degrees_ - b.degrees_);
    }
    friend constexpr Celsius operator+(Celsius a, Kelvins d) { return Celsius{a.degrees_ + d.si()}; }
    friend constexpr Celsius operator-(Celsius a, Kelvins d) { return Celsius{a.degrees_ - d.si()}; }
    friend constexpr auto operator<=>(Celsius, Celsius) = default;

private:
    double degrees_ = 0.0;
};

// One pair of literals (whole and decimal) per unit.  A type cannot stand in parentheses there.
// NOLINTBEGIN(bugprone-macro-parentheses)
#define DATAHALL_LITERAL(suffix, type, scale)                  \
    constexpr type operator""_##suffix(long double v) {        \
        return type::from_si(double(v) * (scale));             \
    }                                                          \
    constexpr type operator""_##suffix(unsigned long long v) { \
        return type::from_si(double(v) * (scale));             \
    }
// NOLINTEND(bugprone-macro-parentheses)
namespace literals {
DATAHALL_LITERAL(W, Watts, 1.0)
DATAHALL_LITERAL(kW, Watts, 1e3)
DATAHALL_LITERAL(MW, Watts, 1e6)
DATAHALL_LITERAL(J, Joules, 1.0)
DATAHALL_LITERAL(kWh, Joules, 3.6e6)
DATAHALL_LITERAL(ns, Seconds, 1e-9)
DATAHALL_LITERAL(s, Seconds, 1.0)
DATAHALL_LITERAL(min, Seconds, 60.0)
DATAHALL_LITERAL(h, Seconds, 3600.0)
DATAHALL_LITERAL(d, Seconds, 86400.0)
DATAHALL_LITERAL(m, Meters, 1.0)
DATAHALL_LITERAL(m2, SquareMeters, 1.0)
DATAHALL_LITERAL(kg, Kilograms, 1.0)
DATAHALL_LITERAL(K, Kelvins, 1.0)
DATAHALL_LITERAL(Pa, Pascals, 1.0)
DATAHALL_LITERAL(Gbps, BitsPerSecond, 1e9)
DATAHALL_LITERAL(USD, Dollars, 1.0)
constexpr Celsius operator""_degC(long double v) {
    return Celsius{double(v)};
}
constexpr Celsius operator""_degC(unsigned long long v) {
    return Celsius{double(v)};
}
}  // namespace literals
#undef DATAHALL_LITERAL

static_assert(sizeof(Watts) == sizeof(double));

}  // namespace datahall

#!/usr/bin/env python3
"""Makes tests/data/cooling/moist_air.csv: states of moist air by the ASHRAE equations, with 50 digits and no code of ours.

Usage: make_moist_air.py > moist_air.csv

Each equation of ASHRAE Handbook of Fundamentals 2017, chapter 1, is written out below once: saturation over ice and
water (eq. 5, 6), humidity ratio (20), relative humidity (12), balance of the wet bulb over water and ice (33, 35), volume
(26), enthalpy (30). Wet bulb and dew point have no closed form: both are found by halving an interval 120 times.

Between the balances over ice and over water at 0 degC some states have two wet bulbs; `wet_bulb_other_c` is the second one,
below 0 degC, and empty elsewhere.
"""
from decimal import Decimal as D, getcontext

getcontext().prec = 50
KELVIN = D("273.15")
ICE = [D(x) for x in ("-5.6745359e3", "6.3925247", "-9.677843e-3", "6.2215701e-7", "2.0747825e-9", "-9.484024e-13", "4.1635019")]
WATER = [D(x) for x in ("-5.8002206e3", "1.3914993", "-4.8640239e-2", "4.1764768e-5", "-1.4452093e-8", "6.5459673")]


def saturation(t):
    k = t + KELVIN
    if t <= D("0.01"):
        return (ICE[0] / k + ICE[1] + ICE[2] * k + ICE[3] * k**2 + ICE[4] * k**3 + ICE[5] * k**4 + ICE[6] * k.ln()).exp()
    return (WATER[0] / k + WATER[1] + WATER[2] * k + WATER[3] * k**2 + WATER[4] * k**3 + WATER[5] * k.ln()).exp()


def ratio(vapor, p):
    return D("0.621945") * vapor / (p - vapor)


def over_water(t, tw, p):
    return ((2501 - D("2.326") * tw) * ratio(saturation(tw), p) - D("1.006") * (t - tw)) / (2501 + D("1.86") * t - D("4.186") * tw)


def over_ice(t, tw, p):
    return ((2830 - D("0.24") * tw) * ratio(saturation(tw), p) - D("1.006") * (t - tw)) / (2830 + D("1.86") * t - D("2.1") * tw)


def root(function, low, high, value):
    """Where the rising `function` has `value`; None outside.  Saturated air is its own wet bulb but for rounding."""
    if function(low) > value or function(high) < value * (1 - D("1e-40")):
        return None
    for _ in range(120):
        middle = (low + high) / 2
        if function(middle) < value:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def wet_bulbs(t, w, p):
    zero = D(0)
    water = root(lambda x: over_water(t, x, p), zero, t, w) if t >= 0 else None
    ice = root(lambda x: over_ice(t, x, p), D(-100), min(t, zero), w)
    return water, ice


def state(t, humidity, p):
    vapor = humidity * saturation(t)
    w = ratio(vapor, p)
    water, ice = wet_bulbs(t, w, p)
    dew = root(saturation, D(-100), D(100), vapor)
    enthalpy = 1000 * (D("1.006") * t + w * (2501 + D("1.86") * t))
    volume = D("287.042") * (t + KELVIN) * (1 + D("1.607858") * w) / p
    first = water if water is not None else ice
    other = ice if water is not None else None
    cells = [t, humidity, p, vapor, w, first, dew, enthalpy, volume]
    return ",".join(f"{x:.12g}" for x in cells) + "," + ("" if other is None else f"{other:.12g}")


def main():
    print("dry_bulb_c,relative_humidity,pressure_pa,vapor_pressure_pa,humidity_ratio,wet_bulb_c,dew_point_c,"
          "enthalpy_j_per_kg,volume_m3_per_kg,wet_bulb_other_c")
    for t in (-40, -25, -10, -2, "-0.5", "0.5", 2, 7, 15, 25, 35, 50):
        for humidity in ("0.01", "0.15", "0.6", "1"):
            for p in (60000, 83460, 105000):
                print(state(D(t), D(humidity), D(p)))
    # the wet bulb near 0 degC, where two balances meet
    for t, humidity in ((5, "0.30"), (8, "0.12"), (3, "0.52"), ("4.3", "0.36"), (10, "0.04"), (6, "0.22")):
        for p in (70000, 101325):
            print(state(D(t), D(humidity), D(p)))


if __name__ == "__main__":
    main()

// Moist air: vapour pressure, humidity ratio, wet bulb, dew point, enthalpy, volume.
//
//   ln pws(T)    saturation over water (t > 0.01 degC) or over ice                   [Pa]
//   pw = RH pws(t);  W = 0.621945 pw / (p - pw)                              [kg/kg dry air]
//   W(t, tw, p)  energy balance of an adiabatic saturation at tw; its inverse is the wet bulb
//   h = 1.006 t + W (2501 + 1.86 t)                                          [kJ/kg dry air]
//   v = 0.287042 T (1 + 1.607858 W) / p_kPa                                  [m3/kg dry air]
//   p(z) = 101325 (1 - 2.25577e-5 z)^5.2559                                            [Pa]
//
// Valid for -100 to 100 degC and pressures of 30 to 120 kPa.  Ignores the enhancement factor of
// real air (below 0.5 %).  Source: ASHRAE Handbook of Fundamentals 2017, chapter 1.
//
// Temperatures `t` are degC, pressures Pa, humidity ratios kg/kg, relative humidity 0..1.
#pragma once

namespace datahall::psychro {

/// Vapour pressure of saturated air.
double saturation_pressure(double t);

/// Humidity ratio of air whose vapour has the partial pressure `vapour`; not below 1e-7.
double humidity_ratio(double vapour, double pressure);
/// The inverse: partial pressure of the vapour.
double vapour_pressure(double humidity_ratio, double pressure);

/// Humidity ratio of air of dry bulb `t` and wet bulb `tw` <= t; may be negative where no such
/// air exists.
double humidity_ratio_at_wet_bulb(double t, double tw, double pressure);

/// Thermodynamic wet bulb to 1e-6 K by bisection.  Between 0 degC over water and 0 degC over ice
/// the balance has two answers; the one over water is taken, so that the result rises with W.
double wet_bulb(double t, double humidity_ratio, double pressure);

/// Temperature at which vapour of that partial pressure saturates, to 1e-9 K: the inverse of
/// saturation_pressure() by bisection.  The handbook's fit, which many tools use, differs from that inverse
/// by up to 0.03 K above -20 degC, and by 0.17, 0.6 and 3.1 K at dew points of -30, -40 and -60 degC.
double dew_point(double vapour);

/// J per kg of dry air.
double enthalpy(double t, double humidity_ratio);
/// m3 per kg of dry air.
double specific_volume(double t, double humidity_ratio, double pressure);

/// A state of moist air with all of its properties, in the units of this file.
struct MoistAir {
    double dry_bulb = 0.0;
    double wet_bulb = 0.0;
    double dew_point = 0.0;
    double relative_humidity = 0.0;  // vapour pressure over that of saturation at the dry bulb
    double humidity_ratio = 0.0;
    double vapour_pressure = 0.0;
    double pressure = 0.0;
    double enthalpy = 0.0;
    double volume = 0.0;
    double density = 0.0;  // of air and vapour together, kg/m3
};

/// All of it from dry bulb, humidity ratio and pressure.
MoistAir moist_air(double t, double humidity_ratio, double pressure);

/// Standard atmosphere at `altitude` metres above the sea.
double pressure_at(double altitude);

}  // namespace datahall::psychro

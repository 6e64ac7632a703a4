// Air and metal by closed forms: tables worked out beforehand, limits, and a crude integrator.
#include "sim/run/heat/two_node.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;

namespace {

constexpr TwoNodeBody hall{12e3, 250e3, 1'000.0};
constexpr TwoNodeState rest{24.0, 24.0};

// One rack without cooling: 3 m2 (3.5 m2 from 40 kW on) by 3 m of air, 245 kJ/K, coupled by Q / 10 K.
TwoNodePath lost(double kilowatts) {
    const double area = kilowatts < 40.0 ? 3.0 : 3.5;
    return {{1.2 * 1'006.0 * area * 3.0, 245e3, kilowatts * 1e3 / 10.0}, {0, 0}, {.to_air = kilowatts * 1e3}};
}

}  // namespace

TEST_CASE("air without cooling warms as the table of densities says", "[heat]") {
    // Rise after 30, 60, 120, 300, 600 s, and seconds to +5, +10, +20 K, from the same equations by hand.
    struct Row {
        double kilowatts, rise[5], seconds[3];
    };
    const Row rows[] = {{1, {2.41, 4.25, 6.74, 9.83, 11.49}, {74.9, 320.5, 2'771}},
                        {3, {5.66, 8.25, 10.29, 12.68, 16.20}, {25.0, 106.8, 923.8}},
                        {10, {9.83, 11.49, 13.86, 20.89, 32.62}, {7.49, 32.0, 277}},
                        {20, {11.49, 13.86, 18.55, 32.62, 56.07}, {3.75, 16.0, 139}},
                        {40, {13.70, 18.35, 27.67, 55.61, 102.2}, {2.18, 9.06, 70.6}}};
    const double times[] = {30, 60, 120, 300, 600};
    const double rises[] = {5, 10, 20};
    for (const Row& row : rows) {
        const TwoNodePath path = lost(row.kilowatts);
        CAPTURE(row.kilowatts);
        for (int i = 0; i < 5; ++i) CHECK(path.air(times[i]) == Approx(row.rise[i]).epsilon(0.005));
        for (int i = 0; i < 3; ++i)
            CHECK(*path.first_at_or_above(rises[i]) == Approx(row.seconds[i]).epsilon(0.005));
    }
}

TEST_CASE("a hall with a coil takes the values of the worked example", "[heat]") {
    const TwoNodePath path{hall, rest, {.to_air = 10e3, .conductance = 1'200.0, .supply = 20.0}};
    CHECK(path.air(10) == Approx(25.9961).margin(1e-4));
    CHECK(path.air(60) == Approx(26.5617).margin(1e-4));
    CHECK(path.air(300) == Approx(27.2785).margin(1e-4));
    CHECK(path.air(1'800) == Approx(28.2920).margin(1e-4));
    const double crossing = *path.first_at_or_above(27.0);
    CHECK(crossing == Approx(191.554).margin(1e-3));
    CHECK(path.air(crossing) >= 27.0);
    CHECK(path.air(crossing - 1e-8) < 27.0);
    CHECK_FALSE(path.first_at_or_above(28.4));               // it ends at 20 + 10 / 1.2
    CHECK_FALSE(path.first_at_or_above(20.0 + 10.0 / 1.2));  // to which it only tends
}

TEST_CASE("next to no cooling is as good as none", "[heat]") {
    const TwoNodePath none{hall, rest, {.to_air = 10e3}};
    const TwoNodePath little{hall, rest, {.to_air = 10e3, .conductance = 1e-6, .supply = 20.0}};
    for (double t = 0; t <= 600; t += 7) CHECK(little.air(t) == Approx(none.air(t)).margin(1e-3));
}

TEST_CASE("one node alone follows its exponential", "[heat]") {
    // 100 kJ/K, 50 W/K to 20 degC, 1 kW: tau = 2000 s, end at 40 degC.
    const TwoNodePath path{{100e3, 0, 0}, {20, 20}, {.to_air = 1e3, .conductance = 50.0, .supply = 20.0}};
    CHECK(path.air(2'000) == Approx(40.0 - 20.0 * 0.36787944117144233).epsilon(1e-12));
    CHECK(*path.first_at_or_above(30.0) == Approx(2'000 * 0.6931471805599453).margin(1e-8));
    // A liquid-cooled rack whose facility water stops: 115 kW into 40 L of 4 MJ/(m3 K).
    const TwoNodePath loop{{40e-3 * 4.0e6, 0, 0}, {0, 0}, {.to_air = 115e3}};
    CHECK(loop.air(1.0) == Approx(0.719).epsilon(0.005));
    CHECK(*loop.first_at_or_above(20.0) == Approx(27.8).epsilon(0.005));
}

TEST_CASE("closed forms agree with themselves and with small steps", "[heat]") {
    SplitMix random{7};
    const auto any = [&](double low, double high) { return low + (high - low) * random.unit(); };
    for (int run = 0; run < 300; ++run) {
        const TwoNodeBody body{any(5e3, 5e5), run % 3 == 0 ? 0.0 : any(5e4, 5e6), any(50, 5e4)};
        const TwoNodeState start{any(10, 60), any(10, 60)};
        const TwoNodeInput in{any(0, 1e5), any(0, 1e4), run % 4 == 0 ? 0.0 : any(1, 2e4), any(5, 30)};
        const TwoNodePath path{body, start, in};
        CAPTURE(run, body.air, body.metal, body.coupling, in.conductance);
        const double t = any(1, 900);
        // In two parts as in one.
        const double part = any(0, t);
        const TwoNodePath rest_of_it{body, path.at(part), in};
        CHECK(rest_of_it.air(t - part) == Approx(path.air(t)).epsilon(1e-11));
        CHECK(path.moved(part) + rest_of_it.moved(t - part) ==
              Approx(path.moved(t)).epsilon(1e-9).margin(1e-3));
        // Heat in = moved + stored.
        const TwoNodeState end = path.at(t);
        const double metal_in = body.metal > 0 ? in.to_metal * t : 0.0;
        const double stored = body.air * (end.air - start.air) + body.metal * (end.metal - start.metal);
        CHECK(in.to_air * t + metal_in - path.moved(t) - stored ==
              Approx(0.0).margin(1e-9 * (in.to_air + in.to_metal + 1.0) * t + 1e-4));
        // Euler's way in small steps.
        double air = start.air;
        double metal = start.metal;
        constexpr int steps = 200'000;
        const double dt = t / steps;
        for (int i = 0; i < steps && run < 20; ++i) {
            const double exchanged = body.metal > 0 ? body.coupling * (air - metal) : 0.0;
            air += dt / body.air * (in.to_air - exchanged - in.conductance * (air - in.supply));
            if (body.metal > 0) metal += dt / body.metal * (in.to_metal + exchanged);
        }
        if (run < 20) CHECK(path.air(t) == Approx(air).margin(0.02));
    }
}

TEST_CASE("crossings are the first ones, on either side of a turning point", "[heat]") {
    SplitMix random{11};
    const auto any = [&](double low, double high) { return low + (high - low) * random.unit(); };
    for (int run = 0; run < 400; ++run) {
        const TwoNodeBody body{any(5e3, 5e5), any(5e4, 5e6), any(50, 5e4)};
        const TwoNodePath path{body,
                               {any(20, 40), any(20, 40)},
                               {any(0, 5e4), 0.0, run % 4 == 0 ? 0.0 : any(10, 1e4), any(5, 30)}};
        const double threshold = any(15, 50);
        for (const bool up : {true, false}) {
            const auto found = up ? path.first_at_or_above(threshold) : path.first_at_or_below(threshold);
            const auto is_past = [&](double t) {
                return up ? path.air(t) >= threshold : path.air(t) <= threshold;
            };
            const double until = found.value_or(20'000.0);
            for (int i = 0; i < 400; ++i) {
                const double t = until * i / 400;
                INFO("run " << run << (up ? " up " : " down ") << t << " of " << until);
                if (t < until - 1e-6) CHECK_FALSE(is_past(t));
            }
            if (found) CHECK(is_past(*found));
        }
    }
}

#include <cmath>

#include "sim/run/power/breaker.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;

namespace {

constexpr Instant at_s(double s) {
    return {static_cast<std::int64_t>(s * 1e9)};
}
double seconds(Instant t) {
    return static_cast<double>(t.ns) * 1e-9;
}

// Fits to the figures of the Dynamo paper (ISCA 2016).
const TripCurve rack{.tau_s = 257, .pickup = std::sqrt(1.207)};
const TripCurve switchboard{.tau_s = 162, .pickup = std::sqrt(1.10)};

Breaker rested(const TripCurve& curve, double current) {
    Breaker b{curve};
    b.set_current({}, current);
    b.settle_in();
    return b;
}

// A published shape: K / (i^2 - 1).
TripCurve made_table(double k) {
    TripCurve curve{.tau_s = 300, .pickup = 1.05};
    for (double i = 1.06; i < 8; i *= 1.02) curve.points.push_back({i, k / (i * i - 1)});
    return curve;
}

}  // namespace

TEST_CASE("breakers open when their thermal curve says so", "[breaker]") {
    Breaker b = rested(switchboard, 1.0);
    b.set_current({}, 1.15);
    CHECK(seconds(b.opens_at()) == Approx(60.1).margin(0.1));

    b = rested(rack, 0.5);
    b.set_current({}, 1.4);
    CHECK(seconds(b.opens_at()) == Approx(210.8).margin(0.1));

    struct Row {
        const TripCurve* curve;
        double current;
        double seconds;
        double within;
    };
    for (const Row& row : {Row{&rack, 1.10, 1092, 1}, Row{&rack, 1.15, 264, 1}, Row{&rack, 1.2, 163, 1},
                           Row{&rack, 1.4, 62, 1}, Row{&rack, 2, 18, 0.5}, Row{&switchboard, 1.1, 105, 1},
                           Row{&switchboard, 1.15, 60, 1}, Row{&switchboard, 1.2, 42, 1},
                           Row{&switchboard, 1.4, 18, 1}, Row{&switchboard, 2, 5.5, 0.1}}) {
        b = rested(*row.curve, 1.0);
        b.set_current({}, row.current);
        CHECK(seconds(b.opens_at()) == Approx(row.seconds).margin(row.within));
    }
}

TEST_CASE("a breaker remembers what it has carried", "[breaker]") {
    Breaker b = rested(rack, 1.0);
    b.set_current(at_s(0), 1.4);
    b.set_current(at_s(30), 1.0);
    b.set_current(at_s(630), 1.4);
    const double warm = 1.96 + (1.0 - 1.96) * std::exp(-30.0 / 257);
    const double cooled = 1.0 + (warm - 1.0) * std::exp(-600.0 / 257);
    const double left = 257 * std::log((1.96 - cooled) / (1.96 - 1.207));
    CHECK(seconds(b.opens_at()) == Approx(630 + left).margin(1e-6));
}

TEST_CASE("a breaker carries its pickup current for ever, and any less", "[breaker]") {
    for (const double current : {0.0, 0.8, 1.0, 1.0986}) {
        Breaker b = rested(rack, 1.0);
        b.set_current({}, current);
        CHECK(b.opens_at() == kNever);
    }
    Breaker b = rested(rack, 1.0);
    b.set_current({}, 1.0987);
    CHECK(b.opens_at() != kNever);
}

TEST_CASE("a short opens a breaker at once, after its delay", "[breaker]") {
    TripCurve curve = rack;
    curve.instant = 8;
    curve.instant_ns = 15'000'000;
    Breaker b = rested(curve, 1.0);
    b.set_current(at_s(5), 8.0);
    CHECK(b.opens_at().ns == 5'015'000'000);
    b.set_current({5'010'000'000}, 9.0);  // still the same short
    CHECK(b.opens_at().ns == 5'015'000'000);
    b.set_current({5'012'000'000}, 1.0);
    CHECK(b.opens_at() == kNever);
}

TEST_CASE("a table opens at its points, and on the way between them log-log", "[breaker]") {
    const TripCurve curve{.tau_s = 300, .pickup = 1.1, .points = {{1.2, 1000}, {2, 100}, {5, 10}}};
    for (const TripPoint& p : curve.points) {
        Breaker b{curve};
        b.set_current({}, p.current);
        CHECK(seconds(b.opens_at()) == Approx(p.seconds).epsilon(1e-9));
    }
    Breaker b{curve};
    b.set_current({}, std::sqrt(1.2 * 2.0));
    CHECK(seconds(b.opens_at()) == Approx(std::sqrt(1000.0 * 100.0)).epsilon(1e-12));
    b.set_current(at_s(0), 2.0);
    b.set_current(at_s(50), 1.0);  // half used up, then it recovers
    CHECK(b.opens_at() == kNever);
    b.set_current(at_s(350), 5.0);
    CHECK(seconds(b.opens_at()) == Approx(350 + 10 * (1 - 0.5 * std::exp(-1.0))).epsilon(1e-9));
}

TEST_CASE("cutting an interval in two changes nothing, and more current never opens later", "[breaker]") {
    const TripCurve table = made_table(59.5);
    SplitMix random{4};
    const auto uniform = [&] { return random.below(1'000'000) * 1e-6; };
    for (int i = 0; i < 2'000; ++i) {
        const TripCurve& curve = i % 2 == 0 ? rack : table;
        const double before = uniform() * 1.05;
        const double current = uniform() * 3;
        Breaker whole{curve};
        whole.set_current({}, before);
        whole.set_current(at_s(1'000 * uniform()), current);
        Breaker cut = whole;
        const Instant opens = whole.opens_at();
        const Instant end = std::min(opens, add_sat(at_s(1'000), 60'000'000'000));
        const Instant middle{(1'000'000'000'000 + end.ns) / 2};
        if (middle.ns < 1'000'000'000'000 || middle > end) continue;
        cut.set_current(middle, current);
        CHECK(cut.stress(end) == Approx(whole.stress(end)).margin(1e-12));
        if (opens != kNever) {
            CHECK(std::abs(seconds(cut.opens_at()) - seconds(opens)) < 1e-6 * (1 + seconds(opens)));
        }
        Breaker harder = whole;
        harder.set_current(at_s(1'000), current + 0.1);
        CHECK(harder.opens_at() <= opens);
        CHECK(whole.stress(end) <= 1 + 1e-6);
    }
}

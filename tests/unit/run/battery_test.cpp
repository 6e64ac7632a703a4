#include "sim/run/power/battery.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;

namespace {

constexpr Instant at_s(double s) {
    return {static_cast<std::int64_t>(s * 1e9)};
}
double minutes(Instant t) {
    return static_cast<double>(t.ns) / 60e9;
}

const BatteryCurve nine_minutes{.full_load_s = 540};

}  // namespace

TEST_CASE("a battery lasts as the maker's table says", "[battery]") {
    struct Row {
        double load, formula_min, table_min;
    };
    for (const Row& row : {Row{1.0, 9.0, 9}, Row{0.5, 21.0, 21}, Row{0.3, 37.1, 40}}) {
        Battery b{nine_minutes};
        b.discharge({}, row.load);
        CHECK(minutes(b.empties()) == Approx(row.formula_min).margin(0.1));
        CHECK(minutes(b.empties()) == Approx(row.table_min).epsilon(0.1));
    }
    const BatteryCurve table{.points = {{0.3, 2400}, {0.5, 1260}, {1.0, 540}}};
    for (const RuntimePoint& p : table.points) CHECK(table.runtime_s(p.load) == Approx(p.seconds));
    CHECK(table.runtime_s(0.1) == 2400);
    CHECK(table.runtime_s(0.7) < 1260);
    CHECK(table.runtime_s(1.2) < 540);
}

TEST_CASE("a battery half used at full load lasts half as long at another", "[battery]") {
    Battery b{nine_minutes};
    b.discharge({}, 1.0);
    b.discharge(at_s(270), 0.5);
    CHECK(b.state(at_s(270)) == Approx(0.5));
    CHECK(minutes(b.empties()) - 4.5 == Approx(10.5).margin(1.0 / 60));
    CHECK(b.reaches(0.2) < b.empties());
    CHECK(b.fills() == kNever);
}

TEST_CASE("an old battery lasts for less, and any charges by what it is given", "[battery]") {
    const BatteryCurve old{.full_load_s = 540, .health = 0.8};
    Battery b{old};
    b.discharge({}, 1.0);
    CHECK(minutes(b.empties()) == Approx(7.2));
    CHECK(b.state(b.empties()) == Approx(0.0).margin(1e-9));

    // Charged with a twentieth of the rating at 95 %: E x 20 / 0.95
    b.charge(b.empties());
    const double full_s = static_cast<double>(b.fills().ns) * 1e-9 - 432;
    CHECK(full_s == Approx(old.energy_s() * 20 / 0.95).epsilon(1e-9));
    b.rest(at_s(432 + full_s / 2));
    CHECK(b.state(at_s(1e6)) == Approx(0.5).margin(1e-6));
    CHECK(b.fills() == kNever);
}

TEST_CASE("no battery gives more than it takes, at any load", "[battery]") {
    for (const BatteryCurve& curve :
         {nine_minutes, BatteryCurve{.full_load_s = 200, .exponent = 1.1, .own_draw = 0.02},
          BatteryCurve{.points = {{0.2, 3000}, {0.3, 2400}, {0.5, 1260}, {1.0, 540}}}}) {
        const double taken = curve.energy_s() / curve.charge_efficiency;
        for (double load = 0; load <= 1.25; load += 0.001) {
            CHECK(load * curve.runtime_s(load) <= taken);
            if (load > 0.001) CHECK(curve.runtime_s(load) <= curve.runtime_s(load - 0.001));
        }
    }
}

TEST_CASE("cutting a discharge in two changes nothing, and the charge stays within its bounds", "[battery]") {
    SplitMix random{9};
    Battery whole{nine_minutes};
    Battery cut{nine_minutes};
    std::int64_t now = 0;
    for (int i = 0; i < 1'000; ++i) {
        const double load = random.below(1'250) * 1e-3;
        const bool charges = random.below(3) == 0;
        const std::int64_t end = now + random.below(400) * 1'000'000'000LL;
        for (Battery* b : {&whole, &cut}) charges ? b->charge({now}) : b->discharge({now}, load);
        const Instant middle{(now + end) / 2};
        charges ? cut.charge(middle) : cut.discharge(middle, load);
        CHECK(cut.state({end}) == Approx(whole.state({end})).margin(1e-12));
        const Instant next = charges ? whole.fills() : whole.empties();
        if (next.ns < end) CHECK(whole.state(next) == Approx(charges ? 1.0 : 0.0).margin(1e-9));
        now = end;
    }
}

// EIR chillers against worked points of their published curves.
#include <charconv>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "datahall/config_error.hpp"
#include "datahall/keys.hpp"

#include "models/cooling/chiller_sets.hpp"
#include "models/cooling/curve_check.hpp"
#include "models/cooling/eir_chiller.hpp"
#include "sim/config/line_source.hpp"
#include "tests/support/catch.hpp"

using namespace datahall;

namespace {

std::string table_text() {
    std::ifstream in{DATAHALL_SOURCE_DIR "/scenarios/data/cooling/chillers_electric_eir.csv",
                     std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

ChillerCurves from_table(const std::string& name) {
    const auto source = make_line_source(table_text(), "chillers.csv");
    return read_chiller(*source, name);
}

ChillerCurves builtin(std::string_view name) {
    for (const NamedChiller& c : builtin_chillers()) {
        if (c.name.starts_with(name)) return c.curves;
    }
    FAIL("no such chiller");
    return {};
}

double input_ratio(const EirChiller& c, double te, double tc) {
    return biquadratic(c.curves().energy_input, te, tc);
}

}  // namespace

TEST_CASE("a chiller from the table has the published point of operation", "[cooling]") {
    const ChillerCurves curves = from_table("McQuay WSC 471kW/5.89COP/Vanes");
    const EirChiller chiller{curves, curves.reference_capacity};
    const ChillerState s = chiller.at(9.9589, 20.0);
    CHECK(s.capacity / 471'200.0 == Approx(1.26433).epsilon(1e-4));
    CHECK(input_ratio(chiller, 9.9589, 20.0) == Approx(0.89576).epsilon(1e-4));
    const double heat = 0.363444 * s.capacity;
    CHECK(chiller.power(s, heat) == Approx(38'722.0).epsilon(1e-4));
    CHECK(heat / chiller.power(s, heat) == Approx(5.5917).epsilon(1e-4));
    CHECK_FALSE(s.outside_range);
}

TEST_CASE("York YT 1055 at its reference, at part load and cycling", "[cooling]") {
    const EirChiller chiller{builtin("York YT 1055"), 1'055e3};
    const ChillerState reference = chiller.at(6.67, 29.44);
    CHECK(reference.capacity / 1'055e3 == Approx(1.01031).epsilon(1e-4));
    CHECK(input_ratio(chiller, 6.67, 29.44) == Approx(1.00896).epsilon(1e-4));
    CHECK(chiller.power(reference, 1'055e3) == Approx(178'205.0).epsilon(1e-4));

    const ChillerState cool = chiller.at(6.67, 22.0);
    CHECK(chiller.power(cool, 800e3) == Approx(107'467.0).epsilon(1e-4));
    CHECK(chiller.power(cool, 500e3) == Approx(75'361.0).epsilon(1e-4));
    CHECK(chiller.power(cool, 50e3) == Approx(20'224.0).epsilon(1e-4));  // on 40.9 % of the time
}

TEST_CASE("Carrier 19XR 1403 at half load", "[cooling]") {
    const EirChiller chiller{builtin("Carrier 19XR 1403"), 1'403.1e3};
    const ChillerState s = chiller.at(6.67, 18.0);
    CHECK(700e3 / s.capacity == Approx(0.51575).epsilon(1e-4));
    CHECK(chiller.power(s, 700e3) == Approx(81'343.0).epsilon(1e-4));
}

TEST_CASE("a chiller asked for too much runs at its largest part-load ratio", "[cooling]") {
    const EirChiller chiller{builtin("York YT 1055"), 1'055e3};
    const ChillerState s = chiller.at(6.67, 29.44);
    CHECK(chiller.power(s, 5e6) == Approx(191'859.0).epsilon(1e-4));
    CHECK(chiller.max_heat(s) == Approx(1.05 * s.capacity));
}

TEST_CASE("each step of an operation multiplies to its power", "[cooling]") {
    const EirChiller chiller{builtin("York YT 1055"), 1'055e3};
    struct Point {
        double te, tc, heat;
    };
    for (const Point p :
         {Point{6.67, 29.44, 1'055e3}, {6.67, 22, 50e3}, {6.67, 29.44, 5e6}, {12, 38, 700e3}}) {
        const ChillerOperation o = chiller.operate(p.te, p.tc, p.heat);
        const ChillerState s = chiller.at(p.te, p.tc);
        CAPTURE(p.te, p.tc, p.heat);
        CHECK(o.power == chiller.power(s, p.heat));
        CHECK(o.capacity == s.capacity);
        CHECK(o.capacity == Approx(1'055e3 * o.capacity_share));
        CHECK(o.power ==
              Approx(o.capacity / 5.96 * o.input_share * o.lift_share * o.part_load_share * o.cycling));
        CHECK(o.moved + o.unmet == Approx(p.heat));
        CHECK(o.condenser_heat() == o.moved + o.power);
        CHECK(o.outside_range == s.outside_range);
    }
    // CR = PLR / 0.1 below the least part-load ratio; above the largest, 1.05 Q_av is moved.
    CHECK(chiller.operate(6.67, 22, 50e3).cycling == Approx(0.40892).epsilon(1e-4));
    CHECK(chiller.operate(6.67, 29.44, 5e6).part_load_ratio == 1.05);
    CHECK(chiller.operate(6.67, 29.44, 5e6).unmet == Approx(5e6 - 1.05 * 1.01031 * 1'055e3).epsilon(1e-4));
    CHECK(chiller.operate(6.67, 29.44, 0.0).cop() == 0.0);
}

TEST_CASE("capacity and power scale with the size of the machine", "[cooling]") {
    const ChillerCurves curves = builtin("York YT 1055");
    const EirChiller small{curves, 1e6};
    const EirChiller large{curves, 3e6};
    CHECK(large.power(large.at(7, 25), 1.8e6) == Approx(3.0 * small.power(small.at(7, 25), 0.6e6)));
}

TEST_CASE("outside their box the curves are read at its edge and the state says so", "[cooling]") {
    const EirChiller chiller{builtin("York YT 1055"), 1'055e3};
    const ChillerState edge = chiller.at(8.89, 35.0);
    CHECK_FALSE(edge.outside_range);
    const ChillerState hot = chiller.at(8.89, 50.0);
    CHECK(hot.outside_range);
    CHECK(hot.capacity == edge.capacity);
    CHECK(chiller.at(8.89, 2.0).outside_range);
    CHECK(chiller.at(2.0, 35.0).outside_range);
}

TEST_CASE("above its box each kelvin of chilled water saves 2.5 % of the power", "[cooling]") {
    const EirChiller chiller{builtin("York YT 1055"), 1'055e3};
    const ChillerState edge = chiller.at(8.89, 25.0);
    const ChillerState warm = chiller.at(18.89, 25.0);
    CHECK(warm.outside_range);
    CHECK(chiller.power(warm, 800e3) == Approx(0.75 * chiller.power(edge, 800e3)));
    // And each kelvin of condenser water above the box costs as much.
    CHECK(chiller.power(chiller.at(7.0, 39.0), 800e3) ==
          Approx(1.1 * chiller.power(chiller.at(7.0, 35.0), 800e3)));
}

TEST_CASE("the tabulated machines use more in warmer condenser and colder chilled water", "[cooling]") {
    for (const NamedChiller& set : builtin_chillers()) {
        const ChillerCurves& c = set.curves;
        const EirChiller chiller{c, 1e6};
        const double step_e = (c.leaving_max - c.leaving_min) / 10.0;
        const double step_c = (c.entering_max - c.entering_min) / 10.0;
        for (double te = c.leaving_min; te < c.leaving_max; te += step_e) {
            for (double tc = c.entering_min; tc < c.entering_max; tc += step_c) {
                CAPTURE(set.name, te, tc);
                CHECK(input_ratio(chiller, te, tc + step_c) > input_ratio(chiller, te, tc));
                CHECK(input_ratio(chiller, te + step_e, tc) < input_ratio(chiller, te, tc));
                CHECK(chiller.power(chiller.at(te, tc), 1.0) > 0.0);
            }
        }
    }
}

TEST_CASE("condenser water of largest capacity is a maximum inside the box", "[cooling]") {
    for (const NamedChiller& set : builtin_chillers()) {
        const EirChiller chiller{set.curves, 1e6};
        const double te = set.curves.leaving_max;
        const double best = chiller.at(te, chiller.entering_of_largest_capacity(te)).capacity;
        for (double tc = set.curves.entering_min; tc <= set.curves.entering_max; tc += 0.1) {
            CHECK(chiller.at(te, tc).capacity <= best * (1.0 + 1e-12));
        }
    }
}

TEST_CASE("the table reads to the built-in sets and to its own check columns", "[cooling]") {
    for (const NamedChiller& set : builtin_chillers()) {
        const ChillerCurves read = from_table(std::string{set.name});
        CHECK(read.capacity == set.curves.capacity);
        CHECK(read.energy_input == set.curves.energy_input);
        CHECK(read.part_load == set.curves.part_load);
        CHECK(read.max_ratio == set.curves.max_ratio);
        CHECK(read.entering_max == set.curves.entering_max);
    }
}

TEST_CASE("all 157 rows reproduce the values of their curves at the reference point", "[cooling]") {
    std::istringstream rows{table_text()};
    std::string row;
    std::getline(rows, row);
    int count = 0;
    while (std::getline(rows, row)) {
        std::istringstream fields{row};
        std::vector<std::string> f;
        for (std::string field; std::getline(fields, field, ',');) f.push_back(field);
        REQUIRE(f.size() == 32);
        const auto source = make_line_source(table_text(), "chillers.csv");
        const ChillerCurves c = read_chiller(*source, f[0].substr(std::string{"ElectricEIRChiller "}.size()));
        const double te = std::stod(f[8]);
        const double tc = std::stod(f[9]);
        CAPTURE(f[0]);
        CHECK(biquadratic(c.capacity, te, tc) == Approx(std::stod(f[29])).margin(5.1e-5));
        CHECK(biquadratic(c.energy_input, te, tc) == Approx(std::stod(f[30])).margin(5.1e-5));
        CHECK(c.part_load[0] + c.part_load[1] + c.part_load[2] == Approx(std::stod(f[31])).margin(5.1e-5));
        ++count;
    }
    CHECK(count == 157);
}

TEST_CASE("the fits of the library that are not to be trusted are found", "[cooling]") {
    const auto source = make_line_source(table_text(), "chillers.csv");
    int capacity = 0;
    int input = 0;
    int monotone = 0;
    int grid = 0;
    for (const ChillerRow& set : read_chillers(*source)) {
        const CurveFindings f = check_curves(set);
        capacity += f.capacity_at_reference < 0.9 || f.capacity_at_reference > 1.1 ? 1 : 0;
        input += f.input_at_reference < 0.9 || f.input_at_reference > 1.1 ? 1 : 0;
        monotone += f.is_monotone() ? 1 : 0;
        grid += f.monotone_on_grid ? 1 : 0;
        CHECK((f.monotone_on_grid || !f.is_monotone()));
    }
    // Counted from the file by a script of its own: extremes of the derivatives at the corners of each box.
    CHECK(capacity == 3);
    CHECK(input == 6);
    CHECK(157 - monotone == 46);
    CHECK(157 - grid == 43);
}

TEST_CASE("a falling and a rising input curve are told apart", "[cooling]") {
    ChillerRow set{.name = "made", .curves = builtin("York YT 1055")};
    set.curves.energy_input = {1.0, -0.01, 0.0, 0.02, 0.0, 0.0};  // colder lift, less power: as it should be
    CHECK(check_curves(set).is_monotone());
    set.curves.energy_input[3] = -0.001;
    CHECK(check_curves(set).falls_with_entering());
    CHECK_FALSE(check_curves(set).rises_with_leaving());
    set.curves.energy_input = {1.0,  -0.01, 0.0,
                               0.02, 0.0,   0.001};  // d/dTe = -0.01 + 0.001 Tc: above 0 from 10 degC
    CHECK(check_curves(set).rises_with_leaving());
    CHECK(check_curves(set).largest_rise_leaving == Approx(-0.01 + 0.001 * 35.0));
}

TEST_CASE("rows that cannot be used are listed, and the others read", "[cooling]") {
    std::string text = table_text();
    const std::string name = "York YT 1055kW/5.96COP/Vanes";
    text.replace(text.find(name + ",1055000") + name.size() + 1, 7, "many   ");
    std::vector<std::string> problems;
    const auto source = make_line_source(text, "chillers.csv");
    CHECK(read_chillers(*source, &problems).size() == 156);
    REQUIRE(problems.size() == 1);
    CHECK(problems.front().find("expected a number in column 2") != std::string::npos);
    const auto again = make_line_source(text, "chillers.csv");
    CHECK_THROWS_AS(read_chillers(*again), ConfigError);
}

TEST_CASE("a table without the name, or with a broken row, is refused", "[cooling]") {
    CHECK_THROWS_AS(from_table("York YT 9999"), ConfigError);

    std::string text = table_text();
    const std::string name = "York YT 1055kW/5.96COP/Vanes";
    text.replace(text.find(name + ",1055000") + name.size() + 1, 7, "many   ");
    const auto source = make_line_source(text, "chillers.csv");
    CHECK_THROWS_AS(read_chiller(*source, name), ConfigError);
}

// Calculations as a question in YAML asks them, against closed forms.
#include <string>

#include "models/builtin.hpp"
#include "sim/config/problems.hpp"
#include "sim/config/reader.hpp"
#include "tests/support/catch.hpp"
#include "tools/datahall/calculations.hpp"

using namespace datahall;

namespace {

const std::string shipped = DATAHALL_SOURCE_DIR "/scenarios";

struct Answer {
    CalcSheet sheet;
    std::string refusal;  // of the first problem

    double operator[](std::string_view figure) const {
        const SheetRow* row = sheet.find(figure);
        return row ? std::get<double>(row->value) : -999.0;
    }
};

Answer ask(std::string_view name, const std::string& question) {
    Models models;
    register_builtin(models);
    const YamlTree tree = parse_yaml(question, "question");
    Problems problems;
    ReadContext context;
    context.shipped_root = shipped;
    Reader reader{tree.root, problems, context};
    Answer answer;
    answer.sheet = find_calculation(name)->evaluate(reader, {models, shipped});
    if (!problems.empty()) answer.refusal = problems.sorted().front().text;
    return answer;
}

}  // namespace

TEST_CASE("the same air comes out of wet bulb, dew point and humidity", "[calc]") {
    const Answer wet = ask("air", "{dry_bulb: 30 degC, wet_bulb: 25 degC, altitude: 500 m}");
    CHECK(wet["humidity_ratio"] == Approx(0.0192281).epsilon(3e-4));  // an example of psychrolib's test suite
    const std::string state = "dry_bulb: 30 degC, altitude: 500 m, ";
    const Answer dew = ask("air", "{" + state + "dew_point: " + std::to_string(wet["dew_point"]) + " degC}");
    const Answer humid =
        ask("air", "{" + state + "humidity: " + std::to_string(wet["relative_humidity"]) + "}");
    for (const Answer& other : {dew, humid}) {
        CHECK(other["wet_bulb"] == Approx(25.0).margin(1e-4));
        CHECK(other["enthalpy"] == Approx(wet["enthalpy"]).epsilon(1e-5));
    }
    CHECK(wet["density"] == Approx((1.0 + wet["humidity_ratio"]) / wet["volume"]));
}

TEST_CASE("air that no question or two describe is refused", "[calc]") {
    CHECK(ask("air", "{dry_bulb: 30 degC}").refusal == "expected one of wet bulb, dew point and humidity");
    CHECK(ask("air", "{dry_bulb: 30 degC, wet_bulb: 31 degC}").refusal ==
          "expected at least the wet bulb and the dew point");
    CHECK(ask("air", "{dry_bulb: 30 degC, wet_bulb: 1 degC}").refusal ==
          "no air has so low a wet bulb at that dry bulb");
    CHECK(ask("air", "{dry_bulb: 99 degC, humidity: 0.1, pressure: 60 kPa}").refusal ==
          "expected a temperature below the boiling point at that pressure");
}

TEST_CASE("a chiller of the shipped table is found by its name and sized to a capacity", "[calc]") {
    const std::string point =
        "curves: York YT 1055kW/5.96COP/Vanes, leaving: 6.67 degC, entering: 29.44 degC";
    const Answer one = ask("chiller", "{" + point + ", heat: 1055 kW}");
    CHECK(one["power"] == Approx(178'205.0).epsilon(1e-4));
    const Answer two = ask("chiller", "{" + point + ", heat: 2110 kW, capacity: 2110 kW}");
    CHECK(two["power"] == Approx(2.0 * one["power"]));
    const Answer none = ask("chiller", "{curves: York YT, leaving: 7 degC, entering: 29 degC, heat: 1 kW}");
    CHECK(none.refusal.find("did you mean 'York YT 563kW/10.61COP/Vanes'") != std::string::npos);
}

TEST_CASE("a tower is asked by heat, by range or by entering water", "[calc]") {
    const std::string cell = "wet_bulb: 20 degC, design_heat: 1 MW, ";
    const Answer range = ask("tower", "{" + cell + "range: 5.56 K}");
    const Answer heat = ask("tower", "{" + cell + "heat: 1 MW}");
    const Answer water =
        ask("tower", "{" + cell + "entering: " + std::to_string(range["entering"]) + " degC}");
    CHECK(range["yorkcalc_approach"] == Approx(5.058).margin(5e-4));
    CHECK(heat["leaving"] == Approx(range["leaving"]));
    CHECK(water["leaving"] == Approx(range["leaving"]).margin(1e-5));
    CHECK(ask("tower", "{wet_bulb: 20 degC}").refusal == "expected one of heat, range and entering");
}

TEST_CASE("an exchanger's heat leaves one side and enters the other", "[calc]") {
    CHECK(ask("exchanger", "{ntu: 2, ratio: 0.5}")["effectiveness"] == Approx(0.77460).margin(1e-5));
    const Answer sides = ask("exchanger",
                             "{ua: 60 kW/K, hot_flow: 20 kg/s, cold_flow: 25 kg/s, cold_fluid: glycol_25, "
                             "hot_entering: 30 degC, cold_entering: 20 degC}");
    CHECK(sides["heat"] == Approx(20.0 * 4180.0 * (30.0 - sides["hot_leaving"])));
    CHECK(sides["heat"] == Approx(25.0 * 3925.0 * (sides["cold_leaving"] - 20.0)));
    CHECK(ask("exchanger", "{ntu: 2}").refusal == "expected NTU and ratio, or UA and both flows");
}

TEST_CASE("coolant warms by its heat over its flow, and fans follow their laws", "[calc]") {
    // 1000 W / (997 kg/m3 * 4180 J/(kg K) * 1.5e-3 / 60 m3/s) = 9.598 K
    CHECK(ask("coolant", "{heat: 1 kW, flow: 1.5 L/min}")["rise"] == Approx(9.598).epsilon(1e-4));
    CHECK(ask("coolant", "{heat: 1 kW, rise: 9.598 K}")["flow"] == Approx(2.5e-5).epsilon(1e-4));
    // 2 kW into 10 kg of water for a kelvin: 41.8 kJ / 2 kW
    CHECK(ask("coolant", "{heat: 2 kW, content: 10 kg, rise: 1 K}")["time_to_rise"] == Approx(20.9));
    const Answer fan = ask("fan", "{flow: 2 m3/s, pressure: 500 Pa, efficiency: 50 %, share: 50 %}");
    CHECK(fan["rated_power"] == Approx(2000.0));
    CHECK(fan["cube_law_power"] == Approx(250.0));
}

TEST_CASE("a digest of a weather model holds its means", "[calc]") {
    const Answer year = ask("weather", "{weather: {model: synthetic, mean: 12 degC}}");
    CHECK(year["dry_bulb_mean"] == Approx(12.0).margin(1e-9));  // two cosines over whole periods
}

// Calculations as a question in YAML asks them, against closed forms.
#include <cmath>
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
    const Answer effective = ask("tower", "{" + cell + "range: 5.56 K, model: effectiveness}");
    CHECK(effective["approach"] == Approx(5.448).margin(5e-4));
    CHECK(effective["transfer_coefficient"] == Approx(1.2776).margin(5e-5));
    CHECK(ask("tower", "{" + cell + "range: 5.56 K, model: effectiveness, approach: 0.5 K}").refusal ==
          "expected at least 1 K of a tower by effectiveness");
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

TEST_CASE("a hall without cooling warms with its air first, then with its metal", "[calc]") {
    // A rack of 10 kW: 9 m3 of air are 10.86 kJ/K, so 0.92 K/s at first; with 245 kJ/K 0.039 K/s at last.
    const Answer rack = ask("room", "{heat: 10 kW, at: [30 s, 600 s], until: 30 degC}");
    CHECK(rack["first_slope"] == Approx(10e3 / (9.0 * 1.2 * 1006.0)));
    CHECK(rack["final_slope"] == Approx(10e3 / (9.0 * 1.2 * 1006.0 + 245e3)));
    CHECK(rack["rise"] == Approx(32.62).epsilon(1e-4));
    CHECK(rack["time_until"] == Approx(32.05).epsilon(1e-3));
    REQUIRE(rack.sheet.list.rows.size() == 2);
    CHECK(std::get<double>(rack.sheet.list.rows[0][1]) == Approx(29.83).margin(5e-3));
    // Twenty of them are the same hall twenty times.
    const Answer hall = ask("room", "{heat: 200 kW, racks: 20, at: [600 s]}");
    CHECK(hall["air"] == Approx(rack["air"]));
    CHECK(ask("room", "{heat: 200 kW, racks: 20, floor_area: 60 m2, height: 3 m, at: [600 s]}")["air"] ==
          Approx(rack["air"]));
}

TEST_CASE("what a coil moves is what came in less what is stored", "[calc]") {
    const std::string hall =
        "heat: 10 kW, air_capacity: 12 kJ/K, metal_capacity: 250 kJ/K, coupling: 1 kW/K, conductance: 1.2 "
        "kW/K, "
        "supply: 20 degC, start: 24 degC, start_metal: 26 degC, ";
    const Answer then = ask("room", "{" + hall + "at: [300 s]}");
    const double stored = 12e3 * (then["air"] - 24.0) + 250e3 * (then["metal"] - 26.0);
    CHECK(then["moved"] == Approx(10e3 * 300.0 - stored));
    CHECK(then["final_air"] == Approx(20.0 + 10.0 / 1.2));
    const Answer never = ask("room", "{" + hall + "until: 28.4 degC}");
    CHECK(std::get<bool>(never.sheet.find("reached")->value) == false);
    CHECK(std::get<std::string>(never.sheet.find("time_until")->value).empty());
    // Cooling down, the other way round: the heat is gone, and the air falls to 21 degC.
    const Answer down =
        ask("room",
            "{heat: 0 W, air_capacity: 10 kJ/K, metal_capacity: 0 J/K, conductance: 1 kW/K, supply: "
            "20 degC, start: 30 degC, until: 21 degC}");
    CHECK(down["time_until"] == Approx(10.0 * std::log(10.0)));
}

TEST_CASE("a room without a question, or with half of one, is refused", "[calc]") {
    CHECK(ask("room", "{heat: 1 kW}").refusal == "expected a time to look at, or a temperature to wait for");
    CHECK(ask("room", "{heat: 1 kW, at: [1 s], conductance: 1 W/K}").refusal ==
          "expected a supply beside a conductance");
    CHECK(ask("room", "{heat: 0 W, at: [1 s]}").refusal == "expected a coupling without heat");
    CHECK(ask("room", "{heat: 1 kW, at: [-1 s]}").refusal == "expected times from 0 on");
}

TEST_CASE("a plant is asked by a preset's name, or as a model with settings", "[calc]") {
    const std::string now = "design: 1 MW, heat: 700 kW, dry_bulb: 35 degC, humidity: 30 %";
    const Answer preset = ask("plant", "{plant: crac_contained, " + now + "}");
    const Answer model =
        ask("plant",
            "{plant: direct_expansion, set: {supply_air: 20 degC, rise: 12 K, recirculation: 3 %, "
            "bypass: 3 %, fan_pressure: 318 Pa, fans: variable, carnot_share: 40 %}, " +
                now + "}");
    for (const char* figure : {"power", "capacity", "set_point", "supply"})
        CHECK(model[figure] == preset[figure]);
    // 12 of 10 units at 7/12 of their flow; the heat of their fans is moved, too, at 0.4 x 285.15 / 35.
    const double x = 0.7 / 1.2;
    const double share = 0.0013 + x * (0.147 + x * (0.9506 - 0.0998 * x));
    const double fans = 1e6 / (1.2 * 1006.0 * 12.0) * 318.0 * 1.2 * share;
    CHECK(preset["fans"] == Approx(fans));
    CHECK(preset["moved"] == Approx(700e3 + fans));
    CHECK(preset["compressors"] == Approx((700e3 + fans) / (0.4 * 285.15 / 35.0)));
    CHECK(preset["overhead"] == Approx(preset["power"] / 700e3));
    CHECK(preset["unmet"] == 0.0);
    CHECK(preset["inlet"] == Approx(20.0 + 12.0 * 3.0 / 97.0));
    const Answer own = ask("plant", "{plant: crac_contained, set: {carnot_share: 20 %}, " + now + "}");
    CHECK(own["compressors"] == Approx(2.0 * preset["compressors"]));
}

TEST_CASE("units that are out cost capacity, and what is left behind is said", "[calc]") {
    const std::string now = "heat: 1 MW, dry_bulb: 35 degC, wet_bulb: 20 degC";
    const Answer all = ask("plant", "{plant: modelica_datacenter_8C, " + now + "}");
    const Answer half = ask("plant", "{plant: modelica_datacenter_8C, out: {chillers: 1}, " + now + "}");
    CHECK(half["capacity"] < 0.6 * all["capacity"]);
    CHECK(half["unmet"] == Approx(1e6 + half["fans"] - half["capacity"]));
    CHECK(std::get<bool>(half.sheet.find("overloaded")->value));
    CHECK(ask("plant", "{plant: modelica_datacenter_8C, out: {chillers: 3}, " + now + "}").refusal ==
          "expected at most the 2 units that the plant has");
}

TEST_CASE("racks in outdoor air are as warm as it comes", "[calc]") {
    const Answer warm =
        ask("plant",
            "{plant: outside_air, set: {evaporation: none, recirculation: 0, bypass: 0}, design: 1 MW, "
            "heat: 500 kW, dry_bulb: 26 degC, humidity: 30 %}");
    CHECK(warm["set_point"] == Approx(22.0));
    CHECK(warm["inlet"] == Approx(26.0));
}

TEST_CASE("a plant that is not there, or a setting that is wrong, is refused in words of a scenario",
          "[calc]") {
    const std::string now = ", heat: 1 MW, dry_bulb: 20 degC, humidity: 50 %}";
    CHECK(ask("plant", "{plant: crac_containd" + now).refusal.find("did you mean 'crac_contained'") !=
          std::string::npos);
    CHECK(ask("plant", "{plant: direct_liquid, set: {facility_watr: 40 degC}" + now).refusal ==
          "cooling.air.facility_watr: unknown key; did you mean 'facility_water'?");
    CHECK(ask("plant", "{plant: direct_liquid, heat: 0 W, dry_bulb: 20 degC, humidity: 50 %}").refusal ==
          "expected a design heat where there is none now");
    CHECK(ask("plant", "{plant: direct_liquid, heat: 1 MW, dry_bulb: 20 degC}").refusal ==
          "expected one of wet bulb, dew point and humidity");
}

TEST_CASE("a collective is asked by its buffer and machines", "[calc]") {
    // Two nodes of two GPUs, by rails: each NIC sends 2 x 1/2 of half the buffer, at 0.952 of 50 GB/s.
    const Answer rails =
        ask("collective", "{bytes: 1 GB, ranks: 4, per_node: 2, nic: 400 Gb/s, algorithm: hierarchical}");
    CHECK(rails["nic_bytes"] == Approx(0.5e9));
    CHECK(rails["network_time"] == Approx(1e6 * 0.5e9 / (0.952 * 50e9)));
    CHECK(rails["time"] == Approx(rails["latency"] + rails["network_time"]));
    CHECK(ask("collective", "{bytes: 1 GB, ranks: 12, nic: 400 Gb/s}").refusal.find("multiple of 8") !=
          std::string::npos);
    CHECK(ask("collective", "{bytes: 1 GB, ranks: 8, algorithm: nvls_tree}").refusal.find("algorithm") !=
          std::string::npos);
    CHECK(ask("collective", "{bytes: 1 GB, ranks: 16}").refusal.find("NICs") != std::string::npos);
}

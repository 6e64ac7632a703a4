// Tables of published figures: what is read, what is refused, what passes.
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

#include "datahall/config_error.hpp"

#include "models/builtin.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tools/datahall/verify_report.hpp"
#include "tools/datahall/verify_runs.hpp"

using namespace datahall;

namespace {

const std::string chiller_row =
    "{calc: exchanger, ask: {ntu: 1, ratio: 1}, figures: {effectiveness: 0.5}, source: closed form, "
    "confidence: "
    "published, within: 1e-9}";

std::vector<VerifyTable> tables_of(const std::string& rows) {
    const test::TemporaryFolder folder;
    const std::filesystem::path verify = std::filesystem::path{folder.path()} / "verify";
    std::filesystem::create_directory(verify);
    std::ofstream{verify / "made.yaml"} << "tables:\n  some:\n    about: made for this test\n    rows:\n"
                                        << rows;
    std::ofstream{verify / "hall.yaml"} << "name: no table\n";
    Models models;
    register_builtin(models);
    const std::vector<VerifyTitle> titles = verify_titles(folder.path());
    CHECK(titles.size() == 1);
    return read_verify_tables({models, folder.path()}, std::vector{titles.front().name});
}

VerifyRow only_row(const std::string& row) {
    const std::vector<VerifyTable> tables = tables_of("      - " + row + "\n");
    REQUIRE(tables.size() == 1);
    REQUIRE(tables.front().rows.size() == 1);
    return tables.front().rows.front();
}

std::string refusal(const std::string& row) {
    try {
        tables_of("      - " + row + "\n");
    } catch (const ConfigError& error) {
        return error.problems().front().text;
    }
    return "accepted";
}

VerifyRow settled(const std::string& expected, const std::string& tolerance, double value,
                  const std::string& unit) {
    VerifyRow row{.what = "a",
                  .figure = "b",
                  .expected = expected,
                  .tolerance = tolerance,
                  .source = "c",
                  .confidence = "estimate",
                  .note = ""};
    settle(row, value, unit);
    return row;
}

}  // namespace

TEST_CASE("a value passes within its tolerance, in any unit of its kind", "[verify]") {
    CHECK(settled("2 kW", "1 %", 2019.0, "W").outcome() == VerifyOutcome::pass);
    CHECK(settled("2 kW", "1 %", 2021.0, "W").outcome() == VerifyOutcome::fail);
    CHECK(settled("2 kW", "30 W", 2029.0, "W").difference() == Approx(29.0));
    CHECK(settled("20 degC", "0.5 K", 20.4, "degC").outcome() == VerifyOutcome::pass);
    CHECK(settled("68 degF", "0.5 K", 20.6, "degC").outcome() == VerifyOutcome::fail);
    CHECK(settled("3", "0", 3.0, "count").outcome() == VerifyOutcome::pass);
    CHECK(settled("0.2 kg/kg", "1e-3 kg/kg", 0.2, "kg/kg").outcome() == VerifyOutcome::pass);
}

TEST_CASE("a band holds its ends, and a value outside is as far off as the way back", "[verify]") {
    CHECK(settled("1.2 to 1.35", "", 1.2, "1").outcome() == VerifyOutcome::pass);
    CHECK(settled("1.2 to 1.35", "", 1.36, "1").outcome() == VerifyOutcome::fail);
    CHECK(settled("1.2 to 1.35", "", 1.36, "1").difference() == Approx(0.01));
    CHECK(settled("1.2 to 1.35", "", 1.1, "1").difference() == Approx(-0.1));
}

TEST_CASE("without a tolerance or a published value a row is context", "[verify]") {
    CHECK(settled("1.58", "", 1.2, "1").outcome() == VerifyOutcome::context);
    CHECK(settled("", "", 1.2, "1").outcome() == VerifyOutcome::context);
}

TEST_CASE("what is not finite or of another kind fails", "[verify]") {
    CHECK(settled("2", "0", std::numeric_limits<double>::quiet_NaN(), "1").outcome() == VerifyOutcome::fail);
    CHECK(settled("2 kW", "1 %", 2.0, "J").outcome() == VerifyOutcome::fail);
    CHECK(settled("2 J", "1 W", 2.0, "J").outcome() == VerifyOutcome::fail);
}

TEST_CASE("a row asks its calculation and keeps its source", "[verify]") {
    const VerifyRow row = only_row(chiller_row);
    CHECK(row.outcome() == VerifyOutcome::pass);
    CHECK(row.simulated == 0.5);
    CHECK(row.source == "closed form");
    CHECK(row.confidence == "published");
}

TEST_CASE("a figure that is yes or no counts as 1 or 0", "[verify]") {
    const std::string never =
        "{calc: room, ask: {heat: 1 kW, conductance: 1 kW/K, supply: 20 degC, until: 22 degC}, figures: "
        "{reached: ";
    const std::string rest = "}, source: closed form, confidence: published, within: 0}";
    CHECK(only_row(never + "0" + rest).outcome() == VerifyOutcome::pass);
    CHECK(only_row(never + "1" + rest).outcome() == VerifyOutcome::fail);
}

TEST_CASE("a row that nobody could judge is refused in its place", "[verify]") {
    const std::string sourced = ", source: a, confidence: estimate}";
    CHECK(refusal("{figures: {efficiency.pue: 1.5}, confidence: estimate}") == "expected a source");
    CHECK(refusal("{figures: {efficiency.pue: 1.5}, source: a}") == "expected a confidence");
    CHECK(refusal("{calc: nothing" + sourced) == "no calculation 'nothing'");
    CHECK(refusal("{calc: exchanger, ask: {ntu: 1, ratio: 1}, figures: {efectiveness: 1}" + sourced) ==
          "efectiveness: no such figure");
    CHECK(refusal("{calc: exchanger, ask: {ntu: 1, ratio: 2}, figures: {effectiveness: 1}" + sourced)
              .starts_with("expected at most 1"));
    CHECK(refusal("{calc: coolant, ask: {heat: 1 kW, rise: 1 K}, figures: {flow: 1 kg}" + sourced)
              .starts_with("flow: expected a volume flow"));
}

TEST_CASE("runs are told apart, and the same run is simulated once", "[verify]") {
    const std::vector<VerifyTable> tables = tables_of(
        "      - {run: a.yaml, set: {duration: 1 d}, figures: {efficiency.pue: 1 to 2}, source: a, "
        "confidence: estimate}\n"
        "      - {run: a.yaml, set: {duration: 1 d}, figures: {efficiency.wue: \"-\"}, source: a, "
        "confidence: estimate}\n"
        "      - {run: a.yaml, set: {duration: 2 d}, figures: {efficiency.pue: \"-\"}, source: a, "
        "confidence: "
        "estimate}\n");
    CHECK(tables.front().rows.size() == 3);
    CHECK(count_runs(tables) == 2);
    CHECK(tables.front().runs.back().overrides == std::vector<std::string>{"duration=2 d"});
}

TEST_CASE("a run that cannot be loaded is a failed row with its reason", "[verify]") {
    std::vector<VerifyTable> tables = tables_of(
        "      - {run: a.yaml, figures: {efficiency.pue: 1 to 2}, source: a, confidence: estimate}\n");
    const VerifyLoader load = [](const VerifyRun&) -> Scenario { throw IoError{"cannot read it"}; };
    CHECK(complete_rows(tables, load, {}) == 4);
    CHECK(tables.front().rows.front().outcome() == VerifyOutcome::fail);
    CHECK(tables.front().rows.front().failure.find("cannot read it") != std::string::npos);
    const std::string text = verify_text(tables, 120, false);
    CHECK(text.find("0 of 1 rows pass, 1 FAIL") != std::string::npos);
    CHECK(verify_suites(tables).front().cases.front().failure.find("cannot read it") != std::string::npos);
}

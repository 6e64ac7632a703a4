// Tables: alignment, wrapping, the vertical layout, and names that want to be something else.
#include "sim/report/table.hpp"

#include <sstream>

#include "sim/report/display_width.hpp"
#include "sim/report/text_report.hpp"
#include "tests/support/catch.hpp"

namespace datahall {
namespace {

Table sample() {
    Table table{{{"metric"}, {"value", Align::right}, {"unit"}, {"meaning", Align::left, true}}};
    table.add({"energy.it", "1.234", "MWh", "Energy of everything in racks over the whole run"});
    table.add({"pue", "1.1", "", "Utility over IT energy"});
    return table;
}

std::size_t widest_line(const std::string& text) {
    std::size_t widest = 0;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) widest = std::max(widest, display_width(line));
    return widest;
}

}  // namespace

TEST_CASE("a wide screen gets one line a row, numbers to the right") {
    CHECK(sample().render(120) ==
          "metric     value  unit  meaning\n"
          "energy.it  1.234  MWh   Energy of everything in racks over the whole run\n"
          "pue          1.1        Utility over IT energy\n");
}

TEST_CASE("the flowing column wraps under itself and nothing else is cut") {
    CHECK(sample().render(52) ==
          "metric     value  unit  meaning\n"
          "energy.it  1.234  MWh   Energy of everything in\n"
          "                        racks over the whole run\n"
          "pue          1.1        Utility over IT energy\n");
}

TEST_CASE("a heading stands above its rows in both layouts and widens no column") {
    Table table{{{"metric"}, {"value", Align::right}}};
    table.add_heading("-- a heading that is wider than its table --");
    table.add({"energy", "1"});
    table.add_heading("-- b --");
    table.add({"pue", "2"});
    CHECK(table.render(80) ==
          "metric  value\n"
          "-- a heading that is wider than its table --\n"
          "energy      1\n"
          "-- b --\n"
          "pue         2\n");
    CHECK(table.render(10) ==
          "-- a heading that is wider than its table --\n"
          "metric  energy\n"
          "value   1\n"
          "\n"
          "-- b --\n"
          "metric  pue\n"
          "value   2\n");
}

TEST_CASE("a narrow screen gets one block a row") {
    CHECK(sample().render(40) ==
          "metric   energy.it\n"
          "value    1.234\n"
          "unit     MWh\n"
          "meaning  Energy of everything in racks\n"
          "         over the whole run\n"
          "\n"
          "metric   pue\n"
          "value    1.1\n"
          "meaning  Utility over IT energy\n");
}

TEST_CASE("no width gives a line beyond it, as long as every word fits") {
    for (std::size_t width = 20; width < 130; ++width) {
        CAPTURE(width);
        CHECK(widest_line(sample().render(width)) <= width);
    }
}

TEST_CASE("columns line up under names that are wider in bytes than on the screen") {
    Table table{{{"name"}, {"value", Align::right}}};
    table.add({"Zürich", "1"});
    table.add({"Denver", "10"});
    CHECK(table.render(80) == "name    value\nZürich      1\nDenver     10\n");
}

TEST_CASE("a name cannot drive the terminal or forge a line of a table") {
    Table table{{{"name"}}};
    table.add({"a\x1b[31mb\nF0666 forged\xe2\x80\xae"});
    CHECK(table.render(80) == "name\na\\x1b[31mb\\nF0666 forged\\u202e\n");
}

TEST_CASE("words wrap between spaces and a long word stays whole") {
    CHECK(wrapped("one two three", 7) == std::vector<std::string>{"one two", "three"});
    CHECK(wrapped("  a   b ", 80) == std::vector<std::string>{"a b"});
    CHECK(wrapped("denver/hall-a/row-03", 5) == std::vector<std::string>{"denver/hall-a/row-03"});
    CHECK(wrapped("", 5) == std::vector<std::string>{""});
}

TEST_CASE("a run's report says whether it is complete, what broke and what is left out") {
    Result result;
    result.scenario = "hall\nF0666";
    result.seed = 7;
    result.complete = false;
    result.metrics = {{"energy.it", 3.6e9, "J", "IT energy"}, {"pue", {}, "1", "Utility over IT energy"}};
    result.audits = {{"energy", true, 0, 0}, {"jobs", false, 1, 0}};
    for (int i = 0; i < 25; ++i)
        result.findings.push_back({"F0201", "rack", "over", 41250, 40000, "W", 3600.0});
    const std::string text = run_report(result, {.width = 100});
    CHECK(text.find("hall\\nF0666, seed 7, replication 0: STOPPED EARLY\n") == 0);
    CHECK(text.find("energy.it  1.000  MWh   IT energy\n") != std::string::npos);
    CHECK(text.find("pue            -        Utility over IT energy\n") != std::string::npos);
    CHECK(text.find("F0201    60.00 min  41.25  40.00  kW    rack: over\n") != std::string::npos);
    CHECK(text.find("... and 5 more\n") != std::string::npos);
    CHECK(text.find("audits: 1 of 2 balance; broken: jobs\n") != std::string::npos);
    CHECK(run_report(result, {.width = 100, .everything = true}).find("more\n") == std::string::npos);
}

}  // namespace datahall

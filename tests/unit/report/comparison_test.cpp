// A comparison as text, JSON and CSV.
#include <sstream>

#include "sim/report/comparison_csv.hpp"
#include "sim/report/comparison_json.hpp"
#include "sim/report/comparison_text.hpp"
#include "sim/report/display_width.hpp"
#include "tests/support/catch.hpp"

namespace datahall {
namespace {

Comparison sample() {
    Comparison c;
    c.halls.resize(2);
    c.halls[0].name = "cpu-hall";
    c.halls[0].about = "Servers of 2019";
    c.halls[0].file = "cpu.yaml";
    c.halls[1].name = "gpu, \"hall\"";
    c.halls[1].scenario_hash = "5c";
    c.halls[1].demand.trace_hash = "7a";
    c.density = {std::nullopt, DensityBand{2.72, 3.83, 5.55, "survey"}};
    c.rows = {{.id = "power.it_mean",
               .group = "Power",
               .label = "IT simulated, mean",
               .view = ComparisonView::demand,
               .unit = "W",
               .values = {Estimate{800e3, 700e3, 900e3}, Estimate{4e6, 4e6, 4e6}},
               .differences = {std::nullopt, Estimate{3.2e6, 3.1e6, 3.3e6}},
               .ratios = {std::nullopt, Estimate{5, 4.9, 5.2}}},
              {.id = "work.per_energy_xeon_gold_6148",
               .group = "Saturated",
               .label = "xeon_gold_6148-h/1000 USD",
               .view = ComparisonView::saturated,
               .unit = "h/(d m2)",
               .values = {Estimate{0.94504, 0.94315, 0.94693}, std::nullopt},
               .differences = {std::nullopt, std::nullopt},
               .ratios = {std::nullopt, std::nullopt}}};
    c.verdict = {"gpu does more."};
    c.caveats = {
        "One of these is a word-by-word explanation that is longer than any line of a screen may be."};
    c.seed = 7;
    c.replications = 5;
    c.duration_s = 172'800;
    c.version = "0.1";
    c.command = "datahall compare cpu.yaml gpu.yaml";
    return c;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in{text};
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

bool has_line(const std::string& text, const std::string& line) {
    for (const std::string& l : lines_of(text)) {
        if (l == line) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("two halls with long names stand side by side in 80 columns, the base named") {
    const std::string text = comparison_report(sample(), 80);
    for (const std::string& line : lines_of(text)) CHECK(display_width(line) <= 80);
    CHECK(has_line(text, "A  cpu-hall: Servers of 2019"));
    CHECK(has_line(text, "-- Power --"));
    // 0.9 MW - 0.8 MW is 12.5 % of 0.8 MW, rounded up; 5.2 - 5 is 4 % of 5.
    CHECK(has_line(text, "IT simulated, mean         MW         0.8000 +-13%  4.000  5.000 +-4.0%"));
    CHECK(has_line(text, "xeon_gold_6148-h/1000 USD  h/(d m2)  0.9450 +-0.2%      -             -"));
    CHECK(has_line(text, "- gpu does more."));
}

TEST_CASE("a narrow screen gets one block a figure") {
    const std::string text = comparison_report(sample(), 40);
    for (const std::string& line : lines_of(text)) CHECK(display_width(line) <= 40);
    CHECK(has_line(text, "-- Saturated --"));
    CHECK(has_line(text, "A (base)  0.8000 +-13%"));
}

TEST_CASE("an interval shows its wider side, rounded up, or both ends around 0") {
    CHECK(with_interval({10, 10, 10}, 10, "1") == "10.00");
    CHECK(with_interval({10, 9.5, 10.2}, 10, "1") == "10.00 +-5.0%");
    CHECK(with_interval({10, 9.9999, 10.0001}, 10, "1") == "10.00 +-0.1%");
    CHECK(with_interval({-10, -30, 10}, 10, "1") == "-10.00 +-200%");
    CHECK(with_interval({0, -1, 2}, 2, "1") == "0 (-1.000..2.000)");
    CHECK(with_interval({1e3, 1e3, 1e3}, 2e6, "W") == "0.001000");  // the row's unit is MW
}

TEST_CASE("compare.json has every estimate in full and null where there is none") {
    const std::string json = comparison_json(sample());
    CHECK(json.starts_with("{\n  \"schema_version\": 1,\n  \"version\": \"0.1\",\n"));
    const auto has = [&json](const char* part) { return json.find(part) != std::string::npos; };
    CHECK(has("\"equalised\": null"));
    CHECK(has("\"name\": \"gpu, \\\"hall\\\"\""));
    CHECK(has("\"density\": {\"p5\": 2.72, \"p50\": 3.83, \"p95\": 5.55, \"source\": \"survey\"}"));
    CHECK(has("\"values\": [{\"value\": 0.94504, \"low\": 0.94315, \"high\": 0.94693}, null]"));
    CHECK(has("\"ratios\": [null, {\"value\": 5, \"low\": 4.9, \"high\": 5.2}]"));
    CHECK(has("\"view\": \"saturated\""));
    CHECK(comparison_json(sample()) == json);
}

TEST_CASE("compare.csv has a row for each figure and hall") {
    std::string csv;
    write_comparison_csv(sample(), [&csv](std::string_view bytes) { csv += bytes; });
    const auto lines = lines_of(csv);
    REQUIRE(lines.size() == 5);
    CHECK(lines[0] ==
          "metric,view,group,label,unit,hall,value,value_low,value_high,difference,difference_low,"
          "difference_high,ratio,ratio_low,ratio_high");
    CHECK(lines[1] ==
          "power.it_mean,demand,Power,\"IT simulated, mean\",W,cpu-hall,800000,700000,900000,,,,,,");
    CHECK(lines[2] ==
          "power.it_mean,demand,Power,\"IT simulated, mean\",W,\"gpu, \"\"hall\"\"\",4000000,4000000,4000000,"
          "3200000,3100000,3300000,5,4.9,5.2");
}

}  // namespace datahall

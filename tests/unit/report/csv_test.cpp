// CSV: quoting that reads back, exact times, empty cells for what is missing.
#include "sim/report/csv.hpp"

#include <limits>
#include <vector>

#include "sim/report/columns_json.hpp"
#include "sim/report/result_csv.hpp"
#include "tests/support/catch.hpp"

namespace datahall {
namespace {

/// Reads one CSV text after RFC 4180 (quotes doubled, LF at row ends): the writer's counterpart.
std::vector<std::vector<std::string>> read_csv(std::string_view text) {
    std::vector<std::vector<std::string>> rows;
    std::vector<std::string> row(1);
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
            row.back() += text[++i];
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && c == ',') {
            row.emplace_back();
        } else if (!quoted && c == '\n') {
            rows.push_back(std::exchange(row, std::vector<std::string>(1)));
        } else {
            row.back() += c;
        }
    }
    return rows;
}

/// A sink into a string.
struct Collected {
    std::string text;
    Sink sink() {
        return [this](std::string_view bytes) { text += bytes; };
    }
};

}  // namespace

TEST_CASE("a cell is quoted only when it must be") {
    CHECK(csv_cell("plain text") == "plain text");
    CHECK(csv_cell("a,b") == "\"a,b\"");
    CHECK(csv_cell("say \"hi\"") == "\"say \"\"hi\"\"\"");
    CHECK(csv_cell("two\nlines") == "\"two\nlines\"");
    CHECK(csv_cell("cr\r") == "\"cr\r\"");
    CHECK(csv_cell("") == "");
}

TEST_CASE("seconds are exact to the nanosecond and carry no trailing zeros") {
    CHECK(exact_seconds(0) == "0");
    CHECK(exact_seconds(1) == "0.000000001");
    CHECK(exact_seconds(1'500'000'000) == "1.5");
    CHECK(exact_seconds(10'000'000'000) == "10");
    CHECK(exact_seconds(INT64_MAX) == "9223372036.854775807");
}

TEST_CASE("never, missing and not finite are empty cells") {
    Collected out;
    CsvWriter csv{out.sink()};
    csv.seconds(-1).number(std::numeric_limits<double>::quiet_NaN());
    csv.number(std::numeric_limits<double>::infinity()).number(std::nullopt).number(0.5);
    csv.end_row();
    csv.flush();
    CHECK(out.text == ",,,,0.5\n");
}

TEST_CASE("hostile names come back from findings.csv as they went in") {
    const std::vector<std::string> hostile{"=1+2",
                                           "a\"b,c",
                                           "x\ny",
                                           "\x1b[31m",
                                           "<script>alert(1)</script>",
                                           "\xe2\x80\xae"
                                           "gnp.exe",
                                           "%s%n{}{0}",
                                           "../../etc/passwd",
                                           "\xff\xfe",
                                           "' OR 1=1"};
    std::vector<Finding> findings;
    for (const std::string& name : hostile) findings.push_back({"F0201", name, name, 1.0, 2.0, "W", {}});
    Collected out;
    write_findings_csv(findings, out.sink());
    const auto rows = read_csv(out.text);
    REQUIRE(rows.size() == hostile.size() + 1);
    for (std::size_t i = 0; i < hostile.size(); ++i) {
        REQUIRE(rows[i + 1].size() == finding_columns().size());
        CHECK(rows[i + 1][1] == hostile[i]);
        CHECK(rows[i + 1][2] == hostile[i]);
    }
}

TEST_CASE("jobs.csv names clusters, writes times in seconds and leaves out what never happened") {
    Result result;
    result.clusters = {"gpu"};
    result.jobs = {{.id = 7,
                    .user = 3,
                    .submit_ns = 1'000'000'001,
                    .start_ns = 2'000'000'000,
                    .end_ns = -1,
                    .waited_ns = {1, 2, 3, 4, 5, 999'999'984},
                    .stops = 1,
                    .redone_ns = 500'000'000,
                    .reference_ns = 60'000'000'000,
                    .requested = 8,
                    .devices = 4,
                    .unused = 1,
                    .nodes = 1,
                    .leaves = 2,
                    .hop_spread = 1.5,
                    .time_factor = 0.25,
                    .energy_j = 1e6,
                    .state = JobState::running},
                   {.id = 8, .cluster = 0, .submit_ns = 0, .state = JobState::refused, .reason = "too wide"}};
    Collected out;
    write_jobs_csv(result, out.sink());
    CHECK(out.text ==
          "id,cluster,user,submit_s,start_s,end_s,wait_s,wait_busy_s,wait_order_s,wait_fragmentation_s,"
          "wait_quota_s,wait_power_s,wait_maintenance_s,reference_s,requested_devices,devices,nodes,"
          "time_factor,stops,run_lost_s,energy_j,unused_devices,leaves,hop_spread,state,reason\n"
          "7,gpu,3,1.000000001,2,,0.999999999,0.000000001,0.000000002,0.000000003,0.000000004,0.000000005,"
          "0.999999984,60,8,4,1,0.25,1,0.5,1000000,1,2,1.5,running,\n"
          "8,gpu,0,0,,,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,refused,too wide\n");
}

TEST_CASE("a long series is passed on in pieces that add up to every row") {
    Series series;
    series.columns = {{"time_s", "s", ""}, {"it_power_w", "W", ""}};
    std::string expected = "time_s,it_power_w\n";
    for (int row = 0; row < 20'000; ++row) {
        series.values.insert(series.values.end(), {60.0 * row, 0.5});
        expected += std::to_string(60 * row) + ",0.5\n";
    }
    std::string text;
    std::size_t pieces = 0;
    write_series_csv(series, [&](std::string_view bytes) {
        text += bytes;
        ++pieces;
    });
    CHECK(text == expected);
    CHECK(pieces > 1);
}

TEST_CASE("columns.json describes the columns of every file by name") {
    Series series;
    series.columns = {{"time_s", "s", "simulated time"}};
    const std::string json = columns_json(series);
    CHECK(json.find("\"series.csv\": {\n    \"time_s\": {\"unit\": \"s\", \"meaning\": \"simulated time\", "
                    "\"source\": \"simulation\"}") != std::string::npos);
    for (const ColumnText& column : job_columns()) {
        CAPTURE(column.name);
        CHECK(json.find("\"" + std::string{column.name} + "\": {\"unit\"") != std::string::npos);
        CHECK_FALSE(column.meaning.empty());
    }
}

}  // namespace datahall

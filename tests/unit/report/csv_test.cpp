// CSV: quoting that reads back, exact times, empty cells for what is missing.
#include "sim/report/csv.hpp"

#include <limits>
#include <vector>

#include "sim/report/columns_json.hpp"
#include "sim/report/job_table.hpp"
#include "sim/report/ledger_table.hpp"
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
    result.streams = {{.name = "night"}};
    result.owners.resize(1);
    result.owners[0][Identity::user] = {"ann", "bob, jr"};
    result.owners[0][Identity::account] = {"physics"};
    result.owners[0][Identity::partition] = {""};
    result.owners[0][Identity::qos] = {"high"};
    result.jobs = {{.id = 7,
                    .owner = {{1, 0, 0, 0}},
                    .submit_ns = 1'000'000'001,
                    .start_ns = 2'000'000'000,
                    .end_ns = -1,
                    .waited_ns = {1, 2, 3, 4, 5, 999'999'984},
                    .stops = 1,
                    .redone_ns = 500'000'000,
                    .reference_ns = 60'000'000'000,
                    .estimate_ns = 90'000'000'000,
                    .requested = 8,
                    .devices = 4,
                    .unused = 1,
                    .nodes = 1,
                    .leaves = 2,
                    .hop_spread = 1.5,
                    .time_factor = 0.25,
                    .compute_ns = 1'000'000'000,
                    .network_ns = 1,
                    .throttled_ns = 0,
                    .energy_j = 1e6,
                    .overhead_j = 2.5e5,
                    .state = JobState::running},
                   {.id = 8, .cluster = 0, .submit_ns = 0, .state = JobState::refused, .reason = "too wide"}};
    Collected out;
    write_jobs_csv(result, ListedJobs{result.jobs}, out.sink());
    CHECK(
        out.text ==
        "id,cluster,stream,user,account,partition,qos,submit_s,start_s,end_s,wait_s,wait_busy_s,wait_order_s,"
        "wait_fragmentation_s,wait_quota_s,wait_power_s,wait_maintenance_s,wait_booting_s,wait_reservation_s,"
        "reference_s,"
        "estimate_s,"
        "requested_devices,devices,unused_devices,nodes,leaves,hop_spread,time_factor,clock,stops,"
        "run_compute_s,"
        "run_network_s,run_throttled_s,"
        "run_lost_s,slowdown,bounded_slowdown,energy_j,overhead_j,state,reason\n"
        "7,gpu,night,\"bob, "
        "jr\",physics,,high,1.000000001,2,,0.999999999,0.000000001,0.000000002,0.000000003,"
        "0.000000004,0.000000005,0.999999984,0,0,60,90,8,4,1,1,2,1.5,0.25,1,1,1,0.000000001,0,0.5,,,1000000,"
        "250000,"
        "running,"
        "\n"
        "8,gpu,night,ann,physics,,high,0,,,,,,,,,,,,0,0,0,0,0,0,0,0,0,1,0,,,,,,,0,0,refused,too wide\n");
}

TEST_CASE("ledger.csv is exact to the last unit, and says nothing of jobs where none are meant") {
    LedgerRow jobs{.kind = "user", .cluster = "gpu", .name = "ann", .jobs = 3};
    jobs.by_state[static_cast<std::size_t>(JobState::completed)] = 2;
    jobs.by_state[static_cast<std::size_t>(JobState::queued)] = 1;
    jobs.held = Int128{12'000'000'001};
    jobs.used = Int128{500'000'000};
    jobs.waited_ns = 7;
    jobs.wait_mean_s = 0.5;
    jobs.energy = Int128{1'000'000'000'000'000} * 123'456'789'012 + 3;  // 123,456,789,012 J and 3 uW ns
    jobs.overhead = Int128{0};
    const std::vector<LedgerRow> rows{jobs,
                                      {.kind = "idle", .energy = Int128{5}},
                                      {.kind = "facility", .name = "rest", .overhead = Int128{-20}}};
    Collected out;
    write_ledger_csv(rows, out.sink());
    CHECK(out.text ==
          "kind,cluster,name,submitted,completed,timeout,running,queued,refused,preempted,held_unit_s,used_"
          "unit_s,"
          "waited_s,"
          "wait_mean_s,bounded_slowdown_mean,energy_j,overhead_j\n"
          "user,gpu,ann,3,2,0,0,1,0,0,12.000000001,0.5,0.000000007,0.5,,123456789012.000000000000003,0\n"
          "idle,,,,,,,,,,,,,,,0.000000000000005,\n"
          "facility,,rest,,,,,,,,,,,,,,-0.00000000000002\n");
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
    Result result;
    result.series.columns = {{"time_s", "s", "simulated time"}};
    result.jobs.emplace_back().share.emplace();  // of a shared node, and slowed by the fabric: all columns
    result.jobs.back().contended_ns = 1;
    const std::string json = columns_json(result, ListedJobs{result.jobs});
    CHECK(json.find("\"series.csv\": {\n    \"time_s\": {\"unit\": \"s\", \"meaning\": \"simulated time\", "
                    "\"source\": \"simulation\"}") != std::string::npos);
    std::vector<ColumnText> columns;
    for (const JobColumn& column : job_table()) columns.push_back(column.text);
    for (const LedgerColumn& column : ledger_table()) columns.push_back(column.text);
    for (const ColumnText& column : columns) {
        CAPTURE(column.name);
        CHECK(json.find("\"" + std::string{column.name} + "\": {\"unit\"") != std::string::npos);
        CHECK_FALSE(column.meaning.empty());
    }
}

}  // namespace datahall

// points.csv and sweep.json: what differs, what came out, what failed.
#include "sim/report/points_csv.hpp"

#include "sim/report/expectation_lines.hpp"
#include "tests/support/catch.hpp"

namespace datahall {
namespace {

Study two_points() {
    return study_of_axes("hall.yaml", {"hall.power_limit=2 MW,[1\\, 2]"});
}

Sweep sample() {
    Sweep sweep;
    sweep.columns = {{"power.it_mean", "W", "Mean"}, {"jobs.completed", "count", "Jobs"}};
    sweep.rows.resize(2);
    sweep.rows[0] = {.point = 0, .replication = 0, .values = {0.1, 3.0}, .findings = 2, .trace_hash = "0f"};
    sweep.rows[1] = {.point = 1, .replication = 0, .values = {std::nullopt, std::nullopt}};
    sweep.rows[1].failure = "a, \"b\"";
    sweep.rows[1].exit_code = 3;
    return sweep;
}

}  // namespace

TEST_CASE("a column is called by its metric and unit") {
    CHECK(column_name("power.it_mean", "W") == "power_it_mean_w");
    CHECK(column_name("efficiency.pue", "1") == "efficiency_pue");
    CHECK(column_name("jobs.completed", "count") == "jobs_completed");
    CHECK(column_name("cooling.air_hottest", "degC") == "cooling_air_hottest_c");
    CHECK(column_name("efficiency.wue", "L/kWh") == "efficiency_wue_l_per_kwh");
    CHECK(column_name("power.density", "W/m2") == "power_density_w_per_m2");
}

TEST_CASE("a row has what differs, then figures, then what failed") {
    std::string out;
    write_points_csv(two_points(), sample(), [&out](std::string_view bytes) { out += bytes; });
    CHECK(out ==
          "point,replication,hall.power_limit,power_it_mean_w,jobs_completed,findings,trace_hash,failed\n"
          "0,0,2 MW,0.1,3,2,0f,\n"
          "1,0,\"[1\\, 2]\",,,,,\"a, \"\"b\"\"\"\n");
}

TEST_CASE("sweep.json says how it was made, and rows only if asked") {
    const Study study = two_points();
    const std::string file = sweep_json(study, sample(), {.version = "1"}, SweepRows::omit);
    CHECK_THAT(file,
               Catch::Contains("{\"key\": \"hall.power_limit\", \"values\": [\"2 MW\", \"[1\\\\, 2]\"]}"));
    CHECK_THAT(file, Catch::Contains("\"failed\": 1") && Catch::Contains("\"seed\": null"));
    CHECK_THAT(file, Catch::Contains("\"power_it_mean_w\": {\"unit\": \"W\", \"meaning\": \"Mean\""));
    CHECK_THAT(file, !Catch::Contains("\"rows\""));
    const std::string all = sweep_json(study, sample(), {.version = "1"}, SweepRows::include);
    CHECK_THAT(all, Catch::Contains("{\"point\": 0, \"replication\": 0, \"hall.power_limit\": \"2 MW\", "
                                    "\"power_it_mean_w\": 0.1, \"jobs_completed\": 3, \"findings\": 2, "
                                    "\"trace_hash\": \"0f\", \"failed\": \"\"}"));
    CHECK_THAT(all,
               Catch::Contains("\"power_it_mean_w\": null, \"jobs_completed\": null, \"findings\": null"));
}

TEST_CASE("the table for people names an axis by the end of its key and shows why a run failed") {
    const std::string table = points_table(two_points(), sample(), 100);
    CHECK_THAT(table, Catch::Contains("power_limit") && !Catch::Contains("hall.power_limit"));
    CHECK_THAT(table, Catch::Contains("100.0 mW") || Catch::Contains("0.1000 W"));
    CHECK_THAT(table, Catch::Contains("a, \"b\"") && !Catch::Contains("replication"));
}

TEST_CASE("verdicts are told in one line each, with a summary that counts") {
    CheckedFile file{.file = "a.yaml", .verdicts = {}, .failure = "", .exit_code = 0};
    file.verdicts.push_back({.expected = {.metric = "network.links", .equals = "3"},
                             .value = 3.0,
                             .unit = "count",
                             .band = {},
                             .failure = ""});
    file.verdicts.push_back(
        {.expected = {.metric = "energy.it", .low = "1 MJ", .high = "2 MJ", .source = "a paper"},
         .value = 5.0,
         .unit = "J",
         .band = {},
         .failure = "too low"});
    const CheckedFile broken{.file = "b.yaml", .verdicts = {}, .failure = "crashed", .exit_code = 70};
    CHECK(expectation_lines({file, broken}) ==
          "a.yaml\n"
          "  ok      network.links: 3, expected 3\n"
          "  FAILED  energy.it: 5 J, expected 1 MJ to 2 MJ: too low (a paper)\n"
          "b.yaml\n"
          "  FAILED  the run: crashed\n"
          "2 files, 2 expectations: 1 FAILED, 1 run failed\n");
    const auto suites = junit_suites({file, broken});
    REQUIRE(suites.size() == 2);
    CHECK(suites[0].cases[0].failure.empty());
    CHECK(suites[0].cases[1].name == "energy.it = 1 MJ to 2 MJ");
    CHECK_FALSE(suites[0].cases[1].failure.empty());
    CHECK(suites[1].error == "crashed");
}

}  // namespace datahall

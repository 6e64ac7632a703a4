// Sweeps: reading a study, laying out its grid, mistakes in their places, rows whatever the workers do.
#include "sim/study/sweep.hpp"

#include <cstring>

#include "sim/study/run_figures.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/run/engine.hpp"

namespace datahall {
namespace {

const std::string head = "name: s\nscenario: \"shipped:starter/batch_replay.yaml\"\n";

Study study_of(const std::string& text) {
    const test::TemporaryFolder folder;
    return load_study(folder.write("s.yaml", text), {.shipped_root = test::shipped});
}

std::string refusal_of(const std::string& text) {
    try {
        study_of(text);
        return "accepted";
    } catch (const ConfigError& error) {
        const std::string all = error.what();
        return all.substr(all.find("s.yaml"));  // without the folder
    }
}

PointLoader loader() {
    return [](const std::vector<std::string>& overrides) {
        return test::load(test::shipped + "/starter/batch_replay.yaml", overrides);
    };
}

std::string check_refusal(const Study& study) {
    try {
        check_study(study, loader(), {.workers = 2});
        return "accepted";
    } catch (const ConfigError& error) {
        return error.what();
    }
}

std::vector<std::string> overrides_at(const Study& study, std::size_t point) {
    std::vector<std::string> overrides;
    for (const StudySetting& s : study.settings(point)) overrides.push_back(s.path + "=" + s.value);
    return overrides;
}

Sweep sweep_of(const Study& study, std::size_t workers) {
    return run_sweep(study, loader(), {.workers = workers, .until = Seconds::from_si(86'400.0)});
}

}  // namespace

TEST_CASE("the grid is the product of the axes, the first one slowest, below what is set") {
    const Study study = study_of(head +
                                 "set: {duration: 2 d}\naxes:\n  - {key: seed, values: [1, 2]}\n"
                                 "  - {key: \"clusters[0].scheduler.model\", values: [fcfs, easy]}\n");
    CHECK(study.points() == 4);
    using Texts = std::vector<std::string>;
    CHECK(overrides_at(study, 0) == Texts{"duration=2 d", "seed=1", "clusters[0].scheduler.model=fcfs"});
    CHECK(overrides_at(study, 1) == Texts{"duration=2 d", "seed=1", "clusters[0].scheduler.model=easy"});
    CHECK(overrides_at(study, 2) == Texts{"duration=2 d", "seed=2", "clusters[0].scheduler.model=fcfs"});
    CHECK(overrides_at(study, 3) == Texts{"duration=2 d", "seed=2", "clusters[0].scheduler.model=easy"});
}

TEST_CASE("an empty list of axes is one point") {
    CHECK(study_of(head + "axes: []\n").points() == 1);
}

TEST_CASE("mistakes in a study have a place and a guess") {
    CHECK_THAT(refusal_of(head + "axis: []\n"),
               Catch::Contains("s.yaml:3:1: error[E0102]: axis: unknown key") &&
                   Catch::Contains("did you mean 'axes'?"));
    CHECK_THAT(refusal_of(head + "axes:\n  - {key: a, values: []}\n"),
               Catch::Contains("s.yaml:4:22: error[E0501]: axes[0].values: expected at least one value"));
    CHECK_THAT(refusal_of(head + "axes:\n  - {key: a, values: [1, 1]}\n"),
               Catch::Contains("the value '1' stands there twice"));
    CHECK_THAT(refusal_of(head + "axes:\n  - {key: a, values: [1]}\n  - {key: a, values: [2]}\n"),
               Catch::Contains("two axes have the key 'a'"));
    CHECK_THAT(refusal_of(head + "set: {a: 1}\naxes:\n  - {key: a, values: [1]}\n"),
               Catch::Contains("'a' is the key of an axis, too"));
    CHECK_THAT(refusal_of(head + "set: {a: [1]}\naxes: []\n"),
               Catch::Contains("s.yaml:3:10: error[E0204]: set.a: expected text, got a list"));
    CHECK_THAT(refusal_of(head + "axes: []\nreplications: 0\n"), Catch::Contains("replications"));
    CHECK_THAT(refusal_of(head + "axes: []\nreplications: 1000001\n"),
               Catch::Contains("at most 1000000 runs"));
}

TEST_CASE("a study's scenario lies in its folder, is shipped, or is refused") {
    const test::TemporaryFolder folder;
    folder.write("halls/a.yaml", "name: a\n");
    const Study own = load_study(folder.write("s.yaml", "name: s\nscenario: halls/a.yaml\naxes: []\n"), {});
    CHECK(own.scenario_file() == folder.path("halls/a.yaml"));
    CHECK(study_of(head + "axes: []\n").scenario_file() == "shipped:starter/batch_replay.yaml");
    CHECK_THAT(refusal_of("name: s\nscenario: ../a.yaml\naxes: []\n"),
               Catch::Contains("s.yaml:2:11: error[E0603]: scenario:"));
}

TEST_CASE("axes of the command line are cut at the commas between values") {
    const Study study =
        study_of_axes("a.yaml", {"hall.power_limit=2 MW, 4 MW", "x[name=a,b].y=[1,2],{a: 1, b: 2},\"c,d\""});
    REQUIRE(study.config().axes.size() == 2);
    CHECK(study.config().axes[0].key == "hall.power_limit");
    CHECK(study.config().axes[0].values == std::vector<std::string>{"2 MW", "4 MW"});
    CHECK(study.config().axes[1].key == "x[name=a,b].y");
    CHECK(study.config().axes[1].values == std::vector<std::string>{"[1,2]", "{a: 1, b: 2}", "\"c,d\""});
    CHECK_THROWS_WITH(study_of_axes("a.yaml", {"hall.power_limit"}),
                      Catch::Contains("--axis hall.power_limit: error[E0111]"));
    CHECK_THROWS_WITH(study_of_axes("a.yaml", {"a=1,,2"}), Catch::Contains("expected no empty value"));
    CHECK_THROWS_WITH(study_of_axes("a.yaml", {"a=1", "a=2"}), Catch::Contains("two axes have the key 'a'"));
}

TEST_CASE("a wrong value or path of an axis is found before any run, where the study has it") {
    const std::string value =
        check_refusal(study_of(head + "axes:\n  - {key: duration, values: [1 d, 2 kW]}\n"));
    CHECK_THAT(value, Catch::Contains("s.yaml:4:35: error[E0202]: duration: expected a time"));
    const std::string path =
        check_refusal(study_of(head + "axes:\n  - {key: duratoin, values: [1 d, 2 d]}\n"));
    CHECK_THAT(path, Catch::Contains("s.yaml:4:11: error[E0102]: duratoin: unknown key") &&
                         Catch::Contains("duration"));
    const std::string item =
        check_refusal(study_of(head + "set: {\"clusters[7].scheduler.model\": easy}\naxes: []\n"));
    CHECK_THAT(
        item, Catch::Contains("s.yaml:3:7: error[E0111]: clusters[7].scheduler.model: there is no item [7]"));
    const std::string line = check_refusal(study_of_axes("x", {"duration=1 d,2 kW"}));
    CHECK_THAT(line, Catch::Contains("--axis duration: error[E0202]: duration"));
}

TEST_CASE("names that the catalogue lacks are found before any run") {
    const std::string refusal = check_refusal(
        study_of(head + "axes:\n  - {key: \"clusters[0].node\", values: [log_processor, log_procesor]}\n"));
    CHECK_THAT(refusal, Catch::Contains("log_procesor"));
}

TEST_CASE("a metric that no point has is found before any run") {
    const Study study = study_of(head + "axes: []\nmetrics: [jobs.completed, jobs.wait_p59]\n");
    CHECK_THAT(check_refusal(study),
               Catch::Contains("s.yaml:4:27: error[E0401]: metrics[1]") && Catch::Contains("jobs.wait_p95"));
}

TEST_CASE("rows are those of single runs, in order, with any number of workers") {
    const Study study = study_of(head +
                                 "axes:\n  - {key: \"clusters[0].scheduler.model\", values: [fcfs, easy]}\n"
                                 "replications: 2\nmetrics: [jobs.completed, run.events]\n");
    const Sweep one = sweep_of(study, 1);
    const Sweep three = sweep_of(study, 3);
    REQUIRE(one.rows.size() == 4);
    CHECK(one.complete);
    CHECK(one.exit_code() == 0);
    REQUIRE(one.columns.size() == 2);
    CHECK(one.columns[0].metric == "jobs.completed");
    CHECK(one.columns[0].unit == "count");
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(one.rows[i].point == i / 2);
        CHECK(one.rows[i].replication == i % 2);
        CHECK(one.rows[i].values == three.rows[i].values);
        CHECK(one.rows[i].trace_hash == three.rows[i].trace_hash);
        RunOptions run;
        run.replication = i % 2;
        run.until = Seconds::from_si(86'400.0);
        const char* model = i < 2 ? "fcfs" : "easy";
        const Result result = simulate(loader()({std::string{"clusters[0].scheduler.model="} + model}), run);
        CHECK(one.rows[i].trace_hash == result.trace_hash);
        CHECK(one.rows[i].values[0] == test::value(result.metrics, "jobs.completed"));
    }
}

TEST_CASE("without a choice of metrics all are columns, those of later points at the end") {
    const Study study = study_of(head + "axes:\n  - {key: \"clusters[0].name\", values: [one, two]}\n");
    const Sweep sweep = sweep_of(study, 2);
    const auto column = [&sweep](const std::string& name) {
        const auto at = std::ranges::find(sweep.columns, name, &SweepColumn::metric);
        REQUIRE(at != sweep.columns.end());
        return static_cast<std::size_t>(at - sweep.columns.begin());
    };
    CHECK(column("load.two") > column("work.lost"));  // the last figure that point 0 has
    CHECK(sweep.rows[0].values.size() == sweep.columns.size());
    CHECK(sweep.rows[0].values[column("load.one")].has_value());
    CHECK_FALSE(sweep.rows[0].values[column("load.two")].has_value());
    CHECK_FALSE(sweep.rows[1].values[column("load.one")].has_value());
    CHECK(sweep.rows[1].values[column("load.two")].has_value());
}

TEST_CASE("a run that fails is a row that says why, and the others go on") {
    // A warm-up of three days is wrong only together with a duration of one or two.
    const Study study = study_of(
        head + "axes:\n  - {key: duration, values: [4 d, 2 d]}\n  - {key: warm_up, values: [1 h, 3 d]}\n");
    CHECK(check_refusal(study) == "accepted");
    const Sweep sweep = sweep_of(study, 2);
    CHECK(sweep.rows[0].failure.empty());
    CHECK(sweep.rows[1].failure.empty());
    CHECK(sweep.rows[2].failure.empty());
    CHECK_THAT(sweep.rows[3].failure, Catch::Contains("warm_up: expected less than the duration"));
    CHECK(sweep.rows[3].exit_code == 3);
    CHECK(sweep.rows[3].values.size() == sweep.columns.size());
    CHECK(sweep.exit_code() == 3);
}

TEST_CASE("figures come back from a worker with the same bits") {
    const RunFigures figures{.metrics = {{"a.b", 0.1, "W", "Mean; \"quoted\""},
                                         {"a.c", std::nullopt, "s", ""},
                                         {"a.d", -0.0, "1", "x\ny"},
                                         {"a.e", 5e-324, "1", ""},
                                         {"a.f", std::numeric_limits<double>::infinity(), "1", ""}},
                             .findings = 7,
                             .trace_hash = "00ff"};
    const RunFigures back = figures_from_bytes(to_bytes(figures));
    CHECK(back.findings == 7);
    CHECK(back.trace_hash == "00ff");
    REQUIRE(back.metrics.size() == 5);
    for (std::size_t i = 0; i < 5; ++i) {
        CHECK(back.metrics[i].name == figures.metrics[i].name);
        CHECK(back.metrics[i].unit == figures.metrics[i].unit);
        CHECK(back.metrics[i].meaning == figures.metrics[i].meaning);
        REQUIRE(back.metrics[i].value.has_value() == figures.metrics[i].value.has_value());
        if (!back.metrics[i].value) continue;
        CHECK(std::memcmp(&*back.metrics[i].value, &*figures.metrics[i].value, sizeof(double)) == 0);
    }
    CHECK_THROWS_AS(figures_from_bytes("7"), std::logic_error);
    const std::string bytes = to_bytes(figures);
    CHECK_THROWS_AS(figures_from_bytes(bytes.substr(0, bytes.size() - 1)), std::logic_error);
}

}  // namespace datahall

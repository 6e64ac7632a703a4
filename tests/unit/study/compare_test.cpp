// Whole comparisons: what must hold whatever the halls are.
#include "sim/study/compare.hpp"

#include "sim/report/comparison_csv.hpp"
#include "sim/report/comparison_json.hpp"
#include "tests/unit/run/engine.hpp"

using namespace datahall;
using namespace datahall::literals;
using namespace datahall::test;

namespace {

// Two streams that any hall is asked to serve: one by chance for GPUs, one that only processors can do.
const std::string demand = R"(
warm_up: 0 s
demand:
  - name: training
    workload:
      {model: synthetic, work_class: dense_training, interarrival: 5 min, run_mean: 3 h, run_cv: 2, run_max: 5 d,
       widths: [8, 64, 512], weights: [5, 3, 2]}
  - name: batch
    workload:
      {model: synthetic, work_class: batch_hpc, interarrival: 20 min, run_mean: 1 h, run_cv: 1, run_max: 5 d,
       widths: [1], weights: [1]}
clusters:
  - {name: gpu, node: NODE, scheduler: {model: easy}, placement: {model: packed}}
)";

std::string hall(const std::string& base, const std::string& node) {
    std::string text = "extends: \"shipped:starter/" + base + ".yaml\"\n" + demand;
    return text.replace(text.find("NODE"), 4, node);
}

const ScratchScenario& air() {
    static const ScratchScenario file{hall("gpu_hall", "dgx_h100")};
    return file;
}
const ScratchScenario& liquid() {
    static const ScratchScenario file{hall("gb200_hall", "gb200_tray")};
    return file;
}

CompareRequest request_of(std::vector<std::string> files) {
    return {.files = std::move(files),
            .load = {.shipped_root = shipped},
            .replications = 3,
            .seed = 7,
            .until = 6.0_h};
}

Comparison compare(const CompareRequest& request) {
    Models models;
    register_builtin(models);
    auto comparison = compare_halls(request, models);
    REQUIRE(comparison);
    return std::move(*comparison);
}

const ComparisonRow& row(const Comparison& c, const std::string& id, ComparisonView view) {
    const ComparisonRow* found = c.find(id, view);
    INFO(id);
    REQUIRE(found != nullptr);
    return *found;
}

double design(const Comparison& c, const std::string& id, std::size_t h) {
    return row(c, id, ComparisonView::design).values[h].value().value;
}

}  // namespace

TEST_CASE("a hall compared with itself differs by exactly 0 and is exactly 1 times itself", "[compare]") {
    const Comparison c = compare(request_of({air().path(), air().path()}));
    CHECK(c.halls[0].name == "gpu-hall");
    CHECK(c.halls[1].name == "gpu-hall (2)");
    CHECK(c.rows.size() > 40);
    std::size_t ratios = 0;
    for (const ComparisonRow& r : c.rows) {
        INFO(r.id);
        CHECK(r.values[0] == r.values[1]);
        CHECK(!r.differences[0]);
        CHECK(!r.ratios[0]);
        if (r.values[0]) CHECK(r.differences[1] == Estimate{0, 0, 0});
        if (!r.ratios[1]) {
            CHECK(r.values[0]->low <= 0);  // a hall has no ratio to 0, or to what may be 0
            continue;
        }
        CHECK(r.ratios[1] == Estimate{1, 1, 1});
        ++ratios;
    }
    CHECK(ratios > 35);
    // The demand is left to chance, so there is something to be exact about.
    const Estimate it = *row(c, "energy.it", ComparisonView::demand).values[0];
    CHECK(it.low < it.value);
}

TEST_CASE("the order of the halls changes no value and no interval of a hall", "[compare]") {
    const Comparison ab = compare(request_of({air().path(), liquid().path()}));
    const Comparison ba = compare(request_of({liquid().path(), air().path()}));
    REQUIRE(ab.rows.size() == ba.rows.size());
    for (const ComparisonRow& r : ab.rows) {
        INFO(r.id);
        const ComparisonRow& swapped = row(ba, r.id, r.view);
        CHECK(r.values[0] == swapped.values[1]);
        CHECK(r.values[1] == swapped.values[0]);
        if (!r.differences[1]) continue;
        CHECK(r.differences[1]->value == Approx(-swapped.differences[1]->value));
        if (r.ratios[1] && swapped.ratios[1]) {
            CHECK(r.ratios[1]->value == Approx(1.0 / swapped.ratios[1]->value));
        }
    }
}

TEST_CASE("the number of workers changes no byte", "[compare]") {
    CompareRequest request = request_of({air().path(), liquid().path()});
    const Comparison one = compare(request);
    request.workers = 2;
    const Comparison two = compare(request);
    CHECK(comparison_json(one) == comparison_json(two));
    CHECK(one.halls[1].demand.series.values == two.halls[1].demand.series.values);
    CHECK(!one.halls[1].demand.series.values.empty());
}

TEST_CASE("every hall faces the same arrivals", "[compare]") {
    const Comparison c = compare(request_of({air().path(), liquid().path()}));
    for (const char* id : {"work.training_submitted", "work.batch_submitted"}) {
        const ComparisonRow& r = row(c, id, ComparisonView::demand);
        CHECK(r.values[0]->value > 0);
        CHECK(r.values[0] == r.values[1]);
        CHECK(r.differences[1] == Estimate{0, 0, 0});
    }
    // Each replication draws anew.
    const Estimate drawn = *row(c, "work.training_submitted", ComparisonView::demand).values[0];
    CHECK(drawn.low < drawn.high);
    // What no cluster can do is refused, all of it, and is no figure that is missing.
    CHECK(row(c, "work.batch_refused_share", ComparisonView::demand).values[0] == Estimate{1, 1, 1});
}

TEST_CASE("a value is the mean of the runs that it stands for", "[compare]") {
    const Comparison c = compare(request_of({air().path(), liquid().path()}));
    double sum = 0;
    for (std::uint64_t r = 0; r < 3; ++r) {
        const Result run = simulate(load(air().path()), {.seed = 7, .replication = r, .until = 6.0_h});
        sum += value(run.metrics, "energy.it");
    }
    CHECK(row(c, "energy.it", ComparisonView::demand).values[0]->value == Approx(sum / 3).epsilon(1e-14));
    const Result saturated = simulate(load(air().path(), {"view=saturated"}), {.seed = 7, .until = 6.0_h});
    CHECK(c.halls[0].saturated.trace_hash == saturated.trace_hash);
    CHECK(c.halls[0].saturated.replication == 0);
}

TEST_CASE("an equal floor gives every hall the first one's, and lifts power limits", "[compare]") {
    CompareRequest request = request_of({air().path(), liquid().path()});
    request.replications = 1;
    request.load.overrides = {"hall.power_limit=14 MW", "hall.width=25 m"};
    const Comparison as_set = compare(request);
    CHECK(design(as_set, "hall.area", 1) == Approx(25 * 30.48));
    request.equalise = Equalise::floor;
    const Comparison equal = compare(request);
    CHECK(equal.equalised == "floor");
    CHECK(design(equal, "hall.area", 0) == design(equal, "hall.area", 1));
    // 14 MW stop the liquid hall before its floor does.
    CHECK(design(equal, "power.it_nameplate", 1) > 14e6);
    CHECK(design(as_set, "power.it_nameplate", 1) <= 14e6);
}

TEST_CASE("equal power is the least of all halls, and the others leave floor empty", "[compare]") {
    CompareRequest request = request_of({air().path(), liquid().path()});
    request.replications = 1;
    const Comparison free = compare(request);
    const double least = design(free, "power.it_nameplate", 0);
    REQUIRE(design(free, "power.it_nameplate", 1) > least);
    request.equalise = Equalise::power;
    const Comparison equal = compare(request);
    CHECK(equal.equalised == "power");
    CHECK(design(equal, "power.it_nameplate", 0) == least);
    CHECK(design(equal, "power.it_nameplate", 1) <= least);
    CHECK(design(equal, "power.it_nameplate", 1) > 0.9 * least);  // short by less than a block
    CHECK(design(equal, "hall.used_share", 0) == design(free, "hall.used_share", 0));
    CHECK(design(equal, "hall.used_share", 1) < design(free, "hall.used_share", 1));
}

TEST_CASE("bad input is found before anything runs, and a run that fails says which", "[compare]") {
    Models models;
    register_builtin(models);
    CompareRequest request = request_of({air().path(), "no-such-file.yaml"});
    request.on_run = [](std::size_t, std::size_t) { FAIL("a run was started"); };
    CHECK_THROWS_AS(compare_halls(request, models), IoError);
    request.files[1] = liquid().path();
    request.load.overrides = {"hall.nonsense=1"};
    CHECK_THROWS_AS(compare_halls(request, models), ConfigError);

    request = request_of({air().path(), liquid().path()});
    request.load.overrides = {"series_interval=1 s"};
    request.until = 200.0_d;  // 1.7e7 rows: found when the run begins
    CHECK_THROWS_AS(compare_halls(request, models), LimitError);
    CHECK_THROWS_WITH(compare_halls(request, models), Catch::Contains("(demand, replication 0)"));
}

TEST_CASE("an interrupted comparison is none", "[compare]") {
    Models models;
    register_builtin(models);
    CompareRequest request = request_of({air().path(), liquid().path()});
    volatile std::sig_atomic_t signal = 0;
    request.interrupt = &signal;
    std::size_t runs = 0;
    request.on_run = [&](std::size_t done, std::size_t all) {
        CHECK(all == 12);  // 3 replications, 2 halls, 2 views
        runs = done;
        signal = 2;
    };
    CHECK(!compare_halls(request, models));
    CHECK(runs >= 1);
    CHECK(runs < 12);
}

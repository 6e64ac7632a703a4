// Rows of a comparison, from results made by hand.
#include "sim/study/comparison_rows.hpp"

#include "tests/support/catch.hpp"

using namespace datahall;

namespace {

Result run_with(std::vector<Metric> metrics, std::vector<StreamResult> streams = {}) {
    Result r;
    r.metrics = std::move(metrics);
    r.streams = std::move(streams);
    return r;
}

Metric joules(const std::string& name, double value) {
    return {name, value, "J", ""};
}

// A hall whose runs are the same in both views.
HallResults hall_of(const std::vector<Result>& runs) {
    return {runs, runs};
}

const ComparisonRow& row(const std::vector<ComparisonRow>& rows, const std::string& id, ComparisonView view) {
    for (const ComparisonRow& r : rows) {
        if (r.id == id && r.view == view) return r;
    }
    FAIL("no row " << id);
    return rows.front();
}

}  // namespace

TEST_CASE("a PUE over replications is the ratio of the sums, not the mean of ratios", "[compare]") {
    const std::vector<HallResults> halls{
        hall_of({run_with({joules("energy.utility", 10), joules("energy.it", 5)}),
                 run_with({joules("energy.utility", 30), joules("energy.it", 20)})})};
    const auto rows = comparison_rows(halls);
    // 40 / 25 = 1.6; the mean of 2 and 1.5 would be 1.75.
    CHECK(row(rows, "efficiency.pue", ComparisonView::demand).values[0]->value == Approx(1.6).epsilon(1e-15));
}

TEST_CASE("differences and ratios of ratios are those of the values shown", "[compare]") {
    const auto runs = [](double a, double b) {
        return hall_of({run_with({joules("energy.utility", a), joules("energy.it", 5)}),
                        run_with({joules("energy.utility", b), joules("energy.it", 20)})});
    };
    const std::vector<HallResults> halls{runs(10, 30), runs(12, 24)};
    const ComparisonRow pue = row(comparison_rows(halls), "efficiency.pue", ComparisonView::demand);
    CHECK(!pue.differences[0]);
    CHECK(!pue.ratios[0]);
    CHECK(pue.differences[1]->value == Approx(36.0 / 25 - 40.0 / 25).epsilon(1e-12));
    CHECK(pue.ratios[1]->value == Approx(0.9).epsilon(1e-12));
    CHECK(pue.ratios[1]->low < pue.ratios[1]->high);
}

TEST_CASE("a figure that a replication lacks does not exist in its hall, and is never 0", "[compare]") {
    const Metric wait{"jobs.wait_p50", 7.0, "s", ""};
    const Metric none{"jobs.wait_p50", {}, "s", ""};
    const std::vector<HallResults> halls{hall_of({run_with({wait}), run_with({wait})}),
                                         hall_of({run_with({wait}), run_with({none})})};
    const ComparisonRow waits = row(comparison_rows(halls), "jobs.wait_p50", ComparisonView::demand);
    CHECK(waits.values[0] == Estimate{7, 7, 7});
    CHECK(!waits.values[1]);
    CHECK(!waits.differences[1]);
    CHECK(!waits.ratios[1]);
    for (const ComparisonRow& r : comparison_rows(halls)) CHECK(r.id != "jobs.wait_p95");
}

TEST_CASE("work is summed by reference device and divided by what it takes", "[compare]") {
    const std::vector<Metric> metrics{{"run.counted", 43'200.0, "s", ""},
                                      {"hall.area", 100.0, "m2", ""},
                                      {"power.utility_peak", 2e6, "W", ""},
                                      {"power.utility_mean", 1e6, "W", ""},
                                      {"cost.monthly", 73'000.0, "USD", ""}};
    // Half of the energy of all jobs is that of h100-x.
    const std::vector<StreamResult> streams{
        {.name = "a", .reference = "h100-x", .served = 30, .energy_j = 3},
        {.name = "b", .reference = "cpu", .served = 5, .energy_j = 5},
        {.name = "c", .reference = "h100-x", .served = 20, .energy_j = 2}};
    const std::vector<HallResults> halls{hall_of({run_with(metrics, streams)}),
                                         hall_of({run_with(metrics, {{.name = "b", .reference = "cpu"}})})};
    const auto rows = comparison_rows(halls);
    const auto value = [&](const char* id) {
        return row(rows, id, ComparisonView::saturated).values[0]->value;
    };
    CHECK(value("work.per_day_h100_x") == Approx(100));            // 50 h in half a day
    CHECK(value("work.per_area_h100_x") == Approx(2));             // over its half of 100 m2
    CHECK(value("work.per_power_h100_x") == Approx(100));          // over its half of 2 MW
    CHECK(value("work.per_energy_h100_x") == Approx(200.0 / 24));  // 1 MW draws 24 MWh a day
    // 73,000 USD a month of 365/12 d are 2,400 USD a day.
    CHECK(value("work.per_cost_h100_x") == Approx(200 / 2.4));
    CHECK(value("work.per_day_cpu") == Approx(10));
    // The other hall has no such stream: no figure; and one that does nothing does 0.
    CHECK(!row(rows, "work.per_day_h100_x", ComparisonView::saturated).values[1]);
    CHECK(row(rows, "work.per_day_cpu", ComparisonView::saturated).values[1] == Estimate{0, 0, 0});
}

TEST_CASE("every cost has its row, of whichever hall", "[compare]") {
    const std::vector<HallResults> halls{
        hall_of({run_with({{"cost.it_capex", 3e6, "USD", ""}})}),
        hall_of({run_with({{"cost.rent", 9.0, "USD", ""}, {"cost.it_capex", 6e6, "USD", ""}})})};
    const auto rows = comparison_rows(halls);
    const ComparisonRow capex = row(rows, "cost.it_capex", ComparisonView::cost);
    CHECK(capex.label == "IT capex");
    CHECK(capex.ratios[1] == Estimate{2, 2, 2});
    CHECK(!row(rows, "cost.rent", ComparisonView::cost).values[0]);
}

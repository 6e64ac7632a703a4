// Sentences of the verdict, from rows made by hand.
#include "sim/study/verdict.hpp"

#include "tests/support/catch.hpp"

using namespace datahall;

namespace {

// Two halls and one row, with this ratio of hall 1 to hall 0.
Comparison one_row(const std::string& id, ComparisonView view, const Estimate& ratio) {
    Comparison c;
    c.halls = {{.name = "cpu"}, {.name = "gpu"}};
    c.rows = {{.id = id,
               .view = view,
               .values = {Estimate{1, 1, 1}, ratio},
               .differences = {std::nullopt, std::nullopt},
               .ratios = {std::nullopt, ratio}}};
    return c;
}

std::string only_sentence(const Comparison& c) {
    const auto sentences = verdict_of(c);
    REQUIRE(sentences.size() == 1);
    return sentences.front();
}

}  // namespace

TEST_CASE("a sentence gives ratio, interval, what is counted and what it is divided by", "[compare]") {
    CHECK(only_sentence(one_row("work.per_energy_h100_sxm", ComparisonView::saturated, {3.517, 3.2, 3.9})) ==
          "Flat out, gpu does 3.52 (3.2 to 3.9) times the work of cpu per MWh at the utility meter, in hours "
          "of "
          "h100_sxm.");
    CHECK(only_sentence(one_row("cost.monthly", ComparisonView::cost, {4.07, 4.07, 4.07})) ==
          "gpu has 4.07 times the cost of cpu a month.");
}

TEST_CASE("power on the floor is told as designed, over planning ranges, and as drawn", "[compare]") {
    Comparison c = one_row("power.density", ComparisonView::design, {4, 4, 4});
    CHECK(only_sentence(c) ==
          "On each m2 of hall floor gpu has 4 times the nameplate IT power of cpu; the same nameplate power "
          "would "
          "fill 25 % of the floor.");
    c.rows.push_back(one_row("power.it_mean", ComparisonView::demand, {3, 2.5, 3.5}).rows[0]);
    c.density = {std::nullopt,
                 DensityBand{.p5 = 2.72, .p50 = 3.83, .p95 = 5.55, .source = "x", .mean = 3.94}};
    CHECK(only_sentence(c) ==
          "On each m2 of hall floor gpu has 4 times the nameplate IT power of cpu (2.72 to 5.55 over the "
          "planning "
          "ranges of both); with the demand as it comes it draws 3 (2.5 to 3.5) times as much; the same "
          "nameplate "
          "power would fill 25 % of the floor.");
}

TEST_CASE("at equal power the verdict is about the floor", "[compare]") {
    Comparison c = one_row("hall.used_share", ComparisonView::design, {0.25, 0.25, 0.25});
    c.equalised = "power";
    CHECK(only_sentence(c) ==
          "With the nameplate IT power held equal, gpu fills 25 % of its rack positions, cpu 100 %.");
}

TEST_CASE("no winner is named where the interval of the ratio holds 1", "[compare]") {
    CHECK(
        only_sentence(one_row("work.per_energy_cpu_x", ComparisonView::saturated, {1.3, 0.9, 1.7})) ==
        "Flat out, no difference is shown between gpu and cpu in work per MWh at the utility meter, in hours "
        "of cpu_x: the ratio is 1.3 (0.9 to 1.7).");
    CHECK(only_sentence(one_row("cost.monthly", ComparisonView::cost, {1, 1, 1})) ==
          "gpu has the same cost as cpu a month.");
}

TEST_CASE("a row of another view, or one that nobody asks for, makes no sentence", "[compare]") {
    CHECK(verdict_of(one_row("energy.utility", ComparisonView::demand, {2, 2, 2})).empty());
    CHECK(verdict_of(one_row("hall.racks", ComparisonView::design, {2, 2, 2})).empty());
}

TEST_CASE("work that one hall alone can do is said without a ratio", "[compare]") {
    Comparison c = one_row("work.per_day_h100", ComparisonView::saturated, {0, 0, 0});
    c.rows[0].values = {std::nullopt, Estimate{123'456.7, 1e5, 2e5}};
    c.rows[0].ratios = {std::nullopt, std::nullopt};
    CHECK(only_sentence(c) == "Flat out, gpu does 123457 hours of h100 a day, cpu none.");
}

TEST_CASE("each hall is told what it does of the demand", "[compare]") {
    Comparison c = one_row("work.web_served_share", ComparisonView::demand, {0.5, 0.4, 0.6});
    c.rows[0].label = "web, served";
    c.rows.push_back(one_row("work.ai_served_share", ComparisonView::demand, {0.996, 0.99, 1.0}).rows[0]);
    c.rows[1].label = "ai, served";
    c.rows[1].values[0] = Estimate{};
    const auto sentences = verdict_of(c);
    REQUIRE(sentences.size() == 2);
    CHECK(sentences[0] == "Of the demand, cpu serves all of web and nothing of ai.");
    CHECK(sentences[1] == "Of the demand, gpu serves all of ai and 50 % of web.");
}

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
    CHECK(
        only_sentence(one_row("work.per_area_h100_sxm", ComparisonView::saturated, {3.517, 3.2, 3.9})) ==
        "Flat out, gpu does 3.52 (3.2 to 3.9) times the work of cpu a day per m2 of hall floor, in hours of "
        "h100_sxm.");
    CHECK(only_sentence(one_row("power.density", ComparisonView::design, {4.07, 4.07, 4.07})) ==
          "gpu has 4.07 times the nameplate IT power of cpu per m2 of hall floor.");
}

TEST_CASE("no winner is named where the interval of the ratio holds 1", "[compare]") {
    CHECK(
        only_sentence(one_row("work.per_energy_cpu_x", ComparisonView::saturated, {1.3, 0.9, 1.7})) ==
        "Flat out, no difference is shown between gpu and cpu in work per MWh at the utility meter, in hours "
        "of cpu_x: the ratio is 1.3 (0.9 to 1.7).");
    CHECK(only_sentence(one_row("energy.utility", ComparisonView::demand, {1, 1, 1})) ==
          "With the demand as it comes, gpu uses the same energy as cpu at the utility meter, whatever share "
          "each serves.");
}

TEST_CASE("a row of another view, or one that nobody asks for, makes no sentence", "[compare]") {
    CHECK(verdict_of(one_row("energy.utility", ComparisonView::saturated, {2, 2, 2})).empty());
    CHECK(verdict_of(one_row("hall.racks", ComparisonView::design, {2, 2, 2})).empty());
}

TEST_CASE("work that one hall alone can do is said without a ratio", "[compare]") {
    Comparison c = one_row("work.per_day_h100", ComparisonView::saturated, {0, 0, 0});
    c.rows[0].values = {std::nullopt, Estimate{123'456.7, 1e5, 2e5}};
    c.rows[0].ratios = {std::nullopt, std::nullopt};
    CHECK(only_sentence(c) == "Flat out, gpu does 123457 hours of h100 a day, cpu none.");
}

TEST_CASE("shares of the demand that were served stand side by side, without a winner", "[compare]") {
    Comparison c = one_row("work.web_served_share", ComparisonView::demand, {0.5, 0.4, 0.6});
    c.rows[0].label = "web, served";
    CHECK(only_sentence(c) ==
          "Of the work handed out by stream web, cpu does 100 % inside the window, gpu 50 % (40 to 60).");
}

// Each caveat appears where it must, and only there.
#include "sim/study/caveats.hpp"

#include "tests/support/catch.hpp"

using namespace datahall;
using namespace datahall::literals;

namespace {

void set(Result& run, const std::string& name, double value) {
    run.metrics.push_back({name, value, "", ""});
}

// Two sound halls: loaded, priced, with support racks, faults, a warm-up and spread.
struct Case {
    Comparison c;
    std::vector<HallFacts> facts;

    Case() {
        c.replications = 5;
        c.warm_up_s = 86'400.0;
        for (const char* name : {"a", "b"}) {
            ComparedHall hall{.name = name, .about = std::string{"about "} + name};
            hall.demand.streams = {{.name = "web", .submitted = 10}};
            set(hall.demand, "devices.utilization", 0.5);
            set(hall.demand, "efficiency.pue", 1.3);
            for (const char* role : {"network", "storage", "management"}) {
                set(hall.demand, std::string{"hall.racks_"} + role, 2);
            }
            c.halls.push_back(std::move(hall));
            facts.push_back({.start = {}, .duration = 7.0_d, .warm_up = 1.0_d, .has_faults = true});
        }
        add_row("cost.monthly", ComparisonView::cost, {2, 2, 2});
        add_row("energy.it", ComparisonView::demand, {1.5, 1.4, 1.6});
    }
    void add_row(const std::string& id, ComparisonView view, const Estimate& ratio) {
        c.rows.push_back({.id = id,
                          .label = id,
                          .view = view,
                          .values = {Estimate{1, 0.9, 1.1}, ratio},
                          .differences = {std::nullopt, std::nullopt},
                          .ratios = {std::nullopt, ratio}});
    }
    std::vector<std::string> caveats() const { return caveats_of(c, facts); }
};

// The one caveat that a change to the sound case brings.
template <class Change>
std::string caveat_after(const Change& change) {
    Case changed;
    change(changed);
    const auto caveats = changed.caveats();
    REQUIRE(caveats.size() == 1);
    return caveats.front();
}

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("two sound halls need no caveat", "[compare]") {
    CHECK(Case{}.caveats().empty());
}

TEST_CASE("figures without an interval say why", "[compare]") {
    CHECK(holds(caveat_after([](Case& x) { x.c.replications = 1; }), "One replication only"));
    CHECK(holds(caveat_after([](Case& x) { x.c.rows.pop_back(); }), "All 5 replications gave the same"));
}

TEST_CASE("halls that face other demands, or serve all of it, are not ranked by it", "[compare]") {
    CHECK(holds(caveat_after([](Case& x) { x.c.halls[1].demand.streams[0].submitted = 11; }),
                "a and b do not face the same demand"));
    CHECK(holds(caveat_after([](Case& x) {
                    x.add_row("work.web_served_share", ComparisonView::demand, {1, 1, 1});
                    x.c.rows.back().values[0] = Estimate{1, 1, 1};
                }),
                "serves the whole demand"));
}

TEST_CASE("refused jobs are told with their reason", "[compare]") {
    Case x;
    x.c.halls[1].demand.findings = {
        {.code = "F0501", .object = "demand/web", .text = "jobs refused: too big", .value = 3}};
    const auto caveats = x.caveats();
    REQUIRE(caveats.size() == 2);  // and the count of findings
    CHECK(caveats[0] == "Jobs refused, in replication 0: b: 3 of web (too big).");
    CHECK(caveats[1] == "Findings of the demand runs, in replication 0: b: 1 (F0501).");
}

TEST_CASE("the PUE of a hall below a fifth of its load is flagged", "[compare]") {
    CHECK(
        caveat_after([](Case& x) { x.c.halls[1].demand.metrics[0].value = 0.05; }) ==
        "The PUE of a hall that is nearly idle says little of it at work: b: PUE 1.300 at 5 % of its devices "
        "held.");
    CHECK(holds(caveat_after([](Case& x) { x.c.halls[0].demand.metrics[0].value = 0.1999; }), "a: PUE"));
}

TEST_CASE("a speed-up above 100 names its work class", "[compare]") {
    const auto speed_up = [](double ratio) {
        return [ratio](Case& x) {
            x.add_row("work.per_area_p40", ComparisonView::saturated, {ratio, ratio, ratio});
            x.c.rows.back().label = "p40-h/m2";
            x.c.halls[1].saturated.streams = {{.work_class = "training", .reference = "p40"},
                                              {.work_class = "other", .reference = "cpu"}};
        };
    };
    const std::string text = caveat_after(speed_up(250));
    CHECK(holds(text, "differs 250-fold between b and a"));
    CHECK(holds(text, "work class training."));
    CHECK(holds(caveat_after(speed_up(0.005)), "differs 200-fold"));
    Case below;
    speed_up(99.0)(below);
    CHECK(below.caveats().empty());
}

TEST_CASE("halls of other years, days or spans say so", "[compare]") {
    // 2019 and 2024, both on January 1: 1546300800 and 1704067200 s after 1970.
    const std::string years = caveat_after([](Case& x) {
        x.facts[0].start = {1'546'300'800};
        x.facts[1].start = {1'704'067'200};
    });
    CHECK(holds(years, "a: 2019, about a; b: 2024, about b"));
    CHECK(holds(caveat_after([](Case& x) { x.facts[1].start = {86'400}; }), "different days of the year"));
    CHECK(holds(caveat_after([](Case& x) { x.facts[1].warm_up = 2.0_d; }), "a: 24 h; b: 48 h"));
    CHECK(holds(caveat_after([](Case& x) { x.facts[1].duration = 2.0_d; }), "different durations"));
    CHECK(holds(caveat_after([](Case& x) { x.c.warm_up_s = 0; }), "Nothing is left out as a warm-up"));
}

TEST_CASE("what a comparison leaves out is said", "[compare]") {
    CHECK(holds(caveat_after([](Case& x) { x.facts[0].has_faults = x.facts[1].has_faults = false; }),
                "Nothing fails"));
    CHECK(holds(caveat_after([](Case& x) { x.c.rows.erase(x.c.rows.begin()); }), "No cost is counted"));
    CHECK(holds(caveat_after([](Case& x) { x.c.halls[1].demand.metrics[3].value = 0; }),
                "b: no rack for storage"));
    CHECK(holds(caveat_after([](Case& x) { set(x.c.halls[1].demand, "power.rack_highest", 40.8e3); }),
                "b: 40.8 kW"));
    CHECK(holds(caveat_after([](Case& x) {
                    x.c.halls[0].demand.sources = {{"x", "y", "estimate"}, {"z", "y", "datasheet"}};
                }),
                "a: 1 of 2"));
}

TEST_CASE("what was held equal is said with what came of it", "[compare]") {
    const auto with_power = [](Case& x) {
        x.c.equalised = "power";
        set(x.c.halls[0].demand, "power.it_nameplate", 2.8e6);
        set(x.c.halls[1].demand, "power.it_nameplate", 2.75e6);
    };
    CHECK(holds(caveat_after(with_power), "a: 2.8 MW; b: 2.75 MW."));
    Case over;
    with_power(over);
    over.c.halls[1].demand.findings = {{.code = "F0102"}};
    CHECK(holds(over.caveats().at(0), "b: 2.75 MW, ABOVE the limit"));
    CHECK(holds(over.caveats().at(1), "NOT of equal power"));
    CHECK(holds(caveat_after([](Case& x) { x.c.equalised = "floor"; }), "floor is held equal"));
}

// Power chains that are drawn bus by bus.
#include "sim/run/power/power_flow.hpp"
#include "tests/unit/run/paths_hall.hpp"

using namespace datahall;
using namespace datahall::test;

namespace {

Facility drawn(const std::string& power, std::vector<std::string> overrides = {}) {
    const ScratchScenario file{paths_hall + "power:\n" + power};
    return build_facility(load(file.path(), std::move(overrides)));
}

const std::string two_rooms = R"(
  elements:
    - {name: sts, type: lossless, rating: 30 kW, from: [ups-a, ups-b], in_turn: true}
    - {name: ups-b, type: lossless, rating: 30 kW, from: [utility]}
    - {name: ups-a, type: lossless, rating: 10 kW, units: 3, needed: 2, from: [tx], fixed_load: 1 kW}
    - {name: tx, type: lossless, rating: 60 kW, from: [utility]}
    - {name: row2, type: lossless, rating: 30 kW, from: [ups-b]}
  rack_feeds:
    - {row: 2, from: [row2]}
    - {block: all, from: [sts, ups-b]}
)";

std::string text_of(const ConfigError& e) {
    std::string all;
    for (const Problem& p : e.problems()) all += p.path + ": " + p.text + " " + p.hint + "\n";
    return all;
}

std::string refusal(const std::string& power, std::vector<std::string> overrides = {}) {
    try {
        drawn(power, std::move(overrides));
    } catch (const ConfigError& e) {
        return text_of(e);
    }
    return "accepted";
}

}  // namespace

TEST_CASE("a chain drawn bus by bus carries what its feeds say", "[power elements]") {
    const Facility f = drawn(two_rooms);
    std::vector<std::string> names;
    for (const PowerElement& e : f.elements) names.push_back(e.name);
    CHECK(names == std::vector<std::string>{"ups-b", "tx", "ups-a", "row2", "sts"});
    CHECK(f.elements[2].limit.si() == 20'000);
    PowerFlow flow{f};
    std::int64_t first_row = 0;
    for (std::uint32_t r = 0; r < f.racks.size(); ++r) {
        flow.change_rack(r, 2'000'000'000 - flow.rack_uw(r));
        first_row += f.racks[r].row == 0 ? 2'000 : 0;
    }
    flow.settle({});
    const auto output_w = [&](std::size_t e) {
        return flow.output(static_cast<std::uint32_t>(e)).level() / 1'000'000;
    };
    const std::int64_t second_row = 24'000 - first_row;
    REQUIRE(first_row > 0);
    REQUIRE(second_row > 0);
    CHECK(output_w(4) == first_row / 2);               // the switch: half of row one,
    CHECK(output_w(2) == first_row / 2 + 1'000);       // all of it from a
    CHECK(output_w(0) == first_row / 2 + second_row);  // b: the other half, and row two
    flow.set_units(1, 0);                              // the transformer above a
    flow.settle({});
    CHECK(output_w(2) == 0);
    CHECK(output_w(0) == first_row + second_row);
    CHECK(flow.unfed().level() == 0);  // the constant load that hung on a alone is dark
    CHECK(flow.fixed().level() == 0);
}

TEST_CASE("mistakes in a drawn chain are named", "[power elements]") {
    CHECK(refusal(two_rooms) == "accepted");
    CHECK_THAT(refusal(two_rooms, {"power.elements[3].from=[sts]"}),
               Catch::Matchers::Contains("these feed each other: sts <- ups-a <- tx <- sts"));
    CHECK_THAT(refusal(two_rooms, {"power.elements[3].from=[tx]"}),
               Catch::Matchers::Contains("these feed each other: tx <- tx"));
    CHECK_THAT(refusal(two_rooms, {"power.elements[4].from=[ups-c]"}),
               Catch::Matchers::Contains("power.elements[4].from: no element is named 'ups-c'"));
    CHECK_THAT(refusal(two_rooms, {"power.elements[4].from=[ups-b, ups-b]"}),
               Catch::Matchers::Contains("'ups-b' stands there twice"));
    CHECK_THAT(refusal(two_rooms, {"power.elements[4].type=nothing"}),
               Catch::Matchers::Contains("no element named 'nothing' in the catalogue"));
    CHECK_THAT(
        refusal(two_rooms, {"power.rack_feeds[1].block=other"}),
        Catch::Matchers::Contains("no entry covers site/hall/row-01/rack-0001, a rack of block 'all'"));
    CHECK_THAT(refusal(two_rooms, {"power.elements[4].from=[]"}), Catch::Matchers::Contains("1 to 8 feeds"));
    CHECK_THAT(refusal(two_rooms, {"power.elements[0].name=utility"}),
               Catch::Matchers::Contains("name of the meter"));
    CHECK_THAT(refusal(two_rooms, {"power.elements[2].needed=4"}),
               Catch::Matchers::Contains("at most as many as there are units"));
}

TEST_CASE("buses that feed nothing, or carry too much, are findings", "[power elements]") {
    CHECK_FALSE(has_finding(drawn(two_rooms).findings, "F0207"));
    CHECK(has_finding(drawn(two_rooms, {"power.rack_feeds[0].from=[ups-b]"}).findings, "F0207"));
    CHECK_FALSE(has_finding(drawn(two_rooms).findings, "F0202"));
    CHECK(has_finding(drawn(two_rooms, {"power.elements[1].rating=9 kW"}).findings, "F0202"));
}

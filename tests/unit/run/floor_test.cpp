// What is set down on the floor, and what stops more.
#include "tests/unit/run/engine.hpp"

using namespace datahall;
using namespace datahall::test;

namespace {

const std::string small_hall = R"(
name: small
start: 2020-01-01T00:00:00Z
duration: 1 h
site: {weather: {model: synthetic}}
hall:
  width: 9 m
  depth: 6 m
  end_aisle: 0 m
  rack_pitch: 0.9 m
  row_pitch: 3 m
  lost_share: 0 %
  blocks:
    - {name: net, repeat: 1, racks: [{rack: network_su}]}
    - {name: su, racks: [{rack: h100_4, count: 2}]}
cooling: {air: {preset: contained_chilled_water_18C}}
clusters:
  - {name: gpu, node: dgx_h100, scheduler: {model: fcfs}, placement: {model: packed}}
)";

Plan plan_of(std::vector<std::string> overrides) {
    const ScratchScenario file{small_hall};
    return make_plan(load(file.path(), std::move(overrides)));
}

}  // namespace

TEST_CASE("a block without a count fills the floor that is left", "[floor]") {
    // 9 m / 0.9 m = 10 a row, 6 m / 3 m = 2 rows; one network rack leaves 19: 9 blocks of 2.
    const Plan plan = plan_of({});
    CHECK(value(plan.metrics, "hall.positions") == 20);
    CHECK(value(plan.metrics, "hall.racks_compute") == 18);
    CHECK(value(plan.metrics, "hall.devices") == 18 * 4 * 8);
}

TEST_CASE("a power limit stops the filling before the floor does", "[floor]") {
    // 200 kW / (2 x 40.8 kW) = 2.45: two blocks
    const Plan plan = plan_of({"hall.power_limit=200 kW"});
    CHECK(value(plan.metrics, "hall.racks_compute") == 4);
}

TEST_CASE("what the power limit leaves room for includes the switches", "[floor]") {
    const Plan plan = make_plan(load(shipped + "/starter/gpu_hall.yaml", {"hall.power_limit=8 MW"}));
    CHECK(value(plan.metrics, "hall.stopped_by_power") == 1);
    CHECK(value(plan.metrics, "power.it_nameplate") <= 8e6);
    CHECK_FALSE(has_finding(plan.findings, "F0102"));
}

TEST_CASE("a rack takes as many nodes as its feed, its units and its mass allow", "[floor]") {
    // h100_1 has no count of its own: 10.5 kW / 10.2 kW = 1 node.
    CHECK(value(plan_of({"hall.blocks[1].racks[0].rack=h100_1"}).metrics, "hall.nodes") == 18);
    // 48 units of 8 would take 6 nodes; without a power limit mass stops at (1000 - 200) / 130 = 6.
    const Plan mass =
        plan_of({"hall.blocks[1].racks[0].rack=h100_1", "catalogue.racks.h100_1.power_limit=0"});
    CHECK(value(mass.metrics, "hall.nodes") == 18 * 6);
}

TEST_CASE("an overfull rack is a finding, not an error", "[floor]") {
    const Plan plan = plan_of({"catalogue.racks.h100_4.nodes=5"});  // 51 kW on a 41 kW feed
    CHECK(has_finding(plan.findings, "F0201"));
    CHECK(has_finding(plan.findings, "F0204"));
}

TEST_CASE("racks beyond the floor are left out, which is a finding", "[floor]") {
    // 1 + 12 x 2 racks on 20 positions
    const Plan plan = plan_of({"hall.blocks[1].repeat=12"});
    CHECK(value(plan.metrics, "hall.racks") == 20);
    CHECK(has_finding(plan.findings, "F0101"));
}

TEST_CASE("a name that the catalogue lacks is refused with the nearest one", "[floor]") {
    const ScratchScenario file{small_hall};
    const Scenario scenario = load(file.path(), {"hall.blocks[1].racks[0].rack=h100_44"});
    try {
        build_facility(scenario);
        FAIL("accepted");
    } catch (const ConfigError& e) {
        REQUIRE(e.problems().size() == 1);
        CHECK(e.problems()[0].text == "no rack named 'h100_44' in the catalogue");
        CHECK(e.problems()[0].hint == "did you mean 'h100_4' or 'h100_1'?");
    }
}

TEST_CASE("heat without a plant is a finding", "[floor]") {
    const Plan plan = plan_of({"cooling={}"});
    CHECK(has_finding(plan.findings, "F0401"));
}

TEST_CASE("expected power is that of servers at full work, not of their nameplates", "[floor]") {
    const Plan plan = plan_of({});
    const double nodes = value(plan.metrics, "hall.nodes");
    // Components of a DGX H100 at full work: 5,600 + 700 + 192 + 440 + 250 + 100 + 450 = 7,732 W, 10 % of
    // fans, behind supplies of 90 to 97.2 %; its nameplate is 10,200 W.
    const double saved = value(plan.metrics, "power.it_nameplate") - value(plan.metrics, "power.it_expected");
    CHECK(saved / nodes > 10'200 - 7'732 * 1.1 / 0.90);
    CHECK(saved / nodes < 10'200 - 7'732 * 1.1 / 0.98);
}

TEST_CASE("a floor or a hall beyond all measure is refused, not attempted", "[floor]") {
    CHECK_THROWS_WITH(plan_of({"hall.width=9000 km"}), Catch::Contains("more than 1000000 rack positions"));
    CHECK_THROWS_WITH(plan_of({"hall.width=80 km", "hall.blocks[1].racks[0].rack=log_rack",
                               "clusters[0].node=log_processor"}),
                      Catch::Contains("more than 1000000 nodes"));
}

TEST_CASE("what a design gets wrong is named by a finding of its own", "[floor]") {
    // One copy of each block stays, however little power there is; more copies do not.
    CHECK(has_finding(plan_of({"hall.blocks[1].repeat=1", "hall.power_limit=20 kW"}).findings, "F0102"));
    const Plan cut = plan_of({"hall.blocks[1].repeat=3", "hall.power_limit=200 kW"});
    CHECK(has_finding(cut.findings, "F0104"));
    CHECK_FALSE(has_finding(cut.findings, "F0102"));
    CHECK(value(cut.metrics, "power.it_nameplate") <= 200e3);
    CHECK(has_finding(plan_of({"hall.rack_pitch=0.5 m"}).findings, "F0103"));
    CHECK(has_finding(plan_of({"catalogue.nodes.dgx_h100.nameplate=5 kW"}).findings, "F0206"));
    CHECK(plan_of({}).findings.empty());
}

TEST_CASE("a copy of a block is not tried again once the floor is full", "[floor]") {
    const Plan plan = plan_of({"hall.blocks[1].repeat=1000000", "hall.blocks[1].racks[0].count=100000"});
    const auto full = std::ranges::find(plan.findings, "F0101", &Finding::code);
    REQUIRE(full != plan.findings.end());
    CHECK(full->value == 1 + 1e11);  // one network rack and a million times 100,000
}

TEST_CASE("names that would make two things one are refused", "[floor]") {
    const std::string level = "{name: a, type: ats, per: hall}";
    CHECK_THROWS_WITH(plan_of({"power={chain: [" + level + ", " + level + "]}"}),
                      Catch::Contains("two entries are named 'a'"));
    CHECK_THROWS_WITH(plan_of({"hall.blocks[1].racks=[]"}), Catch::Contains("at least one kind of rack"));
}

TEST_CASE("a scenario cut off anywhere is refused with a place or still valid", "[hostile]") {
    // Every 17th byte of a shipped scenario: a prime step meets keys, values and line ends alike.
    std::ifstream in{shipped + "/starter/batch_replay.yaml"};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    std::size_t refused = 0;
    for (std::size_t size = 0; size < text.size(); size += 17) {
        const ScratchScenario file{text.substr(0, size)};
        try {
            make_plan(load(file.path()));
        } catch (const ConfigError& e) {
            ++refused;
            CHECK_FALSE(e.problems().front().where.file.empty());
        }
    }
    CHECK(refused > 50);
}

// What each path of a redundant power chain carries, before and after a loss.
#include <algorithm>

#include "sim/run/power/power_flow.hpp"
#include "tests/unit/run/paths_hall.hpp"

using namespace datahall;
using namespace datahall::test;

namespace {

constexpr std::int64_t watt = 1'000'000;  // uW

// All racks at their nameplates.
class Loaded {
public:
    explicit Loaded(Facility f) : facility_{std::move(f)}, flow_{facility_} {
        for (std::uint32_t r = 0; r < facility_.racks.size(); ++r) {
            flow_.change_rack(r, rack_w * watt - flow_.rack_uw(r));
        }
        settle();
    }
    std::uint32_t element(const std::string& name) const {
        const auto found = std::ranges::find(facility_.elements, name, &PowerElement::name);
        REQUIRE(found != facility_.elements.end());
        return static_cast<std::uint32_t>(found - facility_.elements.begin());
    }
    void lose(const std::string& name) {
        flow_.set_units(element(name), 0);
        settle();
    }
    void bring_back(const std::string& name) {
        flow_.set_units(element(name), facility_.elements[element(name)].units);
        settle();
    }
    void lose_unit(const std::string& name) {
        flow_.set_units(element(name), facility_.elements[element(name)].units - 1);
        settle();
    }
    std::int64_t output_w(const std::string& name) const {
        return flow_.output(element(name)).level() / watt;
    }
    std::int64_t utility_w() const { return flow_.utility().level() / watt; }
    std::int64_t unfed_w() const { return flow_.unfed().level() / watt; }
    const PowerElement& bus(const std::string& name) const { return facility_.elements[element(name)]; }
    const Facility& facility() const { return facility_; }
    const PowerFlow& flow() const { return flow_; }

private:
    void settle() {
        flow_.settle({});
        REQUIRE(flow_.utility().level() == flow_.recomputed_utility_uw());
        REQUIRE(flow_.it().level() == racks * rack_w * watt);
        REQUIRE(flow_.it().level() ==
                flow_.utility().level() - flow_.total_loss_uw() + flow_.unfed().level());
    }
    Facility facility_;
    PowerFlow flow_;
};

}  // namespace

TEST_CASE("2n: each path carries half, and one all", "[redundancy]") {
    Loaded hall{facility_of(ups("2n"))};
    CHECK(hall.bus("ups-a").unit_rating.si() == 24'000);
    CHECK(hall.output_w("ups-a") == 12'000);
    CHECK(hall.output_w("ups-b") == 12'000);
    hall.lose("ups-a");
    CHECK(hall.output_w("ups-a") == 0);
    CHECK(hall.output_w("ups-b") == 24'000);
    CHECK(hall.unfed_w() == 0);
    hall.lose("ups-b");
    CHECK(hall.unfed_w() == 24'000);
    CHECK(hall.utility_w() == 0);
    CHECK_FALSE(hall.flow().is_rack_fed(3));
    hall.bring_back("ups-a");
    CHECK(hall.output_w("ups-a") == 24'000);
    CHECK(hall.unfed_w() == 0);
}

TEST_CASE("3n/2: three paths at two thirds, and two full ones after a loss", "[redundancy]") {
    for (const std::string lost : {"ups-a", "ups-b", "ups-c"}) {
        Loaded hall{facility_of(ups("3n/2"))};
        CHECK(hall.bus("ups-a").unit_rating.si() == 12'000);
        for (const std::string path : {"ups-a", "ups-b", "ups-c"}) CHECK(hall.output_w(path) == 8'000);
        hall.lose(lost);
        for (const std::string path : {"ups-a", "ups-b", "ups-c"}) {
            CHECK(hall.output_w(path) == (path == lost ? 0 : 12'000));
        }
        CHECK(hall.unfed_w() == 0);
    }
}

TEST_CASE("4n/3: four paths at three quarters, and three full ones after a loss", "[redundancy]") {
    for (const std::string lost : {"ups-a", "ups-b", "ups-c", "ups-d"}) {
        Loaded hall{facility_of(ups("4n/3"))};
        CHECK(hall.bus("ups-d").unit_rating.si() == 8'000);
        CHECK(hall.output_w("ups-c") == 6'000);
        hall.lose(lost);
        for (const std::string path : {"ups-a", "ups-b", "ups-c", "ups-d"}) {
            CHECK(hall.output_w(path) == (path == lost ? 0 : 8'000));
        }
        CHECK(hall.unfed_w() == 0);
    }
    // Two of four: the loads that hang on those two are lost, a sixth
    Loaded hall{facility_of(ups("4n/3"))};
    hall.lose("ups-a");
    hall.lose("ups-b");
    CHECK(hall.unfed_w() == 4'000);
}

TEST_CASE("n+1: all units at n/(n+1), and full after a loss", "[redundancy]") {
    Loaded hall{facility_of(ups("n+1", "per: hall, rating: 6 kW"))};
    const PowerElement& bus = hall.bus("ups");
    CHECK(bus.needed == 4);
    CHECK(bus.units == 5);
    CHECK(bus.limit.si() == 24'000);
    CHECK(hall.output_w("ups") == 24'000);  // of 30 kW: 4/5
    hall.lose_unit("ups");
    CHECK(hall.flow().is_live(hall.element("ups")));
    CHECK(hall.output_w("ups") == 24'000);
}

TEST_CASE("2(n+1): a unit lost in each path leaves both within their ratings", "[redundancy]") {
    Loaded hall{facility_of(ups("2(n+1)", "per: hall, rating: 12 kW"))};
    CHECK(hall.bus("ups-a").units == 3);
    CHECK(hall.output_w("ups-a") == 12'000);  // of 36 kW: n/(2(n+1)) = 1/3
    hall.lose_unit("ups-a");
    hall.lose_unit("ups-b");
    CHECK(hall.output_w("ups-a") <= 2 * 12'000);
    hall.lose("ups-a");
    CHECK(hall.output_w("ups-b") == 24'000);  // what its two units carry
}

TEST_CASE("a catcher stands idle until a bus fails, and takes its load over", "[redundancy]") {
    Loaded hall{facility_of(ups("catcher", "per: group, rating: 6 kW"))};
    CHECK(hall.facility().elements.size() == 5);  // four buses of three racks, and the catcher
    CHECK(hall.output_w("ups-001") == 6'000);
    CHECK(hall.output_w("ups-catcher") == 0);
    hall.lose("ups-002");
    CHECK(hall.output_w("ups-catcher") == 6'000);
    CHECK(hall.output_w("ups-001") == 6'000);
    CHECK(hall.unfed_w() == 0);
    hall.bring_back("ups-002");
    CHECK(hall.output_w("ups-catcher") == 0);
    hall.lose("ups-catcher");
    CHECK(hall.unfed_w() == 0);
}

TEST_CASE("paths join paths, and a loss high up takes its whole path", "[redundancy]") {
    const std::string chain =
        std::string{"    - {name: transformer, type: lossless, design_load: 100 %, redundancy: 2n}\n"} +
        ups("2n") +
        "    - {name: pdu, type: lossless, per: group, rating: 8 kW, design_load: 100 %, redundancy: 2n}\n" +
        "    - {name: strip, type: lossless, per: rack, design_load: 100 %}\n";
    Loaded hall{facility_of(chain)};
    CHECK(hall.output_w("pdu-001-a") == 4'000);
    CHECK(hall.output_w("transformer-b") == 12'000);
    hall.lose("ups-a");
    CHECK(hall.output_w("transformer-a") == 0);
    CHECK(hall.output_w("pdu-003-a") == 0);
    CHECK(hall.output_w("pdu-003-b") == 8'000);
    CHECK(hall.output_w("strip-012") == 2'000);
    CHECK(hall.unfed_w() == 0);
    hall.lose("pdu-001-b");
    CHECK(hall.unfed_w() == 8'000);
    CHECK(hall.output_w("transformer-b") == 16'000);
}

TEST_CASE("one line makes a whole chain redundant", "[redundancy]") {
    const std::string chain =
        "    - {name: ups, type: lossless}\n    - {name: pdu, type: lossless, per: group, rating: 8 kW}\n";
    const Facility plain = facility_of(chain);
    const Facility doubled = facility_of(chain, {"power.redundancy=2n"});
    CHECK(plain.elements.size() == 5);
    CHECK(doubled.elements.size() == 10);
    CHECK(doubled.elements.back().name == "pdu-004-b");
}

TEST_CASE("levels whose paths do not meet are refused, and catchers with nobody to stand by for",
          "[redundancy]") {
    CHECK_THROWS_WITH(
        facility_of("    - {name: transformer, type: lossless, redundancy: 2n}\n" + ups("3n/2")),
        Catch::Matchers::Contains("as many paths as the level below"));
    CHECK_THROWS_WITH(facility_of(ups("catcher")), Catch::Matchers::Contains("stands by for several"));
}

TEST_CASE("whatever fails and returns, no load is served twice or lost while a feed lives", "[redundancy]") {
    const std::string chain =
        std::string{"    - {name: transformer, type: mv_lv_transformer, redundancy: n+1, rating: 10 kW}\n"} +
        "    - {name: ups, type: ups_double_conversion_2020s, redundancy: 4n/3, rating: 9 kW}\n" +
        "    - {name: pdu, type: pdu_transformer, per: group, rating: 8 kW, redundancy: catcher}\n" +
        "    - {name: strip, type: rack_pdu, per: rack}\n";
    const Facility f = facility_of(chain);
    PowerFlow flow{f};
    std::vector<std::uint32_t> units;
    for (const PowerElement& e : f.elements) units.push_back(e.units);
    std::uint64_t state = 7;
    const auto below = [&state](std::uint32_t n) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        return static_cast<std::uint32_t>((state >> 33) % n);
    };
    std::uint32_t some_unfed = 0;
    const auto is_catcher = [](const PowerElement& e) { return e.is_catcher; };
    const auto catcher =
        static_cast<std::uint32_t>(std::ranges::find_if(f.elements, is_catcher) - f.elements.begin());
    std::uint32_t carried = no_index;  // the bus that the catcher stands in for
    for (int step = 0; step < 3'000; ++step) {
        if (below(3) == 0) {
            const std::uint32_t e = below(static_cast<std::uint32_t>(f.elements.size()));
            units[e] = below(5) == 0 ? below(f.elements[e].units + 1) : f.elements[e].units;
            flow.set_units(e, units[e]);
        } else {
            const std::uint32_t r = below(racks);
            flow.change_rack(r, std::int64_t{below(2'000)} * watt + below(1'000'000) - flow.rack_uw(r));
        }
        flow.settle({step * std::int64_t{1'000'000'000}});
        REQUIRE(flow.utility().level() == flow.recomputed_utility_uw());

        // Who is live, from the definition
        std::vector<char> live;
        const auto is_fed = [&](const FeedSpan& feeds) {
            return std::ranges::any_of(f.feeds_of(feeds), [&](const PowerFeed& feed) {
                if (feed.from == catcher && f.feeds[feeds.first].from != carried) return false;
                return feed.from == no_index || live[feed.from] != 0;
            });
        };
        for (std::uint32_t e = 0; e < f.elements.size(); ++e) {
            if (e == catcher + 1) {  // the last of its level: what hangs on them comes behind
                if (carried != no_index && live[carried] != 0) carried = no_index;
                for (std::uint32_t bus = 0; bus < catcher && carried == no_index; ++bus) {
                    if (f.elements[bus].level == f.elements[catcher].level && live[bus] == 0 &&
                        live[catcher] != 0)
                        carried = bus;
                }
            }
            live.push_back(units[e] > 0 && is_fed(f.elements[e].feeds));
        }
        std::int64_t unfed = 0;
        for (std::uint32_t r = 0; r < racks; ++r) {
            REQUIRE(flow.is_rack_fed(r) == is_fed(f.racks[r].feeds));
            if (!flow.is_rack_fed(r)) unfed += flow.rack_uw(r);
        }
        REQUIRE(flow.unfed().level() == unfed);
        some_unfed += unfed > 0;
        REQUIRE(flow.utility().level() == flow.it().level() - unfed + flow.total_loss_uw());
    }
    CHECK(some_unfed > 100);
    CHECK(some_unfed < 2'900);
}

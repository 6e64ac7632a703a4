// What a loss takes down and what the rest carries, against the power chain in motion.
#include "sim/build/power/contingency.hpp"

#include <cmath>

#include "sim/build/power/loss.hpp"
#include "sim/run/power/power_flow.hpp"
#include "tests/unit/run/paths_hall.hpp"

using namespace datahall;
using namespace datahall::test;

namespace {

const std::vector<std::string> chains{
    ups("n", "per: hall, rating: 6 kW"),
    ups("2n"),
    ups("n+1", "per: hall, rating: 6 kW"),
    ups("2(n+1)", "per: hall, rating: 12 kW"),
    ups("3n/2"),
    ups("4n/3"),
    ups("catcher", "per: group, rating: 6 kW"),
    "    - {name: transformer, type: mv_lv_transformer, redundancy: n+1, rating: 20 kW}\n"
    "    - {name: ups, type: ups_double_conversion_2020s, redundancy: 4n/3, rating: 9 kW}\n"
    "    - {name: pdu, type: pdu_transformer, per: group, rating: 9 kW, redundancy: catcher}\n"
    "    - {name: strip, type: rack_pdu, per: rack}\n",
    "    - {name: ups, type: ups_double_conversion_2020s, redundancy: 2n, rating: 9 kW}\n"
    "    - {name: pdu, type: pdu_transformer, per: group, rating: 9 kW, redundancy: 2n}\n"
    "    - {name: strip, type: rack_pdu, per: rack, redundancy: 2n}\n",
};

// Everything at its nameplate, and units lost.
double loading_after(const Facility& f, const std::vector<std::uint32_t>& units, std::uint32_t element,
                     std::uint32_t* racks_down) {
    PowerFlow flow{f};
    for (std::uint32_t e = 0; e < units.size(); ++e) flow.set_units(e, units[e]);
    for (std::uint32_t r = 0; r < f.racks.size(); ++r) {
        flow.change_rack(r, static_cast<std::int64_t>(f.racks[r].nameplate.si() * 1e6) - flow.rack_uw(r));
    }
    for (std::size_t d = 0; d < plant_drives; ++d)
        flow.set_mechanical(static_cast<PlantDrive>(d), as_microwatts(f.mechanical[d].planned));
    flow.settle({});
    if (racks_down != nullptr) {
        *racks_down = 0;
        for (std::uint32_t r = 0; r < f.racks.size(); ++r) *racks_down += flow.is_rack_fed(r) ? 0u : 1u;
    }
    if (!flow.is_live(element)) return 0;
    return static_cast<double>(flow.output(element).level()) * 1e-6 /
           (f.elements[element].unit_rating.si() * units[element]);
}

}  // namespace

TEST_CASE("single points of failure are the buses whose loss alone takes racks down", "[contingency]") {
    std::uint32_t found = 0;
    for (const std::string& chain : chains) {
        const Facility f = facility_of(chain);
        const std::vector<Downfall> down = single_points(f);
        std::vector<std::uint32_t> units;
        for (const PowerElement& e : f.elements) units.push_back(e.units);
        for (std::uint32_t e = 0; e < f.elements.size(); ++e) {
            units[e] = 0;
            std::uint32_t racks_down = 0;
            loading_after(f, units, e, &racks_down);
            CHECK(down[e].racks == racks_down);
            CHECK(down[e].it.si() == Approx(racks_down * rack_w));
            found += racks_down > 0;
            units[e] = f.elements[e].units;
        }
    }
    CHECK(found > 10);
}

TEST_CASE("the worst loadings are those that the chain in motion shows, over all losses and pairs",
          "[contingency]") {
    for (const std::string& chain : chains) {
        const bool has_hall_level = chain.find("group") == std::string::npos;
        const Facility f =
            facility_of(chain, has_hall_level ? std::vector<std::string>{"power.mechanical_from=ups"}
                                              : std::vector<std::string>{});
        const PowerPlan plan = plan_power(f, {});
        REQUIRE(plan.has_pairs);
        std::vector<std::uint32_t> units;
        for (const PowerElement& e : f.elements) units.push_back(e.units);
        // Every state that is one or two losses away
        std::vector<std::pair<std::uint32_t, std::uint32_t>> losses;  // element, units left
        for (std::uint32_t e = 0; e < f.elements.size(); ++e) {
            if (plan.rows[e].is_for_one_rack) continue;
            losses.emplace_back(e, 0);
            if (units[e] > 1) losses.emplace_back(e, units[e] - 1);
            if (units[e] > 2) losses.emplace_back(e, units[e] - 2);  // two at once
        }
        for (std::uint32_t bus = 0; bus < f.elements.size(); ++bus) {
            double one = loading_after(f, units, bus, nullptr);
            CHECK(plan.rows[bus].normal == Approx(one).epsilon(1e-6));
            double two = one;
            for (std::size_t a = 0; a < losses.size(); ++a) {
                const auto [e, left] = losses[a];
                const bool is_two = f.elements[e].units > 2 && left == f.elements[e].units - 2;
                auto state = units;
                state[e] = left;
                const double after = loading_after(f, state, bus, nullptr);
                if (!is_two) one = std::max(one, after);
                two = std::max(two, after);
                for (std::size_t b = 0; b < a && !is_two; ++b) {
                    const auto [other, other_left] = losses[b];
                    const bool other_two =
                        f.elements[other].units > 2 && other_left == f.elements[other].units - 2;
                    if (other == e || other_two) continue;
                    auto both = state;
                    both[other] = other_left;
                    two = std::max(two, loading_after(f, both, bus, nullptr));
                }
            }
            CHECK(plan.rows[bus].after_one == Approx(one).epsilon(1e-6));
            CHECK(plan.rows[bus].after_two == Approx(two).epsilon(1e-6));
        }
    }
}

TEST_CASE("headroom that the buses above cannot deliver is stranded", "[contingency]") {
    // 24 kW of racks: 30 kW above, PDUs of 12 kW for three racks each
    const Facility f = facility_of(
        "    - {name: ups, type: lossless, per: hall, rating: 30 kW, design_load: 100 %}\n"
        "    - {name: pdu, type: lossless, per: group, rating: 12 kW, design_load: 50 %}\n");
    const PowerPlan plan = plan_power(f, {});
    REQUIRE(plan.rows.size() == 5);
    CHECK(plan.rows[0].headroom_w == Approx(6'000));
    CHECK(plan.rows[0].stranded_w == 0);
    CHECK(plan.rows[1].headroom_w == Approx(6'000));  // each alone could take all of it
    CHECK(plan.rows[1].stranded_w == Approx(0).margin(1e-6));
    const Facility tight = facility_of(
        "    - {name: ups, type: lossless, per: hall, rating: 25 kW, design_load: 100 %}\n"
        "    - {name: pdu, type: lossless, per: group, rating: 12 kW, design_load: 50 %}\n");
    CHECK(plan_power(tight, {}).rows[1].stranded_w == Approx(5'000));
    // Half of what goes through a path of two
    const Facility two = facility_of(
        "    - {name: ups, type: lossless, per: hall, rating: 25 kW, design_load: 100 %, redundancy: 2n}\n"
        "    - {name: pdu, type: lossless, per: group, rating: 12 kW, design_load: 50 %}\n");
    CHECK(plan_power(two, {}).rows[0].headroom_w == Approx(500));
    CHECK(plan_power(two, {}).rows[2].stranded_w == Approx(5'000));
}

TEST_CASE("a plan says how long batteries carry a bus, and whether a loss opens the breaker of another",
          "[contingency]") {
    const auto plan_with = [](const std::string& rating) {
        const std::string bus =
            ", type: lossless, from: [utility], battery: liebert_gxt3, "
            "breaker: switchboard_breaker, rating: " +
            rating + "}\n";
        const ScratchScenario file{paths_hall + "power:\n  elements:\n    - {name: a" + bus +
                                   "    - {name: b" + bus + "  rack_feeds: [{from: [a, b]}]\n"};
        return make_plan(load(file.path())).power.rows;
    };
    const PowerPlanRow roomy = plan_with("24 kW").front();
    CHECK(*roomy.ride_through_s == Approx(21 * 60.0));           // half loaded
    CHECK(*roomy.ride_through_after_one_s == Approx(9 * 60.0));  // full
    CHECK_FALSE(roomy.opens_after_s);
    // 60 % of the rating each, 120 % after a loss
    const PowerPlanRow tight = plan_with("20 kW").front();
    CHECK(tight.after_one == Approx(1.2));
    CHECK(*tight.opens_after_s ==
          Approx(162 * std::log((1.44 - 0.36) / (1.44 - 1.04881 * 1.04881))).epsilon(1e-9));
}

TEST_CASE("a plan says how far buses are oversubscribed, and how full their phases are", "[contingency]") {
    // Ten racks of 2 kW in row 1, two in row 2.
    const std::string rows = R"(power:
  elements:
    - {name: board, type: heavy, rating: 20 kW, from: [utility]}
    - {name: row-1, type: lossless, rating: 15 kW, from: [board]}
    - {name: row-2, type: lossless, rating: 5 kW, units: 2, needed: 1, from: [board]}
  rack_feeds: [{row: 1, from: [row-1]}, {row: 2, from: [row-2]}]
)";
    const std::string heavy =
        "catalogue.power.heavy={curve: {a: 0, b: 0, c: 0}, derating: 80 %, mass_per_kw: 3, source: made for "
        "this test, "
        "confidence: estimate}";
    const ScratchScenario file{paths_hall + rows};
    const auto plan_with = [&](const std::string& phases) {
        return make_plan(load(file.path(), {heavy, "catalogue.racks.two_nodes.phases=" + phases}));
    };
    const Plan even = plan_with("3");
    REQUIRE(even.power.rows.size() == 3);
    CHECK(even.power.rows[0].oversubscription == Approx((15.0 + 5.0) / (20 * 0.8)));
    CHECK(even.power.rows[1].oversubscription == Approx(20.0 / 15));
    CHECK(even.power.rows[2].oversubscription == Approx(4.0 / 5));
    CHECK(even.power.rows[0].mass_kg == Approx(60));
    CHECK(value(even.metrics, "power.chain_mass") == Approx(60));
    for (const PowerPlanRow& row : even.power.rows) CHECK(row.fullest_phase == Approx(1));
    CHECK_FALSE(has_finding(even.findings, "F0223"));
    // Of ten racks in turn four hang on one phase, of the last two none on the first.
    const Plan single = plan_with("1");
    CHECK(single.power.rows[0].fullest_phase == Approx(1));
    CHECK(single.power.rows[1].fullest_phase == Approx(4.0 / (10.0 / 3)));
    CHECK(single.power.rows[2].fullest_phase == Approx(1.5));
    CHECK(has_finding(single.findings, "F0223"));  // 4 kW of 5 kW, but 2 kW on a phase of 1.67 kW
}

TEST_CASE("a derated element has to be larger", "[contingency]") {
    const auto first_of = [](const std::string& derating) {
        const ScratchScenario file{paths_hall + "power:\n  chain:\n" + ups("n")};
        return build_facility(load(file.path(), {"catalogue.power.lossless.derating=" + derating}))
            .elements.front();
    };
    CHECK(first_of("1").unit_rating.si() == Approx(24'000));
    CHECK(first_of("0.75").unit_rating.si() == Approx(32'000));
    CHECK(first_of("0.75").limit.si() == Approx(24'000));
    // Six units of 6 kW, each good for 4.5 kW, in place of four.
    const ScratchScenario file{paths_hall + "power:\n  chain:\n" + ups("n+1", "per: hall, rating: 6 kW")};
    const Facility f = build_facility(load(file.path(), {"catalogue.power.lossless.derating=0.75"}));
    CHECK(f.elements.front().needed == 6);
    CHECK(f.elements.front().units == 7);
}

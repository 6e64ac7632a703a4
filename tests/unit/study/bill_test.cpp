// The bill of material against the figures of the plan, and prices that are missing or wrong.
#include "sim/build/bill.hpp"

#include <map>
#include <set>

#include "tests/unit/run/engine.hpp"

using namespace datahall;
using namespace datahall::test;

namespace {

const std::string gpu_hall = shipped + "/starter/gpu_hall.yaml";
const std::string cpu_hall = shipped + "/starter/cpu_hall.yaml";

double quantity_of(const std::vector<BillLine>& bill, const std::string& group) {
    double sum = 0.0;
    for (const BillLine& line : bill) {
        if (line.group == group) sum += line.quantity;
    }
    return sum;
}

const BillLine& line_of(const std::vector<BillLine>& bill, const std::string& part) {
    for (const BillLine& line : bill) {
        if (line.part == part) return line;
    }
    FAIL("no line for " << part);
    return bill.front();
}

std::string problem_of(const std::string& file, std::vector<std::string> overrides) {
    try {
        (void)make_plan(load(file, std::move(overrides)));
    } catch (const ConfigError& error) {
        const Problem& p = error.problems().front();
        return p.path + ": " + p.text + " (" + p.hint + ")";
    }
    return "";
}

}  // namespace

TEST_CASE("the bill holds what the plan counts", "[bill]") {
    for (const char* file : {"/starter/gpu_hall.yaml", "/starter/cpu_hall.yaml", "/starter/gb200_hall.yaml",
                             "/starter/cpu_hall_2023.yaml", "/starter/retrofit_hall.yaml",
                             "/starter/batch_replay.yaml", "/claims/fabric_16384.yaml"}) {
        INFO(file);
        const Plan plan = make_plan(load(shipped + file));
        CHECK(quantity_of(plan.bill, "server") == value(plan.metrics, "hall.nodes"));
        CHECK(quantity_of(plan.bill, "rack") == value(plan.metrics, "hall.racks"));
        CHECK(quantity_of(plan.bill, "switch") == value(plan.metrics, "network.switches"));
        CHECK(quantity_of(plan.bill, "cable") == value(plan.metrics, "network.links"));
        CHECK(quantity_of(plan.bill, "facility") == Approx(value(plan.metrics, "power.it_nameplate")));
    }
}

TEST_CASE("every part of a shipped hall has a dated price with a spread and a source", "[bill]") {
    for (const char* file :
         {"/starter/gpu_hall.yaml", "/starter/cpu_hall.yaml", "/starter/gb200_hall.yaml",
          "/starter/cpu_hall_2023.yaml", "/starter/retrofit_hall.yaml", "/starter/batch_replay.yaml",
          "/claims/fabric_16384.yaml", "/claims/frontier_peak.yaml"}) {
        const Plan plan = make_plan(load(shipped + file));
        CHECK_FALSE(has_finding(plan.findings, "F0701"));
        for (const BillLine& line : plan.bill) {
            INFO(file << " " << line.part);
            REQUIRE(line.usd);
            CHECK(line.usd_low <= *line.usd);
            CHECK(*line.usd <= line.usd_high);
            CHECK(line.date.size() >= 4);
            CHECK(line.source.size() > 10);
            CHECK_FALSE(line.confidence.empty());
        }
    }
}

TEST_CASE("each line is priced by the entry of its name", "[bill]") {
    const Plan plan = make_plan(load(gpu_hall));
    CHECK(line_of(plan.bill, "dgx_h100").usd == 300e3);
    CHECK(line_of(plan.bill, "infiniband_ndr_64").usd == 43e3);
    CHECK(line_of(plan.bill, "infiniband_ndr_64").date == "2024-08");
    CHECK(line_of(plan.bill, "h100_4").usd == 4e3);     // as a cabinet
    CHECK(line_of(plan.bill, "storage").usd == 600e3);  // with what stands in it
    CHECK(line_of(plan.bill, "facility_ai_hall").usd == 13.0);
    CHECK(line_of(plan.bill, "facility_ai_hall").unit == "W");
}

TEST_CASE("a cable costs its two ends and its ordered metres", "[bill]") {
    const Plan plan = make_plan(load(gpu_hall));
    const double copper =
        line_of(plan.bill, "infiniband_ndr_dac").quantity + line_of(plan.bill, "infiniband_ndr_acc").quantity;
    const BillLine& fiber = line_of(plan.bill, "infiniband_ndr_mmf");
    // The catalogue's copper has no price per metre, multimode 1.5 USD; copper here is 3 to 5 m long.
    const double metres = (*fiber.usd - 1240.0) / 1.5 * fiber.quantity;
    const double all = value(plan.metrics, "network.cable_length_ordered");
    CHECK(metres < all);
    CHECK(metres > all - 5.0 * copper);
    CHECK(fiber.usd_high - *fiber.usd == Approx(1320.0 - 1240.0));
    CHECK(line_of(plan.bill, "infiniband_ndr_dac").usd == 250.0);
}

TEST_CASE("the cable price of the network is that of the bill", "[bill]") {
    const Plan plan = make_plan(load(gpu_hall));
    double sum = 0.0;
    for (const BillLine& line : plan.bill) {
        if (line.group == "cable") sum += *line.usd * line.quantity;
    }
    CHECK(value(plan.metrics, "network.cable_price") == Approx(sum));
}

TEST_CASE("node ports and uplinks of other families are counted apart", "[bill]") {
    const Plan plan = make_plan(load(cpu_hall));
    double node_ports = 0.0;
    double uplinks = 0.0;
    for (const BillLine& line : plan.bill) {
        if (line.part.starts_with("ethernet_25g")) node_ports += line.group == "cable" ? line.quantity : 0.0;
        if (line.part.starts_with("ethernet_100g")) uplinks += line.quantity;
    }
    CHECK(node_ports == value(plan.metrics, "network.links_node_leaf"));
    CHECK(uplinks == value(plan.metrics, "network.links_leaf_spine"));
}

TEST_CASE("the price book may price a whole family, and goes before the catalogue", "[bill]") {
    const std::string text = R"(
extends: "shipped:starter/gpu_hall.yaml"
catalogue:
  cables:
    house:
      port_rate: 400 Gb/s
      media: [{name: any, reach: 200 m, power_per_end: 1 W, diameter: 3 mm, linear_mass: 9 g/m,
               price: 100 USD, price_per_end: 10 USD, price_per_metre: 0 USD, source: test, confidence: estimate}]
  switches:
    house_64: {ports: 64, port_rate: 400 Gb/s, rack_units: 1, power_typical: 700 W, latency: 150 ns, mass: 9 kg,
               price: 9 kUSD, source: test, confidence: datasheet}
fabric: {cables: house, switch: house_64}
)";
    const ScratchScenario file{text};
    const Plan plan = make_plan(load(file.path()));
    CHECK(line_of(plan.bill, "house_any").usd == 120.0);
    CHECK(line_of(plan.bill, "house_any").date.empty());
    CHECK(line_of(plan.bill, "house_64").usd == 9e3);
    CHECK(line_of(plan.bill, "house_64").confidence == "estimate");  // of the price

    const Plan flat =
        make_plan(load(file.path(), {"catalogue.prices.house.mode=70 USD", "catalogue.prices.house.per=each",
                                     "catalogue.prices.house.date=2020", "catalogue.prices.house.source=test",
                                     "catalogue.prices.house.confidence=estimate"}));
    CHECK(line_of(flat.bill, "house_any").usd == 70.0);
    CHECK(line_of(flat.bill, "house_any").date == "2020");
}

TEST_CASE("a part without a price stays in the bill, is a finding and empties its sums", "[bill]") {
    const ScratchScenario file{R"(
extends: "shipped:starter/gpu_hall.yaml"
catalogue:
  nodes:
    new_node:
      device: h100_sxm
      devices: 8
      nameplate: 10.2 kW
      rack_units: 8
      mass: 130 kg
      nics: 8
      curve: [3 kW, 3 kW, 3 kW, 3 kW, 3 kW, 3 kW, 3 kW, 3 kW, 3 kW, 3 kW, 9 kW]
      source: test
      confidence: estimate
  racks: {h100_4: {node: new_node}}
fabric: {node: new_node}
clusters: [{name: gpu, node: new_node, scheduler: {model: fcfs}, placement: {model: packed}}]
)"};
    const Plan plan = make_plan(load(file.path()));
    const BillLine& node = line_of(plan.bill, "new_node");
    CHECK_FALSE(node.usd);
    CHECK(node.quantity == value(plan.metrics, "hall.nodes"));
    REQUIRE(has_finding(plan.findings, "F0701"));
    const auto found =
        std::find_if(plan.findings.begin(), plan.findings.end(), [](auto& f) { return f.code == "F0701"; });
    CHECK(found->object == "prices/new_node");
    CHECK(found->value == node.quantity);
    CHECK_FALSE(cost_of(plan.bill, {"server"}));
    CHECK_FALSE(cost_of(plan.bill, {"cable", "server"}));
    CHECK(cost_of(plan.bill, {"switch"}));
}

TEST_CASE("cables that nothing reaches have no price", "[bill]") {
    const Plan plan = make_plan(load(cpu_hall, {"hall.tray.slack=200 m"}));
    REQUIRE(has_finding(plan.findings, "F0304"));
    CHECK(quantity_of(plan.bill, "cable") == value(plan.metrics, "network.links"));
    CHECK(line_of(plan.bill, "ethernet_25g_out_of_reach").quantity ==
          value(plan.metrics, "network.links_node_leaf"));
    CHECK_FALSE(metric(plan.metrics, "network.cable_price").value);
}

TEST_CASE("economics that name no price, or one that buys something else, are refused with a guess",
          "[bill]") {
    const std::string typo = problem_of(gpu_hall, {"economics.facility=facility_ai_hal"});
    CHECK(typo.find("economics.facility: no price named 'facility_ai_hal'") == 0);
    CHECK(typo.find("facility_ai_hall") != std::string::npos);
    CHECK(problem_of(gpu_hall, {"economics.electricity=facility_ai_hall"}).find("economics.electricity") ==
          0);
    CHECK(problem_of(gpu_hall, {"economics.facility=electricity_texas"}).find("per: watt") !=
          std::string::npos);
    CHECK(
        problem_of(gpu_hall, {"catalogue.prices.dgx_h100.per=hour"}).find("catalogue.prices.dgx_h100.per") ==
        0);
    CHECK_THROWS_AS(require_prices(load(gpu_hall, {"economics.electricity=nuclear"})), ConfigError);
    CHECK_NOTHROW(require_prices(load(gpu_hall)));
}

TEST_CASE("the result's sources name the prices that it rests on", "[bill]") {
    std::set<std::string> entries;
    for (const SourceUse& use : make_plan(load(gpu_hall)).sources) entries.insert(use.entry);
    for (const char* entry :
         {"prices/dgx_h100", "prices/cabinet", "prices/storage", "prices/infiniband_ndr_64",
          "prices/infiniband_ndr_mmf", "prices/facility_ai_hall", "prices/electricity_us_industrial"}) {
        INFO(entry);
        CHECK(entries.contains(entry));
    }
    CHECK_FALSE(entries.contains("prices/rent_azure_h100"));
}

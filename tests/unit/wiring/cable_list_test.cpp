// cables.csv of whole halls: its rows add up to the bill, to the metrics and to the tables of the plan.
#include "sim/build/fabric/cable_list.hpp"

#include <charconv>
#include <map>
#include <set>

#include "sim/build/fabric/wiring.hpp"
#include "sim/report/wiring_csv.hpp"
#include "tests/unit/run/engine.hpp"

using namespace datahall;
using namespace datahall::test;

namespace {

using CsvRow = std::map<std::string, std::string>;

// RFC 4180, as the writer makes it: quotes only around whole cells.
std::vector<std::string> cells_of(const std::string& text, std::size_t& at) {
    std::vector<std::string> cells{{}};
    bool quoted = false;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            cells.emplace_back();
        } else if (c == '\n' && !quoted) {
            ++at;
            break;
        } else {
            cells.back() += c;
        }
    }
    return cells;
}

std::vector<CsvRow> rows_of(const std::string& text) {
    std::size_t at = 0;
    const std::vector<std::string> header = cells_of(text, at);
    std::vector<CsvRow> rows;
    while (at < text.size()) {
        const std::vector<std::string> cells = cells_of(text, at);
        REQUIRE(cells.size() == header.size());
        CsvRow& row = rows.emplace_back();
        for (std::size_t i = 0; i < cells.size(); ++i) row[header[i]] = cells[i];
    }
    return rows;
}

double number(const CsvRow& row, const std::string& column) {
    const std::string& text = row.at(column);
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    REQUIRE((error == std::errc{} && end == text.data() + text.size()));
    return value;
}

double sum(const std::vector<CsvRow>& rows, const std::string& column) {
    double total = 0.0;
    for (const CsvRow& row : rows) total += number(row, column);
    return total;
}

std::string cables_csv(const Scenario& scenario, const Plan& plan) {
    const CableList cables{scenario.config(), plan.facility};
    std::string out;
    write_cables_csv(
        cables.size(), [&cables](std::size_t i) { return cables.at(i); },
        [&out](std::string_view bytes) { out += bytes; });
    return out;
}

void check_sums(const std::vector<CsvRow>& rows, const Plan& plan) {
    const auto metric_of = [&plan](const char* name) {
        return Approx(value(plan.metrics, name)).epsilon(1e-9);
    };
    CHECK(static_cast<double>(rows.size()) == value(plan.metrics, "network.links"));
    CHECK(sum(rows, "length_m") == metric_of("network.cable_length"));
    CHECK(sum(rows, "stock_m") == metric_of("network.cable_length_ordered"));
    CHECK(sum(rows, "transceivers") == metric_of("network.transceivers"));
    CHECK(sum(rows, "mass_kg") == metric_of("network.cable_mass"));
    CHECK(sum(rows, "price_usd") == metric_of("network.cable_price"));
    CHECK(sum(rows, "from_power_w") + sum(rows, "to_power_w") == metric_of("network.optics_power"));
    double longest = 0.0;
    for (const CsvRow& row : rows) {
        longest = std::max(longest, number(row, "length_m"));
        CHECK(number(row, "length_m") <= number(row, "stock_m") + 1e-9);
    }
    CHECK(longest == metric_of("network.cable_longest"));
}

void check_bill(const std::vector<CsvRow>& rows, const Plan& plan) {
    std::map<std::string, double> quantity;
    std::map<std::string, double> price;
    for (const CsvRow& row : rows) {
        quantity[row.at("family") + "_" + row.at("medium")] += 1;
        price[row.at("family") + "_" + row.at("medium")] += number(row, "price_usd");
    }
    std::size_t lines = 0;
    for (const BillLine& line : plan.bill) {
        if (line.group != "cable") continue;
        ++lines;
        INFO(line.part);
        CHECK(quantity[line.part] == line.quantity);
        CHECK(price[line.part] == Approx(*line.usd * line.quantity).epsilon(1e-9));
        CHECK(line.date.size() >= 4);
    }
    CHECK(lines == quantity.size());
}

// Every port has one cable, and every cable two ends.
void check_ports(const std::vector<CsvRow>& rows) {
    std::set<std::string> ports;
    for (const CsvRow& row : rows) {
        ports.insert(row.at("from") + ":" + row.at("from_port"));
        ports.insert(row.at("to") + ":" + row.at("to_port"));
    }
    CHECK(ports.size() == 2 * rows.size());
}

}  // namespace

TEST_CASE("cables.csv adds up to the bill and to the metrics of the plan", "[cables]") {
    for (const char* file :
         {"/starter/gpu_hall.yaml", "/starter/cpu_hall.yaml", "/claims/fabric_16384.yaml"}) {
        INFO(file);
        const Scenario scenario = load(shipped + file);
        const Plan plan = make_plan(scenario);
        const std::vector<CsvRow> rows = rows_of(cables_csv(scenario, plan));
        check_sums(rows, plan);
        check_bill(rows, plan);
        check_ports(rows);
    }
}

TEST_CASE("the tables of the wiring add up to the metrics of the plan", "[cables]") {
    const Scenario scenario = load(shipped + "/starter/gpu_hall.yaml");
    const Plan plan = make_plan(scenario);
    const WiringReport wiring = report_wiring(scenario.config(), plan.facility);
    CHECK(static_cast<double>(wiring.total.cables) == value(plan.metrics, "network.links"));
    CHECK(wiring.total.length_m == Approx(value(plan.metrics, "network.cable_length")));
    CHECK(wiring.total.ordered_m == Approx(value(plan.metrics, "network.cable_length_ordered")));
    CHECK(wiring.total.power_w == Approx(value(plan.metrics, "network.optics_power")));
    CHECK(wiring.total.mass_kg == Approx(value(plan.metrics, "network.cable_mass")));
    CHECK(wiring.total.price_usd.value() == Approx(value(plan.metrics, "network.cable_price")));
    CHECK(wiring.bisection_bps == Approx(value(plan.metrics, "network.bisection")));
    CHECK(wiring.cabling_s + wiring.racking_s == Approx(value(plan.metrics, "network.installation")));
    double fullest = 0.0;
    for (const TrayRowReport& tray : wiring.trays) fullest = std::max(fullest, tray.fill);
    CHECK(fullest == Approx(value(plan.metrics, "network.tray_fill_worst")));
    std::uint64_t units = 0;
    for (const SwitchRoleRow& role : wiring.roles) units += role.rack_units;
    CHECK(static_cast<double>(units) == value(plan.metrics, "network.switch_units"));
    CHECK(static_cast<double>(wiring.switches.size()) == value(plan.metrics, "network.switches"));
    std::uint64_t by_medium = 0;
    for (const MediumRow& medium : wiring.media) by_medium += medium.sums.cables;
    CHECK(by_medium == wiring.total.cables);
}

TEST_CASE("the hall of 16,384 accelerators is the reference hall, to 0.1 %", "[cables]") {
    const Scenario scenario = load(shipped + "/claims/fabric_16384.yaml");
    const Plan plan = make_plan(scenario);
    const WiringReport wiring = report_wiring(scenario.config(), plan.facility);
    // Worked out rack by rack: 96.1, 194.4 and 445.7 km of runs, printed to 0.1 km; 736.189 km in all,
    // 845.526 km ordered.
    REQUIRE(wiring.tiers.size() == 3);
    CHECK(wiring.tiers[0].sums.length_m == Approx(96.1e3).epsilon(1e-3).margin(50));
    CHECK(wiring.tiers[1].sums.length_m == Approx(194.4e3).epsilon(1e-3).margin(50));
    CHECK(wiring.tiers[2].sums.length_m == Approx(445.7e3).epsilon(1e-3).margin(50));
    CHECK(wiring.total.length_m == Approx(736'189).epsilon(1e-3));
    CHECK(wiring.total.ordered_m == Approx(845'526).epsilon(1e-3));
    CHECK(wiring.tiers[0].sums.longest_m == Approx(7.875).margin(1e-3));
    CHECK(wiring.tiers[1].sums.longest_m == Approx(22.890).margin(1e-3));
    // Racks of cores stand half a pitch farther right here: 44.625 m less 1.05 times 0.3 m.
    CHECK(wiring.tiers[2].sums.longest_m == Approx(44.625 - 0.315).margin(1e-3));
    CHECK(value(plan.metrics, "hall.racks") == 662);
    // 8,192 cables of 3 mm cross on each side of the cores: 0.0579 m2 in 1.2 m by 0.15 m.  The row of the
    // cores takes 16,384 on both sides of the cross tray, a few more on its left.
    std::uint64_t across = 0;
    for (const TrayRowReport& tray : wiring.trays) {
        if (tray.tray != "cross 12") continue;
        across = std::max(across, tray.cables);
        CHECK(tray.fill <= Approx(0.3217).epsilon(1e-3));
    }
    CHECK(across == 8'192);
    CHECK(value(plan.metrics, "network.tray_fill_worst") == Approx(0.3217 * 8'448 / 8'192).epsilon(1e-3));
    // Half of 16,384 cables at 400 Gb/s: 3,277 Tb/s.
    CHECK(value(plan.metrics, "network.bisection") == Approx(8'192 * 400e9));
}

TEST_CASE("labor is hours a cable and hours a rack", "[cables]") {
    const std::string file = shipped + "/claims/fabric_16384.yaml";
    // 49,152 x 0.2 h = 9,830.4 h, 662 x 6 h = 3,972 h.
    CHECK(value(make_plan(load(file)).metrics, "network.installation") == Approx((9'830.4 + 3'972) * 3600));
    const Plan slow =
        make_plan(load(file, {"fabric.installation.per_cable=0.25 h", "fabric.installation.per_rack=0"}));
    CHECK(value(slow.metrics, "network.installation") == Approx(49'152 * 0.25 * 3600));
}

TEST_CASE("trays that are too small are one finding, with the fullest of them", "[cables]") {
    const std::string file = shipped + "/claims/fabric_16384.yaml";
    const Plan plan = make_plan(load(file, {"hall.tray.width=600 mm"}));
    const auto found = std::ranges::find(plan.findings, "F0305", &Finding::code);
    REQUIRE(found != plan.findings.end());
    CHECK(found->value == Approx(2 * 0.3217 * 8'448 / 8'192).epsilon(1e-3));  // half the section
    CHECK(found->limit == 0.4);
    CHECK(found->object.find("row-09") != std::string::npos);  // of the cores
    CHECK(value(plan.metrics, "network.trays_overfull") > 8);
}

TEST_CASE("a hall without a fabric has no wiring", "[cables]") {
    const Scenario scenario = load(shipped + "/claims/frontier_idle.yaml");
    const Plan plan = make_plan(scenario);
    CHECK(report_wiring(scenario.config(), plan.facility).fabric.empty());
    CHECK(CableList(scenario.config(), plan.facility).size() == 0);
    CHECK(value(plan.metrics, "network.tray_fill_worst") == 0);
}

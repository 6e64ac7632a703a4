// Drawings of the wiring: well formed, complete, and small for a large fabric.
#include "sim/build/fabric/wiring.hpp"
#include "sim/build/floor_drawing.hpp"
#include "sim/report/cable_runs_svg.hpp"
#include "sim/report/fabric_svg.hpp"
#include "sim/report/wiring_csv.hpp"
#include "sim/report/wiring_table.hpp"
#include "tests/unit/report/markup_checker.hpp"
#include "tests/unit/run/engine.hpp"

using namespace datahall;
using namespace datahall::test;

namespace {

struct Wired {
    explicit Wired(const std::string& file) : scenario{load(shipped + file)}, plan{make_plan(scenario)} {
        report = report_wiring(scenario.config(), plan.facility);
    }
    Scenario scenario;
    Plan plan;
    WiringReport report;
};

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the topology of a large fabric is a small drawing with counts", "[drawings]") {
    const Wired w{"/claims/fabric_16384.yaml"};
    const std::string svg = fabric_svg(w.plan.facility.fabric, w.report, "a <b> & c");
    const MarkupChecker checked{svg};
    CHECK(checked.problem() == "");
    CHECK(has(checked.text(), "a <b> & c"));
    for (const char* text : {"2048 nodes", "512 leaf switches", "512 spine switches", "256 core switches",
                             "spine-core: 16384 cables", "node-leaf: 16384 cables"}) {
        CHECK(has(checked.text(), text));
    }
    CHECK(svg.size() < 200'000);
}

TEST_CASE("cable runs lie on the floor with the longest of them", "[drawings]") {
    const Wired w{"/claims/fabric_16384.yaml"};
    const std::string svg = cable_runs_svg(floor_of(w.plan.facility), w.report, "hall");
    const MarkupChecker checked{svg};
    CHECK(checked.problem() == "");
    CHECK(has(checked.text(), "longest run of each tier"));
    CHECK(has(checked.text(), "44.31 m"));
    CHECK(has(checked.text(), "cross 12: 8192 cables"));
}

TEST_CASE("small and flat fabrics are drawn too", "[drawings]") {
    for (const char* file : {"/starter/gpu_hall.yaml", "/starter/cpu_hall.yaml"}) {
        const Wired w{file};
        CHECK(MarkupChecker{fabric_svg(w.plan.facility.fabric, w.report, file)}.problem() == "");
        CHECK(MarkupChecker{cable_runs_svg(floor_of(w.plan.facility), w.report, file)}.problem() == "");
    }
}

TEST_CASE("switches of one role that are joined to each other have arcs, and cables inside a box are counted",
          "[drawings]") {
    // Twelve groups of four leaves, a node each; all leaves of a group joined, one cable between two groups.
    FabricPlan plan;
    for (std::uint32_t i = 0; i < 48; ++i) plan.switches.push_back({SwitchRole::leaf, i / 4, i, 64});
    std::uint16_t port = 1;
    const auto join = [&](LinkTier tier, std::uint32_t lower, std::uint32_t upper) {
        plan.links.push_back({tier, lower, port, upper, port});
        ++port;
    };
    for (std::uint32_t i = 0; i < 48; ++i) join(LinkTier::node_leaf, i, i);
    for (std::uint32_t i = 0; i < 48; ++i) {
        for (std::uint32_t j = i + 1; j < 48; ++j) {
            if (i / 4 == j / 4) join(LinkTier::local, i, j);
            if (i / 4 != j / 4 && i % 4 == 0 && j % 4 == 0) join(LinkTier::global, i, j);
        }
    }
    WiringReport report;
    report.fabric = "flat";
    report.tiers = {{"node-leaf", {.cables = 48}}, {"local", {.cables = 72}}, {"global", {.cables = 66}}};
    const std::string svg = fabric_svg(plan, report, "flat");
    const MarkupChecker checked{svg};
    CHECK(checked.problem() == "");
    CHECK(has(checked.text(), "72 cables within boxes"));  // 12 groups of 4 * 3 / 2
    CHECK(has(checked.text(), "66 bundles of 1"));         // 12 * 11 / 2
    CHECK(has(svg, "bundle t5"));
    CHECK_FALSE(has(svg, "y=\"-"));  // nothing above the sheet
}

TEST_CASE("the wiring table names tiers, media, switches, trays and labor", "[drawings]") {
    const Wired w{"/claims/fabric_16384.yaml"};
    const std::string text = wiring_table(w.report, 80, 5);
    for (const char* part : {"node-leaf", "leaf-spine", "spine-core", "mmf", "cross 12", "8192", "32.2 %",
                             "13802 h, 9830 h for cables and 3972 h for racks", "3277 Tb/s"}) {
        INFO(part << "\n" << text);
        CHECK(has(text, part));
    }
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        CHECK(end - at <= 80);
        at = end + 1;
    }
    CHECK(wiring_table({}, 80, 5).empty());
}

TEST_CASE("columns of the wiring's files are named, once each", "[drawings]") {
    const std::string json = wiring_columns_json();
    for (const char* file : {"cables.csv", "fabric.csv", "switches.csv", "trays.csv"}) CHECK(has(json, file));
}

// The way of a result from a worker to its parent loses nothing but the job records.
#include "sim/study/result_bytes.hpp"

#include <limits>

#include "tests/support/catch.hpp"

using namespace datahall;

namespace {

// Every field has a value that no other field and no default has.
Result full_result() {
    Result r;
    r.scenario = "hall \"a\"\n";
    r.seed = 11;
    r.replication = 12;
    r.version = "0.1";
    r.scenario_hash = "5c";
    r.trace_hash = "7a";
    r.complete = false;
    r.metrics = {{"energy.it", 1.5e12, "J", "Energy"}, {"efficiency.pue", {}, "1", "PUE"}};
    r.audits = {{"energy", true, -0.25, 1e-9}};
    r.findings = {{"F0201", "rack", "too hot", 41.0, 40.0, "degC", 3600.5}, {"F0101", "", "", 1, 2, "W", {}}};
    r.sources = {{"dgx", "sheet", "datasheet"}};
    r.series = {{{"time_s", "s", "Time"}, {"it_w", "W", "Power"}}, {0.0, -0.0, 3600.0, 5e-324}};
    r.jobs.resize(3);
    r.clusters = {"gpu", ""};
    r.streams = {{"web", "request", "xeon", "batch", 1.25, 2.25, 3.25, 4.25, 5.25, 6.25, 7.25, 8.25}};
    r.floor = {"hall-a", 30.5, 31.5, {{"a/b", "dgx", "compute", 1.5, 2.5, 0.6, 1.2, 4e4, 5e4}}};
    r.bill = {{"server", "dgx", 8.0, "each", 3e5, 2e5, 4e5, "2023-10", "list", "estimate"},
              {"rack", "r", 2.0, "W", {}, 1.0, 6.0, "", "", ""}};
    return r;
}

void check_figures(const Result& a, const Result& b) {
    REQUIRE(a.metrics.size() == b.metrics.size());
    for (std::size_t i = 0; i < a.metrics.size(); ++i) {
        CHECK(a.metrics[i].name == b.metrics[i].name);
        CHECK(a.metrics[i].value == b.metrics[i].value);
        CHECK(a.metrics[i].unit == b.metrics[i].unit);
        CHECK(a.metrics[i].meaning == b.metrics[i].meaning);
    }
    REQUIRE(a.audits.size() == b.audits.size());
    for (std::size_t i = 0; i < a.audits.size(); ++i) {
        CHECK(a.audits[i].name == b.audits[i].name);
        CHECK(a.audits[i].passed == b.audits[i].passed);
        CHECK(a.audits[i].difference == b.audits[i].difference);
        CHECK(a.audits[i].tolerance == b.audits[i].tolerance);
    }
    REQUIRE(a.findings.size() == b.findings.size());
    for (std::size_t i = 0; i < a.findings.size(); ++i) {
        CHECK(a.findings[i].code == b.findings[i].code);
        CHECK(a.findings[i].object == b.findings[i].object);
        CHECK(a.findings[i].text == b.findings[i].text);
        CHECK(a.findings[i].value == b.findings[i].value);
        CHECK(a.findings[i].limit == b.findings[i].limit);
        CHECK(a.findings[i].unit == b.findings[i].unit);
        CHECK(a.findings[i].time_s == b.findings[i].time_s);
    }
}

void check_tables(const Result& a, const Result& b) {
    CHECK(a.sources == b.sources);
    REQUIRE(a.series.columns.size() == b.series.columns.size());
    for (std::size_t i = 0; i < a.series.columns.size(); ++i) {
        CHECK(a.series.columns[i].name == b.series.columns[i].name);
        CHECK(a.series.columns[i].unit == b.series.columns[i].unit);
        CHECK(a.series.columns[i].meaning == b.series.columns[i].meaning);
    }
    CHECK(a.series.values == b.series.values);
    CHECK(a.clusters == b.clusters);
    CHECK(a.streams == b.streams);
}

void check_design(const Result& a, const Result& b) {
    CHECK(a.floor.hall == b.floor.hall);
    CHECK(a.floor.width == b.floor.width);
    CHECK(a.floor.depth == b.floor.depth);
    REQUIRE(a.floor.racks.size() == b.floor.racks.size());
    for (std::size_t i = 0; i < a.floor.racks.size(); ++i) {
        CHECK(a.floor.racks[i].path == b.floor.racks[i].path);
        CHECK(a.floor.racks[i].type == b.floor.racks[i].type);
        CHECK(a.floor.racks[i].role == b.floor.racks[i].role);
        CHECK(a.floor.racks[i].x == b.floor.racks[i].x);
        CHECK(a.floor.racks[i].y == b.floor.racks[i].y);
        CHECK(a.floor.racks[i].width == b.floor.racks[i].width);
        CHECK(a.floor.racks[i].depth == b.floor.racks[i].depth);
        CHECK(a.floor.racks[i].nameplate_w == b.floor.racks[i].nameplate_w);
        CHECK(a.floor.racks[i].limit_w == b.floor.racks[i].limit_w);
    }
    REQUIRE(a.bill.size() == b.bill.size());
    for (std::size_t i = 0; i < a.bill.size(); ++i) {
        CHECK(a.bill[i].group == b.bill[i].group);
        CHECK(a.bill[i].part == b.bill[i].part);
        CHECK(a.bill[i].quantity == b.bill[i].quantity);
        CHECK(a.bill[i].unit == b.bill[i].unit);
        CHECK(a.bill[i].usd == b.bill[i].usd);
        CHECK(a.bill[i].usd_low == b.bill[i].usd_low);
        CHECK(a.bill[i].usd_high == b.bill[i].usd_high);
        CHECK(a.bill[i].date == b.bill[i].date);
        CHECK(a.bill[i].source == b.bill[i].source);
        CHECK(a.bill[i].confidence == b.bill[i].confidence);
    }
}

}  // namespace

TEST_CASE("every field of a result but its job records survives the way through bytes", "[study]") {
    const Result a = full_result();
    const Result b = result_from_bytes(to_bytes(a));
    CHECK(a.scenario == b.scenario);
    CHECK(a.seed == b.seed);
    CHECK(a.replication == b.replication);
    CHECK(a.version == b.version);
    CHECK(a.scenario_hash == b.scenario_hash);
    CHECK(a.trace_hash == b.trace_hash);
    CHECK(a.complete == b.complete);
    CHECK(b.jobs.empty());
    check_figures(a, b);
    check_tables(a, b);
    check_design(a, b);
    CHECK(to_bytes(b) == to_bytes(a));  // bit for bit: -0.0 and the smallest number, too
}

TEST_CASE("a result without anything survives, too, and not-a-number keeps its bits", "[study]") {
    Result r;
    CHECK(to_bytes(result_from_bytes(to_bytes(r))) == to_bytes(r));
    r.series.columns.resize(1);
    r.series.values = {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()};
    CHECK(to_bytes(result_from_bytes(to_bytes(r))) == to_bytes(r));
}

TEST_CASE("bytes that are cut, continued or changed are refused", "[study]") {
    const std::string bytes = to_bytes(full_result());
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        CHECK_THROWS_AS(result_from_bytes(bytes.substr(0, size)), std::logic_error);
    }
    CHECK_THROWS_AS(result_from_bytes(bytes + '\0'), std::logic_error);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        std::string changed = bytes;
        changed[i] = static_cast<char>(changed[i] ^ 0x10);
        CHECK_THROWS_AS(result_from_bytes(changed), std::logic_error);
    }
}

// Jobs that talk over a small fabric: alone, beside each other, and when parts of it fail.
#include <algorithm>

#include "sim/fabric/collectives/collective_model.hpp"
#include "tests/unit/run/steady_hall.hpp"

using namespace datahall;
using namespace datahall::test;

namespace {

constexpr double second = 1e9;

// 24 nodes with a NIC each, four on a leaf, so six leaves with one cable up to each of the spines.  A NIC
// carries 10 GB/s on the wire and half of it by the efficiency, so that the fabric is what bounds a
// collective: all ranks of a job send 8 GB around a ring, and compute for 2 s.
const std::vector<std::string> talking{
    "fabric={topology: {model: leaf_spine, nodes_per_leaf: 4, oversubscription: 4, spine_ports: 6}, node: "
    "steady, "
    "switch: small, cables: any, efficiency: 50 %, routing: {model: minhop}}",
    "catalogue.switches.small={ports: 8, port_rate: 80 Gb/s, rack_units: 1, power_typical: 1 W, power_max: 1 "
    "W, latency: "
    "100 ns, mass: 1 kg, price: 1 USD, source: made for this test, confidence: estimate}",
    "catalogue.cables.any={port_rate: 80 Gb/s, media: [{name: any, reach: 100 m, power_per_end: 0.1 W, "
    "diameter: 3 mm, "
    "linear_mass: 9 g/m, price: 1 USD, source: made for this test, confidence: estimate}]}",
    "catalogue.devices.accelerator.scale_up=450 GB/s",
    "catalogue.work.plain.communication={collective: all_reduce, payload: 8 GB, compute: 2 s, source: made "
    "for this test, "
    "confidence: estimate}"};

std::vector<std::string> with(std::vector<std::string> more) {
    std::vector<std::string> all = talking;
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

const JobRecord& job_of(const Result& r, std::uint64_t id) {
    return *std::ranges::find(r.jobs, id, &JobRecord::id);
}

double held_s(const JobRecord& j) {
    return static_cast<double>(j.end_ns - j.start_ns) / second;
}

void check_parts(const Result& r) {
    for (const JobRecord& j : r.jobs) {
        if (j.end_ns < 0) continue;
        CHECK(j.compute_ns + j.network_ns + j.throttled_ns + j.contended_ns + j.redone_ns ==
              j.end_ns - j.start_ns);
    }
}

// Seconds of a ring over 12 ranks in 6 nodes: on an idle non-blocking fabric by the model of collectives, and
// here, where each NIC and each cable upwards sends 2 * 11/12 * 8 GB at 5 GB/s.
double ideal_ring_s() {
    CollectiveSystem system{.ranks = 12, .per_node = 2, .nvlink = 450e9, .nic = 5e9};
    system.has_nvls = true;
    return estimate_collective(system, {.collective = Collective::all_reduce, .bytes = 8e9})->time;
}

}  // namespace

TEST_CASE("a job in one node, or without a fabric, loses nothing to it") {
    const Result one = run_hall("", with({}), "1,0,100,200,2\n");
    CHECK(held_s(job_of(one, 1)) == Approx(100));
    CHECK(value(one.metrics, "network.jobs_talking") == 0);
    CHECK(one.links.empty());
    const Result none = run_hall("", {talking.begin() + 3, talking.end()}, "1,0,100,200,24\n");
    CHECK(held_s(job_of(none, 1)) == Approx(100));
}

TEST_CASE("a narrow fabric slows a job by its iteration") {
    // 12 devices on 6 nodes of two leaves.
    const Result r = run_hall("", with({}), "1,0,1000,5000,12\n");
    check_parts(r);
    REQUIRE(r.links.size() > 0);
    double busiest = 0;
    for (const LinkRow& link : r.links) busiest = std::max(busiest, link.use_highest);
    // Duty: the share of an iteration in which bytes move; the busiest link is full then.
    const double iteration_s = 2.0 / (1.0 - busiest);
    CHECK(held_s(job_of(r, 1)) == Approx(1000.0 * iteration_s / (2.0 + ideal_ring_s())).epsilon(1e-3));
    CHECK(job_of(r, 1).contended_ns > 0);
    CHECK(value(r.metrics, "network.time_lost") == Approx(1.0 - 1000.0 / held_s(job_of(r, 1))).epsilon(1e-3));
}

TEST_CASE("jobs that share a cable slow each other while both run, and lose nothing else") {
    // Six nodes each: both have two nodes on the leaf in the middle, whose one cable upwards they share.
    const double alone_s = held_s(job_of(run_hall("", with({}), "1,0,1000,9000,12\n"), 1));
    const Result both = run_hall("", with({}), "1,0,1000,9000,12\n2,0,1000,9000,12\n");
    check_parts(both);
    const double first_s = held_s(job_of(both, 1));
    CHECK(first_s > 1.02 * alone_s);
    CHECK(first_s < 2.0 * alone_s);
    CHECK(held_s(job_of(both, 2)) == Approx(first_s).epsilon(0.05));
    // A second job that comes when the first has ended changes nothing.
    const Result after = run_hall("", with({}), "1,0,1000,9000,12\n2,9000,1000,9000,12\n");
    CHECK(held_s(job_of(after, 1)) == Approx(alone_s).epsilon(1e-9));
}

TEST_CASE("jobs on leaves of their own do not notice each other") {
    const double alone_s = held_s(job_of(run_hall("", with({}), "1,0,1000,9000,8\n"), 1));
    const Result both = run_hall("", with({}), "1,0,1000,9000,8\n2,0,1000,9000,8\n");
    CHECK(held_s(job_of(both, 1)) == Approx(alone_s).epsilon(1e-9));
    CHECK(held_s(job_of(both, 2)) == Approx(alone_s).epsilon(1e-9));
}

TEST_CASE("without its only spine a job stands still until the repair") {
    const double alone_s = held_s(job_of(run_hall("", with({}), "1,0,1000,20000,12\n"), 1));
    const Result r = run_hall(
        "", with({"faults=[{name: dark, part: fabric, element: spine-0, at: 200 s, duration: 600 s}]"}),
        "1,0,1000,20000,12\n");
    check_parts(r);
    // Cables are back at once, routes 10 s later.
    CHECK(held_s(job_of(r, 1)) == Approx(alone_s + 600).margin(10.1));
    CHECK(has_finding(r.findings, "F0306"));
    const Result lost =
        run_hall("", with({"faults=[{name: dark, part: fabric, element: spine-0, at: 200 s}]"}),
                 "1,0,1000,20000,12\n");
    CHECK(job_of(lost, 1).state == JobState::timeout);
    const Result waits = run_hall(
        "", with({"faults=[{name: dark, part: fabric, element: spine-0, at: 200 s}]"}), "1,0,1000,1e9,12\n");
    CHECK(job_of(waits, 1).state == JobState::running);
    CHECK(has_finding(waits.findings, "F0307"));
}

TEST_CASE("a cable at half its speed slows those across it alone") {
    const auto half = [](const char* element) {
        return with({"faults=[{name: slow, part: fabric, element: '" + std::string{element} +
                     "', at: 1 s, lost: 50 %}]"});
    };
    const double alone_s = held_s(job_of(run_hall("", with({}), "1,0,1000,20000,12\n"), 1));
    // Port 5 of a leaf is its cable upwards.
    CHECK(held_s(job_of(run_hall("", half("leaf-0:5"), "1,0,1000,20000,12\n"), 1)) > 1.1 * alone_s);
    CHECK(held_s(job_of(run_hall("", half("leaf-5:5"), "1,0,1000,20000,12\n"), 1)) ==
          Approx(alone_s).epsilon(1e-9));
}

TEST_CASE("without one of its NICs a node talks over the other") {
    // Two NICs and so eight ports down and two up; node 0 loses its first for good.
    const std::vector<std::string> two{"catalogue.nodes.steady.nics=2", "catalogue.switches.small.ports=12",
                                       "fabric.topology.spine_ports=12", "fabric.routing={model: adaptive}"};
    const double whole_s = held_s(job_of(run_hall("", with(two), "1,0,1000,90000,12\n"), 1));
    std::vector<std::string> cut = two;
    cut.push_back("faults=[{name: nic, part: fabric, element: 'leaf-0:1', at: 1 s}]");
    const Result r = run_hall("", with(cut), "1,0,1000,90000,12\n");
    CHECK(job_of(r, 1).state == JobState::completed);
    CHECK(held_s(job_of(r, 1)) >= whole_s);
    CHECK_FALSE(has_finding(r.findings, "F0307"));
}

TEST_CASE("a routing model that falls back to another says so in the result") {
    // A leaf that is lost leaves no complete tree; planes have none from the start.
    const Result r = run_hall("",
                              with({"catalogue.nodes.steady.nics=2", "catalogue.switches.small.ports=12",
                                    "fabric.planes=2", "fabric.routing={model: dmodk}"}),
                              "1,0,1000,90000,12\n");
    CHECK(has_finding(r.findings, "F0308"));
}

TEST_CASE("parts of the fabric that do not exist are named") {
    CHECK_THAT(refusal("", with({"faults=[{name: x, part: fabric, element: spine-7, at: 1 h}]"})),
               Catch::Contains("no switch of the fabric") && Catch::Contains("spine-0"));
    CHECK_THAT(refusal("", with({"faults=[{name: x, part: fabric, element: 'leaf-0:40', at: 1 h}]"})),
               Catch::Contains("no switch of the fabric"));
    CHECK_THAT(refusal("", {"faults=[{name: x, part: fabric, element: spine-0, at: 1 h}]"}),
               Catch::Contains("no fabric"));
}

// Placement in a running hall: where its nodes are, what jobs hold there, and how long they wait for it.
#include "sim/build/facility_builder.hpp"
#include "tests/unit/run/engine.hpp"
#include "tests/unit/run/small_hall.hpp"

using namespace datahall;
using namespace datahall::test;

namespace {

// Four racks of two nodes with two devices each.
const std::string four_racks = R"(
name: small
start: 2020-01-01T00:00:00Z
duration: 10 h
site: {weather: {model: synthetic}}
hall:
  width: 3 m
  depth: 3 m
  end_aisle: 0 m
  rack_pitch: 0.6 m
  row_pitch: 3 m
  lost_share: 0 %
  blocks: [{name: all, repeat: 1, racks: [{rack: two_nodes, count: 4}]}]
cooling: {air: {preset: legacy_crac_7C}}
clusters:
  - {name: gpu, node: tester, scheduler: {model: fcfs}, placement: {model: tree}}
)" + tester_catalogue;

Result run_with(const std::string& demand, std::vector<std::string> overrides = {}) {
    const ScratchScenario file{four_racks + "demand:\n" + demand};
    return simulate(load(file.path(), std::move(overrides)),
                    {.audit_every_instant = true, .keep_jobs = true});
}

// Jobs that arrive together.
std::string steady(const std::string& name, const std::string& rest) {
    return "  - {name: " + name + ", workload: {model: steady, work_class: plain, " + rest + "}}\n";
}

NodePlaces places_of_first(const std::string& scenario, std::vector<std::string> overrides = {}) {
    return build_facility(load(scenario, std::move(overrides))).clusters.front().places;
}

}  // namespace

TEST_CASE("leaves and pods come from the wiring, blocks from NVLink domains, feeds from the power tree",
          "[placement]") {
    // 288 racks of four DGX H100 in scalable units of 32 nodes, each on eight leaves of its own; the spines
    // of one pod join four units (32 leaves).
    const NodePlaces h100 = places_of_first(shipped + "/starter/gpu_hall.yaml");
    CHECK(h100[GroupKind::leaf].largest() == 32);
    CHECK(h100[GroupKind::leaf].count() == 36);
    CHECK(h100[GroupKind::pod].count() == 9);
    CHECK(h100[GroupKind::block].largest() == 1);
    CHECK(h100[GroupKind::rack].largest() == 4);
    CHECK(h100[GroupKind::feed].largest() > 4);

    // The same 1,152 nodes as a balanced dragonfly of 64 ports: 16 NICs, so two nodes, on a router, 32
    // routers in a group.
    const NodePlaces groups =
        places_of_first(shipped + "/starter/gpu_hall.yaml", {"fabric.topology.model=dragonfly"});
    CHECK(groups[GroupKind::leaf].largest() == 2);
    CHECK(groups[GroupKind::pod].largest() == 64);
    CHECK(groups[GroupKind::pod].count() == 18);

    const NodePlaces nvl72 = places_of_first(shipped + "/starter/gb200_hall.yaml");
    CHECK(nvl72[GroupKind::block].largest() == 18);
    CHECK(nvl72[GroupKind::block].count() == nvl72[GroupKind::rack].count());
}

TEST_CASE("without a fabric each rack is a leaf, without a power chain each row a feed", "[placement]") {
    const ScratchScenario file{four_racks};
    const NodePlaces places = places_of_first(file.path());
    CHECK(places[GroupKind::leaf].count() == 4);
    CHECK(places[GroupKind::leaf].of(3) == 1);
    CHECK(places[GroupKind::pod].count() == 1);
    CHECK(places[GroupKind::feed].count() == 1);
    // A domain of four devices is a rack here, one of two a node.
    const auto blocks = [&](const char* domain) {
        return places_of_first(file.path(), {std::string{"catalogue.nodes.tester.nvlink_domain="} +
                                             domain})[GroupKind::block]
            .count();
    };
    CHECK(blocks("2") == 8);
    CHECK(blocks("4") == 4);
}

TEST_CASE("with a tenancy of its own a job holds whole nodes and is billed their idle power", "[placement]") {
    // Three jobs of one device and two of three for an hour: 1.5 nodes of work each, on one and on two nodes.
    const std::string demand =
        steady("small", "jobs: 3, devices: 1, run: 1 h") + steady("wide", "jobs: 2, devices: 3, run: 1 h");
    const Result shared = run_with(demand);
    const Result alone = run_with(demand, {"clusters[0].tenancy=exclusive"});
    CHECK(value(shared.metrics, "load.gpu") == Approx((3 * 1 + 2 * 3) / 160.0));
    CHECK(value(alone.metrics, "load.gpu") == Approx((3 * 2 + 2 * 4) / 160.0));
    CHECK(value(shared.metrics, "devices.unused_mean") == 0);
    CHECK(value(alone.metrics, "devices.unused_mean") == Approx((3 + 2) / 10.0));
    CHECK(value(alone.metrics, "devices.stranded_mean") == 0);
    // Shared: two of the small jobs share a node, the third and the rests of the wide ones leave one free
    // each.
    CHECK(value(shared.metrics, "devices.stranded_mean") == Approx(3 * 1 / 10.0));
    CHECK(value(shared.metrics, "fragmentation.gpu") == Approx(3 / (160.0 - 9)));

    CHECK(value(shared.metrics, "energy.nodes") == value(alone.metrics, "energy.nodes"));
    CHECK(value(shared.metrics, "energy.idle") > value(alone.metrics, "energy.idle"));
    // The third small job is alone on its node either way: 50 W of idle power and 0.9 x 250 W of its own, and
    // the other device's 50 W where it holds that, too.
    CHECK(alone.jobs[2].energy_j / shared.jobs[2].energy_j == Approx(325.0 / 275.0).epsilon(1e-8));
    for (const JobRecord& job : alone.jobs) {
        CHECK(job.devices == (job.requested == 1 ? 2 : 4));
        CHECK(job.unused == 1);
    }
}

TEST_CASE("a job that would hold more than there is after rounding up is refused with the reason",
          "[placement]") {
    const std::vector<std::string> blocks{"clusters[0].placement.model=block",
                                          "catalogue.nodes.tester.nvlink_domain=4"};
    const Result r = run_with(steady("wide", "jobs: 1, devices: 5, run: 1 h"), blocks);
    REQUIRE(r.jobs.size() == 1);
    CHECK(r.jobs[0].devices == 8);
    CHECK(r.jobs[0].unused == 3);
    CHECK(r.jobs[0].nodes == 4);
    CHECK(r.jobs[0].leaves == 2);
    CHECK(r.jobs[0].hop_spread == 1);
    CHECK(value(r.metrics, "hop_spread.gpu") == 1);

    std::vector<std::string> odd = blocks;
    odd.push_back("hall.blocks[0].racks[0].count=3");
    odd.push_back("catalogue.racks.two_nodes.nodes=1");  // blocks of one node
    odd.push_back("clusters[0].tenancy=exclusive");
    const Result all = run_with(steady("wide", "jobs: 1, devices: 6, run: 1 h"), odd);
    CHECK(all.jobs[0].state == JobState::completed);
}

TEST_CASE("a job waits for few switches to the nanosecond, although nothing else happens then",
          "[placement]") {
    // Eight jobs of a node each, long and short in turn: after an hour one node is free in each of four
    // racks.
    const ScratchScenario file{four_racks +
                               "demand: [{name: batch, workload: {model: jobs_csv, file: jobs.csv, "
                               "work_class: plain}}]\n"};
    std::ofstream{file.folder() / "jobs.csv"} << "id,user,submit_s,reference_s,requested_devices\n"
                                                 "1,0,0,18000,2\n2,0,0,3600,2\n3,0,0,18000,2\n4,0,0,3600,2\n"
                                                 "5,0,0,18000,2\n6,0,0,3600,2\n7,0,0,18000,2\n8,0,0,3600,2\n"
                                                 "9,0,10,3600,4\n";
    const auto last_job = [&](std::vector<std::string> overrides) {
        return simulate(load(file.path(), std::move(overrides)), {.keep_jobs = true}).jobs.back();
    };
    const JobRecord at_once = last_job({});
    CHECK(at_once.start_ns == 3'600'000'000'000);
    CHECK(at_once.leaves == 2);
    CHECK(at_once.hop_spread == 2);
    const std::string one_switch = "clusters[0].placement.switches=1";
    CHECK(last_job({one_switch}).start_ns == 3'600'000'000'000);  // has waited for more than 300 s already
    const JobRecord later = last_job({one_switch, "clusters[0].placement.wait=2 h"});
    CHECK(later.start_ns == 7'210'000'000'000);
    CHECK(later.leaves == 2);
    const JobRecord last = last_job({one_switch, "clusters[0].placement.wait=9 h"});
    CHECK(last.start_ns == 18'000'000'000'000);  // when racks become free
    CHECK(last.leaves == 1);
}

// Collectives on an idle fabric: NCCL's tuner by hand, closed forms on small cases, and public measurements.
#include <cmath>

#include "sim/fabric/collectives/collective_model.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/fabric/tables.hpp"

using namespace datahall;

namespace {

using enum CollectiveAlgorithm;
using enum CollectiveProtocol;

constexpr double micro = 1e-6;
constexpr double giga = 1e9;
constexpr double mib = 1048576.0;
constexpr double gib = 1024.0 * mib;

CollectiveSystem h200(std::uint32_t ranks, std::uint32_t per_node) {
    return {.ranks = ranks, .per_node = per_node, .nvlink = 450e9, .nic = 50e9, .has_nvls = true};
}

CollectiveSystem a100(std::uint32_t ranks, std::uint32_t per_node) {
    return {.ranks = ranks,
            .per_node = per_node,
            .nvlink = 300e9,
            .nic = 25e9,
            .generation = GpuGeneration::ampere,
            .host = HostCpu::amd};
}

// The system of cases P1 and P2: bytes between GPU and NIC cross the CPU.
CollectiveSystem host_bridge() {
    CollectiveSystem system = a100(32, 8);
    system.pcie = 15.3e9;
    system.allows_ll128 = false;
    return system;
}

TunerEntry entry(const CollectiveSystem& s, CollectiveAlgorithm algorithm, CollectiveProtocol protocol,
                 double bytes = gib) {
    for (const TunerEntry& e : tuner_table(s, Collective::all_reduce, bytes)) {
        if (e.algorithm == algorithm && e.protocol == protocol) return e;
    }
    FAIL("the tuner does not weigh it");
    return {};
}

CollectiveEstimate estimate(const CollectiveSystem& s, double bytes,
                            std::optional<CollectiveAlgorithm> algorithm = {},
                            Collective collective = Collective::all_reduce) {
    const auto e = estimate_collective(s, {.collective = collective, .bytes = bytes, .algorithm = algorithm});
    REQUIRE(e.has_value());
    return *e;
}

struct Published {
    CollectiveSystem system;
    double bytes;
    double busbw;  // GB/s
    std::optional<CollectiveAlgorithm> algorithm = {};
    Collective collective = Collective::all_reduce;
};

double error_of(const Published& p) {
    return estimate(p.system, p.bytes, p.algorithm, p.collective).busbw / (giga * p.busbw) - 1.0;
}

// Single points; sources stand in scenarios/verify/collectives.yaml.
std::vector<Published> single_points() {
    CollectiveSystem plain = h200(8, 8);
    plain.has_nvls = false;
    std::vector<Published> points{
        {h200(4, 4), 8 * gib, 363.3},
        {h200(5, 5), 8 * gib, 414.2},
        {h200(6, 6), 8 * gib, 435.6},
        {h200(7, 7), 8 * gib, 460.0},
        {h200(8, 8), 8 * gib, 473.1},
        {plain, 8 * gib, 365.0},
        {h200(8, 8), 16 * gib, 361.4, {}, Collective::all_gather},
        {h200(8, 8), 16 * gib, 362.9, {}, Collective::reduce_scatter},
        {h200(32, 8), 4 * gib, 364.9, ring},
        {h200(32, 8), 4 * gib, 310.1, nvls_tree},
        {a100(8, 4), 0.5 * gib, 93.46, ring},
        {a100(8, 4), 1 * gib, 93.58, ring},
        {a100(8, 4), 2 * gib, 94.26, ring},
        {a100(8, 4), 4 * gib, 97.37, ring},
        {a100(8, 4), 8 * gib, 95.10, ring},
    };
    for (const auto& [size, busbw] :
         {std::pair{2.0, 18.5}, {4.0, 27.2}, {8.0, 36.2}, {16.0, 39.9}, {32.0, 41.3}})
        points.push_back({h200(2, 1), size * mib, busbw, tree});
    return points;
}

Published case_of(const TableRow& row) {
    const std::string& name = row.at("case");
    Published p{.system = h200(8, 8), .bytes = real(row, "bytes"), .busbw = real(row, "busbw_GBps")};
    if (name == "P1" || name == "P2") p.system = host_bridge();
    p.system.has_sharp = name == "P2";
    if (name == "P2") p.algorithm = collnet_direct;
    if (name == "P3") p.system = a100(16, 8);
    if (name == "P3") p.algorithm = ring;
    return p;
}

bool is_large(const TableRow& row) {
    return real(row, "bytes") >= mib;
}

}  // namespace

TEST_CASE("the tuner expects of one node what its published constants add up to", "[collective]") {
    // 14 steps of a ring over 8 GPUs: 8.4 + 14 x 3.4 = 56 us; 0.8 x 450 = 360 GB/s on the bus, x 8/14.
    const TunerEntry simple_ring = entry(h200(8, 8), ring, simple);
    CHECK(simple_ring.latency == Approx(56.0 * micro));
    CHECK(simple_ring.bandwidth == Approx(360.0 * giga * 8.0 / 14.0));
    // LL: 6.6 + 14 x 0.6 = 15 us; 141 GB/s on Hopper, less than half of 360.
    CHECK(entry(h200(8, 8), ring, ll).latency == Approx(15.0 * micro));
    CHECK(entry(h200(8, 8), ring, ll).bandwidth == Approx(141.0 * giga * 8.0 / 14.0));
    // LL128: 0.92 x 360 = 331.2, less than 12 x 36.7 = 440.4.
    CHECK(entry(h200(8, 8), ring, ll128).bandwidth == Approx(331.2 * giga * 8.0 / 14.0));
    // NVLS: 0.824 x 450 / 9 = 41.2, so each of 8 heads has 40; 8 x 40 x 0.85 x 7/8 x 2 = 476 on the bus.
    CHECK(entry(h200(8, 8), nvls, simple).latency == Approx(25.0 * micro));
    CHECK(entry(h200(8, 8), nvls, simple).bandwidth == Approx(476.0 * giga * 8.0 / 14.0));
    // Tree: 8.4 + 2 x 7 x 4 = 64.4 us; 0.92 x 360 = 331.2, halved.
    CHECK(entry(h200(8, 8), tree, simple).latency == Approx(64.4 * micro));
    CHECK(entry(h200(8, 8), tree, simple).bandwidth == Approx(165.6 * giga));
}

TEST_CASE("the tuner expects of several nodes what its published constants add up to", "[collective]") {
    const CollectiveSystem four = a100(32, 8);
    // An AMD host posts for 2 us, 6 us without flags: 8.4 + (62 - 6) x 6 + 6 x 14 = 428.4 us.
    CHECK(entry(four, ring, simple).latency == Approx(428.4 * micro));
    CHECK(entry(four, ring, simple).bandwidth == Approx(200.0 * giga * 32.0 / 62.0));
    // From 64 B for each channel and rank on, the latency of such rings counts 1.4 times.
    CHECK(entry(four, ring, simple).time == Approx(1.4 * 428.4 * micro + gib / (200e9 * 32.0 / 62.0)));
    CHECK(entry(four, ring, ll128).latency == Approx((14.0 + 56.0 * 2.0 + 6.0 * 4.0) * micro));
    // Tree LL: 6.8 + 2 (7 x 0.6 + 2 x 5) = 35.2 us; 8 x 17.8 / 3.8 = 37.5 is more than an AMD host's 19.
    CHECK(entry(four, tree, ll).latency == Approx(35.2 * micro));
    CHECK(entry(four, tree, ll).bandwidth == Approx(9.5 * giga));
    // Tree: 0.92 x 200 is more than 8 channels x 17.8 = 142.4; at 1 MiB = 64 B x 2^14 half of it.
    const TunerEntry mid = entry(four, tree, simple, mib);
    CHECK(mid.bandwidth == Approx(71.2 * giga));
    CHECK(mid.time == Approx(mid.latency + mib / (0.5 * 71.2e9)));
    // Over two nodes a tree passes each NIC once: 0.92 x min(240, 2 x 200) = 220.8, but 8 channels x 23.6 =
    // 188.8.
    CHECK(entry(a100(16, 8), tree, simple).bandwidth == Approx(94.4 * giga));
    // NVLSTree, two nodes: 57.7 a channel is less than 40 x 0.85 x 7/8 x 2 = 59.5 and than 2 x 50.
    CHECK(entry(h200(16, 8), nvls_tree, simple).bandwidth == Approx(8 * 57.7 * giga * 16.0 / 30.0));
    CHECK(entry(h200(16, 8), nvls_tree, simple).latency == Approx((25.0 + 2.0 * 20.9) * micro));
}

TEST_CASE("the algorithm is the one that the library was seen to take", "[collective]") {
    // Published for 8 GiB: rings for 4 GPUs of a node, NVLS from 5 on.
    CHECK(estimate(h200(4, 4), 8 * gib).algorithm == ring);
    for (const std::uint32_t gpus : {5U, 6U, 7U, 8U})
        CHECK(estimate(h200(gpus, gpus), 8 * gib).algorithm == nvls);
    // Gathering gains nothing from switches that reduce.
    CHECK(estimate(h200(8, 8), 16 * gib, {}, Collective::all_gather).algorithm == ring);
    CHECK(estimate(host_bridge(), 1024.0).protocol == ll);
    CHECK(estimate(host_bridge(), 4 * mib).algorithm == tree);
    CHECK(estimate(host_bridge(), gib).algorithm == ring);
}

TEST_CASE("what the machines or the collective lack is not chosen and cannot be forced", "[collective]") {
    const auto can = [](const CollectiveSystem& s, Collective c, CollectiveAlgorithm a) {
        return estimate_collective(s, {.collective = c, .bytes = gib, .algorithm = a}).has_value();
    };
    CHECK_FALSE(can(a100(8, 8), Collective::all_reduce, nvls));
    CHECK_FALSE(can(h200(8, 8), Collective::all_reduce, nvls_tree));  // one node
    CHECK_FALSE(can(h200(16, 8), Collective::all_reduce, collnet_direct));
    CHECK_FALSE(can(h200(16, 8), Collective::all_gather, tree));
    CHECK_FALSE(can(h200(16, 8), Collective::all_to_all, ring));
    CHECK(can(h200(16, 8), Collective::all_reduce, hierarchical));
    CHECK(can(h200(4, 1), Collective::all_gather, pat));
    for (const TunerEntry& e : tuner_table(host_bridge(), Collective::all_reduce, mib))
        CHECK(e.protocol != ll128);
}

TEST_CASE("systems that cannot be evaluated say why", "[collective]") {
    CHECK(problem_of(h200(16, 8)).empty());
    CHECK_FALSE(problem_of(h200(12, 8)).empty());
    CHECK_FALSE(problem_of(h200(1, 1)).empty());
    CHECK_FALSE(problem_of({.ranks = 16, .per_node = 8}).empty());  // without NICs
}

TEST_CASE("closed forms of two nodes with two GPUs are their sums", "[collective]") {
    const CollectiveSystem s = h200(4, 2);
    const double bytes = 1e9;
    const double nic = 0.952 * 50e9;
    const double nvlink = 0.80 * 450e9;
    // Ring: 6 steps of a quarter, over two NICs a node.
    const CollectiveEstimate by_ring = estimate(s, bytes, ring);
    CHECK(by_ring.network_time == Approx(6.0 * bytes / 4.0 / (2.0 * nic)));
    CHECK(by_ring.nvlink_time == Approx(6.0 * bytes / 4.0 / nvlink));
    // By rails: half a buffer scattered and gathered inside, then a ring of two over each rail.
    const CollectiveEstimate by_rails = estimate(s, bytes, hierarchical);
    CHECK(by_rails.nvlink_time == Approx(2.0 * 0.5 * bytes / nvlink));
    CHECK(by_rails.network_time == Approx(2.0 * 0.5 * (bytes / 2.0) / nic));
    CHECK(by_rails.time == Approx(by_rails.latency + by_rails.network_time));
    CHECK(by_rails.nic_rate == Approx(by_rails.busbw * (2.0 - 1.0) / (4.0 - 1.0)));  // (k - 1) / (n - 1)
    CHECK(by_rails.unpipelined_time > by_rails.time);
    // All-to-all: a quarter for each rank, of which one stays in the node and two leave.
    const CollectiveEstimate exchange = estimate(s, bytes, {}, Collective::all_to_all);
    CHECK(exchange.network_time == Approx(0.5 * bytes / nic));
    CHECK(exchange.nvlink_time == Approx(0.25 * bytes / nvlink));
    CHECK(exchange.busbw == Approx(0.75 * exchange.algbw));
    // Half of a ring's rounds gather.
    CHECK(estimate(s, bytes, ring, Collective::all_gather).network_time ==
          Approx(0.5 * by_ring.network_time));
}

TEST_CASE("a collective says what holds it up", "[collective]") {
    CHECK(estimate(h200(8, 8), 1024.0).bound == CollectiveBound::latency);
    CHECK(estimate(h200(8, 8), gib).bound == CollectiveBound::nvlink);
    CHECK(estimate(a100(16, 8), gib, ring).bound == CollectiveBound::nic);
    CHECK(estimate(host_bridge(), gib, ring).bound == CollectiveBound::pcie);
    CollectiveSystem narrow = a100(16, 8);
    narrow.oversubscription = 4.0;
    CHECK(estimate(narrow, gib, ring).bound == CollectiveBound::spine);
    narrow.spine_share = 0.25;  // a quarter of the bytes at a quarter of the width
    CHECK(estimate(narrow, gib, ring).bound == CollectiveBound::nic);
}

TEST_CASE("time never falls with the size, nor with oversubscription", "[collective]") {
    CollectiveSystem everything = h200(32, 8);
    everything.has_sharp = true;
    const std::vector<CollectiveSystem> systems{everything, h200(8, 8), h200(6, 1), a100(16, 8),
                                                host_bridge()};
    std::size_t compared = 0;
    for (const CollectiveSystem& s : systems) {
        for (std::size_t c = 0; c < 5; ++c) {
            for (std::size_t a = 0; a < 9; ++a) {
                for (std::size_t p = 0; p < 3; ++p) {
                    CollectiveQuestion q{.collective = static_cast<Collective>(c),
                                         .bytes = 1.0,
                                         .algorithm = static_cast<CollectiveAlgorithm>(a),
                                         .protocol = static_cast<CollectiveProtocol>(p)};
                    double before = 0.0;
                    for (; q.bytes < 64 * gib; q.bytes *= 1.7) {
                        const auto e = estimate_collective(s, q);
                        if (!e) break;
                        CollectiveSystem narrow = s;
                        narrow.oversubscription = 2.0;
                        if (e->time < before || estimate_collective(narrow, q)->time < e->time)
                            FAIL("algorithm " << a << " falls at " << q.bytes);
                        before = e->time;
                        ++compared;
                    }
                }
            }
        }
    }
    CHECK(compared > 2000);
}

TEST_CASE("the ring over two nodes reaches its published bandwidth", "[collective]") {
    CHECK(error_of({a100(16, 8), 8 * gib, 189.6, ring}) == Approx(0.0).margin(0.05));
    CHECK(error_of({a100(16, 8), gib, 184.9, ring}) == Approx(0.0).margin(0.05));
}

TEST_CASE("public measurements from 1 MiB on are met within a tenth", "[collective]") {
    std::vector<Published> cases = single_points();
    for (const TableRow& row : read_table("allreduce_public.csv")) {
        if ((row.at("case") == "P3" || row.at("case") == "P4") && is_large(row))
            cases.push_back(case_of(row));
    }
    REQUIRE(cases.size() == 20 + 4 + 15);
    double logs = 0.0;
    std::size_t within = 0;
    for (const Published& p : cases) {
        const double error = std::fabs(error_of(p));
        logs += std::log(std::max(error, 1e-4));
        within += error <= 0.10 ? 1U : 0U;
    }
    const double geometric_mean = std::exp(logs / static_cast<double>(cases.size()));
    CHECK(geometric_mean <= 0.10);
    CHECK(geometric_mean == Approx(0.015).margin(0.01));  // what is claimed in README.md
    CHECK(within == cases.size() - 1);                    // all but a tree of 2 MiB, which is 13 % off
}

TEST_CASE("the older system with NICs behind its CPUs is met by two facts of its own", "[collective]") {
    std::size_t large = 0;
    std::size_t within = 0;
    for (const TableRow& row : read_table("allreduce_public.csv")) {
        if ((row.at("case") != "P1" && row.at("case") != "P2") || !is_large(row)) continue;
        ++large;
        const Published p = case_of(row);
        const double time = micro * real(row, "time_us");
        within += std::fabs(estimate(p.system, p.bytes, p.algorithm).time / time - 1.0) <= 0.10 ? 1U : 0U;
    }
    CHECK(large == 14 + 5);
    CHECK(within == 18);  // all but 2 MiB, 11 % off
}

TEST_CASE("bus over algorithm bandwidth is 2(n-1)/n in every public row", "[collective]") {
    std::size_t rows = 0;
    double bytes = 0.0;
    for (const TableRow& row : read_table("allreduce_public.csv")) {
        ++rows;
        if (row.at("case") == "P1") bytes += real(row, "bytes");
        if (!is_large(row)) continue;
        const double factor =
            bus_factor(Collective::all_reduce, static_cast<std::uint32_t>(whole(row, "ranks")));
        CHECK(real(row, "busbw_GBps") / real(row, "algbw_GBps") == Approx(factor).epsilon(0.01));
    }
    CHECK(rows == 60);
    CHECK(bytes == 17179869176.0);
}

// Jobs that share GPUs: hand-made situations with one right answer each, and a plain sum over every node,
// device and request as the judge of fragmentation gradient descent.
#include <cmath>
#include <optional>

#include "datahall/fragmentation.hpp"
#include "datahall/model/registry.hpp"
#include "datahall/model/sharing.hpp"

#include "models/builtin.hpp"
#include "models/workload/request_shapes.hpp"
#include "sim/run/jobs/shared_nodes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/settings.hpp"
#include "tests/support/splitmix.hpp"
#include "tests/support/text_lines.hpp"

using namespace datahall;

namespace {

std::unique_ptr<SharingPolicy> make(const std::string& name, std::span<const RequestCount> mix = {}) {
    Models models;
    register_builtin(models);
    Settings none;
    auto policy = models.sharing.find(name)->make(none);
    policy->open({.seed = 1, .replication = 0, .path = "clusters/gpu"}, mix);
    return policy;
}

NodeRoom node(std::int64_t cpus, std::vector<std::uint16_t> devices) {
    NodeRoom room{.cpu_milli = cpus * 1'000, .memory_mib = 1'000'000};
    room.gpus = static_cast<std::uint32_t>(devices.size());
    std::ranges::copy(devices, room.gpu_milli.begin());
    return room;
}

// Nodes of four whole devices and 32 processors of which so much is left.
SharedCluster cluster(const std::vector<NodeRoom>& left) {
    std::vector<NodeRoom> whole;
    for (const NodeRoom& room : left) {
        whole.push_back(node(32, std::vector<std::uint16_t>(room.gpus, whole_gpu)));
    }
    SharedCluster c{whole};
    for (std::uint32_t n = 0; n < left.size(); ++n) {
        c.take({.cpu_milli = 32'000 - left[n].cpu_milli}, {.node = n, .devices = 0});
        for (std::uint32_t d = 0; d < left[n].gpus; ++d) {
            const std::uint32_t held = whole_gpu - left[n].gpu_milli[d];
            if (held > 0) c.take({.gpus = 1, .gpu_milli = held}, {.node = n, .devices = 1U << d});
        }
    }
    return c;
}

constexpr ShareRequest part(std::uint32_t milli, std::int64_t cpus = 1) {
    return {.cpu_milli = cpus * 1'000, .gpus = 1, .gpu_milli = milli};
}
constexpr ShareRequest whole(std::uint32_t gpus, std::int64_t cpus = 1) {
    return {.cpu_milli = cpus * 1'000, .gpus = gpus, .gpu_milli = whole_gpu};
}

}  // namespace

TEST_CASE("a part of a GPU never lies on two devices", "[jobs][sharing]") {
    const SharedCluster c = cluster({node(32, {500, 500, 0, 0}), node(32, {0, 0, 0, 600})});
    for (const char* name : {"best_fit", "gpu_packing", "clustering", "dot_product", "random"}) {
        INFO(name);
        CHECK(make(name)->place(part(600), c) == SharedSpot{.node = 1, .devices = 8});
        CHECK_FALSE(make(name)->place(part(700), c));
        CHECK_FALSE(make(name)->place(whole(1), c));
    }
}

TEST_CASE("each policy has its own idea of the right node", "[jobs][sharing]") {
    //                              leaves: most free       fewest processors       idle
    const SharedCluster c = cluster({node(30, {900, 1'000, 1'000, 1'000}), node(4, {300, 1'000, 1'000, 0}),
                                     node(32, {1'000, 1'000, 1'000, 1'000}), node(32, {800, 0, 0, 0})});
    // Left over: node 3 has 31 of 32 processors and 600 of 4,000; node 1 has 3 of 32 and 2,100 of 4,000.
    CHECK(make("best_fit")->place(part(200), c) == SharedSpot{.node = 1, .devices = 1});
    CHECK(make("gpu_packing")->place(part(200), c) == SharedSpot{.node = 1, .devices = 1});
    CHECK(make("gpu_packing")->place(part(400), c) == SharedSpot{.node = 3, .devices = 1});
    CHECK(make("gpu_packing")->place(part(950), c) == SharedSpot{.node = 1, .devices = 2});
    CHECK(make("gpu_packing")->place(whole(2), c) == SharedSpot{.node = 1, .devices = 6});
    CHECK(make("gpu_packing")->place(whole(4), c) == SharedSpot{.node = 2, .devices = 15});
    // Alike: node 0 holds one part of 100, node 3 one of 200 beside whole ones.
    CHECK(make("clustering")->place(part(100), c) == SharedSpot{.node = 0, .devices = 1});
    CHECK(make("clustering")->place(part(200), c) == SharedSpot{.node = 3, .devices = 1});
    CHECK(make("clustering")->place(part(600), c) ==
          SharedSpot{.node = 2, .devices = 1});  // idle before others
    // 4 processors and 300 thousandths are the smallest product.
    CHECK(make("dot_product")->place(part(200), c) == SharedSpot{.node = 1, .devices = 1});
}

TEST_CASE("what a mix could not use of a node follows the definition", "[jobs][sharing]") {
    // 3 of 10 ask for half a GPU, 5 for two whole ones with 8 processors, 2 for none.
    const std::vector<RequestCount> list{{part(500), 3}, {whole(2, 8), 5}, {{.cpu_milli = 1'000}, 2}};
    const RequestMix mix{list};
    CHECK(mix.jobs() == 10);
    // Half: 300 is too small; two whole: 300 + 700 are; none: all 3,000.
    CHECK(mix.unusable(node(8, {300, 700, 1'000, 1'000})) == 3 * 300 + 5 * 1'000 + 2 * 3'000);
    // Processors for the parts only.
    CHECK(mix.unusable(node(7, {300, 700, 1'000, 1'000})) == 3 * 300 + 5 * 3'000 + 2 * 3'000);
    CHECK(mix.unusable(node(0, {300, 700})) == 10 * 1'000);
    CHECK(mix.unusable(node(8, {0, 0})) == 0);
}

TEST_CASE("fragmentation gradient descent gives what a look at every node and device gives",
          "[jobs][sharing]") {
    SplitMix random{9};
    for (int round = 0; round < 60; ++round) {
        std::vector<RequestCount> list;
        for (int i = 0; i < 6; ++i) {
            const bool is_part = random.below(2) == 0;
            list.push_back({is_part ? part(100 * (1 + random.below(9)), random.below(6))
                                    : whole(random.below(4), random.below(12)),
                            1 + random.below(9)});
            if (list.back().request.gpus == 0) list.back().request.gpu_milli = 0;
        }
        const RequestMix mix{list};
        const auto policy = make("fragmentation_gradient", list);
        SharedCluster c{{node(16, {1'000, 1'000}), node(24, {1'000, 1'000, 1'000, 1'000}), node(8, {1'000}),
                         node(32, std::vector<std::uint16_t>(8, 1'000))}};
        for (int job = 0; job < 30; ++job) {
            const ShareRequest request = list[random.below(6)].request;
            std::optional<SharedSpot> best;
            std::int64_t least = 0;
            for (std::uint32_t n = 0; n < c.left().size(); ++n) {
                for (std::uint32_t devices = 0; devices < 256; ++devices) {
                    SharedCluster after = c;
                    try {
                        after.take(request, {.node = n, .devices = devices});
                    } catch (const std::logic_error&) {
                        continue;
                    }
                    const std::int64_t growth = mix.unusable(after.left()[n]) - mix.unusable(c.left()[n]);
                    if (best && growth >= least) continue;
                    best = SharedSpot{.node = n, .devices = devices};
                    least = growth;
                }
            }
            const auto spot = policy->place(request, c);
            REQUIRE(spot == best);
            if (spot) c.take(request, *spot);
        }
    }
}

TEST_CASE("lists of shapes are read, and wrong lines refused with their column", "[jobs][sharing]") {
    const auto nodes =
        read_node_shapes(TextLines{"gpu_model,gpus,cpu_milli,memory_mib,nodes\nA,2,8000,61440,3\n"
                                   "none,0,1000,2048,1\n"});
    REQUIRE(nodes.size() == 4);
    CHECK(nodes[0].gpus == 0);  // nodes without GPUs stand first
    CHECK(nodes[3].all_gpu_milli() == 2'000);
    const auto jobs = read_request_shapes(
        TextLines{"num_gpu,gpu_milli,cpu_milli,memory_mib,qos,pods\n1,470,8000,100,LS,7\n0,0,5,6,BE,1\n"});
    REQUIRE(jobs.size() == 2);
    CHECK(jobs[0].request ==
          ShareRequest{.cpu_milli = 8'000, .memory_mib = 100, .gpus = 1, .gpu_milli = 470});
    CHECK(jobs[0].jobs == 7);
    CHECK_THROWS_WITH(
        read_request_shapes(TextLines{"num_gpu,gpu_milli,cpu_milli,memory_mib,pods\n2,500,1,1,1\n"}),
        Catch::Contains("gpu_milli") && Catch::Contains("less of a single GPU"));
    CHECK_THROWS_WITH(read_node_shapes(TextLines{"gpus,cpu_milli,memory_mib,nodes\n33,1,1,1\n"}),
                      Catch::Contains("gpus") && Catch::Contains("0 to 32"));
}

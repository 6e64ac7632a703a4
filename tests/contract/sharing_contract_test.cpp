// Runs against every registered policy for shared GPUs: random clusters of nodes that differ.
#include <bit>

#include "datahall/model/registry.hpp"
#include "datahall/model/sharing.hpp"

#include "models/builtin.hpp"
#include "sim/run/jobs/shared_nodes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/settings.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;

namespace {

ShareRequest random_request(SplitMix& random) {
    ShareRequest r{.cpu_milli = 1'000 * random.below(9), .memory_mib = 1'024 * random.below(5)};
    r.gpus = random.below(5);
    r.gpu_milli = r.gpus == 0 ? 0 : whole_gpu;
    if (r.gpus == 1 && random.below(2) == 0) r.gpu_milli = 100 * (1 + random.below(9));
    return r;
}

std::vector<NodeRoom> random_nodes(SplitMix& random) {
    std::vector<NodeRoom> nodes(1 + random.below(8));
    for (NodeRoom& node : nodes) {
        node = {.cpu_milli = 8'000 * (1 + random.below(4)), .memory_mib = 8'192 * (1 + random.below(4))};
        node.gpus = random.below(9);
        for (std::uint32_t d = 0; d < node.gpus; ++d)
            node.gpu_milli[d] = static_cast<std::uint16_t>(whole_gpu);
    }
    return nodes;
}

// Jobs come and go; what the policy said, one entry a job.
std::vector<SharedSpot> played(SharingPolicy& policy, std::uint64_t seed) {
    SplitMix random{seed};
    std::vector<RequestCount> mix;
    for (int i = 0; i < 10; ++i) mix.push_back({random_request(random), 1 + random.below(20)});
    policy.open({.seed = seed, .replication = 0, .path = "clusters/gpu"}, mix);
    SharedCluster cluster{random_nodes(random)};
    std::vector<std::pair<ShareRequest, SharedSpot>> running;
    std::vector<SharedSpot> said;
    for (int step = 0; step < 200; ++step) {
        if (!running.empty() && random.below(3) == 0) {
            std::swap(running[random.below(static_cast<std::uint32_t>(running.size()))], running.back());
            cluster.give_back(running.back().first, running.back().second);
            running.pop_back();
        }
        const ShareRequest request =
            random.below(2) == 0 ? mix[random.below(10)].request : random_request(random);
        const auto spot = policy.place(request, cluster);
        const bool any_room =
            std::ranges::any_of(cluster.left(), [&](const NodeRoom& node) { return node.has_room(request); });
        REQUIRE(spot.has_value() == any_room);
        said.push_back(spot.value_or(SharedSpot{}));
        if (!spot) continue;
        REQUIRE(std::popcount(spot->devices) == static_cast<int>(request.gpus));
        cluster.take(request, *spot);  // throws if there is no room
        running.emplace_back(request, *spot);
    }
    for (const auto& [request, spot] : running) cluster.give_back(request, spot);
    for (std::size_t n = 0; n < cluster.left().size(); ++n) {
        REQUIRE(cluster.left()[n].all_gpu_milli() == cluster.whole()[n].all_gpu_milli());
        REQUIRE(cluster.sharers(static_cast<std::uint32_t>(n)).empty());
    }
    REQUIRE(cluster.held_gpu_milli() == 0);
    return said;
}

}  // namespace

TEST_CASE("a sharing policy finds room wherever there is some, and says the same in every run",
          "[contract][sharing]") {
    Models models;
    register_builtin(models);
    REQUIRE(models.sharing.entries().size() >= 6);
    for (const auto& [name, entry] : models.sharing.entries()) {
        INFO("model " << name);
        Settings none;
        const auto policy = entry.make(none);
        for (std::uint64_t seed = 1; seed <= 40; ++seed) {
            const auto first = played(*policy, seed);
            REQUIRE(played(*policy, seed) == first);
        }
    }
}

// Runs against every registered placement policy: random clusters.
#include <set>

#include "datahall/model/placement.hpp"
#include "datahall/model/registry.hpp"

#include "models/builtin.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/free_nodes.hpp"
#include "tests/support/settings.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;

TEST_CASE("a placement uses free devices only, each node once, and exactly as many as asked",
          "[contract][placement]") {
    Models models;
    register_builtin(models);
    REQUIRE(models.placement.entries().size() >= 3);
    for (const auto& [name, entry] : models.placement.entries()) {
        INFO("model " << name);
        Settings none;
        const auto policy = entry.make(none);
        SplitMix random{5};
        for (int round = 0; round < 5000; ++round) {
            const std::uint32_t per_node = 1 + random.below(8);
            std::vector<std::uint32_t> nodes(1 + random.below(20));
            for (auto& free_here : nodes) free_here = random.below(per_node + 1);
            const FreeNodes free{per_node, nodes};
            if (free.free_total() == 0) continue;
            const std::uint32_t devices = 1 + random.below(free.free_total());

            std::vector<NodeShare> shares{{77, 1}};  // what is there stays
            REQUIRE(policy->place({.devices = devices}, free, shares));
            REQUIRE(shares.front() == NodeShare{77, 1});
            shares.erase(shares.begin());
            std::uint32_t placed = 0;
            std::set<std::uint32_t> used;
            bool one_node_holds_it = false;
            for (const NodeShare& share : shares) {
                REQUIRE(share.devices > 0);
                REQUIRE(share.devices <= free.free_on(share.node));
                REQUIRE(used.insert(share.node).second);
                placed += share.devices;
            }
            REQUIRE(placed == devices);
            for (const auto free_here : nodes) one_node_holds_it |= free_here >= devices;
            if (one_node_holds_it) REQUIRE(shares.size() == 1);  // a job that fits one node is not split

            std::vector<NodeShare> again;
            REQUIRE(policy->place({.devices = devices}, free, again));
            REQUIRE(again == shares);
        }
    }
}

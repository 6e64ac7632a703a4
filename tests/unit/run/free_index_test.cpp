#include "sim/run/jobs/free_index.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;

TEST_CASE("the index finds what a plain scan finds, whatever was taken and given back", "[run]") {
    // One word, one and a bit, two levels and a bit, three levels and a bit.
    const std::uint32_t nodes = GENERATE(64u, 65u, 4'097u, 9'001u, 262'145u);
    const int steps = nodes > 10'000 ? 2'000 : 20'000;  // the plain scan takes long
    constexpr std::uint32_t per_node = 4;
    const NodePlaces nowhere;
    FreeIndex index{nodes, per_node, nowhere};
    std::vector<std::uint32_t> free(nodes, per_node);
    SplitMix random{7};

    for (int step = 0; step < steps; ++step) {
        const std::uint32_t node = random.below(nodes);
        const std::uint32_t devices = 1 + random.below(per_node);
        if (devices <= free[node]) {
            index.take(node, devices);
            free[node] -= devices;
        } else {
            index.give_back(node, per_node - free[node]);
            free[node] = per_node;
        }
        const std::uint32_t wanted = random.below(per_node + 1);
        const std::uint32_t from = random.below(nodes);
        const auto it = std::find(free.begin() + from, free.end(), wanted);
        const auto expected =
            it == free.end() ? FreeDevices::none : static_cast<std::uint32_t>(it - free.begin());
        REQUIRE(index.next_with(wanted, from) == expected);
    }
    std::uint32_t total = 0;
    for (const std::uint32_t f : free) total += f;
    CHECK(index.free_total() == total);
}

TEST_CASE("no device is given twice, and none is given back that was not taken", "[run]") {
    const NodePlaces nowhere;
    FreeIndex index{2, 8, nowhere};
    index.take(1, 6);
    CHECK_THROWS_AS(index.take(1, 3), std::logic_error);
    CHECK_THROWS_AS(index.give_back(0, 1), std::logic_error);
    CHECK(index.free_on(1) == 2);
}

TEST_CASE("the index counts wholly free nodes by group, and free devices that stand between held ones",
          "[run]") {
    NodePlaces places;
    for (NodeGroups& groups : places.kinds) groups = NodeGroups{std::vector<std::uint32_t>{7, 7, 9, 9, 9}};
    FreeIndex index{5, 4, places};
    const auto counts = index.free_nodes(GroupKind::leaf);
    const auto are = [&](std::vector<std::uint32_t> expected) {
        return std::ranges::equal(counts, expected);
    };
    CHECK(are({2, 3}));
    index.take(3, 1);
    index.take(3, 2);
    index.take(0, 4);
    CHECK(are({1, 2}));
    CHECK(index.stranded() == 1);
    index.give_back(3, 2);
    CHECK(are({1, 2}));
    CHECK(index.stranded() == 3);
    index.give_back(3, 1);
    index.give_back(0, 4);
    CHECK(are({2, 3}));
    CHECK(index.stranded() == 0);
}

// Where jobs of several nodes land: hand-made situations with one right answer each, and a search through all
// switches and leaves as the judge of random ones.
#include <algorithm>
#include <numeric>
#include <optional>

#include "datahall/model/registry.hpp"

#include "models/builtin.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/free_nodes.hpp"
#include "tests/support/settings.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;

namespace {

using Numbers = std::vector<std::uint32_t>;

std::unique_ptr<PlacementPolicy> make(const std::string& policy, Settings settings = {}) {
    Models models;
    register_builtin(models);
    auto made = models.placement.find(policy)->make(settings);
    REQUIRE(made != nullptr);
    made->open({.seed = 1, .replication = 0, .path = "clusters/gpu"});
    return made;
}

// Nodes in the order of placement, empty if refused.
Numbers placed(PlacementPolicy& policy, std::uint32_t devices, const FreeNodes& free,
               std::int64_t waited_ns = 0) {
    std::vector<NodeShare> out;
    policy.place({.devices = devices, .waited_ns = waited_ns}, free, out);
    Numbers nodes;
    for (const NodeShare& s : out) nodes.push_back(s.node);
    return nodes;
}
Numbers placed(const std::string& policy, std::uint32_t devices, const FreeNodes& free) {
    return placed(*make(policy), devices, free);
}

// Leaves of `size` nodes each, the first so many of them free as said, `per_pod` leaves in a pod; nodes of
// one device, which are all blocks of their own.
FreeNodes leaves(const Numbers& free_on_leaf, std::uint32_t size, std::uint32_t per_pod) {
    Numbers free, leaf, pod;
    for (std::uint32_t l = 0; l < free_on_leaf.size(); ++l) {
        for (std::uint32_t n = 0; n < size; ++n) {
            free.push_back(n < free_on_leaf[l] ? 1 : 0);
            leaf.push_back(l);
            pod.push_back(l / per_pod);
        }
    }
    NodePlaces places;
    places[GroupKind::leaf] = NodeGroups{leaf};
    places[GroupKind::pod] = NodeGroups{pod};
    places[GroupKind::rack] = places[GroupKind::feed] = places[GroupKind::block] = NodeGroups{leaf};
    return FreeNodes{1, free, places};
}

Numbers range(std::uint32_t first, std::uint32_t count) {
    Numbers nodes(count);
    std::iota(nodes.begin(), nodes.end(), first);
    return nodes;
}

Numbers operator+(Numbers a, const Numbers& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

constexpr std::int64_t second = 1'000'000'000;

}  // namespace

TEST_CASE("tree takes the leaf with the fewest free nodes that suffice, else fills the fullest-free one",
          "[jobs][placement]") {
    const FreeNodes free = leaves({3, 5, 8}, 8, 3);
    CHECK(placed("tree", 5, free) == range(8, 5));
    CHECK(placed("tree", 4, free) == range(8, 4));
    CHECK(placed("tree", 9, free) == range(16, 8) + range(0, 1));  // the rest to the fewest that suffice
    CHECK(placed("tree", 16, free) == range(16, 8) + range(8, 5) + range(0, 3));
    CHECK(placed("tree", 17, free).empty());
}

TEST_CASE("tree takes the pod with the fewest free nodes that suffice before it crosses the core",
          "[jobs][placement]") {
    const FreeNodes free = leaves({4, 4, 3, 2, 4, 1}, 4, 2);       // pods of 8, 5 and 5 free nodes
    CHECK(placed("tree", 5, free) == range(8, 3) + range(12, 2));  // of the two with 5, the lowest
    CHECK(placed("tree", 6, free) == range(0, 4) + range(4, 2));
    // No pod has 9: all leaves, the fullest first, then the tightest for the last.
    CHECK(placed("tree", 9, free) == range(0, 4) + range(4, 4) + range(20, 1));
}

TEST_CASE("a job waits for few switches, and takes what there is once it has waited long enough",
          "[jobs][placement]") {
    Settings settings;
    settings.set("switches", 2).set("wait", 300);
    const auto tree = make("tree", settings);
    CHECK(tree->patience_ns() == 300 * second);
    const FreeNodes scattered = leaves({2, 2, 2, 2}, 4, 4);
    CHECK(placed(*tree, 4, scattered) == range(0, 2) + range(4, 2));
    CHECK(placed(*tree, 5, scattered, 299 * second).empty());
    CHECK(placed(*tree, 5, scattered, 300 * second) == range(0, 2) + range(4, 2) + range(8, 1));
    // A job that needs three leaves at best does not wait for two.
    CHECK(placed(*tree, 12, leaves({4, 4, 4, 4}, 4, 4)).size() == 12);
    // The pod with the fewest free nodes would scatter it; the other one does not.
    CHECK(placed(*tree, 5, leaves({2, 2, 2, 4, 4, 0}, 4, 3)) == range(12, 4) + range(16, 1));
    CHECK(make("tree")->patience_ns() == PlacementPolicy::for_ever);
}

TEST_CASE("a job of less than a node goes to the tightest node in use, else it opens one of the fullest leaf",
          "[jobs][placement]") {
    NodePlaces places;
    for (NodeGroups& groups : places.kinds) groups = NodeGroups{Numbers{0, 0, 0, 1, 1, 1}};
    places[GroupKind::pod] = NodeGroups{Numbers(6, 0)};
    const FreeNodes free{8, {8, 8, 8, 8, 3, 5}, places};
    for (const char* policy : {"tree", "rail", "best_fit", "block", "spread_domains"}) {
        INFO(policy);
        CHECK(placed(policy, 3, free) == Numbers{4});
        CHECK(placed(policy, 4, free) == Numbers{5});
    }
    CHECK(placed("tree", 6, free) == Numbers{3});            // the leaf with one free node
    CHECK(placed("spread_domains", 6, free) == Numbers{0});  // the feed with three
    CHECK(placed("tree", 12, free) == Numbers{0, 1});        // a wider job takes wholly free nodes only
    CHECK(placed("tree", 25, free) == Numbers{0, 1, 2, 3});
    CHECK(placed("tree", 33, free).empty());
}

TEST_CASE("rail spreads devices evenly, so that each has its peer on the same rail", "[jobs][placement]") {
    std::vector<NodeShare> out;
    const FreeNodes free{8, {8, 8, 8}};
    CHECK(make("rail")->place({.devices = 12}, free, out));
    CHECK(out == std::vector<NodeShare>{{0, 6}, {1, 6}});
    out.clear();
    CHECK(make("rail")->place({.devices = 17}, free, out));
    CHECK(out == std::vector<NodeShare>{{0, 6}, {1, 6}, {2, 5}});
    out.clear();
    CHECK(make("tree")->place({.devices = 12}, free, out));
    CHECK(out == std::vector<NodeShare>{{0, 8}, {1, 4}});
}

TEST_CASE("block gives whole blocks and holds what the job does not need", "[jobs][placement]") {
    // Two blocks of three nodes and a smaller one of two, nodes of two devices.
    NodePlaces places;
    for (NodeGroups& groups : places.kinds) groups = NodeGroups{Numbers{0, 0, 0, 1, 1, 1, 2, 2}};
    const FreeNodes empty{2, Numbers(8, 2), places};
    const auto block = make("block");
    CHECK(block->holds(2, empty) == 2);  // one node
    CHECK(block->holds(3, empty) == 6);
    CHECK(block->holds(7, empty) == 12);
    CHECK(block->holds(13, empty) > 16);  // three blocks of three: there are only two
    std::vector<NodeShare> out;
    CHECK(block->place({.devices = 3}, empty, out));
    CHECK(out == std::vector<NodeShare>{{0, 2, 0}, {1, 1, 1}, {2, 0, 2}});

    const FreeNodes used{2, {2, 0, 2, 2, 2, 2, 2, 2}, places};
    out.clear();
    CHECK(block->place({.devices = 3}, used, out));
    CHECK(out == std::vector<NodeShare>{{3, 2, 0}, {4, 1, 1}, {5, 0, 2}});
    out.clear();
    CHECK_FALSE(block->place({.devices = 7}, used, out));
    CHECK(out.empty());

    Settings partial;
    partial.set("partial", 1);
    const auto shared = make("block", partial);
    CHECK(shared->holds(3, used) == 3);
    CHECK(placed(*shared, 3, used) == Numbers{0, 2});
    CHECK(placed(*shared, 8, used) == Numbers{3, 4, 5, 0});
}

TEST_CASE("best_fit takes the shortest run of neighbors that suffices, else the longest runs first",
          "[jobs][placement]") {
    //                     runs: 0-1, 3-6, 8-10, 12
    const FreeNodes free{1, {1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 0, 1}};
    CHECK(placed("best_fit", 1, free) == Numbers{12});
    CHECK(placed("best_fit", 2, free) == Numbers{0, 1});
    CHECK(placed("best_fit", 3, free) == Numbers{8, 9, 10});
    CHECK(placed("best_fit", 5, free) == Numbers{3, 4, 5, 6, 12});
    CHECK(placed("best_fit", 8, free) == Numbers{3, 4, 5, 6, 8, 9, 10, 12});
    CHECK(placed("best_fit", 11, free).empty());
}

TEST_CASE("first_free takes the lowest nodes", "[jobs][placement]") {
    const FreeNodes free{4, {0, 3, 4, 1, 4, 4}};
    CHECK(placed("first_free", 1, free) == Numbers{1});
    CHECK(placed("first_free", 4, free) == Numbers{2});
    CHECK(placed("first_free", 6, free) == Numbers{2, 4});
    CHECK(placed("first_free", 13, free).empty());
}

TEST_CASE("random draws every set of nodes equally often, and the same ones from the same seed",
          "[jobs][placement]") {
    const FreeNodes free{1, {1, 0, 1, 1, 1}};
    const auto policy = make("random");
    std::vector<int> times(5);
    constexpr int draws = 4'000;
    for (int i = 0; i < draws; ++i) {
        for (const std::uint32_t node : placed(*policy, 2, free)) ++times[node];
    }
    CHECK(times[1] == 0);
    // Each of four nodes is in half of the pairs: 2,000 with a standard deviation of sqrt(4,000 / 4) = 32.
    for (const std::size_t node : {0U, 2U, 3U, 4U}) CHECK(std::abs(times[node] - draws / 2) < 4 * 32);

    policy->open({.seed = 2, .replication = 0, .path = "clusters/gpu"});
    const Numbers first = placed(*policy, 3, free);
    const Numbers second_draw = placed(*policy, 3, free);
    policy->open({.seed = 2, .replication = 0, .path = "clusters/gpu"});
    CHECK(placed(*policy, 3, free) == first);
    CHECK(placed(*policy, 3, free) == second_draw);
}

TEST_CASE("spread_domains takes nodes from the domains in turn", "[jobs][placement]") {
    const FreeNodes free = leaves({3, 5, 1}, 5, 3);  // feeds as leaves here
    CHECK(placed("spread_domains", 1, free) == Numbers{5});
    CHECK(placed("spread_domains", 3, free) == Numbers{5, 0, 10});
    CHECK(placed("spread_domains", 6, free) == Numbers{5, 0, 10, 6, 1, 7});
    CHECK(placed("spread_domains", 9, free).size() == 9);
    CHECK(placed("spread_domains", 10, free).empty());
    Settings over;
    over.set("over", "nothing");
    Models models;
    register_builtin(models);
    CHECK(models.placement.find("spread_domains")->make(over) == nullptr);
}

namespace {

// The rule of the documentation, read aloud: every switch is looked at, nothing is sorted or kept.
class PlainTree {
public:
    explicit PlainTree(const FreeNodes& free) : free_{free} {}

    Numbers nodes(std::uint32_t count) const {
        for (const GroupKind level : {GroupKind::leaf, GroupKind::pod}) {
            const NodeGroups& groups = free_.places()[level];
            std::optional<std::uint32_t> best;
            for (std::uint32_t g = 0; g < groups.count(); ++g) {
                const std::uint32_t here = free_in(level, g);
                if (here >= count && (!best || here < free_in(level, *best))) best = g;
            }
            if (best) return fill(count, leaves_in(level, *best));
        }
        Numbers all(free_.places()[GroupKind::leaf].count());
        std::iota(all.begin(), all.end(), 0U);
        std::uint32_t free = 0;
        for (const std::uint32_t leaf : all) free += free_in(GroupKind::leaf, leaf);
        return free < count ? Numbers{} : fill(count, all);
    }

private:
    std::uint32_t free_in(GroupKind level, std::uint32_t group) const {
        std::uint32_t free = 0;
        for (std::uint32_t n = 0; n < free_.nodes(); ++n) {
            free += free_.is_free(n) && free_.places()[level].of(n) == group ? 1U : 0U;
        }
        return free;
    }
    Numbers leaves_in(GroupKind level, std::uint32_t group) const {
        Numbers leaves;
        for (std::uint32_t n = 0; n < free_.nodes(); ++n) {
            const std::uint32_t leaf = free_.places()[GroupKind::leaf].of(n);
            const bool is_new = std::ranges::find(leaves, leaf) == leaves.end();
            if (free_.places()[level].of(n) == group && is_new) leaves.push_back(leaf);
        }
        return leaves;
    }
    Numbers fill(std::uint32_t rest, Numbers leaves) const {
        Numbers nodes;
        while (rest > 0) {
            std::optional<std::uint32_t> tightest, emptiest;
            for (const std::uint32_t leaf : leaves) {
                const std::uint32_t here = free_in(GroupKind::leaf, leaf);
                if (here >= rest && (!tightest || here < free_in(GroupKind::leaf, *tightest)))
                    tightest = leaf;
                if (!emptiest || here > free_in(GroupKind::leaf, *emptiest)) emptiest = leaf;
            }
            const std::uint32_t leaf = tightest ? *tightest : *emptiest;
            for (std::uint32_t n = 0; n < free_.nodes() && rest > 0; ++n) {
                if (!free_.is_free(n) || free_.places()[GroupKind::leaf].of(n) != leaf) continue;
                nodes.push_back(n);
                --rest;
            }
            std::erase(leaves, leaf);
        }
        return nodes;
    }

    const FreeNodes& free_;
};

}  // namespace

TEST_CASE("tree gives what a look at every switch gives", "[jobs][placement]") {
    SplitMix random{11};
    const auto tree = make("tree");
    for (int round = 0; round < 3'000; ++round) {
        Numbers free_on_leaf(1 + random.below(8));
        for (auto& free : free_on_leaf) free = random.below(6);
        const FreeNodes free = leaves(free_on_leaf, 5, 1 + random.below(4));
        if (free.free_total() == 0) continue;
        const std::uint32_t count = 1 + random.below(free.free_total());
        REQUIRE(placed(*tree, count, free) == PlainTree{free}.nodes(count));
    }
}

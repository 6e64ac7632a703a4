// Runs against every registered placement policy: random clusters of random leaves, pods, blocks and feeds.
#include <set>

#include "datahall/model/placement.hpp"
#include "datahall/model/registry.hpp"

#include "models/builtin.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/free_nodes.hpp"
#include "tests/support/settings.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;

namespace {

using Shares = std::vector<NodeShare>;

// A policy as a scenario may ask for it.
struct Variant {
    std::string name;
    std::string key;  // empty: all defaults
    double value = 0.0;
};

std::unique_ptr<PlacementPolicy> make(const Models& models, const Variant& v) {
    Settings settings;
    if (!v.key.empty()) settings.set(v.key, v.value);
    auto policy = models.placement.find(v.name)->make(settings);
    REQUIRE(policy != nullptr);
    policy->open({.seed = 1, .replication = 0, .path = "clusters/gpu"});
    return policy;
}

std::vector<Variant> variants(const Models& models) {
    std::vector<Variant> all;
    for (const auto& [name, entry] : models.placement.entries()) all.push_back({name, "", 0.0});
    all.push_back({"tree", "switches", 1});
    all.push_back({"rail", "switches", 2});
    all.push_back({"block", "partial", 1});
    return all;
}

// Contiguous groups of up to `largest` nodes.
std::vector<std::uint32_t> runs(std::size_t nodes, std::uint32_t largest, SplitMix& random) {
    std::vector<std::uint32_t> names;
    for (std::uint32_t group = 0; names.size() < nodes; ++group) {
        for (std::uint32_t size = 1 + random.below(largest); size > 0 && names.size() < nodes; --size) {
            names.push_back(group);
        }
    }
    return names;
}

FreeNodes random_cluster(SplitMix& random) {
    const std::uint32_t per_node = 1 + random.below(8);
    std::vector<std::uint32_t> free(1 + random.below(20));
    for (auto& here : free) here = random.below(3) == 0 ? random.below(per_node + 1) : per_node;
    NodePlaces places;
    for (const GroupKind kind : {GroupKind::leaf, GroupKind::block, GroupKind::rack, GroupKind::feed}) {
        places[kind] = NodeGroups{runs(free.size(), 6, random)};
    }
    std::vector<std::uint32_t> pods;  // of whole leaves
    const auto pod_of_leaf = runs(places[GroupKind::leaf].count(), 3, random);
    for (std::uint32_t n = 0; n < free.size(); ++n) {
        pods.push_back(pod_of_leaf[places[GroupKind::leaf].of(n)]);
    }
    places[GroupKind::pod] = NodeGroups{pods};
    return FreeNodes{per_node, free, places};
}

void require_legal(const Shares& shares, std::uint32_t devices, std::uint32_t holds, const FreeNodes& free) {
    std::uint32_t working = 0;
    std::uint32_t held = 0;
    std::set<std::uint32_t> used;
    for (const NodeShare& share : shares) {
        REQUIRE(share.devices + share.spare > 0);
        REQUIRE(share.devices + share.spare <= free.free_on(share.node));
        REQUIRE(used.insert(share.node).second);
        working += share.devices;
        held += share.devices + share.spare;
    }
    REQUIRE(working == devices);
    REQUIRE(held == holds);
}

bool one_node_holds(const FreeNodes& free, std::uint32_t devices) {
    for (std::uint32_t n = 0; n < free.nodes(); ++n) {
        if (free.free_on(n) >= devices) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("a placement uses free devices only, each node once, and exactly as many as asked",
          "[contract][placement]") {
    Models models;
    register_builtin(models);
    REQUIRE(models.placement.entries().size() >= 10);
    for (const Variant& variant : variants(models)) {
        INFO("model " << variant.name << " " << variant.key);
        const auto policy = make(models, variant);
        SplitMix random{5};
        for (int round = 0; round < 5000; ++round) {
            const FreeNodes free = random_cluster(random);
            if (free.free_total() == 0) continue;
            const std::uint32_t devices = 1 + random.below(free.free_total());
            const std::uint32_t holds = policy->holds(devices, free);
            REQUIRE(holds >= devices);
            if (holds > free.free_total()) continue;

            Shares shares{{77, 1}};  // what is there stays
            const bool placed = policy->place({.devices = devices}, free, shares);
            REQUIRE(shares.front() == NodeShare{77, 1});
            shares.erase(shares.begin());
            if (!placed) {
                REQUIRE(shares.empty());
                Shares later;
                REQUIRE(policy->place({.devices = devices}, free.emptied(), later));
                continue;
            }
            require_legal(shares, devices, holds, free);
            // A job that fits one node is not split.
            if (holds == devices && one_node_holds(free, devices)) REQUIRE(shares.size() == 1);
        }
    }
}

TEST_CASE("every job that a policy would ever hold finds room in an empty cluster, however long it waited",
          "[contract][placement]") {
    Models models;
    register_builtin(models);
    for (const Variant& variant : variants(models)) {
        INFO("model " << variant.name << " " << variant.key);
        const auto policy = make(models, variant);
        SplitMix random{6};
        for (int round = 0; round < 1000; ++round) {
            const FreeNodes free = random_cluster(random).emptied();
            const std::uint32_t devices = 1 + random.below(free.free_total());
            const std::uint32_t holds = policy->holds(devices, free);
            if (holds > free.free_total()) continue;
            for (const std::int64_t waited : {std::int64_t{0}, std::int64_t{10'000} * 1'000'000'000}) {
                Shares shares;
                REQUIRE(policy->place({.devices = devices, .waited_ns = waited}, free, shares));
                require_legal(shares, devices, holds, free);
            }
        }
    }
}

TEST_CASE("a placement policy gives the same answers in every run of one seed", "[contract][placement]") {
    Models models;
    register_builtin(models);
    for (const Variant& variant : variants(models)) {
        INFO("model " << variant.name << " " << variant.key);
        const auto policy = make(models, variant);
        std::vector<Shares> first;
        for (int run = 0; run < 2; ++run) {
            policy->open({.seed = 3, .replication = 0, .path = "clusters/gpu"});
            SplitMix random{7};
            for (std::size_t round = 0; round < 500; ++round) {
                const FreeNodes free = random_cluster(random);
                Shares shares;
                if (free.free_total() > 0) {
                    const std::uint32_t devices = 1 + random.below(free.free_total());
                    if (policy->holds(devices, free) <= free.free_total())
                        policy->place({.devices = devices}, free, shares);
                }
                if (run == 0) first.push_back(shares);
                REQUIRE(shares == first[round]);
            }
        }
    }
}

// The names that a cluster's racks, leaves and feeds had while it was built leave no trace.
TEST_CASE("names of groups do not matter, only who shares them", "[contract][placement]") {
    Models models;
    register_builtin(models);
    for (const Variant& variant : variants(models)) {
        INFO("model " << variant.name << " " << variant.key);
        const auto policy = make(models, variant);
        SplitMix random{8};
        for (int round = 0; round < 500; ++round) {
            const FreeNodes free = random_cluster(random);
            if (free.free_total() == 0) continue;
            NodePlaces renamed;
            for (std::size_t kind = 0; kind < group_kinds; ++kind) {
                const NodeGroups& groups = free.places().kinds[kind];
                std::vector<std::uint32_t> names;
                for (std::uint32_t n = 0; n < free.nodes(); ++n) names.push_back(100 - groups.of(n));
                renamed.kinds[kind] = NodeGroups{names};
            }
            std::vector<std::uint32_t> counts;
            for (std::uint32_t n = 0; n < free.nodes(); ++n) counts.push_back(free.free_on(n));
            const FreeNodes other{free.devices_per_node(), counts, renamed};
            const std::uint32_t devices = 1 + random.below(free.free_total());
            if (policy->holds(devices, free) > free.free_total()) continue;
            Shares a, b;
            policy->open({.seed = 3, .replication = 0, .path = "clusters/gpu"});
            const bool placed = policy->place({.devices = devices}, free, a);
            policy->open({.seed = 3, .replication = 0, .path = "clusters/gpu"});
            REQUIRE(policy->place({.devices = devices}, other, b) == placed);
            REQUIRE(a == b);
        }
    }
}

// Where jobs land: hand-made situations with one right answer each.
#include "datahall/model/registry.hpp"

#include "models/builtin.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/free_nodes.hpp"
#include "tests/support/settings.hpp"

using namespace datahall;

namespace {

using Shares = std::vector<NodeShare>;

Shares placed(const std::string& policy, std::uint32_t devices, const FreeNodes& free) {
    Models models;
    register_builtin(models);
    Settings none;
    Shares out;
    models.placement.find(policy)->make(none)->place({.devices = devices}, free, out);
    return out;
}

}  // namespace

TEST_CASE("packed puts a job of one node on the tightest node that holds it", "[jobs][placement]") {
    const FreeNodes free{8, {8, 3, 5, 8, 5}};
    CHECK(placed("packed", 5, free) == Shares{{2, 5}});
    CHECK(placed("packed", 4, free) == Shares{{2, 4}});
    CHECK(placed("packed", 1, free) == Shares{{1, 1}});
    CHECK(placed("packed", 6, free) == Shares{{0, 6}});
}

TEST_CASE("packed fills whole nodes and puts the rest on the tightest node", "[jobs][placement]") {
    const FreeNodes free{8, {8, 3, 5, 8, 5}};
    CHECK(placed("packed", 16, free) == Shares{{0, 8}, {3, 8}});
    CHECK(placed("packed", 9, free) == Shares{{0, 8}, {1, 1}});
    CHECK(placed("packed", 20, free) == Shares{{0, 8}, {3, 8}, {2, 4}});
    CHECK(placed("packed", 29, free) == Shares{{0, 8}, {3, 8}, {2, 5}, {4, 5}, {1, 3}});
}

TEST_CASE("packed breaks up a job only if no node holds it", "[jobs][placement]") {
    CHECK(placed("packed", 4, FreeNodes{8, {1, 2, 3}}) == Shares{{2, 3}, {0, 1}});
    CHECK(placed("packed", 6, FreeNodes{8, {1, 2, 3}}) == Shares{{2, 3}, {1, 2}, {0, 1}});
}

TEST_CASE("first_fit takes the lowest node that holds the job, else nodes in order", "[jobs][placement]") {
    const FreeNodes free{8, {3, 8, 5, 8}};
    CHECK(placed("first_fit", 4, free) == Shares{{1, 4}});
    CHECK(placed("first_fit", 2, free) == Shares{{0, 2}});
    CHECK(placed("first_fit", 12, free) == Shares{{0, 3}, {1, 8}, {2, 1}});
}

TEST_CASE("spread takes the emptiest node first", "[jobs][placement]") {
    const FreeNodes free{8, {3, 7, 5, 8, 7}};
    CHECK(placed("spread", 1, free) == Shares{{3, 1}});
    CHECK(placed("spread", 10, free) == Shares{{3, 8}, {1, 2}});
    CHECK(placed("spread", 17, free) == Shares{{3, 8}, {1, 7}, {4, 2}});
}

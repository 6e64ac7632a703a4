// Which names are offered for a mistyped one.
#include "sim/config/near_name.hpp"

#include "tests/support/catch.hpp"

using namespace datahall;

namespace {

const std::vector<std::string> keys{"power", "power_limit", "tower", "racks", "rack_type"};

}  // namespace

TEST_CASE("a swap of neighbours is one edit", "[names]") {
    CHECK(edit_distance("pwoer", "power") == 1);
    CHECK(edit_distance("kitten", "sitting") == 3);  // two substitutions, one insertion
    CHECK(edit_distance("", "abc") == 3);
    CHECK(edit_distance("ca", "abc") == 3);  // no letter is edited twice
}

TEST_CASE("a third of the letters may be wrong, and at most three", "[names]") {
    CHECK(did_you_mean("pwoer", keys) == "did you mean 'power'?");             // 1 of 5
    CHECK(did_you_mean("powr_limti", keys) == "did you mean 'power_limit'?");  // 2 edits, 3 allowed
    CHECK(did_you_mean("xxxxx", keys).empty());
    CHECK(did_you_mean("p", keys).empty());
    CHECK(did_you_mean(std::string(65, 'p'), keys).empty());
}

TEST_CASE("a name that differs in case or hyphens only is the only suggestion", "[names]") {
    CHECK(near_names("Power", keys) == std::vector<std::string>{"power"});  // although tower is near
    CHECK(near_names("POWER-LIMIT", keys) == std::vector<std::string>{"power_limit"});
}

TEST_CASE("the closest come first, ties in the order of the table, three at most", "[names]") {
    const std::vector<std::string> many{"raaa", "racka", "rackb", "rackc", "rack"};
    CHECK(near_names("rack1", many) == std::vector<std::string>{"racka", "rackb", "rackc"});
    CHECK(did_you_mean("rower", std::vector<std::string>{"tower", "power"}) ==
          "did you mean 'tower' or 'power'?");
}

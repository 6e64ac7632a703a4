// The command line: what is taken, and the sentence for everything else.
#include "tools/datahall/options.hpp"

#include <array>
#include <limits>

#include "tests/support/catch.hpp"
#include "tools/datahall/usage_error.hpp"

namespace datahall {
namespace {

constexpr std::array<Option, 7> table{{
    {.name = "seed", .argument = "N", .meaning = "seed"},
    {.name = "series-interval", .argument = "DURATION", .meaning = "interval"},
    {.name = "output", .letter = 'o', .argument = "DIR", .meaning = "directory"},
    {.name = "set", .argument = "PATH=VALUE", .meaning = "override", .repeatable = true},
    {.name = "format", .argument = "table|json|csv", .meaning = "format", .fallback = "table"},
    {.name = "quiet", .letter = 'q', .meaning = "quiet"},
    {.name = "help", .letter = 'h', .meaning = "help"},
}};

using Words = std::vector<std::string>;

Arguments parse(const Words& words, Operands operands = {"SCENARIO", 1, 1}) {
    return parse_arguments({"run", table, operands}, words);
}

std::string refusal(const Words& words, Operands operands = {"SCENARIO", 1, 1}) {
    try {
        (void)parse(words, operands);
    } catch (const UsageError& error) {
        CHECK(error.verb() == "run");
        return error.what();
    }
    return "accepted";
}

}  // namespace

TEST_CASE("options and operands come in any order and in every usual spelling") {
    for (const Words& words :
         {Words{"--seed", "7", "-o", "dir", "a.yaml"}, Words{"a.yaml", "--seed=7", "-odir"},
          Words{"-o", "dir", "a.yaml", "--seed", "7"}, Words{"--output=dir", "--seed=7", "--", "a.yaml"}}) {
        CAPTURE(words);
        const Arguments arguments = parse(words);
        CHECK(arguments.text("seed") == "7");
        CHECK(arguments.text("output") == "dir");
        CHECK(arguments.operands() == Words{"a.yaml"});
    }
}

TEST_CASE("what is not given is absent, or has its fallback") {
    const Arguments arguments = parse({"a.yaml"});
    CHECK_FALSE(arguments.has("seed"));
    CHECK_FALSE(arguments.has("quiet"));
    CHECK(arguments.text("seed").empty());
    CHECK(arguments.text("format") == "table");
    CHECK_THROWS_AS(arguments.has("sede"), std::logic_error);
}

TEST_CASE("flags are present or not, long, short and stuck together") {
    CHECK(parse({"a.yaml", "--quiet"}).has("quiet"));
    CHECK(parse({"a.yaml", "-q"}).has("quiet"));
    const Arguments both = parse({"a.yaml", "-qo", "dir"});
    CHECK(both.has("quiet"));
    CHECK(both.text("output") == "dir");
    CHECK(refusal({"a.yaml", "--quiet=yes"}) == "option '--quiet' takes no value");
}

TEST_CASE("an unknown option names the nearest one") {
    CHECK(refusal({"--sede", "1", "s.yaml"}) == "unknown option '--sede' for 'run'; did you mean '--seed'?");
    CHECK(refusal({"s.yaml", "--SEED", "1"}) == "unknown option '--SEED' for 'run'; did you mean '--seed'?");
    CHECK(refusal({"s.yaml", "--zzzzzzzz"}) == "unknown option '--zzzzzzzz' for 'run'");
    CHECK(refusal({"s.yaml", "-x"}).find("unknown option '-x' for 'run'") == 0);
}

TEST_CASE("a prefix is not the option") {
    CHECK(refusal({"--see", "7", "s.yaml"}).find("unknown option '--see' for 'run'") == 0);
    CHECK(refusal({"--series", "1 h", "s.yaml"}).find("unknown option '--series' for 'run'") == 0);
    CHECK(refusal({"--see=7", "s.yaml"}).find("unknown option '--see' for 'run'") == 0);
}

TEST_CASE("an option without its value says what it needs") {
    CHECK(refusal({"s.yaml", "--seed"}) == "option '--seed' needs a value: --seed N");
    CHECK(refusal({"s.yaml", "-o"}) == "option '--output' needs a value: --output DIR");
    CHECK(refusal({"s.yaml", "--seed", "--quiet"}) == "option '--seed' needs a value: --seed N");
    CHECK(refusal({"s.yaml", "-o", "-q"}) == "option '--output' needs a value: --output DIR");
    CHECK(parse({"s.yaml", "--output=--quiet"}).text("output") == "--quiet");  // said on purpose
}

TEST_CASE("a value may start with a dash where no option has that name") {
    CHECK(parse({"s.yaml", "--set", "-x=1"}).all("set") == Words{"-x=1"});
    CHECK(parse({"s.yaml", "--seed", "-1"}).text("seed") == "-1");  // values.hpp refuses it
    CHECK(parse({"s.yaml", "--seed=-1"}).text("seed") == "-1");
}

TEST_CASE("two dashes end the options") {
    CHECK(parse({"--", "--seed"}).operands() == Words{"--seed"});
    CHECK(parse({"--", "-"}).operands() == Words{"-"});
}

TEST_CASE("only repeatable options may be given twice, and keep their order") {
    CHECK(parse({"s.yaml", "--set", "b=1", "--set=a=2"}).all("set") == Words{"b=1", "a=2"});
    CHECK(refusal({"s.yaml", "--seed", "1", "--seed", "1"}) == "option '--seed' given twice");
    CHECK(refusal({"s.yaml", "-o", "a", "--output", "b"}) == "option '--output' given twice");
    CHECK(refusal({"s.yaml", "-q", "-q"}) == "option '--quiet' given twice");
}

TEST_CASE("a choice lists what it allows") {
    CHECK(parse({"s.yaml", "--format", "csv"}).text("format") == "csv");
    CHECK(refusal({"s.yaml", "--format", "jsno"}) ==
          "option '--format': expected 'table', 'json' or 'csv', got 'jsno'; did you mean 'json'?");
    CHECK(refusal({"s.yaml", "--format", ""}).find("got ''") != std::string::npos);
}

TEST_CASE("the number of operands is checked") {
    CHECK(refusal({}) == "'run' needs SCENARIO");
    CHECK(refusal({"a"}, {"SCENARIO", 2, 8}) == "'run' needs 2 or more of SCENARIO, got 1");
    CHECK(refusal({"a", "b"}) == "'run' takes 1 SCENARIO, got 'b' too");
    CHECK(refusal({"a"}, {}) == "'run' takes no argument, got 'a'");
    CHECK(parse({"a", "b", "c"}, {"FILE", 1, std::numeric_limits<std::size_t>::max()}).operands().size() ==
          3);
    CHECK(parse({"--help"}).has("help"));  // help is given whatever is missing
}

TEST_CASE("no operand can be smuggled in as an option") {
    CHECK(refusal({"--operand", "x", "s.yaml"}).find("unknown option '--operand'") == 0);
    CHECK(refusal({"--SCENARIO=x", "s.yaml"}).find("unknown option '--SCENARIO'") == 0);
}

TEST_CASE("what a user typed cannot drive the terminal") {
    CHECK(refusal({"s.yaml", "--\x1b[31m"}).find('\x1b') == std::string::npos);
    CHECK(refusal({"s.yaml", "a\nforged"}).find('\n') == std::string::npos);
    CHECK(refusal({"s.yaml", "--format", "\x1b"}).find('\x1b') == std::string::npos);
}

}  // namespace datahall

// Every truncation and every flipped bit of a scenario-like text ends in a tree or a ConfigError
// with a place inside the text; what is accepted can be written out and read back.
#include <algorithm>

#include "sim/config/emit.hpp"
#include "sim/config/reader.hpp"
#include "sim/config/yaml_tree.hpp"
#include "tests/support/catch.hpp"

using namespace datahall;

namespace datahall {
namespace {

struct Rack {
    std::string name;
    Watts power;
    std::int64_t units = 42;
};
void describe(Keys& k, Rack& r) {
    k.required({"name", "What it is called"}, r.name);
    k.required({"power", "What it may draw", {.at_least = 0}}, r.power);
    k.optional({"units", "Height", {.at_least = 1, .at_most = 60}}, r.units);
}
struct Hall {
    Meters width;
    Celsius supply;
    Utc start;
    bool open = false;
    std::vector<Rack> racks;
    std::map<std::string, Rack, std::less<>> spare;
};
void describe(Keys& k, Hall& h) {
    k.required({"width", "Inner width"}, h.width);
    k.optional({"supply", "Air"}, h.supply);
    k.optional({"start", "Date"}, h.start);
    k.optional({"open", "Whether it has no doors"}, h.open);
    k.optional({"racks", "Racks"}, h.racks);
    k.optional({"spare", "Spare ones by name"}, h.spare);
}

// About 2 kB with every kind of value, quoting, comments and a character beyond ASCII.
std::string sample() {
    std::string text =
        "# A hall, as a scenario would have it.\n"
        "width: 30 m\nsupply: 27 degC\nstart: 2017-10-09T00:00:00Z\nopen: true\nracks:\n";
    for (int i = 0; i < 24; ++i) {
        const std::string n = std::to_string(i);
        text += i % 2 == 0 ? "  - {name: \"rack " + n + "\", power: " + n + ".5 kW, units: 48}\n"
                           : "  - name: 'gr\xc3\xbcn " + n + "'   # a comment\n    power: " + n + "e3 W\n";
    }
    return text +
           "spare:\n  a1:\n    name: >-\n      folded\n      text\n    power: 1 MW\n  b.2: {name: x, power: "
           "0}\n";
}

bool is_inside(const Where& at, const std::string& text) {
    const auto lines = static_cast<int>(std::ranges::count(text, '\n')) + 1;
    return at.line >= 0 && at.line <= lines && at.column >= 0;
}

// Throws whatever is not one of the two allowed outcomes.
void try_text(const std::string& text) {
    try {
        const YamlTree tree = parse_yaml(text, "f.yaml");
        REQUIRE(same_values(parse_yaml(to_yaml(tree.root), "again.yaml").root, tree.root));
        Problems problems;
        ReadContext context;
        Reader reader{tree.root, problems, context};
        Hall hall;
        describe(reader, hall);
        const bool clean = reader.done();
        REQUIRE(clean == problems.empty());
        problems.throw_if_any();
    } catch (const ConfigError& e) {
        REQUIRE_FALSE(e.problems().empty());
        for (const Problem& p : e.problems()) REQUIRE(is_inside(p.where, text));
    }
}

}  // namespace
}  // namespace datahall

TEST_CASE("the sample is a valid hall of about 2 kB", "[hostile]") {
    const std::string text = sample();
    CHECK(text.size() > 1'200);
    const YamlTree tree = parse_yaml(text, "f.yaml");
    Problems problems;
    ReadContext context;
    Reader reader{tree.root, problems, context};
    Hall hall;
    describe(reader, hall);
    CHECK(reader.done());
    CHECK(hall.racks.size() == 24);
    CHECK(hall.spare.at("a1").name == "folded text");
}

TEST_CASE("every truncation ends in a hall or a ConfigError", "[hostile]") {
    const std::string text = sample();
    for (std::size_t n = 0; n <= text.size(); ++n) try_text(text.substr(0, n));
}

TEST_CASE("every flip of one bit ends in a hall or a ConfigError", "[hostile]") {
    std::string text = sample();
    for (char& c : text) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            const char was = c;
            c = static_cast<char>(static_cast<unsigned char>(c) ^ (1U << bit));
            try_text(text);
            c = was;
        }
    }
}

// What is written reads back equal.
#include "sim/config/emit.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;

namespace {

std::string again(const std::string& yaml) {
    return to_yaml(parse_yaml(yaml, "f").root);
}

YamlNode scalar(std::string text) {
    YamlNode n;
    n.kind = YamlNode::Kind::scalar;
    n.text = std::move(text);
    return n;
}

// Texts that YAML would take for something else, or that would break out of their place.
const char* const nasty[] = {
    "",
    " ",
    "~",
    "null",
    "true",
    "1e3",
    "-",
    "- a",
    "a: b",
    "a:",
    ":",
    "#",
    "a #b",
    "&a",
    "*a",
    "!t",
    "%a",
    "@a",
    "`a",
    "|",
    ">",
    "'",
    "\"",
    "\\",
    "{",
    "[a]",
    "a, b",
    "a\nb",
    "a\n",
    "\ta",
    "a\tb",
    " a",
    "a ",
    "---",
    "...",
    "<<",
    "=",
    "? a",
    "-1",
    "-x",
    "\xc3\xa4",
    "\xe2\x80\xae",
    "\xef\xbb\xbf",
    "\x01",
    "\x1b",
    "\x7f",
    "\xc2\x85",
    "\xe2\x80\xa8",
    "12 kW",
    "2017-10-09T00:00:00Z",
    "shipped:a/b.yaml",
    "\xf0\x9f\x98\x80",
};

YamlNode random_node(SplitMix& random, int depth) {
    YamlNode n;
    const std::uint32_t kind = random.below(depth == 0 ? 2 : 4);
    if (kind == 0) return n;
    if (kind == 1) return scalar(nasty[random.below(std::size(nasty))]);
    n.kind = kind == 2 ? YamlNode::Kind::sequence : YamlNode::Kind::mapping;
    const std::uint32_t size = random.below(4);
    for (std::uint32_t i = 0; i < size; ++i) {
        YamlNode child = random_node(random, depth - 1);
        if (kind == 3)
            child.key = std::string{nasty[random.below(std::size(nasty))]} + "k" + std::to_string(i);
        n.children.push_back(std::move(child));
    }
    return n;
}

}  // namespace

TEST_CASE("a tree is written in block style with two spaces a level", "[emit]") {
    const std::string yaml =
        "hall:\n"
        "  width: 30 m\n"
        "  racks:\n"
        "    - name: A1\n"
        "      power: 12.5 kW\n"
        "    - - 1\n"
        "      - 2\n"
        "    - {}\n"
        "  tags: []\n"
        "start: 2017-10-09T00:00:00Z\n"
        "weather: shipped:weather/denver.epw.gz\n"
        "note: \"a: \\\"b\\\"\\n\"\n"
        "none: ~\n";
    CHECK(again(yaml) == yaml);
    CHECK(again("{a: 1, b: [x, 'y z']}") == "a: 1\nb:\n  - x\n  - y z\n");
    CHECK(again("just text") == "just text\n");
    CHECK(again("[]") == "[]\n");
}

TEST_CASE("every text reads back as it was, as a value and as a key", "[emit]") {
    for (const char* text : nasty) {
        INFO(text);
        CHECK(parse_yaml(to_yaml(scalar(text)), "f").root.text == text);
        YamlNode map;
        map.kind = YamlNode::Kind::mapping;
        map.children.push_back(scalar(text));
        map.children.back().key = std::string{"k"} + text;
        CHECK(same_values(parse_yaml(to_yaml(map), "f").root, map));
    }
}

TEST_CASE("a key too long for YAML's simple form is written in the explicit one", "[emit]") {
    YamlNode map;
    map.kind = YamlNode::Kind::mapping;
    for (const std::size_t size : {400UL, 2000UL, 5000UL}) {
        map.children.push_back(scalar("v"));
        map.children.back().key = std::string(size, 'k');
        YamlNode inner = map;
        inner.key = std::string(size, 'm');
        map.children.push_back(std::move(inner));
    }
    CHECK(same_values(parse_yaml(to_yaml(map), "f").root, map));
}

TEST_CASE("random trees of hostile texts read back equal", "[emit]") {
    SplitMix random{7};
    for (int i = 0; i < 2000; ++i) {
        const YamlNode tree = random_node(random, 4);
        const std::string yaml = to_yaml(tree);
        INFO(yaml);
        REQUIRE(same_values(parse_yaml(yaml, "f").root, tree));
        REQUIRE(again(yaml) == yaml);
    }
}

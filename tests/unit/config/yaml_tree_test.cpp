// What the loader accepts, and every trap of YAML that it refuses with a place and a sentence.
#include "sim/config/yaml_tree.hpp"

#include "tests/support/catch.hpp"

using namespace datahall;

namespace {

// "ok" or the message of the refusal.
std::string outcome(const std::string& text, const YamlLimits& limits = {}) {
    try {
        const YamlTree tree = parse_yaml(text, "f.yaml", limits);
        return "ok";
    } catch (const ConfigError& e) {
        return e.what();
    }
}

std::string repeated(std::string_view piece, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += piece;
    return out;
}

}  // namespace

TEST_CASE("a mapping keeps its keys in the order of the file, each with its place", "[yaml]") {
    const YamlTree tree = parse_yaml("hall:\n  width: 30 m\n  rows: [1, two]\nname: 'a b'\n", "f.yaml");
    REQUIRE(tree.root.children.size() == 2);
    const YamlNode* hall = tree.root.find("hall");
    REQUIRE(hall);
    CHECK(hall->find("width")->text == "30 m");
    CHECK(hall->find("width")->at.where() == Where{"f.yaml", 2, 10});
    CHECK(hall->find("width")->key_at.where() == Where{"f.yaml", 2, 3});
    CHECK(hall->find("rows")->children[1].at.where() == Where{"f.yaml", 3, 13});
    CHECK(tree.root.find("name")->text == "a b");
    CHECK(tree.root.find("none") == nullptr);
}

TEST_CASE("columns count characters, not bytes", "[yaml]") {
    // Before the value stand "grün: " = 6 characters in 7 bytes, so the value starts in column 7.
    const YamlTree tree = parse_yaml("gr\xc3\xbcn: 1\n", "f.yaml");
    CHECK(tree.root.children[0].at.column == 7);
    // [ä, 😀, x]: x is the 8th character and the 12th byte.
    const YamlTree flow = parse_yaml("[\xc3\xa4, \xf0\x9f\x98\x80, x]\n", "f.yaml");
    CHECK(flow.root.children[1].at.column == 5);
    CHECK(flow.root.children[2].at.column == 8);
}

TEST_CASE("places survive a byte-order mark, CRLF and a move of the tree", "[yaml]") {
    YamlTree tree = parse_yaml(
        "\xef\xbb\xbf"
        "a: 1\r\nb: 2\r\n",
        "f.yaml");
    const YamlTree moved = std::move(tree);
    CHECK(moved.root.find("a")->at.where() == Where{"f.yaml", 1, 4});
    CHECK(moved.root.find("b")->at.where() == Where{"f.yaml", 2, 4});
    CHECK(moved.root.find("b")->text == "2");
}

TEST_CASE("a missing value is told from a written null", "[yaml]") {
    const YamlTree tree = parse_yaml("a:\nb: ~\nc: null\nd: \"null\"\n", "f.yaml");
    CHECK(tree.root.find("a")->kind == YamlNode::Kind::null);
    CHECK(tree.root.find("a")->text.empty());
    CHECK(tree.root.find("a")->at.where() == Where{"f.yaml", 1, 1});  // there is no value to point at
    CHECK(tree.root.find("b")->text == "~");
    CHECK(tree.root.find("c")->text == "~");
    CHECK(tree.root.find("d")->kind == YamlNode::Kind::scalar);
}

TEST_CASE("scalars stay text, whatever YAML 1.1 makes of them", "[yaml]") {
    const YamlTree tree =
        parse_yaml("[010, 0x1F, 1e3, 1_000, .nan, .inf, yes, no, on, off, \"5\"]", "f.yaml");
    const char* const texts[] = {"010", "0x1F", "1e3", "1_000", ".nan", ".inf",
                                 "yes", "no",   "on",  "off",   "5"};
    REQUIRE(tree.root.children.size() == std::size(texts));
    for (std::size_t i = 0; i < std::size(texts); ++i) CHECK(tree.root.children[i].text == texts[i]);
}

TEST_CASE("bytes that are not UTF-8 are refused before the parser sees them", "[yaml]") {
    CHECK(outcome("a: \xff") == "f.yaml:1:4: error[E0106]: expected UTF-8 text, got the byte 0xff");
    CHECK(outcome("a: 1\nb: \xc3") == "f.yaml:2:4: error[E0106]: expected UTF-8 text, got the byte 0xc3");
    CHECK(outcome("a: \xc0\x80") ==
          "f.yaml:1:4: error[E0106]: expected UTF-8 text, got the byte 0xc0");  // overlong
    CHECK(outcome("a: \xed\xa0\x80") ==
          "f.yaml:1:4: error[E0106]: expected UTF-8 text, got the byte 0xed");  // surrogate
    CHECK(outcome("a: \xf4\x90\x80\x80") ==
          "f.yaml:1:4: error[E0106]: expected UTF-8 text, got the byte 0xf4");
    CHECK(outcome(std::string{"\xff\xfe"
                              "a\0:\0",
                              6})
              .starts_with("f.yaml:1:1: error[E0106]"));  // UTF-16
}

TEST_CASE("control characters are refused, and columns before them count characters", "[yaml]") {
    CHECK(outcome(std::string{"a: \0b", 5}) == "f.yaml:1:4: error[E0106]: control character 0x00");
    CHECK(outcome("\xc3\xbc: \x1b[31m") == "f.yaml:1:4: error[E0106]: control character 0x1b");
    CHECK(outcome("a: \x7f") == "f.yaml:1:4: error[E0106]: control character 0x7f");
    CHECK(outcome("a: \xc2\x9b") == "f.yaml:1:4: error[E0106]: control character 0x9b");  // C1
    CHECK(outcome("a: 1\rb: 2") ==
          "f.yaml:1:5: error[E0106]: control character 0x0d");  // hides what it overprints
    CHECK(outcome("a: \x04 1") ==
          "f.yaml:1:4: error[E0106]: control character 0x04");  // the library's end mark
}

TEST_CASE("escapes that the library turns into broken UTF-8 are refused, their plain forms are not",
          "[yaml]") {
    CHECK(outcome(R"(a: "x\N")") ==
          R"(f.yaml:1:4: error[E0106]: the escapes \N and \_ are not supported (write \x85 or \xa0))");
    CHECK(outcome(R"("\_": 1)").starts_with("f.yaml:1:1: error[E0106]"));
    CHECK(parse_yaml(R"("\x85\xa0")", "f").root.text == "\xc2\x85\xc2\xa0");
}

TEST_CASE("one document and nothing after it", "[yaml]") {
    const std::string more = "f.yaml: error[E0108]: more than one document, or text after the end";
    CHECK(outcome("a: 1\n---\nb: 2\n") == more);
    CHECK(outcome("a: 1\n...\nb: 2\n") == more);
    CHECK(outcome("a: 1\n...\n%YAML 1.2\n") == more);
    CHECK(outcome("[a] b") == more);
    CHECK(outcome("a: 1\n---\n{[") == more);
    CHECK(outcome("---\na: 1\n...\n") == "ok");
    CHECK(outcome("a: 1\n# the end\n") == "ok");
}

TEST_CASE("a file without a document is an error", "[yaml]") {
    for (const char* text : {"", "\n\n", "# nothing\n", "\xef\xbb\xbf", "%YAML 1.2\n", "---\n", "...\n"}) {
        CHECK(outcome(text) == "f.yaml:1:1: error[E0108]: the file is empty");
    }
}

TEST_CASE("anchors, aliases, merge keys and tags are refused", "[yaml]") {
    CHECK(outcome("a: &x 1") ==
          "f.yaml:1:4: error[E0105]: anchors (&name) are not supported (use extends: or include:)");
    CHECK(outcome("a: &x [*x]").starts_with("f.yaml:1:4: error[E0105]: anchors"));  // would be a cycle
    CHECK(outcome("a: *x").find("error[E01") != std::string::npos);
    CHECK(outcome("<<: {a: 1}") ==
          "f.yaml:1:1: error[E0105]: merge keys (<<) are not supported (use extends: or include:)");
    CHECK(outcome("a: !x 1") == "f.yaml:1:4: error[E0105]: tags (!name) are not supported");
    CHECK(outcome("a: !!python/object 1").starts_with("f.yaml:1:4: error[E0105]: tags"));
    CHECK(outcome("!<!> a") != "");
    // An alias bomb ends at its first anchor.
    CHECK(outcome("a: &a [1,1]\nb: &b [*a,*a]\nc: [*b,*b]\n").starts_with("f.yaml:1:4: error[E0105]"));
}

TEST_CASE("a duplicate key is refused with both places", "[yaml]") {
    CHECK(outcome("a: 1\nb: 2\na: 3\n") == "f.yaml:3:1: error[E0104]: duplicate key 'a'; first on line 1");
    CHECK(outcome("x: {k: 1, \"k\": 2}") == "f.yaml:1:11: error[E0104]: duplicate key 'k'; first on line 1");
}

TEST_CASE("a key is a name", "[yaml]") {
    CHECK(outcome("? [a]\n: 1\n") == "f.yaml:1:3: error[E0109]: expected a name as a key");
    CHECK(outcome("~: 1\n") == "f.yaml:1:1: error[E0109]: expected a name as a key");
    CHECK(outcome("\"\": 1\n") == "f.yaml:1:1: error[E0109]: expected a name as a key");
    CHECK(outcome("{: 1}").find("error[E01") != std::string::npos);
}

TEST_CASE("text that is not YAML is refused where it goes wrong", "[yaml]") {
    CHECK(outcome("a: [1, 2").starts_with("f.yaml:1:"));
    CHECK(outcome("a: [1, 2").find("error[E0101]: not valid YAML: ") != std::string::npos);
    CHECK(outcome("a: \"b").find("error[E0101]") != std::string::npos);
    CHECK(outcome("a:\n\t- b").find("error[E01") != std::string::npos);
    CHECK(outcome("a: b: c").starts_with("f.yaml:1:5: error[E0101]"));
}

TEST_CASE("depth 64 is accepted and depth 65 is refused at the level that is too deep", "[yaml]") {
    CHECK(outcome(repeated("[", 64) + repeated("]", 64)) == "ok");
    CHECK(outcome(repeated("[", 65) + repeated("]", 65)) ==
          "f.yaml:1:65: error[E0107]: nested deeper than 64 levels");
    CHECK(outcome(repeated("[", 4096)).ends_with("error[E0107]: nested deeper than 64 levels"));
    CHECK(outcome(repeated("[", 500'000)) ==
          "f.yaml:1:4097: error[E0107]: more than 4096 brackets left open");
    CHECK(
        outcome(repeated("{a: ", 65) + repeated("}", 65)) ==
        "f.yaml:1:257: error[E0107]: nested deeper than 64 levels");  // 64 levels of 4 characters come before
}

TEST_CASE("the limits of size and of values are exact", "[yaml]") {
    // A list of n items has n + 1 values.
    const YamlLimits ten{.bytes = 100, .nodes = 10, .depth = 64};
    CHECK(outcome("[1,2,3,4,5,6,7,8,9]", ten) == "ok");
    CHECK(outcome("[1,2,3,4,5,6,7,8,9,0]", ten) == "f.yaml:1:20: error[E0107]: more than 10 values");
    CHECK(outcome(std::string(100, 'x'), ten) == "ok");
    CHECK(outcome(std::string(101, 'x'), ten) ==
          "f.yaml: error[E0107]: 101 bytes; the limit is 100 (--max-input raises it)");
}

TEST_CASE("a line may have as many bytes as its limit, without its end", "[yaml]") {
    const YamlLimits narrow{.line = 4};
    CHECK(outcome("a: 1\nb: 2\n", narrow) == "ok");
    CHECK(outcome("a: 1\nb: 23\n", narrow) == "f.yaml:2:5: error[E0107]: a line of more than 4 bytes");
    CHECK(outcome(std::string(std::size_t{1} << 20, 'x')) == "ok");
}

TEST_CASE("a million values are accepted and one more is refused", "[yaml]") {
    std::string text = "[" + repeated("1,\n", 999'998) + "1]";
    const YamlLimits wide{.bytes = std::size_t{1} << 24};
    CHECK(outcome(text, wide) == "ok");
    text.insert(1, "1,");
    CHECK(outcome(text, wide) == "f.yaml:999999:1: error[E0107]: more than 1000000 values");
}

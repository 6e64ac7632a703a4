// The table of keys that a description gives.
#include "sim/config/describer.hpp"

#include "datahall/model/registry.hpp"

#include "tests/support/catch.hpp"

using namespace datahall;

namespace datahall {
namespace {

struct Tree {
    double weight = 1;
    std::vector<Tree> branches;
};
void describe(Keys& k, Tree& c) {
    k.optional({"weight", "Share"}, c.weight);
    k.optional({"branches", "More of the same"}, c.branches);
}

struct Fan {};
std::unique_ptr<Fan> make_fan(Keys& keys) {
    Watts power = Watts::from_si(500);
    keys.optional({"power", "At full speed", {.above = 0, .at_most = 1e6}}, power);
    if (!keys.done()) return nullptr;
    return std::make_unique<Fan>();
}

struct Leaf {
    Celsius inlet{25};
};
void describe(Keys& k, Leaf& c) {
    k.optional({"inlet", "Air | water"}, c.inlet);
}

struct Top {
    Meters width;
    std::optional<Meters> depth;
    std::int64_t count = 3;
    int shape = 1;
    std::vector<Seconds> delays{Seconds::from_si(60)};
    Leaf leaf;
    std::vector<Leaf> leaves;
    std::map<std::string, Leaf, std::less<>> named;
    std::unique_ptr<Fan> fan;
    std::unique_ptr<LineSource> file;
};
void describe_top(Keys& k, Top& c, const Registry<Fan>& fans) {
    static constexpr std::string_view shapes[] = {"round", "square"};
    k.required({"width", "Inner width", {.above = 0, .example = "30 m"}}, c.width);
    k.optional({"depth", "Inner depth"}, c.depth);
    k.optional({"count", "How many", {.at_least = 1}}, c.count);
    k.choice({"shape", "Outline"}, Presence::optional, shapes, c.shape);
    k.optional({"delays", "Steps"}, c.delays);
    k.optional({"leaf", "One"}, c.leaf);
    k.optional({"leaves", "Some"}, c.leaves);
    k.optional({"named", "By name"}, c.named);
    fans.read(k, {"fan", "Moves air"}, Presence::required, c.fan);
    k.optional({"file", "A trace"}, c.file);
}

std::vector<KeyRow> rows_of_top() {
    Registry<Fan> fans;
    fans.add("axial", "Straight", make_fan);
    fans.add("radial", "Round", make_fan);
    std::vector<KeyRow> rows;
    Describer d{rows};
    Top top;
    describe_top(d, top, fans);
    return rows;
}

}  // namespace
}  // namespace datahall

TEST_CASE("a description lists every key with its path, below models and lists too", "[describer]") {
    std::vector<std::string> paths;
    for (const KeyRow& row : rows_of_top()) paths.push_back(row.path);
    CHECK(paths == std::vector<std::string>{"width", "depth", "count", "shape", "delays", "leaf",
                                            "leaf.inlet", "leaves", "leaves[].inlet", "named",
                                            "named.<name>.inlet", "fan", "fan(model=axial).power",
                                            "fan(model=radial).power", "file"});
}

TEST_CASE("a row tells type, unit, default, range and choices", "[describer]") {
    const auto rows = rows_of_top();
    CHECK(rows[0].presence == Presence::required);
    CHECK(rows[0].standard.empty());
    CHECK(rows[0].unit() == "m");
    CHECK(rows[0].example == "30 m");
    CHECK(rows[0].bounds() == "more than 0 m");
    CHECK(rows[1].standard.empty());  // absent, not 0 m
    CHECK(rows[2].standard == "3");
    CHECK(rows[2].bounds() == "at least 1");
    CHECK(rows[3].standard == "square");
    CHECK(rows[3].choices == std::vector<std::string>{"round", "square"});
    CHECK(rows[4].standard == "[60 s]");
    CHECK(rows[6].standard == "25 degC");
    CHECK(rows[11].choices == std::vector<std::string>{"axial", "radial"});
    CHECK(rows[12].standard == "500 W");
    CHECK(rows[12].bounds() == "more than 0 W, at most 1 MW");
    CHECK(rows[14].type == KeyType::file);
}

TEST_CASE("a structure that holds itself ends", "[describer]") {
    std::vector<KeyRow> rows;
    Describer d{rows};
    Tree tree;
    describe(d, tree);
    CHECK(rows.size() == 6);  // three levels of two keys
    CHECK(rows.back().path == "branches[].branches[].branches");
}

TEST_CASE("the reference is a table in Markdown", "[describer]") {
    const auto rows = rows_of_top();
    const std::string text = to_markdown(rows);
    CHECK(
        text.starts_with("| key | type | default | meaning |\n|---|---|---|---|\n"
                         "| `width` | length | **required** | Inner width (more than 0 m) |\n"
                         "| `depth` | length |  | Inner depth |\n"));
    CHECK(text.find("| `shape` | `round`, `square` | `square` | Outline |\n") != std::string::npos);
    CHECK(text.find("| `leaf.inlet` | temperature | `25 degC` | Air \\| water |\n") != std::string::npos);
}

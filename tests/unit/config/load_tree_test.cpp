// Files that build on each other, and overrides of the command line.
#include "sim/config/load_tree.hpp"

#include <sys/stat.h>

#include "sim/config/emit.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace datahall;

namespace {

struct Files {
    test::TemporaryFolder folder;
    ReadContext context;
    LoadOptions options;

    void write(const std::string& name, const std::string& text) { folder.write("s/" + name, text); }

    // The merged tree as YAML, or the message with the temporary folder cut off.
    std::string load(const std::string& name = "a.yaml") {
        try {
            return to_yaml(load_tree(folder.path("s/" + name), context, options).root);
        } catch (const ConfigError& e) {
            return without_folder(e.what());
        }
    }
    std::string without_folder(std::string text) const {
        const std::string prefix = folder.path("s/");
        for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix))
            text.erase(at, prefix.size());
        return text;
    }
};

// `yaml` after some settings.
std::string set(const std::string& yaml, const std::vector<std::string>& settings) {
    try {
        YamlTree tree = parse_yaml(yaml, "f.yaml");
        for (const std::string& setting : settings) apply_override(tree, setting);
        return to_yaml(tree.root);
    } catch (const ConfigError& e) {
        return e.what();
    }
}

}  // namespace

TEST_CASE("a file that builds on nothing is loaded as it stands", "[load]") {
    Files f;
    f.write("a.yaml", "b: 1\na: 2\n");
    CHECK(f.load() == "b: 1\na: 2\n");
    REQUIRE(f.context.opened.size() == 1);
    CHECK(f.context.opened[0] == OpenedFile{"a.yaml", content_hash("b: 1\na: 2\n")});
}

TEST_CASE("mappings merge key by key and everything else is replaced", "[load]") {
    Files f;
    f.write("base.yaml", "hall: {width: 1 m, rows: [1, 2], feed: {a: 1, b: 2}}\nname: base\nkept: 5\n");
    f.write("a.yaml", "extends: base.yaml\nhall: {rows: [3], feed: {b: 9, c: 3}}\nname: own\n");
    CHECK(
        f.load() ==
        "hall:\n  width: 1 m\n  rows:\n    - 3\n  feed:\n    a: 1\n    b: 9\n    c: 3\nname: own\nkept: 5\n");
}

TEST_CASE("a written null removes what was inherited, an absent value does not", "[load]") {
    Files f;
    f.write("base.yaml", "a: {x: 1}\nb: {x: 1}\nc: 1\n");
    f.write("a.yaml", "extends: base.yaml\na: ~\nb:\nd: ~\n");
    CHECK(f.load() == "b:\n  x: 1\nc: 1\nd: ~\n");
}

TEST_CASE("the order is base, includes as listed, own keys", "[load]") {
    Files f;
    f.write("base.yaml", "a: base\nb: base\nc: base\nd: base\n");
    f.write("one.yaml", "b: one\nc: one\nd: one\n");
    f.write("two.yaml", "c: two\nd: two\n");
    f.write("a.yaml", "include: [one.yaml, two.yaml]\nextends: base.yaml\nd: own\n");
    CHECK(f.load() == "a: base\nb: one\nc: two\nd: own\n");
    f.write("a.yaml", "include: one.yaml\n");
    CHECK(f.load() == "b: one\nc: one\nd: one\n");
}

TEST_CASE("names are relative to the file that holds them, and shipped: works from anywhere", "[load]") {
    Files f;
    f.folder.write("shipped/catalogue/nodes.yaml", "include: more.yaml\nnodes: {x: {gpus: 8}}\n");
    f.folder.write("shipped/catalogue/more.yaml", "racks: {r: 1}\n");
    f.context.shipped_root = f.folder.path("shipped");
    f.write("parts/one.yaml", "include: deep/two.yaml\none: 1\n");
    f.write("parts/deep/two.yaml", "two: 2\n");
    f.write("a.yaml", "include: [parts/one.yaml, 'shipped:catalogue/nodes.yaml']\n");
    CHECK(f.load() == "two: 2\none: 1\nracks:\n  r: 1\nnodes:\n  x:\n    gpus: 8\n");
    std::vector<std::string> names;
    for (const OpenedFile& file : f.context.opened) names.push_back(file.name);
    CHECK(names == std::vector<std::string>{"a.yaml", "parts/one.yaml", "parts/deep/two.yaml",
                                            "shipped:catalogue/nodes.yaml", "shipped:catalogue/more.yaml"});
}

TEST_CASE("a scenario can itself be shipped", "[load]") {
    Files f;
    f.folder.write("shipped/starter/a.yaml", "extends: ../base.yaml\nb: 2\n");
    f.folder.write("shipped/base.yaml", "a: 1\n");
    f.context.shipped_root = f.folder.path("shipped");
    CHECK(to_yaml(load_tree("shipped:starter/a.yaml", f.context).root) == "a: 1\nb: 2\n");
}

TEST_CASE("every value keeps the place it was written at", "[load]") {
    Files f;
    f.write("base.yaml", "hall:\n  width: 1 m\n");
    f.write("a.yaml", "extends: base.yaml\nhall: {rows: 2}\n");
    f.options.overrides = {"hall.depth=3 m"};
    const YamlTree tree = load_tree(f.folder.path("s/a.yaml"), f.context, f.options);
    const YamlNode* hall = tree.root.find("hall");
    CHECK(hall->find("width")->at.where() == Where{f.folder.path("s/base.yaml"), 2, 10});
    CHECK(hall->find("rows")->at.where() == Where{f.folder.path("s/a.yaml"), 2, 14});
    CHECK(hall->find("depth")->at.where() == Where{"--set hall.depth", 0, 0});
}

TEST_CASE("a circle of files is shown as a chain", "[load]") {
    Files f;
    f.write("a.yaml", "x: 1\ny: 2\nextends: b.yaml\n");
    f.write("b.yaml", "\n\ninclude: [a.yaml]\n");
    CHECK(f.load() ==
          "b.yaml:3:11: error[E0607]: include[0]: files that build on each other in a circle: "
          "a.yaml:3 -> b.yaml:3 -> a.yaml");
    f.write("a.yaml", "extends: ./a.yaml\n");
    CHECK(f.load().find("a.yaml:1 -> a.yaml") != std::string::npos);
}

TEST_CASE("the same file may be included twice on different ways", "[load]") {
    Files f;
    f.write("common.yaml", "c: 1\n");
    f.write("b.yaml", "extends: common.yaml\nb: 1\n");
    f.write("a.yaml", "extends: common.yaml\ninclude: b.yaml\n");
    CHECK(f.load() == "c: 1\nb: 1\n");
}

TEST_CASE("absolute names, parents, links out, FIFOs and devices are refused where they stand", "[load]") {
    Files f;
    const auto refused = [&](const std::string& name) {
        f.write("a.yaml", "extends: " + name + "\n");
        const std::string text = f.load();
        CHECK(text.starts_with("a.yaml:1:10: error[E060"));
        CHECK(text.find("extends: ") != std::string::npos);
        return text;
    };
    f.folder.write("outside.yaml", "x: secret\n");
    f.write("a.yaml", "x: 1\n");
    std::filesystem::create_symlink("../outside.yaml", f.folder.path("s/link.yaml"));
    REQUIRE(::mkfifo(f.folder.path("s/pipe.yaml").c_str(), 0600) == 0);
    std::filesystem::create_symlink("/dev/zero", f.folder.path("s/zero.yaml"));
    CHECK(refused(f.folder.path("outside.yaml")).find("absolute") != std::string::npos);
    CHECK(refused("../outside.yaml").find("lies outside") != std::string::npos);
    CHECK(refused("link.yaml").find("lies outside") != std::string::npos);
    CHECK(refused("zero.yaml").find("lies outside") != std::string::npos);
    CHECK(refused("pipe.yaml").find("not a regular file") != std::string::npos);
    CHECK(refused("none.yaml").find("there is no file 'none.yaml'") != std::string::npos);
}

TEST_CASE("eight files may build on each other, nine may not; a hundred may take part", "[load]") {
    Files f;
    for (int i = 1; i < 9; ++i)
        f.write("f" + std::to_string(i) + ".yaml", "extends: f" + std::to_string(i + 1) + ".yaml\n");
    f.write("f9.yaml", "x: 1\n");
    CHECK(f.load("f2.yaml") == "x: 1\n");  // f2 .. f9
    CHECK(f.load("f1.yaml").find("error[E0607]: extends: more than 8 files that build on each other") !=
          std::string::npos);

    f.write("leaf.yaml", "x: 1\n");
    std::string names;
    for (int i = 0; i < 99; ++i) names += "leaf.yaml, ";
    f.write("a.yaml", "include: [" + names + "]\n");
    CHECK(f.load() == "x: 1\n");
    f.write("a.yaml", "include: [" + names + "leaf.yaml]\n");
    CHECK(f.load().find("error[E0607]: include[99]: more than 100 files") != std::string::npos);
}

TEST_CASE("the limits of bytes and values count over all files", "[load]") {
    Files f;
    f.options.total_bytes = 40;
    f.write("b.yaml", "b: 45678\n");                   // 9 bytes
    f.write("a.yaml", "include: [b.yaml, b.yaml]\n");  // 26 bytes, 44 in all
    CHECK(f.load().find("error[E0607]: all files together have more than 40 bytes") != std::string::npos);
    f.options.total_bytes = 44;
    CHECK(f.load() == "b: 45678\n");
    f.options.included_bytes = 8;
    CHECK(f.load().find("error[E0606]: include[0]: the file 'b.yaml' has more than 8 bytes") !=
          std::string::npos);
    f.options = {};
    f.options.limits.nodes = 10;  // 5 in a.yaml, 3 in each b.yaml
    CHECK(f.load().find("error[E0607]: all files together have more than 10 values") != std::string::npos);
}

TEST_CASE("a wrong file inside is told with its own place", "[load]") {
    Files f;
    f.write("b.yaml", "x: &a 1\n");
    f.write("a.yaml", "include: [b.yaml]\n");
    CHECK(f.load().starts_with("b.yaml:1:4: error[E0105]"));
    f.write("b.yaml", "- 1\n");
    CHECK(f.load() == "b.yaml:1:1: error[E0110]: expected a mapping of keys");
    f.write("a.yaml", "include: {b: 1}\n");
    CHECK(f.load().starts_with("a.yaml:1:10: error[E0110]: include: expected the name of a file"));
    CHECK_THROWS_AS(f.load("none.yaml"), IoError);
}

TEST_CASE("an override by --set replaces a value, makes the mappings on its way, and the last one wins",
          "[set]") {
    CHECK(set("a: {b: 1}\n", {"a.b=2"}) == "a:\n  b: 2\n");
    CHECK(set("a: {b: 1}\n", {"c.d.e=40 kW"}) == "a:\n  b: 1\nc:\n  d:\n    e: 40 kW\n");
    CHECK(set("a: 1\n", {"a=2", "a=3"}) == "a: 3\n");
    CHECK(set("a: 1\n", {"a={x: 1, y: [2, 3]}"}) == "a:\n  x: 1\n  y:\n    - 2\n    - 3\n");
    CHECK(set("a: {b: 1, c: 2}\n", {"a={d: 3}"}) == "a:\n  d: 3\n");
    CHECK(set("a:\n", {"a.b=1"}) == "a:\n  b: 1\n");
    CHECK(set("a: 1\n", {"a=\"x = y\""}) == "a: \"x = y\"\n");
    CHECK(set("a: 1\n", {"a=-x=1"}) == "a: \"-x=1\"\n");
}

TEST_CASE("an override by --set finds list items by position or by the value of a key", "[set]") {
    const std::string jobs = "jobs: [{name: a, gpus: 1}, {name: b, gpus: 2}]\n";
    const std::string changed = "jobs:\n  - name: a\n    gpus: 1\n  - name: b\n    gpus: 512\n";
    CHECK(set(jobs, {"jobs[1].gpus=512"}) == changed);
    CHECK(set(jobs, {"jobs[name=b].gpus=512"}) == changed);
    CHECK(set("m: [[1, 2], [3, 4]]\n", {"m[1][0]=9"}) == "m:\n  - - 1\n    - 2\n  - - 9\n    - 4\n");
}

TEST_CASE("an override by --set reaches names that hold dots", "[set]") {
    CHECK(set("nodes: {dgx-h100.v2: {gpus: 8}}\n", {"nodes.dgx-h100.v2.gpus=4"}) ==
          "nodes:\n  dgx-h100.v2:\n    gpus: 4\n");
}

TEST_CASE("an override by --set with ~ removes a key", "[set]") {
    CHECK(set("a: 1\nb: 2\n", {"a=~"}) == "b: 2\n");
    CHECK(set("a: 1\n", {"b=~"}) == "a: 1\nb: ~\n");  // stays, so that a misspelt key is found out
}

TEST_CASE("a --set that leads nowhere says so under its own name", "[set]") {
    const std::string list = "jobs: [{name: train}, {name: infer}]\nx: 1\n";
    CHECK(set(list, {"jobs[2].name=a"}) ==
          "--set jobs[2].name: error[E0111]: there is no item [2] in 'jobs': it has 2 (items count from 0)");
    CHECK(set(list, {"jobs[name=tarin].name=a"}) ==
          "--set jobs[name=tarin].name: error[E0111]: no item of 'jobs' has name=tarin (did you mean "
          "'train'?)");
    CHECK(set(list, {"x.y=1"}) == "--set x.y: error[E0111]: 'x' is not a mapping");
    CHECK(set(list, {"x[0]=1"}) == "--set x[0]: error[E0111]: 'x' is not a list");
    CHECK(set(list, {"y[0]=1"}) == "--set y[0]: error[E0111]: 'y' is not a list");
    CHECK(set(list, {"x="}).starts_with("--set x: error[E0111]: no value after the ="));
    CHECK(set(list, {"x=[1"}).starts_with("--set x: error[E0101]: not valid YAML: "));
    CHECK(set(list, {"x=&a 1"}).starts_with("--set x: error[E0105]"));
    CHECK(set("j: [{n: 1}, {n: 1}]\n", {"j[n=1].n=2"}) ==
          "--set j[n=1].n: error[E0111]: several items of 'j' have n=1");
}

TEST_CASE("a path that does not follow the grammar is refused", "[set]") {
    for (const char* setting :
         {"", "a", "=1", ".a=1", "a.=1", "a..b=1", "a[=1", "a[]=1", "a[x]=1", "a[-1]=1", "a[1]b=1", "a[1=1",
          "a]=1", "a[=x]=1", "a b=1", "a[99999999999999999999]=1"}) {
        INFO(setting);
        CHECK(set("a: [1]\n", {setting}).find("error[E0111]: ") != std::string::npos);
    }
}

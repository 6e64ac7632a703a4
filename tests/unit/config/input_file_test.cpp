// Files that a scenario names: where they may lie and what they may be.
#include "sim/config/input_file.hpp"

#include <sys/stat.h>

#include "sim/config/reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace datahall;

namespace {

// A root with a file in it, a file beside it, and shipped data elsewhere.
struct Site {
    test::TemporaryFolder folder;
    ReadContext context;

    Site() {
        folder.write("secret.txt", "beside the root");
        folder.write("root/a.csv", "1\n2\n");
        folder.write("root/sub/b.csv", "3\n");
        folder.write("shipped/weather/x.epw", "epw\n");
        context.root = folder.path("root");
        context.shipped_root = folder.path("shipped");
    }
    std::string read(const std::string& name, const std::string& from = "") {
        try {
            return read_named(context, {name, from, {"s.yaml", 1, 7}}, 1000);
        } catch (const ConfigError& e) {
            return e.what();
        }
    }
};

}  // namespace

TEST_CASE("a named file is found beside the file that names it", "[files]") {
    Site site;
    CHECK(site.read("a.csv") == "1\n2\n");
    CHECK(site.read("sub/b.csv") == "3\n");
    CHECK(site.read("b.csv", "sub") == "3\n");
    CHECK(site.read("../a.csv", "sub") == "1\n2\n");
    CHECK(site.read("./sub/../a.csv") == "1\n2\n");
}

TEST_CASE("the prefix shipped: names shipped data and nothing else", "[files]") {
    Site site;
    CHECK(site.read("shipped:weather/x.epw") == "epw\n");
    CHECK(site.read("x.epw", "shipped:weather") == "epw\n");
    CHECK(site.read("shipped:../secret.txt").find("error[E0603]") != std::string::npos);
    CHECK(site.read("shipped:/etc/passwd").find("error[E0603]") != std::string::npos);
    CHECK(site.read("../../secret.txt", "shipped:weather").find("lies outside the shipped data") !=
          std::string::npos);
    site.context.shipped_root.clear();
    CHECK(site.read("shipped:weather/x.epw") ==
          "s.yaml:1:7: error[E0601]: the file 'shipped:weather/x.epw' is shipped data, which was not found");
}

TEST_CASE("what lies outside the root is refused whether it exists or not", "[files]") {
    Site site;
    const std::string outside =
        "' lies outside the folder of the scenario (--allow-include DIR allows a further folder)";
    CHECK(site.read("../secret.txt") == "s.yaml:1:7: error[E0603]: the file '../secret.txt" + outside);
    CHECK(site.read("../none.txt") == "s.yaml:1:7: error[E0603]: the file '../none.txt" + outside);
    CHECK(site.read("sub/../../secret.txt").find("E0603") != std::string::npos);
    CHECK(site.read("/etc/passwd") ==
          "s.yaml:1:7: error[E0603]: absolute file names are not allowed, got '/etc/passwd' "
          "(write it relative to this file)");
    std::filesystem::create_directory(site.folder.path("root_2"));
    site.folder.write("root_2/c.csv", "4\n");
    CHECK(site.read("../root_2/c.csv").find("E0603") !=
          std::string::npos);  // a longer name is not a subfolder
    site.context.allowed = {site.folder.path("root_2") + "/"};
    CHECK(site.read("../root_2/c.csv") == "4\n");
    CHECK(site.context.opened.back().name == "../root_2/c.csv");
}

TEST_CASE("a symbolic link is followed inside the root and refused when it leaves", "[files]") {
    Site site;
    const std::filesystem::path root = site.folder.path("root");
    std::filesystem::create_symlink("a.csv", root / "inner");
    std::filesystem::create_symlink("../secret.txt", root / "outer");
    std::filesystem::create_directory_symlink("..", root / "up");
    std::filesystem::create_symlink("loop", root / "loop");
    CHECK(site.read("inner") == "1\n2\n");
    CHECK(site.read("outer").find("error[E0603]") != std::string::npos);
    CHECK(site.read("up/secret.txt").find("error[E0603]") != std::string::npos);
    CHECK(site.read("loop").find("error[E0602]") != std::string::npos);
}

TEST_CASE("folders, FIFOs and devices are refused without reading or blocking", "[files]") {
    Site site;
    REQUIRE(::mkfifo(site.folder.path("root/pipe").c_str(), 0600) == 0);
    CHECK(site.read("pipe") ==
          "s.yaml:1:7: error[E0602]: the file 'pipe' cannot be read: it is not a regular file");
    CHECK(site.read("sub") == "s.yaml:1:7: error[E0602]: the file 'sub' cannot be read: it is a folder");
    CHECK(site.read(".").find("error[E0602]") != std::string::npos);
    site.context.root = "/dev";
    CHECK(site.read("zero").find("error[E0602]") != std::string::npos);
}

TEST_CASE("a missing file, an empty name and a NUL in a name are told apart", "[files]") {
    Site site;
    CHECK(site.read("none.csv") ==
          "s.yaml:1:7: error[E0601]: there is no file 'none.csv' (looked for none.csv)");
    CHECK(site.read("a.csv/x").find("error[E0601]") != std::string::npos);
    CHECK(site.read("") == "s.yaml:1:7: error[E0601]: expected the name of a file");
    CHECK(site.read(std::string{"a\0b", 3}).find("error[E0603]") != std::string::npos);
    CHECK(site.read(std::string(5000, 'x')).find("error[E060") != std::string::npos);
}

TEST_CASE("a file longer than its limit is refused without being quoted", "[files]") {
    Site site;
    site.folder.write("root/long", std::string(1000, 'x'));
    CHECK(site.read("long").size() == 1000);
    site.folder.write("root/long", std::string(1001, 'x'));
    CHECK(
        site.read("long") ==
        "s.yaml:1:7: error[E0606]: the file 'long' has more than 1000 bytes (--max-input raises the limit)");
}

TEST_CASE("every opened file is remembered once with the hash of its bytes", "[files]") {
    Site site;
    site.read("a.csv");
    site.read("sub/../a.csv");
    site.read("shipped:weather/x.epw");
    REQUIRE(site.context.opened.size() == 2);
    CHECK(site.context.opened[0].name == "a.csv");
    CHECK(site.context.opened[0].hash == content_hash("1\n2\n"));
    CHECK(site.context.opened[1].name == "shipped:weather/x.epw");
    // Test vectors of FNV-1a 64 (Fowler, Noll, Vo): "" and "a".
    CHECK(content_hash("") == 0xcbf29ce484222325);
    CHECK(content_hash("a") == 0xaf63dc4c8601ec8c);
}

TEST_CASE("a file of the command line that cannot be read is an I/O error", "[files]") {
    const test::TemporaryFolder folder;
    CHECK_THROWS_AS(read_all(folder.path("none"), 10), IoError);
    CHECK_THROWS_AS(read_all(folder.path(), 10), IoError);
    CHECK_THROWS_AS(read_all("/dev/zero", 10), IoError);
    CHECK(read_all(folder.write("x", "0123456789"), 10) == "0123456789");
    CHECK_THROWS_AS(read_all(folder.write("x", "0123456789a"), 10), ConfigError);
}

namespace datahall {
namespace {

struct Trace {
    std::unique_ptr<LineSource> lines;
};
void describe(Keys& k, Trace& t) {
    k.required({"trace", "Loads"}, t.lines);
}

}  // namespace
}  // namespace datahall

TEST_CASE("a key can name a file of lines, relative to its own source", "[files]") {
    Site site;
    const auto read = [&](const std::string& yaml, const std::string& from) {
        const YamlTree tree = parse_yaml(yaml, YamlSource{"s.yaml", from});
        Problems problems;
        Reader reader{tree.root, problems, site.context};
        Trace trace;
        describe(reader, trace);
        reader.done();
        if (!problems.empty()) return ConfigError{problems.sorted()}.what() + std::string{};
        std::string all;
        for (std::string_view line; trace.lines->next(line);) all += std::string{line} + "|";
        return all;
    };
    CHECK(read("trace: a.csv", "") == "1|2|");
    CHECK(read("trace: b.csv", "sub") == "3|");
    CHECK(read("trace: c.csv", "sub") ==
          "s.yaml:1:8: error[E0601]: trace: there is no file 'c.csv' (looked for sub/c.csv)");
}

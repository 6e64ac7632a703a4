// All formats against one small fabric, and the dumps of a real subnet manager against how they were made.
#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "models/fabric/formats/fabric_format.hpp"
#include "models/fabric/formats/link_rate.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/fabric_files/texts.hpp"

using namespace datahall;

namespace {

// "leaf-0 3 - spine-0 1", each cable once, sorted.
std::vector<std::string> cables_of(const FabricFile& file) {
    std::vector<std::string> cables;
    for (const FileCable& c : file.cables) {
        const auto end = [&](FileEnd e) { return fmt::format("{} {}", file.devices[e.device].name, e.port); };
        cables.push_back(fmt::format("{} - {}", std::min(end(c.a), end(c.b)), std::max(end(c.a), end(c.b))));
    }
    std::ranges::sort(cables);
    return cables;
}

const FileDevice& named(const FabricFile& file, const std::string& name) {
    const auto found = std::ranges::find(file.devices, name, &FileDevice::name);
    if (found == file.devices.end()) throw std::logic_error{"no " + name};
    return *found;
}

// How tests/unit/fabric/data/opensm was made: node n of unit s = n / 4 has rail r on port n % 4 + 1 of leaf
// s, r; leaf l = 4 s + r has two cables to each spine, from ports 5, 6 and 7, 8 to spine ports 2 l + 1, 2 l
// + 2.
std::vector<std::string> small_cables() {
    std::vector<std::string> cables;
    for (int l = 0; l < 8; ++l) {
        const std::string leaf = fmt::format("leaf-s{}-r{}", l / 4, l % 4);
        for (int i = 0; i < 4; ++i) {
            cables.push_back(fmt::format("H-n{}-r{} 1 - {} {}", l / 4 * 4 + i, l % 4, leaf, i + 1));
            cables.push_back(fmt::format("{} {} - spine-{} {}", leaf, 5 + i, i / 2, 2 * l + i % 2 + 1));
        }
    }
    std::ranges::sort(cables);
    return cables;
}

// The second cable of leaf 0 and spine 0, and both of leaf 6 (unit 1, rail 2) and spine 1 are missing.
std::vector<std::string> degraded_cables() {
    std::vector<std::string> cables = small_cables();
    std::erase(cables, "leaf-s0-r0 6 - spine-0 2");
    std::erase(cables, "leaf-s1-r2 7 - spine-1 13");
    std::erase(cables, "leaf-s1-r2 8 - spine-1 14");
    return cables;
}

}  // namespace

TEST_CASE("every format is recognized and gives the same fabric") {
    const std::vector<std::string> expected{"leaf-0 1 - node-0 1", "leaf-0 2 - node-1 1",
                                            "leaf-0 3 - spine-0 1"};
    const auto [name, text] = GENERATE(table<std::string, std::string>(
        {{"ibnetdiscover", records}, {"port_list", port_list}, {"ibsim", net}, {"graphml", graphml}}));
    INFO(name);
    CHECK(recognized_fabric_format(*lines_of(text))->name == name);
    const FabricFile file = read_text(text);
    CHECK(cables_of(file) == expected);
    CHECK(file.devices.size() == 4);
    CHECK(named(file, "leaf-0").ports == 4);
    CHECK_FALSE(named(file, "leaf-0").is_host());
    CHECK(named(file, "node-1").is_host());
    CHECK(file.has_rates == (name != "ibsim"));
    // 4 lanes of 100 Gb/s; ibsim has no rates.
    for (const FileCable& c : file.cables) CHECK(c.rate == (name == "ibsim" ? 0.0 : 400e9));
}

TEST_CASE("GUIDs and LIDs are those of the records") {
    const FabricFile file = read_text(records);
    CHECK(named(file, "leaf-0").guid == 0x20);
    CHECK(named(file, "leaf-0").identity(0) == PortIdentity{0x20, 3});
    CHECK(named(file, "node-1").guid == 0x12);
    CHECK(named(file, "node-1").identity(1) == PortIdentity{0x13, 2});
    CHECK(named(read_text(port_list), "node-1").identity(1) == PortIdentity{0, 2});
}

TEST_CASE("the eight discoveries and two network files of OpenSM's runs are the fabrics that were built") {
    for (const std::string fabric : {"small", "degraded"}) {
        const std::vector<std::string> expected = fabric == "small" ? small_cables() : degraded_cables();
        CHECK(expected.size() == (fabric == "small" ? 64U : 61U));
        CHECK(cables_of(read_text(opensm(fabric + ".net"))) == expected);
        for (const std::string engine : {"minhop", "updn", "ftree", "dfsssp"}) {
            INFO(fabric << " " << engine);
            const FabricFile file = read_text(opensm(fabric + "_" + engine + ".ibnetdiscover"));
            CHECK(cables_of(file) == expected);
            CHECK(std::ranges::count_if(file.devices, &FileDevice::is_host) == 32);
            CHECK(named(file, "leaf-s0-r0").ports == 8);
            CHECK(named(file, "spine-1").ports == 16);
            CHECK(
                std::ranges::all_of(file.cables, [](const FileCable& c) { return c.rate == 8e9; }));  // 4xSDR
            CHECK(cables_of(read_text(as_port_list(file))) == expected);
        }
    }
}

TEST_CASE("a line may name external ports, and say more after the rate") {
    std::string text =
        with(records, "[3]\t\"S-0000000000000021\"[1]\t", "[3][ext 7]\t\"S-0000000000000021\"[1][ext 2]\t");
    text = with(text, "\"spine-0\" lid 4 4xNDR", "\"spine-0\" lid 4 4xNDR s=0");
    CHECK(read_text(text).cables.size() == 3);
}

TEST_CASE("devices of one name are told apart by their GUIDs, with a note") {
    const FabricFile file = read_text(with(records, "# \"node-1\"\n", "# \"node-0\"\n"));
    CHECK(named(file, "node-0 (0x12)").guid == 0x12);
    CHECK(named(file, "node-0 (0x10)").guid == 0x10);
    CHECK(file.notes ==
          std::vector<std::string>{"2 devices are called 'node-0': their GUIDs tell them apart"});
}

TEST_CASE("names hold blanks, quotes and what else the format allows") {
    CHECK(named(read_text(with(records, "# \"node-0\"\n", "# \"gpu 0's # mlx5_0\"\n")), "gpu 0's # mlx5_0")
              .guid == 0x10);
    std::string list = port_list;
    for (int i = 0; i < 2; ++i) list = with(list, "'node-0'", "'gpu 0\\'s'");
    CHECK(named(read_text(list), "gpu 0\\'s").guid == 0x10);
    std::string graph = with(graphml, "id=\"node-0\"", "id=\"a&amp;b &lt;0&gt;\"");
    graph = with(graph, "source=\"node-0\"", "source=\"a&amp;b &lt;0&gt;\"");
    CHECK(named(read_text(graph), "a&b <0>").is_host());
}

TEST_CASE("a rate is lanes times the data rate of a lane") {
    // SDR: 2.5 Gbaud with 8b/10b = 2 Gb/s a lane; EDR to XDR: 25, 50, 100, 200 Gb/s.
    CHECK(link_rate("4xSDR") == 8e9);
    CHECK(link_rate("4xQDR") == 32e9);
    CHECK(link_rate("4xEDR") == 100e9);
    CHECK(link_rate("2xHDR") == 100e9);
    CHECK(link_rate("12xXDR") == 2400e9);
    CHECK(*link_rate("4xFDR") == Approx(54.545e9).epsilon(1e-5));
    CHECK(link_rate("???") == 0.0);
    CHECK(link_rate("4x???") == 0.0);
    CHECK_FALSE(link_rate("4xQQR"));
    CHECK_FALSE(link_rate("3xNDR"));
    CHECK_FALSE(link_rate(""));
    for (const char* token : {"4xNDR", "1xHDR", "2xXDR", "12xSDR", "4xFDR10"}) {
        CHECK(link_rate(link_rate_token(*link_rate(token))) == link_rate(token));
    }
    CHECK(link_rate_token(400e9) == "4xNDR");
    CHECK(link_rate_token(123e9) == "???");
}

TEST_CASE("other files are no fabric") {
    for (const char* text :
         {"", "\n\n# only comments\n", "topology: {model: fat_tree}\n", "job,submit\n", "SWITCH\n"}) {
        CHECK(recognized_fabric_format(*lines_of(text)) == nullptr);
    }
    CHECK(refusal_of("topology: {}\n") ==
          "0: expected a fabric in one of the formats ibnetdiscover, port_list, ibsim, graphml");
}

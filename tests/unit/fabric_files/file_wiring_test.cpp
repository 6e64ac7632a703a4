// From devices and cables to nodes, tiers, groups and speeds.
#include "models/fabric/formats/file_wiring.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/build/fabric/graph_check.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/fabric_files/texts.hpp"

using namespace datahall;

namespace {

// Switches and adapters by name and cables "a 1 b 2", as an ibsim file.
std::string net_of(const std::vector<std::string>& switches, const std::vector<std::string>& hosts,
                   const std::vector<std::array<std::string, 4>>& cables) {
    std::string text;
    const auto add = [&](const char* kind, const std::string& name) {
        text += fmt::format("{} 8 \"{}\"\n", kind, name);
        for (const auto& [a, pa, b, pb] : cables) {
            if (a == name) text += fmt::format("[{}] \"{}\"[{}]\n", pa, b, pb);
            if (b == name) text += fmt::format("[{}] \"{}\"[{}]\n", pb, a, pa);
        }
        text += '\n';
    };
    for (const std::string& name : switches) add("Switch", name);
    for (const std::string& name : hosts) add("Hca", name);
    return text;
}

std::size_t cables_of(const FabricPlan& plan, LinkTier tier) {
    return static_cast<std::size_t>(std::ranges::count(plan.links, tier, &LinkPlan::tier));
}

std::string mixed_rates() {
    std::string text = with(records, "\"spine-0\" lid 4 4xNDR", "\"spine-0\" lid 4 4xXDR");
    text = with(text, "[3]\t\t# \"leaf-0\" lid 3 4xNDR", "[3]\t\t# \"leaf-0\" lid 3 4xXDR");
    text = with(text, "\"node-1\" lid 2 4xNDR", "\"node-1\" lid 2 4xHDR");
    return with(text, "lid 2 lmc 0 \"leaf-0\" lid 3 4xNDR", "lid 2 lmc 0 \"leaf-0\" lid 3 4xHDR");
}

}  // namespace

TEST_CASE("names are ordered as people count") {
    CHECK(natural_less("n2-r10", "n10-r2"));
    CHECK(natural_less("n2-r2", "n2-r10"));
    CHECK_FALSE(natural_less("n10", "n9"));
    CHECK(natural_less("n", "n0"));
    CHECK(natural_less("a9", "b1"));
    CHECK(natural_less("n01", "n1"));  // equal but for a zero: by the text
    CHECK_FALSE(natural_less("n1", "n1"));
}

TEST_CASE("the dumps of OpenSM make a sound two-tier plan, the same from every file") {
    const FileWiring first = wire_file(read_text(opensm("small.net")));
    REQUIRE(first.plan.problem.empty());
    CHECK(first.demand.nodes == 32);
    CHECK(first.demand.nics_per_node == 1);
    CHECK(first.demand.radix == 16);
    CHECK(first.nic_rate == 0.0);
    CHECK(check_fabric(first.plan, first.demand).is_sound());
    CHECK(cables_of(first.plan, LinkTier::node_leaf) == 32);
    CHECK(cables_of(first.plan, LinkTier::leaf_spine) == 32);
    // Host order is node * 4 + rail.
    CHECK(first.plan.node_names[4 * 7 + 2] == "H-n7-r2");
    CHECK(first.plan.switch_names[9] == "spine-1");
    CHECK(first.plan.oversubscription == 1.0);  // 4 down, 4 up
    for (const char* engine : {"minhop", "updn", "ftree", "dfsssp"}) {
        const FileWiring other = wire_file(read_text(opensm(fmt::format("small_{}.ibnetdiscover", engine))));
        CHECK(other.plan.links == first.plan.links);
        CHECK(other.plan.switches == first.plan.switches);
        CHECK(other.plan.node_names == first.plan.node_names);
        CHECK(other.nic_rate == 8e9);
    }
}

TEST_CASE("a mark in the names makes adapters the rails of their node") {
    const FileWiring wiring = wire_file(read_text(opensm("small.net")), {.rail_mark = "-r"});
    CHECK(wiring.demand.nodes == 8);
    CHECK(wiring.demand.nics_per_node == 4);
    CHECK(wiring.plan.node_names[7] == "H-n7");
    CHECK(check_fabric(wiring.plan, wiring.demand).is_sound());
    // Units of 4 nodes on 4 leaves.
    CHECK(wiring.plan.nodes_per_group == 4);
    CHECK(wiring.plan.switches[3].group == 0);
    CHECK(wiring.plan.switches[4].group == 1);
    const FileWiring single = wire_file(read_text(opensm("small.net")));
    CHECK(wiring.port_of_host == single.port_of_host);
}

TEST_CASE("a switch is as high as it is far from the nodes") {
    // Two pods of a leaf and a spine under one core.
    const FileWiring wiring =
        wire_file(read_text(net_of({"core", "up-a", "up-b", "tor-a", "tor-b"}, {"h1", "h2"},
                                   {{"h1", "1", "tor-a", "1"},
                                    {"h2", "1", "tor-b", "1"},
                                    {"tor-a", "2", "up-a", "1"},
                                    {"tor-b", "2", "up-b", "1"},
                                    {"up-a", "2", "core", "1"},
                                    {"up-b", "2", "core", "2"}})));
    CHECK(wiring.plan.switch_names == std::vector<std::string>{"tor-a", "tor-b", "up-a", "up-b", "core"});
    CHECK(wiring.plan.switches[2] == SwitchPlan{SwitchRole::spine, 0, 0, 8});
    CHECK(wiring.plan.switches[3] == SwitchPlan{SwitchRole::spine, 1, 1, 8});  // its own pod
    CHECK(wiring.plan.switches[4] == SwitchPlan{SwitchRole::core, 0, 0, 8});
    CHECK(cables_of(wiring.plan, LinkTier::leaf_spine) == 2);
    CHECK(cables_of(wiring.plan, LinkTier::spine_core) == 2);
    CHECK(check_fabric(wiring.plan, wiring.demand).is_sound());
}

TEST_CASE("switches of one rank that are joined are leaves, each with its nodes a group") {
    const FileWiring ring = wire_file(read_text(net_of({"a", "b", "c"}, {"h1", "h2", "h3"},
                                                       {{"h1", "1", "a", "1"},
                                                        {"h2", "1", "b", "1"},
                                                        {"h3", "1", "c", "1"},
                                                        {"a", "2", "b", "3"},
                                                        {"b", "2", "c", "3"},
                                                        {"c", "2", "a", "3"}})));
    CHECK(cables_of(ring.plan, LinkTier::global) == 3);
    CHECK(ring.plan.nodes_per_group == 1);
    CHECK(ring.notes.size() == 1);
    // Nodes on both switches make them one group.
    const FileWiring pair = wire_file(read_text(net_of({"a", "b"}, {"h1", "h2"},
                                                       {{"h1", "1", "a", "1"},
                                                        {"h1", "2", "b", "1"},
                                                        {"h2", "1", "a", "2"},
                                                        {"h2", "2", "b", "2"},
                                                        {"a", "3", "b", "3"}})));
    CHECK(cables_of(pair.plan, LinkTier::local) == 1);
    CHECK(pair.plan.nodes_per_group == 2);
}

TEST_CASE("a leaf without nodes is a leaf where the file says so") {
    std::string text = with(graphml, "<node id=\"spine-0\">",
                            "<node id=\"leaf-1\"><data key=\"d0\">leaf</data></node>\n"
                            "<node id=\"spine-0\">");
    text = with(text, "</graph>",
                "<edge source=\"leaf-1\" target=\"spine-0\"><data key=\"sport\">3</data>"
                "<data key=\"tport\">2</data><data key=\"d1\">400</data></edge></graph>");
    const FileWiring wiring = wire_file(read_text(text));
    CHECK(wiring.plan.switches[1].role == SwitchRole::leaf);
    CHECK(cables_of(wiring.plan, LinkTier::leaf_spine) == 2);
    // By distance alone it would be a core.
    const FileWiring ranked = wire_file(read_text(with(text, "<node id=\"leaf-1\"><data key=\"d0\">leaf<",
                                                       "<node id=\"leaf-1\"><data key=\"d0\">switch<")));
    CHECK(cables_of(ranked.plan, LinkTier::spine_core) == 1);
}

TEST_CASE("a cable below the rate of its kind is degraded, and trunks have a rate of their own") {
    // Node cables of 400 and 200 Gb/s and a trunk of 800: a half, and twice.
    const FileWiring wiring = wire_file(read_text(mixed_rates()));
    CHECK(wiring.nic_rate == 400e9);
    CHECK(wiring.plan.trunk_rate_ratio == 2.0);
    REQUIRE(wiring.plan.links.size() == 3);
    CHECK(wiring.plan.links[0].speed == 1.0F);
    CHECK(wiring.plan.links[1].speed == 0.5F);
    CHECK(wiring.plan.links[2].speed == 1.0F);
    CHECK(wiring.degraded == 1);
    CHECK(wiring.notes == std::vector<std::string>{"1 of 3 cables run below the highest rate of their kind"});
    const FileWiring equal = wire_file(read_text(mixed_rates()), {.use_rates = false});
    CHECK(equal.nic_rate == 0.0);
    CHECK(equal.plan.trunk_rate_ratio == 1.0);
    CHECK(equal.degraded == 0);
}

TEST_CASE("an unknown rate takes the one that is assumed") {
    std::string text = with(records, "\"node-1\" lid 2 4xNDR", "\"node-1\" lid 2 ???");
    text = with(text, "lid 2 lmc 0 \"leaf-0\" lid 3 4xNDR", "lid 2 lmc 0 \"leaf-0\" lid 3 4x???");
    CHECK(wire_file(read_text(text), {.unknown = 100e9}).plan.links[1].speed == 0.25F);
}

TEST_CASE("aggregation nodes inside switches are left out, with a note") {
    const std::string extra =
        "\ncaguid=0x30\nCa\t1 \"H-0000000000000030\"\t\t# \"Mellanox Technologies Aggregation "
        "Node\"\n[1](31) \t\"S-0000000000000021\"[4]\t\t# lid 9 lmc 0 \"spine-0\" lid 4 4xNDR\n";
    const std::string text =
        with(records,
             "switchguid=0x21(21)\nSwitch\t4 \"S-0000000000000021\"\t\t# \"spine-0\" enhanced "
             "port 0 lid 4 lmc 0\n",
             "switchguid=0x21(21)\nSwitch\t4 \"S-0000000000000021\"\t\t# \"spine-0\" enhanced port 0 "
             "lid 4 lmc 0\n[4]\t\"H-0000000000000030\"[1](31) \t\t# \"Aggregation\" lid 9 4xNDR\n") +
        extra;
    const FileWiring wiring = wire_file(read_text(text));
    CHECK(wiring.demand.nodes == 2);
    CHECK(wiring.plan.links.size() == 3);
    CHECK(wiring.notes == std::vector<std::string>{"1 aggregation nodes inside switches are left out"});
}

TEST_CASE("what no plan can say is a problem of the plan") {
    const auto problem = [](const std::string& text) { return wire_file(read_text(text)).plan.problem; };
    CHECK(problem(net_of({"a"}, {"h1", "h2"},
                         {{"h1", "1", "a", "1"}, {"h1", "2", "a", "2"}, {"h2", "1", "a", "3"}})) ==
          "node 'h1' has 2 cables and node 'h2' has 1: a fabric joins all its nodes by as many");
    CHECK(problem(net_of({"a", "b", "c"}, {"h1"}, {{"h1", "1", "a", "1"}, {"b", "1", "c", "1"}})) ==
          "no cables lead from switch 'b' to a node");
    CHECK(problem(net_of({"a", "b"}, {}, {{"a", "1", "b", "1"}})) == "the file has no node");
}

// What is written reads back as the same fabric.
#include <fmt/format.h>

#include "datahall/model/registry.hpp"

#include "models/builtin.hpp"
#include "models/fabric/formats/fabric_writer.hpp"
#include "models/fabric/formats/file_wiring.hpp"
#include "models/fabric/formats/plan_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/settings.hpp"
#include "tests/unit/fabric_files/texts.hpp"

using namespace datahall;

namespace {

FabricPlan wire(const std::string& model, const FabricDemand& demand, Settings settings = {}) {
    Models models;
    register_builtin(models);
    const FabricPlan plan = models.topology.find(model)->make(settings)->generate(demand);
    if (!plan.problem.empty()) throw std::logic_error{plan.problem};
    return plan;
}

// Wiring and names; rates as far as the format has them.
void check_same(const FabricPlan& read, const FabricPlan& written, bool with_speeds = true) {
    CHECK(read.switches == written.switches);
    CHECK(read.nodes_per_group == written.nodes_per_group);
    REQUIRE(read.links.size() == written.links.size());
    for (std::size_t i = 0; i < read.links.size(); ++i) {
        LinkPlan link = written.links[i];
        if (!with_speeds) link.speed = 1.0F;
        if (read.links[i] != link) FAIL("cable " << i);
    }
    if (!with_speeds) return;
    CHECK(read.trunk_rate_ratio == written.trunk_rate_ratio);
    CHECK(read.oversubscription == Approx(written.oversubscription));
}

void check_round_trips(const FabricPlan& plan, const FabricDemand& demand) {
    const FabricFile file = file_of(plan, demand, 400e9);
    for (const std::string format : {"graphml", "ibsim", "ibnetdiscover"}) {
        INFO(format);
        const auto* const writer = std::ranges::find(fabric_writers(), format, &FabricWriter::name).base();
        const FileWiring back = wire_file(read_text(writer->write(file, {})));
        REQUIRE(back.plan.problem.empty());
        CHECK(back.demand.nodes == demand.nodes);
        CHECK(back.demand.nics_per_node == demand.nics_per_node);
        check_same(back.plan, plan, format != "ibsim");
    }
}

}  // namespace

TEST_CASE("generated fabrics read back as they were written") {
    const FabricDemand rails{16, 4, 8};  // 4 units of 4 nodes, 16 leaves over spines and cores
    check_round_trips(wire("rail_optimized", rails), rails);
    const FabricDemand part{9, 8, 16};  // a unit that is not full
    check_round_trips(wire("rail_optimized", part), part);
    const FabricDemand tree{54, 1, 6};
    check_round_trips(wire("fat_tree", tree), tree);
    Settings front;
    front.set("oversubscription", 2).set("uplink_rate_ratio", 4).set("spine_ports", 32);
    const FabricDemand hall{100, 2, 48};
    check_round_trips(wire("leaf_spine", hall, front), hall);
}

TEST_CASE("degraded cables read back with their speed") {
    const FabricDemand demand{16, 4, 8};
    FabricPlan plan = wire("rail_optimized", demand);
    plan.links[5].speed = 0.25F;  // 100 of 400 Gb/s: 4xEDR
    plan.links[70].speed = 0.5F;  // a trunk
    check_round_trips(plan, demand);
}

TEST_CASE("management cables and their appliances are not written") {
    const FabricDemand demand{15, 4, 8};
    Settings settings;
    settings.set("management_ports", 4);
    const FabricPlan plan = wire("rail_optimized", demand, settings);
    const FabricFile file = file_of(plan, demand, 400e9);
    CHECK(file.cables.size() + 4 == plan.links.size());
    CHECK(file.devices.size() == plan.switches.size() + 15);
}

TEST_CASE("the fabrics of OpenSM's runs are written in every form and read back") {
    for (const std::string name : {"small", "degraded"}) {
        const FileWiring wiring = wire_file(read_text(opensm(name + ".net")));
        CHECK(write_ibsim(file_of(wiring.plan, wiring.demand, 0.0), {}).size() > 1000);
        check_round_trips(wiring.plan, wiring.demand);
    }
    // Where the order of the file is natural, the same bytes come back.
    const FileWiring wiring = wire_file(read_text(opensm("small.net")));
    CHECK(write_ibsim(file_of(wiring.plan, wiring.demand, 0.0), {}) == opensm("small.net"));
}

TEST_CASE("written records look like those of the tool") {
    const FileWiring wiring = wire_file(read_text(records));
    CHECK(write_ibnetdiscover(file_of(wiring.plan, wiring.demand, wiring.nic_rate), {}) == R"(#
# Topology file: written by datahall; GUIDs and LIDs are made up
#

vendid=0x0
devid=0x0
sysimgguid=0x2000000000
switchguid=0x2000000000(2000000000)
Switch	4 "S-0000002000000000"		# "leaf-0" base port 0 lid 3 lmc 0
[1]	"H-0000001000000000"[1](1000000001) 		# "node-0" lid 1 4xNDR
[2]	"H-0000001000000100"[1](1000000101) 		# "node-1" lid 2 4xNDR
[3]	"S-0000002000000100"[1]		# "spine-0" lid 4 4xNDR

vendid=0x0
devid=0x0
sysimgguid=0x2000000100
switchguid=0x2000000100(2000000100)
Switch	4 "S-0000002000000100"		# "spine-0" base port 0 lid 4 lmc 0
[1]	"S-0000002000000000"[3]		# "leaf-0" lid 3 4xNDR

vendid=0x0
devid=0x0
sysimgguid=0x1000000000
caguid=0x1000000000
Ca	1 "H-0000001000000000"		# "node-0"
[1](1000000001) 	"S-0000002000000000"[1]		# lid 1 lmc 0 "leaf-0" lid 3 4xNDR

vendid=0x0
devid=0x0
sysimgguid=0x1000000100
caguid=0x1000000100
Ca	1 "H-0000001000000100"		# "node-1"
[1](1000000101) 	"S-0000002000000000"[2]		# lid 2 lmc 0 "leaf-0" lid 3 4xNDR
)");
}

TEST_CASE("a graph says where things stand, as far as that is known") {
    const FileWiring wiring = wire_file(read_text(records));
    const FabricFile file = file_of(wiring.plan, wiring.demand, wiring.nic_rate);
    FloorFacts floor;
    floor.devices = {{.rack = "row-01/rack-0001", .unit = 42, .x = 1.5, .y = 2}};
    floor.cables = {{.length = 3, .medium = "dac"}};
    const std::string text = write_graphml(file, floor);
    CHECK(text.find(
              "<node id=\"leaf-0\"><data key=\"kind\">leaf</data><data key=\"ports\">4</data>"
              "<data key=\"rack\">row-01/rack-0001</data><data key=\"u\">42</data><data key=\"x\">1.5</data>"
              "<data key=\"y\">2</data></node>\n") != std::string::npos);
    CHECK(text.find("<edge source=\"node-0\" target=\"leaf-0\"><data key=\"sport\">1</data><data "
                    "key=\"tport\">1</data>"
                    "<data key=\"gbps\">400</data><data key=\"length_m\">3</data><data "
                    "key=\"medium\">dac</data></edge>\n") != std::string::npos);
    CHECK(text.find(
              "<node id=\"node-0\"><data key=\"kind\">host</data><data key=\"ports\">1</data></node>\n") !=
          std::string::npos);
    CHECK(wire_file(read_text(text)).plan.links == wiring.plan.links);
}

TEST_CASE("DOT has a line for each device and cable") {
    const FileWiring wiring = wire_file(read_text(records));
    CHECK(write_dot(file_of(wiring.plan, wiring.demand, wiring.nic_rate), {}) == R"(graph fabric {
  "leaf-0" [kind=leaf];
  "spine-0" [kind=spine];
  "node-0" [kind=host];
  "node-1" [kind=host];
  "node-0" -- "leaf-0" [taillabel=1, headlabel=1, gbps=400];
  "node-1" -- "leaf-0" [taillabel=1, headlabel=2, gbps=400];
  "leaf-0" -- "spine-0" [taillabel=3, headlabel=1, gbps=400];
}
)");
}

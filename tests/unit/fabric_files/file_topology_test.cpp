// The topology model `file`: what it needs to know, and which demands it fits.
#include "datahall/config_error.hpp"
#include "datahall/model/registry.hpp"

#include "models/builtin.hpp"
#include "models/fabric/file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/settings.hpp"
#include "tests/unit/fabric_files/texts.hpp"

using namespace datahall;

namespace {

std::unique_ptr<TopologyGenerator> make(Settings settings, const std::string& text = records) {
    Models models;
    register_builtin(models);
    settings.source("file", [&] { return lines_of(text); });
    return models.topology.find("file")->make(settings);
}

const std::string unknown_rate =
    with(with(records, "\"node-1\" lid 2 4xNDR", "\"node-1\" lid 2 ???"),
         "lid 2 lmc 0 \"leaf-0\" lid 3 4xNDR", "lid 2 lmc 0 \"leaf-0\" lid 3 ???");

}  // namespace

TEST_CASE("a file fits the demand of its own nodes, and no other") {
    const auto topology = make({});
    const FabricDemand own{2, 1, 4};
    CHECK(topology->generate(own).problem.empty());
    CHECK(topology->generate(own).links.size() == 3);
    CHECK(topology->generate({3, 1, 4}).problem == "the file has 2 nodes, and 3 are to be joined");
    CHECK(topology->generate({2, 2, 4}).problem ==
          "nodes have 1 cables in the file, and 2 NICs are to be joined");
    CHECK(topology->generate({2, 1, 2}).problem ==
          "switch 'leaf-0' has a cable at port 3 in the file, and the fabric's switches have 2 ports");
    CHECK(topology->generate({2, 1, 64}).problem.empty());
}

TEST_CASE("an unknown rate is refused where nothing says what to assume") {
    try {
        make({}, unknown_rate);
        FAIL("it was read");
    } catch (const ConfigError& e) {
        CHECK(e.problems().front().where.line == 11);
        CHECK(e.problems().front().text ==
              "the rate of the cable at port 2 of 'leaf-0' is not known; 'rate' says what to assume");
    }
    Settings assumed;
    assumed.set("rate", 100e9);
    CHECK(make(assumed, unknown_rate)->generate({2, 1, 4}).links[1].speed == 0.25F);
    Settings ignored;
    ignored.set("speeds", "ignore");
    CHECK(make(ignored, unknown_rate)->generate({2, 1, 4}).links[1].speed == 1.0F);
}

TEST_CASE("a file without any rate has equal cables") {
    const auto topology = make({}, net);
    for (const LinkPlan& link : topology->generate({2, 1, 4}).links) CHECK(link.speed == 1.0F);
}

TEST_CASE("switches whose ports the file does not tell have those of the demand") {
    const auto topology = make({}, with(graphml, "<data key=\"ports\">4</data>", ""));
    CHECK(topology->generate({2, 1, 36}).switches[0].ports == 36);
    CHECK(topology->generate({2, 1, 36}).switches[1].ports == 4);
}

// The shipped switches and cables: they read without a mistake and hold what was published.
#include <algorithm>

#include "datahall/model/cabling.hpp"

#include "sim/build/fabric/cable_plan.hpp"
#include "sim/config/reader.hpp"
#include "tests/support/catch.hpp"

using namespace datahall;

namespace {

template <class T>
using Entries = std::map<std::string, T, std::less<>>;

template <class T>
Entries<T> read_entries(const std::string& text) {
    const YamlTree tree = parse_yaml(text, "catalogue");
    Entries<T> entries;
    Problems problems;
    ReadContext context;
    for (const YamlNode& node : tree.root.children) {
        Reader reader{node, problems, context, node.key};
        describe(reader, entries[node.key]);
        reader.done();
    }
    problems.throw_if_any();
    return entries;
}

template <class T>
Entries<T> shipped(const std::string& file) {
    return read_entries<T>(
        read_all(std::string{DATAHALL_SOURCE_DIR} + "/scenarios/catalogue/" + file, std::size_t{1} << 20));
}

std::string problem_of(const std::string& text) {
    try {
        read_entries<CableFamily>(text);
    } catch (const ConfigError& error) {
        return error.problems().front().path + ": " + error.problems().front().text;
    }
    return "";
}

}  // namespace

TEST_CASE("every shipped switch reads and names its source") {
    const auto switches = shipped<SwitchType>("switches.yaml");
    CHECK(switches.size() >= 6);
    for (const auto& [name, s] : switches) {
        INFO(name);
        CHECK(s.origin.source.size() > 20);
        CHECK(s.power_max >= s.power_typical);
        CHECK(s.power_typical > Watts{});
        CHECK(s.latency > Seconds{});
        CHECK(s.price > Dollars{});
    }
    // NVIDIA QM9700: 64 ports of 400 Gb/s, 51.2 Tb/s both ways, in one rack unit.
    const SwitchType& ndr = switches.at("infiniband_ndr_64");
    CHECK(ndr.ports == 64);
    CHECK((ndr.port_rate * static_cast<double>(2 * ndr.ports)).si() == Approx(51.2e12));
    CHECK(ndr.rack_units == 1);
}

TEST_CASE("every shipped family of cables reaches farther with each medium and names its sources") {
    const auto families = shipped<CableFamily>("cables.yaml");
    CHECK(families.size() >= 7);
    for (const auto& [name, family] : families) {
        INFO(name);
        REQUIRE(family.media.size() >= 2);
        CHECK(family.media.front().transceivers == 0);   // copper first
        CHECK(family.media.back().reach.si() >= 100.0);  // a hall's longest run
        for (const Medium& m : family.media) {
            CHECK(m.origin.source.size() > 20);
            CHECK(m.power_at_node >= m.power_per_end);
            CHECK(m.price + m.price_per_end > Dollars{});
            CHECK((m.transceivers == 2) == (m.price_per_end > Dollars{}));
        }
    }
}

TEST_CASE("media of 400G are picked at the reaches of their data sheets") {
    const auto families = shipped<CableFamily>("cables.yaml");
    const CableFamily& ndr = families.at("infiniband_ndr");
    const auto name_at = [&](double m) {
        return ndr.media.at(pick_medium(ndr, Meters::from_si(m)).value()).name;
    };
    CHECK(name_at(3.0) == "dac");
    CHECK(name_at(3.01) == "acc");
    CHECK(name_at(5.0) == "acc");
    CHECK(name_at(5.01) == "mmf");
    CHECK(name_at(50.0) == "mmf");
    CHECK(name_at(50.01) == "smf");
    CHECK(name_at(100.0) == "smf");
    CHECK(name_at(100.01) == "smf_500");
    CHECK_FALSE(pick_medium(ndr, Meters::from_si(2000.01)));
    // 17 W for a cable between switches, 17.5 W to a node.
    const Medium& mmf = ndr.media.at(2);
    CHECK((mmf.power_per_end * 2.0).si() == Approx(17.0));
    CHECK((mmf.power_per_end + mmf.power_at_node).si() == Approx(17.5));
}

TEST_CASE("a NIC end draws what a switch end draws unless it is stated") {
    const auto families = read_entries<CableFamily>(
        "a: {port_rate: 100 Gb/s, media: [{name: x, reach: 1 m, power_per_end: 2 W, diameter: 3 mm, "
        "linear_mass: 9 g/m, source: s, confidence: estimate}]}");
    CHECK(families.at("a").media.at(0).power_at_node.si() == 2.0);
}

TEST_CASE("a family whose media do not reach farther in turn is refused") {
    const std::string medium =
        ", power_per_end: 2 W, diameter: 3 mm, linear_mass: 9 g/m, source: s, confidence: estimate}";
    const std::string text = "a: {port_rate: 100 Gb/s, media: [{name: x, reach: 5 m" + medium +
                             ", {name: y, reach: 3 m" + medium + "]}";
    CHECK(problem_of(text).find("reach farther") != std::string::npos);
}

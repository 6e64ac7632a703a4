// Forwarding tables of a real subnet manager, and broken ones.
#include "models/fabric/formats/lft_dump.hpp"

#include <map>

#include <fmt/format.h>

#include "datahall/config_error.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/fabric_files/texts.hpp"

using namespace datahall;

namespace {

const char* const two_tables =
    R"(Unicast lids [0x0-0x4] of switch DR path slid 0; dlid 0; 0,1 guid 0x0000000000000020 (leaf-0):
  Lid  Out   Destination
       Port     Info 
0x0001 001 : (Channel Adapter portguid 0x0000000000000011: 'node-0')
0x0002 002 : (Channel Adapter portguid 0x0000000000000013: 'node-1')
0x0003 000 : (Switch portguid 0x0000000000000020: 'leaf-0')
0x0004 003 : (Switch portguid 0x0000000000000021: 'spine-0')
4 valid lids dumped 
Unicast lids [0x0-0x4] of switch DR path slid 0; dlid 0; 0,1,3 guid 0x0000000000000021 (spine-0):
  Lid  Out   Destination
       Port     Info 
0x0001 001 : (Channel Adapter portguid 0x0000000000000011: 'node-0')
0x0002 001 : (Channel Adapter portguid 0x0000000000000013: 'node-1')
0x0004 000 : (Switch portguid 0x0000000000000021: 'spine-0')
3 valid lids dumped 
)";

ForwardingTables join(const std::string& dump, const std::string& fabric) {
    const auto lines = lines_of(dump);
    const FabricFile file = read_text(fabric);
    return join_lft(read_lft_dump(*lines), *lines, file, wire_file(file));
}

std::string refusal_of_join(const std::string& dump, const std::string& fabric = records) {
    try {
        join(dump, fabric);
    } catch (const ConfigError& e) {
        return fmt::format("{}: {}", e.problems().front().where.line, e.problems().front().text);
    }
    return {};
}

// Cables on the way from host to host by the tables; 0 where there is no way of at most six.
std::uint32_t cables_between(const FileWiring& wiring, const FabricFile& file, const ForwardingTables& tables,
                             std::uint32_t from, std::uint32_t to) {
    std::map<FileEnd, FileEnd> peer;
    for (const FileCable& c : file.cables) {
        peer[c.a] = c.b;
        peer[c.b] = c.a;
    }
    std::map<std::uint32_t, std::uint32_t> number;
    for (std::uint32_t s = 0; s < wiring.device_of_switch.size(); ++s) number[wiring.device_of_switch[s]] = s;
    FileEnd at = peer[wiring.port_of_host[from]];
    for (std::uint32_t cables = 1; cables <= 6; ++cables) {
        if (at.device == wiring.port_of_host[to].device) return cables;
        at = peer[{at.device, tables.port(number[at.device], to)}];
    }
    return 0;
}

}  // namespace

TEST_CASE("a dump gives the port towards each host at each switch") {
    const ForwardingTables t = join(two_tables, records);
    CHECK(t.hosts == 2);
    CHECK(t.switches == 2);
    CHECK(t.ports == std::vector<std::uint16_t>{1, 2, 1, 1});  // leaf-0, then spine-0
}

TEST_CASE("a LID without an entry is no port") {
    const std::string cut =
        with(with(two_tables, "0x0002 001 : (Channel Adapter portguid 0x0000000000000013: 'node-1')\n", ""),
             "3 valid", "2 valid");
    CHECK(join(cut, records).port(1, 1) == ForwardingTables::no_port);
    const std::string said =
        with(with(two_tables, "0x0002 001 : (Channel Adapter portguid 0x0000000000000013: 'node-1')\n",
                  "0x0002 UNREACHABLE\n"),
             "3 valid", "2 valid");
    CHECK(join(said, records).port(1, 1) == ForwardingTables::no_port);
}

TEST_CASE("the eight dumps of OpenSM are read in full") {
    for (const std::string fabric : {"small", "degraded"}) {
        for (const std::string engine : {"minhop", "updn", "ftree", "dfsssp"}) {
            INFO(fabric << " " << engine);
            const auto lines = lines_of(opensm(fabric + "_" + engine + ".fts"));
            const LftDump dump = read_lft_dump(*lines);
            REQUIRE(dump.tables.size() == 10);
            for (const LftTable& table : dump.tables) {
                // No up/down route leads from spine to spine, so those engines leave one LID out there.
                const bool is_short = fabric == "small" && (engine == "updn" || engine == "ftree") &&
                                      table.name.starts_with("spine");
                if (fabric == "small") CHECK(table.entries.size() == (is_short ? 41 : 42));
            }
            const FabricFile file = read_text(opensm(fabric + "_" + engine + ".ibnetdiscover"));
            const FileWiring wiring = wire_file(file);
            const ForwardingTables t = join_lft(dump, *lines, file, wiring);
            // Complete and minimal: of 992 pairs, 32 x 3 share a leaf (2 cables), the others take a spine
            // (4).
            std::map<std::uint32_t, int> pairs;
            for (std::uint32_t from = 0; from < 32; ++from) {
                for (std::uint32_t to = 0; to < 32; ++to) {
                    if (from != to) ++pairs[cables_between(wiring, file, t, from, to)];
                }
            }
            CHECK(pairs == std::map<std::uint32_t, int>{{2, 96}, {4, 896}});
        }
    }
}

TEST_CASE("broken dumps are refused at their line") {
    const std::vector<std::array<const char*, 3>> broken{{
        {"0x0002 002", "0x0001 002", "5: expected LIDs in rising order, each once, got 0x1 after 0x1"},
        {"0x0004 003", "0x0009 003", "7: expected a LID up to 0x4 as line 1 says, got 0x9"},
        {"0x0002 002", "0x0002 300",
         "5: expected an out port as a number of at most 254, got '300 : (Channel Adapter portguid "
         "0x000000...'"},
        {"0x0002 002", "0x0002 004", "5: port 4 of switch 'leaf-0' has no cable"},
        {"0x0002 002", "0x0002 000", "5: port 0 is switch 'leaf-0' itself, which is not LID 0x2"},
        {"4 valid", "5 valid", "8: expected the count of the 4 LIDs above, got 5: is a part missing?"},
        {"4 valid lids dumped \n", "",
         "8: expected the count that ends the table before, got 'Unicast lids [0x0-0x4] of switch DR "
         "path...'"},
        {"3 valid lids dumped \n", "",
         "14: expected the count that ends the table of 'spine-0': is the file cut off?"},
        {"guid 0x0000000000000021 (spine-0)", "guid 0x0000000000000020 (spine-0)",
         "9: switch 'spine-0' has two tables; the other is on line 1"},
        {"guid 0x0000000000000021 (spine-0)", "guid 0x0000000000000022 (spine-0)",
         "9: switch 'spine-0' (0x22) is not in the fabric's file"},
        {"portguid 0x0000000000000013", "portguid 0x0000000000000017",
         "5: LID 0x2 is 0x17 here and 0x13 in the fabric's file: the two are of different runs"},
        {"0x0003 000 : (Switch portguid 0x0000000000000020: 'leaf-0')", "0x0003 zero",
         "6: expected an out port as a number of at most 254, got 'zero'"},
    }};
    for (const auto& [from, to, refusal] : broken) {
        INFO(from << " -> " << to);
        CHECK(refusal_of_join(with(two_tables, from, to)) == refusal);
    }
    const std::string one = std::string{two_tables}.substr(0, std::string{two_tables}.find("Unicast", 1));
    CHECK(refusal_of_join(one) == "8: expected a table of switch 'spine-0': is the file cut off?");
    CHECK(refusal_of_join("") == "0: expected at least one table 'Unicast lids ...'");
    CHECK(refusal_of_join(two_tables, with(records, "\"node-1\" lid 2 4xNDR", "\"node-1\" lid 7 4xNDR"))
              .empty() == false);
}

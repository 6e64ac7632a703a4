// Every way in which a fabric file can be wrong, and the line and sentence that name it.
#include <algorithm>

#include "datahall/config_error.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/fabric_files/texts.hpp"

using namespace datahall;

namespace {

// A text, changed, and what must come of it.
struct Broken {
    const char* text;
    const char* from;
    const char* to;
    const char* refusal;
};

void check_all(const std::vector<Broken>& table) {
    for (const Broken& b : table) {
        INFO(b.from << " -> " << b.to);
        CHECK(refusal_of(with(b.text, b.from, b.to)) == b.refusal);
    }
}

}  // namespace

TEST_CASE("broken records are refused at their line") {
    check_all({
        {records, "[1]\t\"S-0000000000000020\"[3]\t\t# \"leaf-0\" lid 3 4xNDR\n", "",
         "12: the cable from port 3 of 'leaf-0' to port 1 of 'spine-0' is described at this end only: a "
         "one-way "
         "link, or a file that is cut off"},
        {records, "[1]\t\"S-0000000000000020\"[3]", "[1]\t\"S-0000000000000020\"[2]",
         "12: port 3 of 'leaf-0' is joined to port 1 of 'spine-0', which line 16 joins to port 2 of '0x20'"},
        {records, "[2]\t\"H-", "[1]\t\"H-", "11: port 1 of 'leaf-0' has two cables; the other is on line 10"},
        {records, "[3]\t\"S-", "[5]\t\"S-", "12: expected a port of 'leaf-0', which has 4, got port 5"},
        {records, "Switch\t4 \"S-0000000000000020\"", "Switch\t2 \"S-0000000000000020\"",
         "12: expected a port of 'leaf-0', which has 2, got port 3"},
        {records, "Switch\t4", "Switch\t0",
         "9: expected at least one port, got '\"S-0000000000000020\"??# \"leaf-0\" base po...'"},
        {records, "Switch\t4", "Switch\tmany",
         "9: expected the ports as a number of at most 1024, got 'many \"S-0000000000000020\"??# \"leaf-0\" "
         "ba...'"},
        {records, "[3]\t\"S-", "[0]\t\"S-",
         "12: expected a port counted from 1, got '0]?\"S-0000000000000021\"[1]??# \"spine-0\" ...'"},
        {records, "[3]\t\"S-0000000000000021\"", "[3]\t\"S-0000000000000099\"",
         "12: port 3 of 'leaf-0' is joined to '0x99', which has no record: is the file cut off?"},
        {records, "lid 4 4xNDR", "lid 4 4xQQR",
         "12: expected a rate such as 4xNDR, with one of the speeds SDR, DDR, QDR, FDR10, FDR, EDR, HDR, "
         "NDR, XDR, "
         "got '4xQQR'"},
        {records, "lid 4 4xNDR", "lid 4 4xEDR",
         "16: expected the rate that the other end of the cable has on line 12, 4xEDR, got 4xNDR"},
        {records, "switchguid=0x20(20)", "switchguid=0xleaf",
         "8: expected a GUID of at most 16 hexadecimal digits, got '0xleaf'"},
        {records, "switchguid=0x20(20)", "switchguid=0x0", "8: expected a GUID other than 0, got '0x0'"},
        {records, "switchguid=0x20(20)", "switchguid=0x22(22)",
         "9: expected the GUID 0x22 announced above, got 0x20"},
        {records, "\"S-0000000000000020\"\t\t# \"leaf-0\"", "\"S-00000000000000200\"\t\t# \"leaf-0\"",
         "9: expected the GUID 0x20 announced above, got 0x200"},
        {records, "\"leaf-0\" base port 0 lid 3", "\"leaf-0\" base port 0 lid 50000",
         "9: expected a LID as a number of at most 49151, got '50000 lmc 0'"},
        {records, "\"leaf-0\" base port 0 lid 3", "\"leaf-0\" base port 0 lid -3",
         "9: expected a LID as a number of at most 49151, got '-3 lmc 0'"},
        {records, "\"leaf-0\" base port 0 lid 3", "\"leaf-0\" base port 0 lid 4",
         "16: expected LID 4, which 'leaf-0' has in its record on line 9, got 3"},
        {records, "\"node-0\" lid 1 4xNDR", "\"node-0\" lid 7 4xNDR",
         "10: expected LID 1, which 'node-0' has in its record on line 23, got 7"},
        {records, "[1](11) \t\"S-0000000000000020\"[1]\t\t# lid 1 lmc 0 \"leaf-0\" lid 3 4xNDR\n", "",
         "10: the cable from port 1 of 'leaf-0' to port 1 of 'node-0' is described at this end only: a "
         "one-way "
         "link, or a file that is cut off"},
        {records, "caguid=0x10\nCa\t1 \"H-0000000000000010\"\t\t# \"node-0\"",
         "caguid=0x12\nCa\t1 \"H-0000000000000012\"\t\t# \"node-0\"",
         "23: '0x12' has two records; the other is on line 19"},
        {records, "switchguid=0x21(21)\nSwitch", "switchguid=0x21(21)\n\nSwitch",
         "15: expected a record after its GUID: is the file cut off?"},
        {records, "Switch\t4 \"S-0000000000000021\"", "Rt\t4 \"R-0000000000000021\"",
         "15: expected 'Switch', 'Ca', a GUID or a port in brackets, got 'Rt?4 \"R-0000000000000021\"??# "
         "\"spine-0\" e...'"},
    });
}

TEST_CASE("two devices with one LID are refused") {
    std::string text = with(records, "\"node-1\" lid 2 4xNDR", "\"node-1\" lid 1 4xNDR");
    text = with(text, "lid 2 lmc 0", "lid 1 lmc 0");
    CHECK(refusal_of(text) == "23: 'node-0' and 'node-1' (line 19) have the same LID 1");
}

TEST_CASE("broken port lists are refused at their line") {
    check_all({
        {port_list,
         "SW     4  1 0x0000000000000021 4x NDR - SW     3  3 0x0000000000000020 ( 'spine-0' - 'leaf-0' )\n",
         "",
         "2: the cable from port 3 of 'leaf-0' to port 1 of 'spine-0' is described at this end only: a "
         "one-way "
         "link, or a file that is cut off"},
        {port_list, "SW     3  2 0x", "SW     3  3 0x",
         "3: port 3 of 'leaf-0' has two cables; the other is on line 2"},
        {port_list, "4x NDR - SW     4", "4x NDRR - SW     4",
         "2: expected a width and a speed such as '4x NDR', with one of the speeds SDR, DDR, QDR, FDR10, "
         "FDR, EDR, "
         "HDR, NDR, XDR, got '4xNDRR'"},
        {port_list, "0x0000000000000021 ( 'leaf-0'", "0x0000000000000099 ( 'leaf-0'",
         "2: port 3 of 'leaf-0' is joined to '0x99', which has no record: is the file cut off?"},
        {port_list, "( 'leaf-0' - 'spine-0' )", "( 'leaf-0' )",
         "2: expected two names as in ( 'leaf-0' - 'node-0' ), got ''leaf-0' )'"},
        {port_list, "( 'leaf-0' - 'node-1' )", "( 'leaf-7' - 'node-1' )",
         "3: expected 'leaf-0' as on line 1, got 'leaf-7'"},
        {port_list,
         "CA     1  1 0x0000000000000010 4x NDR - SW     3  1 0x0000000000000020 ( 'node-0' - 'leaf-0' )",
         "CA     1  1 0x0000000000000010 4x SDR                                    'node-0'",
         "4: the cable from port 1 of 'leaf-0' to port 1 of 'node-0' is described at this end only: a "
         "one-way "
         "link, or a file that is cut off"},
        {port_list, "SW     4  4", "RT     4  4",
         "5: expected 'CA' or 'SW', got 'RT     4  4 0x0000000000000021 4x SDR   ...'"},
        {port_list, "SW     3  4", "SW 70000  4",
         "1: expected a LID as a number of at most 49151, got '70000  4 0x0000000000000020 4x SDR      ...'"},
    });
    const std::string down =
        "CA     9  1 0x0000000000000030 4x SDR                                    'node-9'\n";
    CHECK(refusal_of(port_list + down) == "9: adapter 'node-9' has no cable");
}

TEST_CASE("broken network files are refused at their line") {
    check_all({
        {net, "[1]\t\"leaf-0\"[3]\n", "",
         "4: the cable from port 3 of 'leaf-0' to port 1 of 'spine-0' is described at this end only: a "
         "one-way "
         "link, or a file that is cut off"},
        {net, "\"node-1\"[1]", "\"node-0\"[1]",
         "3: port 2 of 'leaf-0' is joined to port 1 of 'node-0', which line 10 joins to port 1 of 'leaf-0'"},
        {net, "Hca\t1 \"node-1\"", "Hca\t1 \"node-0\"",
         "12: 'node-0' has two records; the other is on line 9"},
        {net, "Hca\t1 \"node-1\"\n[1]\t\"leaf-0\"[2]\n", "",
         "3: port 2 of 'leaf-0' is joined to 'node-1', which has no record: is the file cut off?"},
        {net, "[3]\t\"spine-0\"[1]", "[9]\t\"spine-0\"[1]",
         "4: expected a port of 'leaf-0', which has 4, got port 9"},
        {net, "[3]\t\"spine-0\"[1]", "[3]\t\"spine-0\"", "4: expected '[', got the end of the line"},
        {net, "[3]\t\"spine-0\"[1]", "[3]\t\"spine-0",
         "4: expected the name of the other end in quotes, got '\"spine-0'"},
        {net, "[3]\t\"spine-0\"[1]", "[3]\t\"spine-0\"[1] 4xNDR",
         "4: expected the end of the line, got '4xNDR'"},
        {net, "[3]\t\"spine-0\"[1]", "module x",
         "4: expected 'Switch', 'Hca' or a port in brackets, got 'module x'"},
        {net, "Switch\t4 \"leaf-0\"", "Switch\t4000 \"leaf-0\"",
         "1: expected the ports as a number of at most 1024, got '4000 \"leaf-0\"'"},
        {net, "Switch\t4 \"leaf-0\"", "Switch\t4 \"\"", "1: expected a name in quotes, got '\"\"'"},
    });
    CHECK(refusal_of(std::string{net} + "\nHca 1 \"idle\"\n") == "15: adapter 'idle' has no cable");
    CHECK(refusal_of(std::string{net} + "\nSwitch 4 \"idle\"\n") == "15: switch 'idle' has no cable");
    CHECK(refusal_of("Switch 4 \"a\"\n[1] \"a\"[2]\n[2] \"a\"[1]\n") == "2: a cable joins 'a' to itself");
    CHECK(refusal_of("Hca 1 \"a\"\n[1] \"b\"[1]\n\nHca 1 \"b\"\n[1] \"a\"[1]\n") ==
          "2: a cable joins the adapters 'a' and 'b'; expected a switch at one end");
}

TEST_CASE("broken GraphML is refused at its line") {
    check_all({
        {graphml, "<node id=\"node-1\">", "<node id=\"node-0\">",
         "10: 'node-0' has two records; the other is on line 9"},
        {graphml, "target=\"node-1\"", "target=\"node-7\"",
         "12: expected the id of a node, got 'node-7': is the file cut off?"},
        {graphml, "<data key=\"sport\">2</data>", "<data key=\"sport\">3</data>",
         "13: port 3 of 'leaf-0' has two cables; the other is on line 12"},
        {graphml, "<data key=\"sport\">2</data>", "",
         "12: expected 'sport' as a whole number from 1 to 1024, got ''"},
        {graphml, "<data key=\"sport\">2</data>", "<data key=\"sport\">5</data>",
         "12: expected a port of 'leaf-0', which has 4, got port 5"},
        {graphml, "<data key=\"sport\">2</data>", "<data key=\"sport\">2.5</data>",
         "12: expected 'sport' as a whole number from 1 to 1024, got '2.5'"},
        {graphml, "<data key=\"d1\">400</data>", "<data key=\"d1\">fast</data>",
         "11: expected 'gbps' as a rate in Gb/s such as 400, got 'fast'"},
        {graphml, "<data key=\"d0\">spine</data>", "<data key=\"d0\">top</data>",
         "8: expected the kind of 'spine-0' as host, leaf, spine, core or switch, got 'top'"},
        {graphml, "edgedefault=\"undirected\"", "edgedefault=\"directed\"",
         "6: expected a graph with edgedefault=\"undirected\", an edge for each cable"},
        {graphml, "<graphml ", "<!DOCTYPE graphml>\n<graphml ", "2: expected elements, got a document type"},
        {graphml, "</graph>\n", "", "14: expected XML: unexpected end of data"},
    });
    std::string deep = "<graphml>";
    for (int i = 0; i < 100'000; ++i) deep += "<a>";
    CHECK(refusal_of(deep) == "1: expected elements at most 64 deep");
    CHECK(refusal_of("<graphml></graphml>") == "1: expected an element <graph>");
}

TEST_CASE("no dump that is cut off reads as a smaller fabric") {
    // Wherever it is cut, what is missing is a record, an end of a cable or a part of a line.
    for (const std::string whole : {records, port_list, net, graphml}) {
        const std::size_t end = whole.find_last_not_of('\n') + 1;
        for (std::size_t length = 1; length < end; ++length) {
            INFO(whole.substr(0, length));
            CHECK_FALSE(refusal_of(whole.substr(0, length)).empty());
        }
    }
    const std::string dump = opensm("small_minhop.ibnetdiscover");
    for (std::size_t length = 1; length + 1 < dump.size(); length += 97) {
        CHECK_FALSE(refusal_of(dump.substr(0, length)).empty());
    }
}

// Flow traces: what is read, and what is refused and how.
#include "sim/fabric/flow_files.hpp"

#include "datahall/config_error.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/text_lines.hpp"

using namespace datahall;

namespace {

std::string complaint(const char* text, auto read) {
    TextLines lines{text};
    try {
        read(lines);
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "nothing";
}

}  // namespace

TEST_CASE("flows and routes are read as they are written") {
    TextLines flows{"# a comment\n0 3 4 1000 5\n1 4 3 2000 0\n"};
    const std::vector<Flow> read = read_flows(flows);
    REQUIRE(read.size() == 2);
    CHECK(read[0].source == 3);
    CHECK(read[0].destination == 4);
    CHECK(read[0].bytes == 1000);
    CHECK(read[0].start_ns == 5);
    TextLines routes{"LINKS 2\n0 5e10 a\n1 2.5e10 b\nROUTES 2\n0 0 1\n1\n"};
    const RouteTable table = read_routes(routes);
    CHECK(table.capacities == std::vector<double>{5e10, 2.5e10});
    CHECK(table.names == std::vector<std::string>{"a", "b"});
    CHECK(table.path(0).size() == 2);
    CHECK(table.path(1).empty());
}

TEST_CASE("broken traces are refused with the column and what was expected") {
    const auto flows = [](LineSource& lines) { read_flows(lines); };
    const auto routes = [](LineSource& lines) { read_routes(lines); };
    CHECK_THAT(complaint("0 1 2 1000\n", flows), Catch::Contains("start_ns"));
    CHECK_THAT(complaint("1 1 2 1000 0\n", flows), Catch::Contains("expected 0"));
    CHECK_THAT(complaint("0 1 2 -5 0\n", flows), Catch::Contains("bytes"));
    CHECK_THAT(complaint("0 1 2 nan 0\n", flows), Catch::Contains("bytes"));
    CHECK_THAT(complaint("0 1 2 5 1.5\n", flows), Catch::Contains("whole nanoseconds"));
    CHECK_THAT(complaint("0 1 2 5 0 9\n", flows), Catch::Contains("end here"));
    CHECK_THAT(complaint("ROUTES 1\n", routes), Catch::Contains("LINKS n"));
    CHECK_THAT(complaint("LINKS 2\n0 1 a\n", routes), Catch::Contains("after 1 of 2 lines"));
    CHECK_THAT(complaint("LINKS 1\n0 1 a\nROUTES 1\n0 1\n", routes), Catch::Contains("below 1"));
}

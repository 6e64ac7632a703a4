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
    CHECK_THAT(complaint("0 -\n1 - 2\n", [](LineSource& lines) { read_finishes(lines); }),
               Catch::Contains("end here"));
    CHECK_THAT(complaint("LINKS 1\n0 1 a\nROUTES 1\n0 1\n", routes), Catch::Contains("below 1"));
}

namespace {

std::string text_of(const std::function<void(const TextSink&)>& write) {
    std::string text;
    write([&text](std::string_view piece) { text += piece; });
    return text;
}

// A flow over link 4 and then 1, one over no link, and a third that can be split.
class SomePaths final : public FlowPaths {
public:
    explicit SomePaths(double share) : share_{share} {}
    std::span<const PathHop> path(std::uint32_t flow) override {
        path_.clear();
        if (flow == 0) path_ = {{4, 1.0}, {1, 1.0}};
        if (flow == 2) path_ = {{1, share_}};
        return path_;
    }
    Seconds latency(std::span<const PathHop>) const override { return {}; }
    void route_again(std::span<const LinkChange>) override {}

private:
    double share_;
    std::vector<PathHop> path_;
};

}  // namespace

TEST_CASE("what is written reads back to the same flows and ends") {
    const std::vector<Flow> flows{{3, 4, 1000.0 / 3.0, 5}, {4, 3, 2e15, 0}};
    TextLines written{text_of([&](const TextSink& sink) { write_flows(flows, sink); })};
    const std::vector<Flow> read = read_flows(written);
    REQUIRE(read.size() == 2);
    CHECK(read[0].bytes == flows[0].bytes);
    CHECK(read[0].start_ns == 5);
    CHECK(read[1].bytes == 2e15);
    CHECK(read[1].destination == 3);
    const std::vector<double> finishes{0.1 + 0.2, -1.0, 0.0};
    TextLines ends{text_of([&](const TextSink& sink) { write_finishes(finishes, sink); })};
    CHECK(read_finishes(ends) == finishes);
}

TEST_CASE("single paths become a table of the links that they take") {
    const std::vector<double> capacities{1, 2, 3, 4, 5};
    const NamedLinks links{capacities, [](std::uint32_t link) {
                               return link == 4 ? std::string{"to the spine"} : std::string{};
                           }};
    SomePaths single{1.0};
    const std::optional<RouteTable> table = single_paths(3, single, links);
    REQUIRE(table);
    const std::string text = text_of([&](const TextSink& sink) { write_routes(*table, sink); });
    CHECK_THAT(text, Catch::Contains("LINKS 2\n0 2 link-0\n1 5 to_the_spine\nROUTES 3\n0 1 0\n1\n2 0\n"));
    TextLines written{text};
    const RouteTable read = read_routes(written);
    CHECK(read.capacities == std::vector<double>{2, 5});
    CHECK(read.hops == table->hops);
    CHECK(read.first == table->first);
    SomePaths split{0.5};
    CHECK_FALSE(single_paths(3, split, links));
}

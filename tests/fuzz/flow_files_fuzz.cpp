// Any bytes as a trace of flows, as routes, as ends: what is read is written and reads back the same, or is
// refused with E0604 to E0606.
#include <algorithm>
#include <functional>
#include <string>

#include "datahall/config_error.hpp"

#include "sim/config/line_source.hpp"
#include "sim/fabric/flow_files.hpp"
#include "tests/fuzz/fuzz_target.hpp"
#include "tests/fuzz/require.hpp"

using namespace datahall;

namespace {

std::unique_ptr<LineSource> open(const std::string& text) {
    return make_line_source(text, "flows", {.line = 10'000, .total = 2'000'000, .ratio = 200});
}

template <class Read>
void read_or_refuse(const std::string& text, const Read& read) {
    try {
        read(*open(text));
    } catch (const ConfigError& e) {
        const std::string& code = e.problems().front().code;
        require(code == "E0604" || code == "E0605" || code == "E0606", "an error has its code");
    }
}

std::string written(const std::function<void(const TextSink&)>& write) {
    std::string text;
    write([&text](std::string_view piece) { text += piece; });
    return text;
}

bool is_same(const Flow& a, const Flow& b) {
    return a.source == b.source && a.destination == b.destination && a.bytes == b.bytes &&
           a.start_ns == b.start_ns;
}

void check_flows(LineSource& lines) {
    const std::vector<Flow> flows = read_flows(lines);
    const auto again = open(written([&](const TextSink& sink) { write_flows(flows, sink); }));
    require(std::ranges::equal(read_flows(*again), flows, is_same), "flows read back");
}

void check_routes(LineSource& lines) {
    const RouteTable table = read_routes(lines);
    for (const PathHop& hop : table.hops) require(hop.link < table.capacities.size(), "a hop is over a link");
    require(table.first.back() == table.hops.size(), "paths cover all hops");
    const auto again = open(written([&](const TextSink& sink) { write_routes(table, sink); }));
    const RouteTable read = read_routes(*again);
    require(read.capacities == table.capacities, "capacities read back");
    require(read.hops == table.hops && read.first == table.first, "paths read back");
}

void check_finishes(LineSource& lines) {
    const std::vector<double> finishes = read_finishes(lines);
    const auto again = open(written([&](const TextSink& sink) { write_finishes(finishes, sink); }));
    require(read_finishes(*again) == finishes, "ends read back");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string text{reinterpret_cast<const char*>(bytes), size};
    read_or_refuse(text, check_flows);
    read_or_refuse(text, check_routes);
    read_or_refuse(text, check_finishes);
    return 0;
}

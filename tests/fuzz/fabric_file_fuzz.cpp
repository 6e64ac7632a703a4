// Any bytes as a fabric file or a table dump: a sound wiring that is written and read back, or a ConfigError
// of a named file.
#include <string>

#include "datahall/config_error.hpp"

#include "models/fabric/formats/fabric_format.hpp"
#include "models/fabric/formats/fabric_writer.hpp"
#include "models/fabric/formats/file_wiring.hpp"
#include "models/fabric/formats/lft_dump.hpp"
#include "models/fabric/formats/plan_file.hpp"
#include "sim/config/line_source.hpp"
#include "tests/fuzz/fuzz_target.hpp"
#include "tests/fuzz/require.hpp"

using namespace datahall;

namespace {

std::unique_ptr<LineSource> open(const std::string& text) {
    return make_line_source(text, "fabric", {.line = 10'000, .total = 2'000'000, .ratio = 200});
}

void check_file(const FabricFile& file) {
    for (const FileDevice& device : file.devices) require(!device.name.empty(), "a device has a name");
    for (const FileCable& c : file.cables) {
        require(c.a.device < file.devices.size() && c.b.device < file.devices.size(), "a cable has two ends");
        require(c.a.device != c.b.device, "a cable joins two devices");
        require(c.rate >= 0, "a rate is no debt");
    }
}

FileWiring read_back(const std::string& text) {
    const auto lines = open(text);
    return wire_file(read_fabric_file(*lines));
}

void check_round_trip(const FileWiring& wiring) {
    FabricPlan plan = wiring.plan;
    for (SwitchPlan& s : plan.switches) {
        if (s.ports == 0) s.ports = FabricFile::most_ports;  // a graph need not tell
    }
    // Names of records may differ from those of the graph only where GUIDs had told them apart.
    const FileWiring again = read_back(write_graphml(file_of(plan, wiring.demand, 400e9), {}));
    require(again.plan.links == wiring.plan.links, "the graph reads back");
    require(again.plan.node_names == wiring.plan.node_names, "names read back");
}

void read_tables(const std::string& text) {
    const auto lines = open(text);
    for (const LftTable& table : read_lft_dump(*lines).tables) {
        for (const LftEntry& entry : table.entries)
            require(entry.lid <= table.top_lid, "a LID is in its range");
    }
}

void read_fabric(const std::string& text) {
    const auto lines = open(text);
    const FabricFile file = read_fabric_file(*lines);
    check_file(file);
    const FileWiring wiring = wire_file(file);
    if (wiring.plan.problem.empty()) check_round_trip(wiring);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string text{reinterpret_cast<const char*>(bytes), size};
    try {
        if (begins_lft_dump(text)) {
            read_tables(text);
        } else {
            read_fabric(text);
        }
    } catch (const ConfigError& e) {
        const std::string& code = e.problems().front().code;
        require(code == "E0604" || code == "E0605" || code == "E0606", "an error has its code");
    }
    return 0;
}

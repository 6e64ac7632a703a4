// `datahall fabric write`: a wiring in the formats of other programs.
#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "models/fabric/formats/fabric_writer.hpp"
#include "models/fabric/formats/plan_file.hpp"
#include "sim/report/atomic_file.hpp"
#include "tools/datahall/exit_code.hpp"
#include "tools/datahall/fabric_input.hpp"
#include "tools/datahall/fabric_tasks.hpp"
#include "tools/datahall/loading.hpp"
#include "tools/datahall/usage_error.hpp"

namespace datahall {
namespace {

const FabricWriter& writer_asked(const Arguments& arguments) {
    const auto writers = fabric_writers();
    const auto found = std::ranges::find(writers, arguments.text("as"), &FabricWriter::name);
    if (found != writers.end()) return *found;
    std::string names;
    for (const FabricWriter& w : writers) names += fmt::format("{}{}", names.empty() ? "" : ", ", w.name);
    throw UsageError{"'fabric write' needs --as with one of " + names, "fabric"};
}

DevicePlace place_in(const Facility& f, std::uint32_t rack, std::uint32_t position) {
    const Rack& r = f.racks[rack];
    return {.rack = f.path_of_rack(rack),
            .unit = r.first_unit + r.unit_step * position,
            .x = r.x.si(),
            .y = r.y.si()};
}

// In the order of file_of(): switches, then the nodes that the fabric joins, rack by rack.
FloorFacts floor_of(const FabricInput& input) {
    FloorFacts floor;
    if (!input.facility) return floor;
    const Facility& f = *input.facility;
    std::vector<std::uint32_t> used(f.racks.size());
    for (const std::uint32_t rack : f.rack_of_switch)
        floor.devices.push_back(place_in(f, rack, used[rack]++));
    const std::string& joined = input.scenario->config().fabric->node;
    for (std::uint32_t rack = 0; rack < f.racks.size(); ++rack) {
        const std::uint32_t type = f.racks[rack].node_type;
        if (type == no_index || f.node_types[type].name != joined) continue;
        for (std::uint32_t n = 0; n < f.racks[rack].nodes; ++n) floor.devices.push_back(place_in(f, rack, n));
    }
    return floor;
}

}  // namespace

int fabric_write(const Arguments& arguments, Session& session) {
    const FabricWriter& writer = writer_asked(arguments);
    const FabricInput input = load_fabric(arguments.operands()[1], load_options(arguments), session.models);
    const FabricFile file = file_of(input.plan, input.demand, input.nic_rate);
    const std::string text = writer.write(file, floor_of(input));
    if (!arguments.has("output") || arguments.text("output") == "-") {
        session.out.write(text);
        session.out.flush();
        return exit_code::done;
    }
    const std::filesystem::path path = arguments.text("output");
    const std::string folder = path.parent_path().string();
    write_file(folder.empty() ? "." : folder, path.filename().string(), text);
    return exit_code::done;
}

}  // namespace datahall

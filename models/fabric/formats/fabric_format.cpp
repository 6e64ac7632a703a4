#include "models/fabric/formats/fabric_format.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace datahall {
namespace {

// Every reader in one readable list.  Add yours: a file, two declarations in the header, a line here.
constexpr std::array<FabricFormat, 4> formats{{
    {"ibnetdiscover", "records as ibnetdiscover prints them", begins_ibnetdiscover, read_ibnetdiscover},
    {"port_list", "ports as ibnetdiscover -p prints them", begins_port_list, read_port_list},
    {"ibsim", "network file of the simulator ibsim", begins_ibsim, read_ibsim},
    {"graphml", "GraphML with ports on its edges", begins_graphml, read_graphml},
}};

constexpr int most_head_lines = 1000;  // comments may come first, but no file is all comments

}  // namespace

std::span<const FabricFormat> fabric_formats() {
    return formats;
}

const FabricFormat* recognized_fabric_format(const LineSource& file) {
    const auto lines = file.reopen();
    std::string_view line;
    while (lines->line() < most_head_lines && lines->next(line)) {
        line.remove_prefix(std::min(line.find_first_not_of(" \t\r"), line.size()));
        if (line.empty() || line.front() == '#') continue;
        const auto found = std::ranges::find_if(formats, [&](const auto& f) { return f.begins_with(line); });
        return found == formats.end() ? nullptr : &*found;
    }
    return nullptr;
}

FabricFile read_fabric_file(LineSource& lines) {
    const FabricFormat* const format = recognized_fabric_format(lines);
    if (format == nullptr) {
        std::string names;
        for (const FabricFormat& f : formats) names += fmt::format("{}{}", names.empty() ? "" : ", ", f.name);
        lines.refuse("", "expected a fabric in one of the formats " + names);
    }
    return format->read(lines);
}

}  // namespace datahall

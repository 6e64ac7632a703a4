// DOT: what Graphviz draws.  Ports stand at the ends of an edge.
#include <iterator>

#include <fmt/format.h>

#include "models/fabric/formats/fabric_writer.hpp"

namespace datahall {
namespace {

std::string quoted_dot(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

}  // namespace

std::string write_dot(const FabricFile& file, const FloorFacts& /*floor*/) {
    std::string text = "graph fabric {\n";
    for (const FileDevice& device : file.devices) {
        fmt::format_to(std::back_inserter(text), "  {} [kind={}];\n", quoted_dot(device.name),
                       kind_name(device.kind));
    }
    for (const FileCable& cable : file.cables) {
        fmt::format_to(std::back_inserter(text), "  {} -- {} [taillabel={}, headlabel={}",
                       quoted_dot(file.devices[cable.a.device].name),
                       quoted_dot(file.devices[cable.b.device].name), cable.a.port, cable.b.port);
        if (cable.rate > 0) fmt::format_to(std::back_inserter(text), ", gbps={}", cable.rate / 1e9);
        text += "];\n";
    }
    return text + "}\n";
}

}  // namespace datahall

#include "models/fabric/formats/fabric_writer.hpp"

#include <algorithm>
#include <array>

namespace datahall {
namespace {

// Every writer in one readable list.  Add yours: a file, a declaration in the header, a line here.
constexpr std::array<FabricWriter, 4> writers{{
    {"graphml", "GraphML, with places on the floor where they are known", write_graphml},
    {"dot", "DOT, for Graphviz", write_dot},
    {"ibsim", "network file of the simulator ibsim", write_ibsim},
    {"ibnetdiscover", "records as ibnetdiscover prints them, with made-up GUIDs and LIDs",
     write_ibnetdiscover},
}};

}  // namespace

std::span<const FabricWriter> fabric_writers() {
    return writers;
}

std::string_view kind_name(FileDeviceKind kind) {
    static constexpr std::array<std::string_view, 5> names{"host", "leaf", "spine", "core", "switch"};
    return names[static_cast<std::size_t>(kind)];
}

std::vector<ListedEnd> listed_ends(const FabricFile& file) {
    std::vector<ListedEnd> ends;
    ends.reserve(file.cables.size() * 2);
    for (const FileCable& c : file.cables) {
        ends.push_back({c.a, c.b, c.rate});
        ends.push_back({c.b, c.a, c.rate});
    }
    std::ranges::sort(ends, {}, &ListedEnd::end);
    return ends;
}

}  // namespace datahall

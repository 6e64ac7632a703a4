// Network files for ibsim, read back by ibsim.cpp.  Rates and GUIDs are lost: the format has none.
#include <iterator>

#include <fmt/format.h>

#include "models/fabric/formats/fabric_writer.hpp"

namespace datahall {

std::string write_ibsim(const FabricFile& file, const FloorFacts& /*floor*/) {
    std::string text;
    const std::vector<ListedEnd> ends = listed_ends(file);
    auto next = ends.begin();
    for (std::uint32_t d = 0; d < file.devices.size(); ++d) {
        const FileDevice& device = file.devices[d];
        fmt::format_to(std::back_inserter(text), "{}\t{} \"{}\"\n", device.is_host() ? "Hca" : "Switch",
                       device.ports, device.name);
        for (; next != ends.end() && next->end.device == d; ++next) {
            fmt::format_to(std::back_inserter(text), "[{}]\t\"{}\"[{}]\n", next->end.port,
                           file.devices[next->peer.device].name, next->peer.port);
        }
        text += '\n';
    }
    return text;
}

}  // namespace datahall

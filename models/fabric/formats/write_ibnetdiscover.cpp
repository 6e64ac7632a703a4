// Records as ibnetdiscover prints them, read back by ibnetdiscover.cpp.  A rate that no link has is "???".
#include <iterator>

#include <fmt/format.h>

#include "models/fabric/formats/fabric_writer.hpp"
#include "models/fabric/formats/link_rate.hpp"

namespace datahall {
namespace {

class RecordWriter {
public:
    explicit RecordWriter(const FabricFile& file) : file_{file} {}

    std::string write() {
        text_ = "#\n# Topology file: written by datahall; GUIDs and LIDs are made up\n#\n";
        const std::vector<ListedEnd> ends = listed_ends(file_);
        auto next = ends.begin();
        for (std::uint32_t d = 0; d < file_.devices.size(); ++d) {
            add_heading(file_.devices[d]);
            for (; next != ends.end() && next->end.device == d; ++next) add_port(*next);
        }
        return std::move(text_);
    }

private:
    template <class... T>
    void add(fmt::format_string<T...> format, T&&... values) {
        fmt::format_to(std::back_inserter(text_), format, std::forward<T>(values)...);
    }

    void add_heading(const FileDevice& device) {
        add("\nvendid=0x0\ndevid=0x0\nsysimgguid={:#x}\n", device.guid);
        if (device.is_host()) {
            add("caguid={:#x}\nCa\t{} \"H-{:016x}\"\t\t# \"{}\"\n", device.guid, device.ports, device.guid,
                device.name);
        } else {
            add("switchguid={:#x}({:x})\nSwitch\t{} \"S-{:016x}\"\t\t# \"{}\" base port 0 lid {} lmc 0\n",
                device.guid, device.guid, device.ports, device.guid, device.name, device.identity(0).lid);
        }
    }

    std::uint32_t lid_at(FileEnd end) const {
        const FileDevice& device = file_.devices[end.device];
        return device.identity(device.is_host() ? end.port : 0U).lid;
    }

    void add_port(const ListedEnd& port) {
        const FileDevice& here = file_.devices[port.end.device];
        const FileDevice& there = file_.devices[port.peer.device];
        add("[{}]", port.end.port);
        if (here.is_host()) add("({:x}) ", here.identity(port.end.port).guid);
        add("\t\"{}-{:016x}\"[{}]", there.is_host() ? 'H' : 'S', there.guid, port.peer.port);
        if (there.is_host()) add("({:x}) ", there.identity(port.peer.port).guid);
        add("\t\t# ");
        if (here.is_host()) add("lid {} lmc 0 ", lid_at(port.end));
        add("\"{}\" lid {} {}\n", there.name, lid_at(port.peer), link_rate_token(port.rate));
    }

    const FabricFile& file_;
    std::string text_;
};

}  // namespace

std::string write_ibnetdiscover(const FabricFile& file, const FloorFacts& /*floor*/) {
    return RecordWriter{file}.write();
}

}  // namespace datahall

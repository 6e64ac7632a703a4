// GraphML: an undirected graph, an edge for each cable.  Read back by graphml.cpp.
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "models/fabric/formats/fabric_writer.hpp"

namespace datahall {
namespace {

constexpr std::string_view head = R"(<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="kind" for="node" attr.name="kind" attr.type="string"/>
<key id="ports" for="node" attr.name="ports" attr.type="int"/>
<key id="rack" for="node" attr.name="rack" attr.type="string"/>
<key id="u" for="node" attr.name="u" attr.type="double"/>
<key id="x" for="node" attr.name="x" attr.type="double"/>
<key id="y" for="node" attr.name="y" attr.type="double"/>
<key id="sport" for="edge" attr.name="sport" attr.type="int"/>
<key id="tport" for="edge" attr.name="tport" attr.type="int"/>
<key id="gbps" for="edge" attr.name="gbps" attr.type="double"/>
<key id="length_m" for="edge" attr.name="length_m" attr.type="double"/>
<key id="medium" for="edge" attr.name="medium" attr.type="string"/>
<graph edgedefault="undirected">
)";

std::string escaped_xml(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

// Metres without what rounding has left behind.
double in_mm(double metres) {
    return std::round(metres * 1000.0) / 1000.0;
}

class GraphWriter {
public:
    std::string write(const FabricFile& file, const FloorFacts& floor) {
        text_ = head;
        for (std::size_t d = 0; d < file.devices.size(); ++d) {
            add_node(file.devices[d], d < floor.devices.size() ? floor.devices[d] : DevicePlace{});
        }
        for (std::size_t c = 0; c < file.cables.size(); ++c) {
            add_edge(file, file.cables[c], c < floor.cables.size() ? floor.cables[c] : CableRun{});
        }
        return std::move(text_) + "</graph>\n</graphml>\n";
    }

private:
    template <class T>
    void add_data(std::string_view key, const T& value) {
        fmt::format_to(std::back_inserter(text_), "<data key=\"{}\">{}</data>", key, value);
    }

    void add_node(const FileDevice& device, const DevicePlace& place) {
        fmt::format_to(std::back_inserter(text_), "<node id=\"{}\">", escaped_xml(device.name));
        add_data("kind", kind_name(device.kind));
        if (device.ports > 0) add_data("ports", device.ports);
        if (!place.rack.empty()) {
            add_data("rack", escaped_xml(place.rack));
            if (place.unit > 0) add_data("u", place.unit);
            add_data("x", in_mm(place.x));
            add_data("y", in_mm(place.y));
        }
        text_ += "</node>\n";
    }

    void add_edge(const FabricFile& file, const FileCable& cable, const CableRun& run) {
        fmt::format_to(std::back_inserter(text_), "<edge source=\"{}\" target=\"{}\">",
                       escaped_xml(file.devices[cable.a.device].name),
                       escaped_xml(file.devices[cable.b.device].name));
        add_data("sport", cable.a.port);
        add_data("tport", cable.b.port);
        if (cable.rate > 0) add_data("gbps", cable.rate / 1e9);
        if (run.length > 0) add_data("length_m", in_mm(run.length));
        if (!run.medium.empty()) add_data("medium", escaped_xml(run.medium));
        text_ += "</edge>\n";
    }

    std::string text_;
};

}  // namespace

std::string write_graphml(const FabricFile& file, const FloorFacts& floor) {
    return GraphWriter{}.write(file, floor);
}

}  // namespace datahall

#include "tests/unit/fabric_files/texts.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "datahall/config_error.hpp"

#include "models/fabric/formats/fabric_format.hpp"
#include "models/fabric/formats/fabric_writer.hpp"
#include "models/fabric/formats/link_rate.hpp"
#include "sim/config/line_source.hpp"
#include "tests/support/text_lines.hpp"

namespace datahall {

const char* const records = R"(#
# Topology file: generated on Mon Nov 23 17:09:39 2026
#

vendid=0x2c9
devid=0xd2f2
sysimgguid=0x20
switchguid=0x20(20)
Switch	4 "S-0000000000000020"		# "leaf-0" base port 0 lid 3 lmc 0
[1]	"H-0000000000000010"[1](11) 		# "node-0" lid 1 4xNDR
[2]	"H-0000000000000012"[1](13) 		# "node-1" lid 2 4xNDR
[3]	"S-0000000000000021"[1]		# "spine-0" lid 4 4xNDR

switchguid=0x21(21)
Switch	4 "S-0000000000000021"		# "spine-0" enhanced port 0 lid 4 lmc 0
[1]	"S-0000000000000020"[3]		# "leaf-0" lid 3 4xNDR

caguid=0x12
Ca	1 "H-0000000000000012"		# "node-1"
[1](13) 	"S-0000000000000020"[2]		# lid 2 lmc 0 "leaf-0" lid 3 4xNDR

caguid=0x10
Ca	1 "H-0000000000000010"		# "node-0"
[1](11) 	"S-0000000000000020"[1]		# lid 1 lmc 0 "leaf-0" lid 3 4xNDR
)";

const char* const port_list =
    R"(SW     3  4 0x0000000000000020 4x SDR                                    'leaf-0'
SW     3  3 0x0000000000000020 4x NDR - SW     4  1 0x0000000000000021 ( 'leaf-0' - 'spine-0' )
SW     3  2 0x0000000000000020 4x NDR - CA     2  1 0x0000000000000012 ( 'leaf-0' - 'node-1' )
SW     3  1 0x0000000000000020 4x NDR - CA     1  1 0x0000000000000010 ( 'leaf-0' - 'node-0' )
SW     4  4 0x0000000000000021 4x SDR                                    'spine-0'
SW     4  1 0x0000000000000021 4x NDR - SW     3  3 0x0000000000000020 ( 'spine-0' - 'leaf-0' )
CA     2  1 0x0000000000000012 4x NDR - SW     3  2 0x0000000000000020 ( 'node-1' - 'leaf-0' )
CA     1  1 0x0000000000000010 4x NDR - SW     3  1 0x0000000000000020 ( 'node-0' - 'leaf-0' )
)";

const char* const net = R"(Switch	4 "leaf-0"
[1]	"node-0"[1]
[2]	"node-1"[1]
[3]	"spine-0"[1]

Switch	4 "spine-0"
[1]	"leaf-0"[3]

Hca	1 "node-0"
[1]	"leaf-0"[1]

Hca	1 "node-1"
[1]	"leaf-0"[2]
)";

const char* const graphml = R"(<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d0" for="node" attr.name="kind" attr.type="string"/>
<key id="d1" for="edge" attr.name="gbps" attr.type="double"/>
<!-- <node> in a comment -->
<graph edgedefault="undirected">
<node id="leaf-0"><data key="d0">leaf</data><data key="ports">4</data></node>
<node id="spine-0"><data key="d0">spine</data><data key="ports">4</data></node>
<node id="node-0"><data key="d0">host</data></node>
<node id="node-1"><data key="d0">host</data></node>
<edge source="node-0" target="leaf-0"><data key="sport">1</data><data key="tport">1</data><data key="d1">400</data></edge>
<edge source="leaf-0" target="node-1"><data key="sport">2</data><data key="tport">1</data><data key="d1">400</data></edge>
<edge source="leaf-0" target="spine-0"><data key="sport">3</data><data key="tport">1</data><data key="d1">400</data></edge>
</graph>
</graphml>
)";

std::unique_ptr<LineSource> lines_of(const std::string& text) {
    return make_line_source(text, "fabric");
}

FabricFile read_text(const std::string& text) {
    const auto lines = lines_of(text);
    return read_fabric_file(*lines);
}

std::string refusal_of(const std::string& text) {
    try {
        read_text(text);
    } catch (const ConfigError& e) {
        const Problem& problem = e.problems().front();
        return fmt::format("{}: {}", problem.where.line, problem.text);
    }
    return {};
}

std::string opensm(const std::string& name) {
    return unpacked(DATAHALL_SOURCE_DIR "/tests/unit/fabric/data/opensm/" + name + ".gz");
}

std::string with(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    if (at == std::string::npos) throw std::logic_error{"not in the text: " + from};
    return text.replace(at, from.size(), to);
}

std::string as_port_list(const FabricFile& file) {
    const auto half = [&file](FileEnd end) {
        const FileDevice& device = file.devices[end.device];
        return fmt::format("{} {:5} {:2} {:#018x}", device.is_host() ? "CA" : "SW",
                           device.identity(device.is_host() ? end.port : 0U).lid, end.port, device.guid);
    };
    std::string text;
    for (const ListedEnd& port : listed_ends(file)) {
        const std::string rate = link_rate_token(port.rate);
        text += fmt::format("{} {} {} - {} ( '{}' - '{}' )\n", half(port.end), rate.substr(0, 2),
                            rate.substr(2), half(port.peer), file.devices[port.end.device].name,
                            file.devices[port.peer.device].name);
    }
    return text;
}

}  // namespace datahall

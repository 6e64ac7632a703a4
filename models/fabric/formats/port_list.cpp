// Port lists of ibnetdiscover -p: a line for each port, joined or down.
//
//     SW     3  1 0x0000000000000020 4x NDR - CA     1  1 0x0000000000000010 ( 'leaf-0' - 'node-0' )
//     SW     3  2 0x0000000000000020 4x SDR                                    'leaf-0'
//
// Fields: kind, LID, port, GUID of the device, width, speed; then the other end, where there is one.  Every
// cable stands there twice.  A device has as many ports as its highest line says.
// Ignores port GUIDs, which are not printed, and routers, which are refused.
// Source: infiniband-diags 44, ibnetdiscover(8).
#include <algorithm>

#include <fmt/format.h>

#include "models/fabric/formats/fabric_format.hpp"
#include "models/fabric/formats/file_builder.hpp"
#include "models/fabric/formats/line_cursor.hpp"
#include "models/fabric/formats/link_rate.hpp"
#include "models/workload/fields.hpp"

namespace datahall {
namespace {

// What both sides of a line have.
struct ListedPort {
    bool is_host = false;
    std::uint32_t lid = 0;
    std::uint16_t port = 0;
    std::uint64_t guid = 0;
};

class ListReader {
public:
    explicit ListReader(LineSource& lines) : lines_{lines}, builder_{lines} {}

    FabricFile read() {
        std::string_view line;
        while (lines_.next(line)) {
            LineCursor cursor{lines_, line};
            if (!cursor.at_end() && !cursor.take("#")) read_line(cursor);
        }
        return builder_.finish(FileBuilder::Names::by_guid, true);
    }

private:
    void read_line(LineCursor& cursor) {
        const ListedPort here = read_port(cursor);
        const double rate = read_rate(cursor);
        if (!cursor.take("- ")) {
            device_of(here, cursor.quoted("a name, or '-' and the other end", '\''));
            return;
        }
        const ListedPort there = read_port(cursor);
        cursor.expect("(");
        const std::uint32_t device = device_of(here, read_names(cursor));
        PortLine port;
        port.end = {device, here.port};
        port.peer = key_of(there);
        port.peer_port = there.port;
        port.peer_lid = there.lid;
        port.rate = rate;
        builder_.add(port);
        if (here.is_host) builder_.set_identity(port.end, {0, here.lid});
    }

    ListedPort read_port(LineCursor& cursor) {
        ListedPort port;
        port.is_host = cursor.take("CA");
        if (!port.is_host && !cursor.take("SW")) cursor.refuse("'CA' or 'SW'");
        port.lid = cursor.lid();
        port.port = cursor.port();
        port.guid = cursor.guid();
        return port;
    }

    double read_rate(LineCursor& cursor) {
        std::string token{cursor.word()};
        token += cursor.word();
        const auto rate = link_rate(token);
        if (!rate) {
            lines_.refuse(
                "", fmt::format(
                        "expected a width and a speed such as '4x NDR', with one of the speeds {}, got {}",
                        link_speed_names(), shown(token)));
        }
        return *rate;
    }

    // Behind "(": 'here' - 'there' ), where either may hold a quote.
    std::string_view read_names(LineCursor& cursor) {
        const std::string_view text = cursor.rest();
        const std::size_t middle = text.find("' - '");
        const std::size_t end = text.rfind("' )");
        if (!text.starts_with('\'') || middle == std::string_view::npos || end == std::string_view::npos ||
            end < middle + 5) {
            cursor.refuse("two names as in ( 'leaf-0' - 'node-0' )");
        }
        return text.substr(1, middle - 1);
    }

    static std::string key_of(const ListedPort& port) { return fmt::format("{:#x}", port.guid); }

    std::uint32_t device_of(const ListedPort& port, std::string_view name) {
        FileDevice device;
        if (port.is_host) device.kind = FileDeviceKind::host;
        device.name = checked_name(lines_, name);
        device.guid = port.guid;
        if (!port.is_host) device.identities = {{port.guid, port.lid}};
        const std::uint32_t number = builder_.add_once(key_of(port), device);
        FileDevice& known = builder_.device(number);
        if (known.is_host() != port.is_host || known.name != name) {
            lines_.refuse("", fmt::format("expected {} as on line {}, got {}", shown(known.name), known.line,
                                          shown(name)));
        }
        known.ports = std::max<std::uint32_t>(known.ports, port.port);
        return number;
    }

    LineSource& lines_;
    FileBuilder builder_;
};

}  // namespace

bool begins_port_list(std::string_view line) {
    if (!line.starts_with("CA ") && !line.starts_with("SW ")) return false;
    line.remove_prefix(2);
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    return !line.empty() && line.front() >= '0' && line.front() <= '9';
}

FabricFile read_port_list(LineSource& lines) {
    return ListReader{lines}.read();
}

}  // namespace datahall

// Network files of ibsim: a switch or an adapter, then a line for each of its ports that has a cable.
//
//     Switch  4 "leaf-0"
//     [1]     "node-0"[1]
//
//     Hca     1 "node-0"
//     [1]     "leaf-0"[1]
//
// A cable stands there at both ends.  Names tell devices apart.  There are no rates and no GUIDs.
// Ignores what follows '#', and ibsim's other statements (module, include), which are refused.
// Source: ibsim 0.10, README and net-examples.
#include <optional>

#include "models/fabric/formats/fabric_format.hpp"
#include "models/fabric/formats/file_builder.hpp"
#include "models/fabric/formats/line_cursor.hpp"

namespace datahall {
namespace {

class NetReader {
public:
    explicit NetReader(LineSource& lines) : lines_{lines}, builder_{lines} {}

    FabricFile read() {
        std::string_view line;
        while (lines_.next(line)) read_line(line);
        return builder_.finish(FileBuilder::Names::distinct, false);
    }

private:
    void read_line(std::string_view line) {
        LineCursor cursor{lines_, line};
        if (cursor.at_end()) {
            device_.reset();
        } else if (cursor.take("Switch")) {
            read_device(cursor, FileDeviceKind::unranked);
        } else if (cursor.take("Hca") || cursor.take("Ca")) {
            read_device(cursor, FileDeviceKind::host);
        } else if (device_ && cursor.take("[")) {
            read_port(cursor);
        } else if (!cursor.take("#")) {
            cursor.refuse("'Switch', 'Hca' or a port in brackets");
        }
    }

    void read_device(LineCursor& cursor, FileDeviceKind kind) {
        FileDevice device;
        device.kind = kind;
        device.ports = cursor.number("the ports", FabricFile::most_ports);
        if (device.ports == 0) cursor.refuse("at least one port");
        const std::string name = checked_name(lines_, cursor.quoted("a name"));
        device.name = name;
        end_line(cursor);
        device_ = builder_.add(name, std::move(device));
    }

    // Behind "[".
    void read_port(LineCursor& cursor) {
        PortLine port;
        port.end = {*device_, cursor.port()};
        cursor.expect("]");
        port.peer = cursor.quoted("the name of the other end");
        cursor.expect("[");
        port.peer_port = cursor.port();
        cursor.expect("]");
        end_line(cursor);
        builder_.add(port);
    }

    static void end_line(LineCursor& cursor) {
        if (!cursor.at_end() && !cursor.take("#")) cursor.refuse("the end of the line");
    }

    LineSource& lines_;
    FileBuilder builder_;
    std::optional<std::uint32_t> device_;  // of the present record
};

}  // namespace

bool begins_ibsim(std::string_view line) {
    return line.starts_with("Switch") || line.starts_with("Hca");
}

FabricFile read_ibsim(LineSource& lines) {
    return NetReader{lines}.read();
}

}  // namespace datahall

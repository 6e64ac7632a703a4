// Records of ibnetdiscover: a switch or an adapter, then a line for each of its ports that has a cable.
//
//     switchguid=0x20(20)
//     Switch  4 "S-0000000000000020"  # "leaf-0" base port 0 lid 3 lmc 0
//     [1]     "H-0000000000000010"[1](11)  # "node-0" lid 1 4xNDR
//
//     caguid=0x10
//     Ca      1 "H-0000000000000010"  # "node-0"
//     [1](11) "S-0000000000000020"[1]  # lid 1 lmc 0 "leaf-0" lid 3 4xNDR
//
// Every cable stands there twice.  Devices are known by their GUID; names may repeat.  External port numbers
// of a chassis ("[ext 4]") are skipped, as is whatever follows the rate. Ignores vendor and device numbers,
// LMC, and routers, which are refused. Source: infiniband-diags 44, ibnetdiscover(8).
#include <optional>

#include <fmt/format.h>

#include "models/fabric/formats/fabric_format.hpp"
#include "models/fabric/formats/file_builder.hpp"
#include "models/fabric/formats/line_cursor.hpp"
#include "models/fabric/formats/link_rate.hpp"
#include "models/workload/fields.hpp"

namespace datahall {
namespace {

std::string key_of(std::uint64_t guid) {
    return fmt::format("{:#x}", guid);
}

class RecordReader {
public:
    explicit RecordReader(LineSource& lines) : lines_{lines}, builder_{lines} {}

    FabricFile read() {
        std::string_view line;
        while (lines_.next(line)) read_line(line);
        end_record();
        return builder_.finish(FileBuilder::Names::by_guid, true);
    }

private:
    void read_line(std::string_view line) {
        LineCursor cursor{lines_, line};
        if (cursor.at_end()) return end_record();
        if (cursor.take("#")) return;
        if (cursor.take("vendid=") || cursor.take("devid=") || cursor.take("sysimgguid=")) return;
        if (cursor.take("switchguid=") || cursor.take("caguid=")) {
            announced_ = cursor.guid();
            return;
        }
        if (cursor.take("Switch")) return read_switch(cursor);
        if (cursor.take("Ca")) return read_adapter(cursor);
        if (device_ && cursor.take("[")) return read_port(cursor);
        cursor.refuse("'Switch', 'Ca', a GUID or a port in brackets");
    }

    void end_record() {
        if (announced_) lines_.refuse("", "expected a record after its GUID: is the file cut off?");
        device_.reset();
    }

    // The id holds the GUID once more.
    std::uint64_t read_id(LineCursor& cursor, std::string_view prefix) {
        const std::string_view id = cursor.quoted("an id such as \"S-0000000000000020\"");
        LineCursor inner{lines_, id};
        inner.expect(prefix);
        const std::uint64_t guid = inner.guid();
        if (!inner.at_end()) inner.refuse("the end of the id");
        if (announced_ && *announced_ != guid) {
            lines_.refuse(
                "", fmt::format("expected the GUID {:#x} announced above, got {:#x}", *announced_, guid));
        }
        announced_.reset();
        return guid;
    }

    std::uint32_t read_ports(LineCursor& cursor) {
        const std::uint32_t ports = cursor.number("the ports", FabricFile::most_ports);
        if (ports == 0) cursor.refuse("at least one port");
        return ports;
    }

    void read_switch(LineCursor& cursor) {
        FileDevice device;
        device.ports = read_ports(cursor);
        device.guid = read_id(cursor, "S-");
        cursor.expect("#");
        device.name = checked_name(lines_, cursor.quoted("a name"));
        if (!cursor.take("base") && !cursor.take("enhanced")) cursor.refuse("'base' or 'enhanced'");
        cursor.expect("port 0 lid");
        device.identities = {{device.guid, cursor.lid()}};
        const std::string key = key_of(device.guid);
        device_ = builder_.add(key, std::move(device));
        is_host_ = false;
    }

    void read_adapter(LineCursor& cursor) {
        FileDevice device;
        device.kind = FileDeviceKind::host;
        device.ports = read_ports(cursor);
        device.guid = read_id(cursor, "H-");
        cursor.expect("#");
        device.name = checked_name(lines_, cursor.quoted("a name"));
        const std::string key = key_of(device.guid);
        device_ = builder_.add(key, std::move(device));
        is_host_ = true;
    }

    // Behind "[".
    void read_port(LineCursor& cursor) {
        PortLine port;
        port.end = {*device_, cursor.port()};
        cursor.expect("]");
        skip_external(cursor);
        PortIdentity own;
        if (is_host_) {
            cursor.expect("(");
            own.guid = cursor.guid();
            cursor.expect(")");
        }
        read_peer(cursor, port);
        cursor.expect("#");
        if (is_host_) {
            cursor.expect("lid");
            own.lid = cursor.lid();
            cursor.expect("lmc");
            cursor.number("the LMC", 7);
        }
        cursor.quoted("the name of the other end");
        cursor.expect("lid");
        port.peer_lid = cursor.lid();
        port.rate = read_rate(cursor);
        builder_.add(port);
        if (is_host_) builder_.set_identity(port.end, own);
    }

    void read_peer(LineCursor& cursor, PortLine& port) {
        LineCursor id{lines_, cursor.quoted("the id of the other end")};
        if (!id.take("S-") && !id.take("H-")) id.refuse("'S-' or 'H-'");
        port.peer = key_of(id.guid());
        cursor.expect("[");
        port.peer_port = cursor.port();
        cursor.expect("]");
        skip_external(cursor);
        if (cursor.take("(")) {
            cursor.guid();
            cursor.expect(")");
        }
    }

    static void skip_external(LineCursor& cursor) {
        if (!cursor.take("[ext")) return;
        cursor.number("an external port", 1'000'000);
        cursor.expect("]");
    }

    double read_rate(LineCursor& cursor) {
        const std::string_view token = cursor.word();
        const auto rate = link_rate(token);
        if (!rate) {
            lines_.refuse("", fmt::format("expected a rate such as 4xNDR, with one of the speeds {}, got {}",
                                          link_speed_names(), shown(token)));
        }
        return *rate;
    }

    LineSource& lines_;
    FileBuilder builder_;
    std::optional<std::uint64_t> announced_;  // GUID of the record that must follow
    std::optional<std::uint32_t> device_;     // of the present record
    bool is_host_ = false;
};

}  // namespace

bool begins_ibnetdiscover(std::string_view line) {
    if (line.starts_with("Switch") || line.starts_with("Ca")) {
        return line.find("\"S-") != std::string_view::npos || line.find("\"H-") != std::string_view::npos
                   ? line.find('#') != std::string_view::npos
                   : false;
    }
    return line.starts_with("vendid=") || line.starts_with("devid=") || line.starts_with("sysimgguid=") ||
           line.starts_with("switchguid=") || line.starts_with("caguid=");
}

FabricFile read_ibnetdiscover(LineSource& lines) {
    return RecordReader{lines}.read();
}

}  // namespace datahall

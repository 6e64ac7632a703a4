// Dumps of linear forwarding tables.
//
//     Unicast lids [0x0-0x57] of switch DR path slid 0; dlid 0; 0,1,5 guid 0x0000000000000020 (leaf-0):
//       Lid  Out   Destination
//            Port     Info
//     0x0004 017 : (Channel Adapter portguid 0x0000000000000011: 'node-0')
//     0x0005 UNREACHABLE
//     2 valid lids dumped
//
// LIDs are hex, ports decimal.  LIDs that are not listed cannot be reached: no route leads from spine to
// spine in some engines, so tables of one fabric may differ in length.  The count at the end must be right.
// Valid for dumps of one run: a later run may give the same devices other LIDs.
// Source: infiniband-diags 44, dump_fts(8).
#include "models/fabric/formats/lft_dump.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "models/fabric/formats/line_cursor.hpp"
#include "models/workload/fields.hpp"

namespace datahall {
namespace {

constexpr std::uint32_t most_out_port = 254;  // 255 says that there is no route

class DumpReader {
public:
    explicit DumpReader(LineSource& lines) : lines_{lines} {}

    LftDump read() {
        std::string_view line;
        while (lines_.next(line)) {
            LineCursor cursor{lines_, line};
            if (!cursor.at_end() && !cursor.take("#")) read_line(cursor);
        }
        if (is_open_) {
            lines_.refuse("",
                          fmt::format("expected the count that ends the table of {}: is the file cut off?",
                                      shown(dump_.tables.back().name)));
        }
        if (dump_.tables.empty()) lines_.refuse("", "expected at least one table 'Unicast lids ...'");
        return std::move(dump_);
    }

private:
    void read_line(LineCursor& cursor) {
        if (cursor.rest().starts_with("Unicast lids")) return read_heading(cursor);
        if (!is_open_) cursor.refuse("'Unicast lids' and a switch");
        if (cursor.take("Lid") || cursor.take("Port")) return;
        if (cursor.rest().starts_with("0x")) return read_entry(cursor);
        read_count(cursor);
    }

    void read_heading(LineCursor& cursor) {
        if (is_open_) cursor.refuse("the count that ends the table before");
        LftTable table;
        table.line = lines_.line();
        cursor.expect("Unicast lids");
        cursor.expect("[");
        cursor.hex("a LID");
        cursor.expect("-");
        table.top_lid = lid_of(cursor);
        cursor.expect("]");
        const std::string_view text = cursor.rest();
        const std::size_t at = text.find(" guid ");
        if (at == std::string_view::npos) cursor.refuse("'guid' and the GUID of the switch");
        LineCursor rest{lines_, text.substr(at + 6)};
        table.guid = rest.guid();
        table.name = name_in(rest);
        const auto [first, is_new] = line_of_.emplace(table.guid, table.line);
        if (!is_new) {
            lines_.refuse("", fmt::format("switch {} has two tables; the other is on line {}",
                                          shown(table.name), first->second));
        }
        dump_.tables.push_back(std::move(table));
        is_open_ = true;
        listed_ = 0;
    }

    // "(leaf-0):", where the name may hold brackets.
    static std::string name_in(LineCursor& cursor) {
        const std::string_view text = cursor.rest();
        const std::size_t end = text.rfind("):");
        if (!text.starts_with('(') || end == std::string_view::npos)
            cursor.refuse("the name of the switch in brackets");
        return std::string{text.substr(1, end - 1)};
    }

    static std::uint32_t lid_of(LineCursor& cursor) {
        const LineCursor before = cursor;
        const std::uint64_t lid = cursor.hex("a LID");
        if (lid <= FabricFile::most_lid) return static_cast<std::uint32_t>(lid);
        LineCursor again = before;
        again.refuse(fmt::format("a LID of at most {:#x}", FabricFile::most_lid));
    }

    void read_entry(LineCursor& cursor) {
        LftTable& table = dump_.tables.back();
        LftEntry entry;
        entry.line = lines_.line();
        entry.lid = lid_of(cursor);
        if (listed_ > 0 && entry.lid <= last_) {
            lines_.refuse("", fmt::format("expected LIDs in rising order, each once, got {:#x} after {:#x}",
                                          entry.lid, last_));
        }
        if (entry.lid > table.top_lid) {
            lines_.refuse("", fmt::format("expected a LID up to {:#x} as line {} says, got {:#x}",
                                          table.top_lid, table.line, entry.lid));
        }
        last_ = entry.lid;
        ++listed_;
        if (cursor.take("UNREACHABLE")) return;
        entry.port = static_cast<std::uint16_t>(cursor.number("an out port", most_out_port));
        const std::string_view info = cursor.rest();
        const std::size_t at = info.find("portguid ");
        if (at != std::string_view::npos) {
            LineCursor guid{lines_, info.substr(at + 9)};
            entry.port_guid = guid.guid();
        }
        table.entries.push_back(entry);
    }

    // "41 valid lids dumped", or "88 lids dumped" where LIDs without a route are listed, too.
    void read_count(LineCursor& cursor) {
        const std::uint32_t count = cursor.number("a LID such as 0x0004, or the count of all", 1U << 16U);
        const bool is_valid_only = cursor.take("valid");
        cursor.expect("lids dumped");
        const std::size_t have = is_valid_only ? dump_.tables.back().entries.size() : listed_;
        if (count != have) {
            lines_.refuse(
                "", fmt::format("expected the count of the {} LIDs above, got {}: is a part missing?", have,
                                count));
        }
        is_open_ = false;
    }

    LineSource& lines_;
    LftDump dump_;
    std::map<std::uint64_t, int> line_of_;
    bool is_open_ = false;  // a table is being read
    std::size_t listed_ = 0;
    std::uint32_t last_ = 0;
};

// What a LID stands for in the file.
struct LidOwner {
    std::uint32_t device = 0;
    std::uint64_t port_guid = 0;
    std::uint32_t host = UINT32_MAX;  // of the wiring, if it is one
};

class LftJoin {
public:
    LftJoin(const LineSource& lines, const FabricFile& file, const FileWiring& wiring)
        : lines_{lines}, file_{file}, wiring_{wiring} {
        for (std::uint32_t d = 0; d < file.devices.size(); ++d) {
            for (const PortIdentity& port : file.devices[d].identities) {
                if (port.lid != 0) owners_[port.lid] = {d, port.guid, UINT32_MAX};
            }
        }
        for (std::uint32_t h = 0; h < wiring.port_of_host.size(); ++h) {
            const FileEnd end = wiring.port_of_host[h];
            const auto owner = owners_.find(file.devices[end.device].identity(end.port).lid);
            if (owner != owners_.end()) owner->second.host = h;
        }
        for (std::uint32_t s = 0; s < wiring.device_of_switch.size(); ++s) {
            switches_[file.devices[wiring.device_of_switch[s]].guid] = s;
        }
        for (const FileCable& cable : file.cables) {
            cabled_.push_back(cable.a);
            cabled_.push_back(cable.b);
        }
        std::ranges::sort(cabled_);
    }

    ForwardingTables join(const LftDump& dump) {
        const auto hosts = static_cast<std::uint32_t>(wiring_.port_of_host.size());
        const auto switches = static_cast<std::uint32_t>(wiring_.device_of_switch.size());
        ForwardingTables tables{hosts, switches};
        std::vector<bool> has_table(switches, false);
        for (const LftTable& table : dump.tables) {
            const auto sw = switches_.find(table.guid);
            if (sw == switches_.end()) {
                refuse_at(lines_, table.line,
                          fmt::format("switch {} ({:#x}) is not in the fabric's file", shown(table.name),
                                      table.guid));
            }
            has_table[sw->second] = true;
            for (const LftEntry& entry : table.entries) add(tables, sw->second, entry);
        }
        for (std::uint32_t s = 0; s < switches; ++s) {
            if (has_table[s]) continue;
            lines_.refuse(
                "", fmt::format("expected a table of switch {}: is the file cut off?", shown(name_of(s))));
        }
        return tables;
    }

private:
    const std::string& name_of(std::uint32_t sw) const {
        return file_.devices[wiring_.device_of_switch[sw]].name;
    }

    void add(ForwardingTables& tables, std::uint32_t sw, const LftEntry& entry) const {
        const auto owner = owners_.find(entry.lid);
        if (owner == owners_.end()) {
            refuse_at(lines_, entry.line, fmt::format("LID {:#x} is not in the fabric's file", entry.lid));
        }
        const std::uint64_t guid = owner->second.port_guid;
        if (entry.port_guid != 0 && guid != 0 && entry.port_guid != guid) {
            refuse_at(lines_, entry.line,
                      fmt::format(
                          "LID {:#x} is {:#x} here and {:#x} in the fabric's file: the two are of different "
                          "runs",
                          entry.lid, entry.port_guid, guid));
        }
        const std::uint32_t device = wiring_.device_of_switch[sw];
        if (entry.port == 0) {
            if (owner->second.device == device) return;
            refuse_at(lines_, entry.line,
                      fmt::format("port 0 is switch {} itself, which is not LID {:#x}", shown(name_of(sw)),
                                  entry.lid));
        }
        if (!std::ranges::binary_search(cabled_, FileEnd{device, entry.port})) {
            refuse_at(lines_, entry.line,
                      fmt::format("port {} of switch {} has no cable", entry.port, shown(name_of(sw))));
        }
        if (owner->second.host != UINT32_MAX) tables.port(sw, owner->second.host) = entry.port;
    }

    const LineSource& lines_;
    const FabricFile& file_;
    const FileWiring& wiring_;
    std::map<std::uint32_t, LidOwner> owners_;
    std::map<std::uint64_t, std::uint32_t> switches_;  // by GUID
    std::vector<FileEnd> cabled_;
};

}  // namespace

bool begins_lft_dump(std::string_view line) {
    return line.starts_with("Unicast lids");
}

LftDump read_lft_dump(LineSource& lines) {
    return DumpReader{lines}.read();
}

ForwardingTables join_lft(const LftDump& dump, const LineSource& lines, const FabricFile& file,
                          const FileWiring& wiring) {
    return LftJoin{lines, file, wiring}.join(dump);
}

}  // namespace datahall

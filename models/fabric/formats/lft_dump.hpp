// Linear forwarding tables as dump_fts prints them, and their join to the fabric that they belong to.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "datahall/line_source.hpp"

#include "models/fabric/formats/file_wiring.hpp"
#include "models/fabric/routing/forwarding_tables.hpp"

namespace datahall {

/// One destination of one switch.
struct LftEntry {
    std::uint32_t lid = 0;        // 1 .. FabricFile::most_lid
    std::uint16_t port = 0;       // 0: the switch itself
    std::uint64_t port_guid = 0;  // of the destination; 0: not printed
    int line = 0;
};

/// The table of one switch; a LID that is not in it cannot be reached from there.
struct LftTable {
    std::uint64_t guid = 0;
    std::string name;
    std::uint32_t top_lid = 0;
    std::vector<LftEntry> entries;  // by LID
    int line = 0;                   // of its heading
};

struct LftDump {
    std::vector<LftTable> tables;  // in the order of the file
};

/// Reads to the end.  Throws a ConfigError at the first line that is wrong.
LftDump read_lft_dump(LineSource& lines);

/// Whether a file is such a dump, by its first line.
bool begins_lft_dump(std::string_view line);

/// The ports towards the hosts of `wiring`, which wire_file() made of `file`.  `lines` is the dump's.  Throws
/// a ConfigError where the two do not belong together: a switch or LID that only one of them has, a LID with
/// another GUID, a port without a cable.
ForwardingTables join_lft(const LftDump& dump, const LineSource& lines, const FabricFile& file,
                          const FileWiring& wiring);

}  // namespace datahall

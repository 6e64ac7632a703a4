// The formats that a fabric can be read from, and which of them a file is in.
#pragma once

#include <span>
#include <string_view>

#include "datahall/line_source.hpp"

#include "models/fabric/formats/fabric_file.hpp"

namespace datahall {

struct FabricFormat {
    std::string_view name;
    std::string_view meaning;  // without a full stop
    /// Whether a file is of this format, by its first line that is neither empty nor a comment (#).
    bool (*begins_with)(std::string_view line);
    /// Reads to the end.  Throws a ConfigError at the first line that is wrong.
    FabricFile (*read)(LineSource& lines);
};

/// All of them, in the order in which they are tried.
std::span<const FabricFormat> fabric_formats();

/// Null if no format begins so.  Reads nothing from `file` itself.
const FabricFormat* recognized_fabric_format(const LineSource& file);

/// Reads a file of any of the formats; refuses others.
FabricFile read_fabric_file(LineSource& lines);

// Each in its own file.
FabricFile read_ibnetdiscover(LineSource& lines);
bool begins_ibnetdiscover(std::string_view line);
FabricFile read_port_list(LineSource& lines);
bool begins_port_list(std::string_view line);
FabricFile read_ibsim(LineSource& lines);
bool begins_ibsim(std::string_view line);
FabricFile read_graphml(LineSource& lines);
bool begins_graphml(std::string_view line);

}  // namespace datahall

// Fabric files as texts in memory, and what reading them says.
#pragma once

#include <memory>
#include <string>

#include "datahall/line_source.hpp"

#include "models/fabric/formats/fabric_file.hpp"
#include "models/fabric/formats/file_wiring.hpp"

namespace datahall {

std::unique_ptr<LineSource> lines_of(const std::string& text);

/// Recognized and read.
FabricFile read_text(const std::string& text);

/// "12: what was wrong": the line and the first sentence of the ConfigError; "" if there was none.
std::string refusal_of(const std::string& text);

/// The text of tests/unit/fabric/data/opensm/NAME.gz.
std::string opensm(const std::string& name);

/// `text` with the first `from` replaced, which must be there.
std::string with(std::string text, const std::string& from, const std::string& to);

/// The file as ibnetdiscover -p would print it.
std::string as_port_list(const FabricFile& file);

/// Two nodes on a leaf under a spine, one cable each: the same fabric in all formats.
extern const char* const records;
extern const char* const port_list;
extern const char* const net;
extern const char* const graphml;

}  // namespace datahall

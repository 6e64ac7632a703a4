// A data file that is named on the command line.
#pragma once

#include <memory>
#include <string>

#include "datahall/line_source.hpp"

namespace datahall {

/// Opens it for reading line by line, plain or gzip; "shipped:..." names data that comes with the program.
/// Throws a ConfigError or IoError.
std::unique_ptr<LineSource> open_operand(const std::string& name);

}  // namespace datahall

// The mistakes of input files as people read them, with the lines they speak of.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "datahall/config_error.hpp"

#include "tools/datahall/terminal.hpp"

namespace datahall {

/// Every problem with its source line and a caret, each ending in a newline; no closing line.
/// A source that cannot be read any more is left out.  `scenario` is the file that was loaded: names
/// in problems may be relative to it.
std::string explained(std::span<const Problem> problems, const std::string& scenario,
                      const Terminal& terminal);

}  // namespace datahall

// Lines of an open file, plain or gzip.  input_file.hpp opens it.
#pragma once

#include <memory>
#include <string>

#include "datahall/keys.hpp"

#include "sim/config/file_bytes.hpp"
#include "sim/config/input_file.hpp"

namespace datahall {

/// `name` is for messages.
std::unique_ptr<LineSource> make_line_source(FileBytes bytes, std::string name, const LineLimits& limits);

/// The lines of a text in memory, under the same rules; a gzip text is unpacked.  For tests.
std::unique_ptr<LineSource> make_line_source(std::string text, std::string name,
                                             const LineLimits& limits = {});

}  // namespace datahall

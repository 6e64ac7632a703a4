// One call of the program: from words on a command line to an exit code.
#pragma once

#include <string>
#include <vector>

#include "datahall/model/registry.hpp"

namespace datahall {

/// `words` without the program's name.  Writes to standard output and standard error.
int run_program(const std::vector<std::string>& words, const Models& models);

}  // namespace datahall

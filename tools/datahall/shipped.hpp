// The data that comes with the program: scenarios, catalogue, weather.
#pragma once

#include <string>

namespace datahall {

/// The folder that "shipped:" stands for in scenarios: beside the installed program, else the
/// source tree that it was built from.
std::string shipped_root();

}  // namespace datahall

// This process and this machine: what meta.json and the progress line tell.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/report/meta_json.hpp"

namespace datahall {

/// Bytes of memory that the process holds now; 0 if the system does not say.
std::uint64_t resident_memory();

/// Everything but the simulation itself; `wall_s` is how long it took so far.
Meta meta_of(const std::vector<std::string>& command_line, double wall_s);

}  // namespace datahall

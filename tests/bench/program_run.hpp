// Runs the program `datahall` as users do, or another one beside it, and says what the whole process took.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace datahall::bench {

struct ProgramRun {
    double cpu_s = 0.0;               // of user and system, from its start to its end
    std::uint64_t most_resident = 0;  // bytes
};

/// Its output goes nowhere.  Throws std::runtime_error if it is not there or does not end with 0.
ProgramRun run_program(std::vector<std::string> arguments, std::string_view program = "datahall");

/// Whether a program of that name is beside this one.
bool has_program(std::string_view program);

}  // namespace datahall::bench

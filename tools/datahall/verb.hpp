// What a verb is made of, and what it may use.  verbs.cpp lists them all.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "datahall/model/registry.hpp"

#include "tools/datahall/options.hpp"
#include "tools/datahall/output.hpp"
#include "tools/datahall/terminal.hpp"

namespace datahall {

/// The surroundings of one call of the program.
struct Session {
    const Models& models;
    Output& out;                            // standard output
    Terminal screen;                        // behind standard output
    Terminal messages;                      // behind standard error
    std::vector<std::string> command_line;  // as typed
    std::string scenario = {};              // its file, once known
    std::string subject = {};               // what a bug report must name: scenario and seed, once known

    /// A line on standard error, from the program itself.
    void note(std::string_view text) const;
};

struct Verb {
    std::string_view name;
    std::string_view summary;  // for the overview, without a full stop
    Operands operands;
    std::span<const std::string_view> examples;
    std::span<const Option> options;
    /// Returns an exit code (exit_code.hpp); throws what program.cpp maps to one.
    int (*run)(const Arguments& arguments, Session& session);
};

/// Options of every verb: help, quiet, verbose, color, progress.
std::span<const Option> common_options();

/// The verb's own options and the common ones.
std::vector<Option> all_options(const Verb& verb);

}  // namespace datahall

// Every verb of the program, in the order of the help.
#pragma once

#include <span>

#include "tools/datahall/verb.hpp"

namespace datahall {

// Each in a file of its own name.
extern const Verb run_verb;
extern const Verb plan_verb;
extern const Verb compare_verb;
extern const Verb sweep_verb;
extern const Verb check_verb;
extern const Verb validate_verb;
extern const Verb verify_verb;
extern const Verb calc_verb;
extern const Verb fabric_verb;
extern const Verb pack_verb;
extern const Verb explain_verb;
extern const Verb list_verb;
extern const Verb bench_verb;
extern const Verb version_verb;

std::span<const Verb* const> verbs();

}  // namespace datahall

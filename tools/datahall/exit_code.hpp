// How the program ends: the contract with scripts.  tests/scenario/cli_test.py asserts each.
#pragma once

namespace datahall::exit_code {

inline constexpr int done = 0;
inline constexpr int missed = 1;         // ran, but a --strict finding or an expectation failed
inline constexpr int usage = 2;          // unknown verb or option, bad value, missing argument
inline constexpr int input = 3;          // scenario, catalogue, trace or weather invalid
inline constexpr int io = 4;             // unreadable input, unwritable or full output
inline constexpr int limit = 5;          // events, wall time or memory
inline constexpr int bug = 70;           // a broken invariant: ours
inline constexpr int signal_base = 128;  // plus SIGINT (130) or SIGTERM (143)
inline constexpr int broken_pipe = 141;  // the reader of stdout went away

}  // namespace datahall::exit_code

// Problems as people and machines want to see them.
//
//     scenarios/a.yaml:3:5: error[E0102]: hall.racks[0].pwoer: unknown key
//         3 |     pwoer: 40 kW
//           |     ^~~~~ did you mean 'power'?
//     2 errors in scenarios/a.yaml; nothing was simulated
//
// Invariant: whatever a file or an argument contains, a message holds no control character, no mark of
// writing direction and no line break but its own.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "datahall/config_error.hpp"

namespace datahall {

/// `file:line:col: error[E0102]: path: text (hint)`, on one line.
std::string to_line(const Problem& problem);

/// The line above, the source line it speaks of and a caret under the place, which counts in
/// characters; at most `width` columns for the source.  Just the line when the place is not in `source`.
std::string to_excerpt(const Problem& problem, std::string_view source, std::size_t width = 100);

/// `2 errors in a.yaml; nothing was simulated`.
std::string closing_line(std::span<const Problem> problems);

/// An array of {code, severity, file, line, column, end_column, path, message, suggestion}; line,
/// column and suggestion are null where there is none, end_column always: a Problem is a point.
std::string to_json(std::span<const Problem> problems);

/// Workflow commands of GitHub Actions, one per line: `::error file=F,line=L,col=C::text`.
std::string to_github(std::span<const Problem> problems);

}  // namespace datahall

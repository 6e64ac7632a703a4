// "Did you mean": the known names closest to a mistyped one.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace datahall {

/// Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`; each part
/// of the text is edited once at most (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// At most three of `known`, closest first, ties in the order of `known`: those within
/// max(1, size/3) and at most 3 edits, ignoring case.  A name that differs only in case or in - and _ is the
/// only answer.  Nothing for names over 64 bytes: nobody mistypes that much.
std::vector<std::string> near_names(std::string_view typed, std::span<const std::string> known);

/// "did you mean 'power' or 'tower'?", or "" when nothing is near.
std::string did_you_mean(std::string_view typed, std::span<const std::string> known);

/// "a, b or c", each within quotes; the first twelve and "..." when there are more.
std::string listed(std::span<const std::string> names);

}  // namespace datahall

// How much room a text takes on a screen.
#pragma once

#include <cstddef>
#include <string_view>

namespace datahall {

/// Columns of a terminal: one a character (or malformed byte), none for a combining mark, two for
/// the wide East Asian blocks and emoji.
std::size_t display_width(std::string_view text);

}  // namespace datahall

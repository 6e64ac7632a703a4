// UTF-8 as the reading layer needs it: strict checks, counting, and text that cannot drive a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace datahall {

/// Bytes of the well-formed character that starts `s`; 0 if it is malformed, cut short or absent.
std::size_t character_length(std::string_view s);

/// Whether all of `s` is well-formed.
bool is_utf8(std::string_view s);

/// The character that starts `s`; U+FFFD if it is malformed.
char32_t first_character(std::string_view s);

/// Characters in `s`; a malformed byte counts as one.
std::size_t count_characters(std::string_view s);

/// The first `most` characters of `s`.
std::string_view first_characters(std::string_view s, std::size_t most);

/// Control characters (C0, DEL, C1), line separators, byte-order marks and marks of writing direction:
/// what could move the cursor, forge a line or reorder what stands beside it.
bool is_unsafe_to_show(char32_t c);

/// `s` on one line: unsafe characters as \n, \x1b or \u202e, malformed bytes as \xff.
std::string escaped(std::string_view s);

/// `s` with each tab as a space and each unsafe character as '?': columns stay columns.
std::string shown_in_columns(std::string_view s);

}  // namespace datahall

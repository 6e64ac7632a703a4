// Reads one line of a fabric file from left to right, and says what it expected where it is wrong.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "datahall/line_source.hpp"

namespace datahall {

/// Blanks (spaces and tabs) before what is read are skipped.  The line must outlive it.
class LineCursor {
public:
    LineCursor(const LineSource& at, std::string_view line) : at_{at}, rest_{line} {}

    bool at_end();
    /// Reads `text` if it is next.
    bool take(std::string_view text);
    /// Refuses the line where something else is next.
    void expect(std::string_view text);
    /// Up to the next blank; may be empty at the end.
    std::string_view word();
    /// A decimal number of at most `most`; `what` is "the port", for the message.
    std::uint32_t number(std::string_view what, std::uint32_t most);
    /// A port, from 1.
    std::uint16_t port();
    /// A GUID or LID in hex, with or without "0x".
    std::uint64_t hex(std::string_view what);
    /// hex() other than 0.
    std::uint64_t guid();
    /// A LID in decimal, up to FabricFile::most_lid; 0 is none.
    std::uint32_t lid();
    /// What stands between two `quote`s; not empty.
    std::string_view quoted(std::string_view what, char quote = '"');
    /// What is left.
    std::string_view rest();
    /// Refuses the line: "expected ..., got ...".
    [[noreturn]] void refuse(std::string_view expected);

private:
    void skip_blanks();

    const LineSource& at_;
    std::string_view rest_;
};

/// Throws a ConfigError at another line than the present one.
[[noreturn]] void refuse_at(const LineSource& lines, int line, const std::string& text);

/// A name that every format can write: as it is, or refused at the present line.
std::string checked_name(const LineSource& at, std::string_view name);

}  // namespace datahall

// Numbers without a locale; see the header.
#include "models/fabric/formats/line_cursor.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include <fmt/format.h>

#include "models/fabric/formats/fabric_file.hpp"
#include "models/workload/fields.hpp"

namespace datahall {
namespace {

constexpr const char* no_return =
    "a LineSource that does not refuse";  // GCC does not see it of a virtual function

}  // namespace

void LineCursor::skip_blanks() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r"), rest_.size()));
}

bool LineCursor::at_end() {
    skip_blanks();
    return rest_.empty();
}

bool LineCursor::take(std::string_view text) {
    skip_blanks();
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
}

void LineCursor::expect(std::string_view text) {
    if (!take(text)) refuse(shown(text));
}

std::string_view LineCursor::word() {
    skip_blanks();
    const std::string_view word = rest_.substr(0, rest_.find_first_of(" \t\r"));
    rest_.remove_prefix(word.size());
    return word;
}

std::uint32_t LineCursor::number(std::string_view what, std::uint32_t most) {
    skip_blanks();
    std::uint32_t value = 0;
    const char* const end = rest_.data() + rest_.size();
    const auto [stop, error] = std::from_chars(rest_.data(), end, value);
    if (error != std::errc{} || value > most) refuse(fmt::format("{} as a number of at most {}", what, most));
    rest_.remove_prefix(static_cast<std::size_t>(stop - rest_.data()));
    return value;
}

std::uint16_t LineCursor::port() {
    const std::string_view before = rest_;
    const std::uint32_t value = number("a port", FabricFile::most_ports);
    if (value > 0) return static_cast<std::uint16_t>(value);
    rest_ = before;
    refuse("a port counted from 1");
}

std::uint64_t LineCursor::hex(std::string_view what) {
    skip_blanks();
    std::string_view digits = rest_;
    if (digits.starts_with("0x")) digits.remove_prefix(2);
    std::uint64_t value = 0;
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (error != std::errc{}) refuse(fmt::format("{} of at most 16 hexadecimal digits", what));
    rest_.remove_prefix(static_cast<std::size_t>(stop - rest_.data()));
    return value;
}

std::uint64_t LineCursor::guid() {
    const std::string_view before = rest_;
    const std::uint64_t value = hex("a GUID");
    if (value != 0) return value;
    rest_ = before;
    refuse("a GUID other than 0");
}

std::uint32_t LineCursor::lid() {
    return number("a LID", FabricFile::most_lid);
}

std::string_view LineCursor::quoted(std::string_view what, char quote) {
    skip_blanks();
    const std::size_t end = rest_.find(quote, 1);
    if (rest_.empty() || rest_.front() != quote || end == std::string_view::npos || end == 1) {
        refuse(fmt::format("{} in quotes", what));
    }
    const std::string_view text = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    return text;
}

std::string_view LineCursor::rest() {
    skip_blanks();
    return rest_;
}

void LineCursor::refuse(std::string_view expected) {
    skip_blanks();
    at_.refuse("", fmt::format("expected {}, got {}", expected,
                               rest_.empty() ? std::string{"the end of the line"} : shown(rest_)));
    throw std::logic_error{no_return};
}

void refuse_at(const LineSource& lines, int line, const std::string& text) {
    const auto again = lines.reopen();
    std::string_view ignored;
    while (again->line() < line && again->next(ignored)) {}
    again->refuse("", text);
    throw std::logic_error{no_return};
}

std::string checked_name(const LineSource& at, std::string_view name) {
    constexpr std::size_t longest = 256;
    const auto is_odd = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f' || c == '"'; };
    if (name.empty() || name.size() > longest || std::ranges::any_of(name, is_odd)) {
        at.refuse(
            "",
            fmt::format("expected a name of 1 to {} characters without quotes and control characters, got {}",
                        longest, shown(name)));
    }
    return std::string{name};
}

}  // namespace datahall

#include "sim/config/utf8.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace datahall {
namespace {

struct Form {
    unsigned char lead_first, lead_last;
    std::size_t bytes;
    unsigned char second_first, second_last;  // later bytes are always 80..bf
};

// Well-formed UTF-8 after RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
constexpr Form forms[] = {
    {0x00, 0x7f, 1, 0x00, 0x00}, {0xc2, 0xdf, 2, 0x80, 0xbf}, {0xe0, 0xe0, 3, 0xa0, 0xbf},
    {0xe1, 0xec, 3, 0x80, 0xbf}, {0xed, 0xed, 3, 0x80, 0x9f}, {0xee, 0xef, 3, 0x80, 0xbf},
    {0xf0, 0xf0, 4, 0x90, 0xbf}, {0xf1, 0xf3, 4, 0x80, 0xbf}, {0xf4, 0xf4, 4, 0x80, 0x8f},
};

unsigned char byte_at(std::string_view s, std::size_t i) {
    return static_cast<unsigned char>(s[i]);
}

// Calls visit(bytes, character, is_well_formed) for each character or malformed byte of `s`.
template <class Visit>
void each_character(std::string_view s, Visit visit) {
    while (!s.empty()) {
        const std::size_t length = character_length(s);
        const std::size_t taken = std::max<std::size_t>(length, 1);
        visit(s.substr(0, taken), first_character(s), length != 0);
        s.remove_prefix(taken);
    }
}

}  // namespace

std::size_t character_length(std::string_view s) {
    if (s.empty()) return 0;
    if (byte_at(s, 0) < 0x80) return 1;
    const auto* form = std::ranges::find_if(
        forms, [&](const Form& f) { return f.lead_first <= byte_at(s, 0) && byte_at(s, 0) <= f.lead_last; });
    if (form == std::end(forms) || s.size() < form->bytes) return 0;
    if (byte_at(s, 1) < form->second_first || byte_at(s, 1) > form->second_last) return 0;
    for (std::size_t i = 2; i < form->bytes; ++i) {
        if (byte_at(s, i) < 0x80 || byte_at(s, i) > 0xbf) return 0;
    }
    return form->bytes;
}

bool is_utf8(std::string_view s) {
    bool all = true;
    each_character(s, [&](std::string_view, char32_t, bool well_formed) { all = all && well_formed; });
    return all;
}

char32_t first_character(std::string_view s) {
    const std::size_t length = character_length(s);
    if (length == 0) return 0xfffd;
    if (length == 1) return byte_at(s, 0);
    char32_t c = byte_at(s, 0) & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) c = (c << 6U) | (byte_at(s, i) & 0x3fU);
    return c;
}

std::size_t count_characters(std::string_view s) {
    std::size_t count = 0;
    each_character(s, [&](std::string_view, char32_t, bool) { ++count; });
    return count;
}

std::string_view first_characters(std::string_view s, std::size_t most) {
    std::size_t end = 0;
    for (std::size_t n = 0; n < most && end < s.size(); ++n) {
        end += std::max<std::size_t>(character_length(s.substr(end)), 1);
    }
    return s.substr(0, end);
}

bool is_unsafe_to_show(char32_t c) {
    const bool control = c < 0x20 || (c >= 0x7f && c <= 0x9f);
    const bool separator = c == 0x2028 || c == 0x2029 || c == 0xfeff;
    const bool direction = c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
                           (c >= 0x2066 && c <= 0x2069);
    return control || separator || direction;
}

std::string escaped(std::string_view s) {
    std::string out;
    each_character(s, [&](std::string_view bytes, char32_t c, bool well_formed) {
        if (!well_formed) {
            out += fmt::format("\\x{:02x}", byte_at(bytes, 0));
        } else if (!is_unsafe_to_show(c)) {
            out += bytes;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\t') {
            out += "\\t";
        } else if (c == '\r') {
            out += "\\r";
        } else {
            const auto code = static_cast<unsigned>(c);
            out += c < 0x80 ? fmt::format("\\x{:02x}", code) : fmt::format("\\u{:04x}", code);
        }
    });
    return out;
}

std::string shown_in_columns(std::string_view s) {
    std::string out;
    each_character(s, [&](std::string_view bytes, char32_t c, bool well_formed) {
        if (c == '\t') {
            out += ' ';
        } else if (!well_formed || is_unsafe_to_show(c)) {
            out += '?';
        } else {
            out += bytes;
        }
    });
    return out;
}

}  // namespace datahall

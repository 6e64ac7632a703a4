#include "models/cooling/json_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace datahall {
namespace {

constexpr int most_depth = 32;
constexpr char end_of_text = '\0';  // no line holds one

std::string shown_mark(char c) {
    if (c == end_of_text) return "the end of the file";
    return c >= ' ' && c <= '~' ? fmt::format("'{}'", c) : "another character";
}

void append_utf8(unsigned code, std::string& out) {
    if (code < 0x80U) {
        out += static_cast<char>(code);
    } else if (code < 0x800U) {
        out += static_cast<char>(0xC0U | (code >> 6U));
        out += static_cast<char>(0x80U | (code & 0x3FU));
    } else {
        out += static_cast<char>(0xE0U | (code >> 12U));
        out += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
        out += static_cast<char>(0x80U | (code & 0x3FU));
    }
}

}  // namespace

// The next character that is no blank.
char JsonReader::peek() {
    for (;;) {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r"), rest_.size()));
        if (!rest_.empty()) return rest_.front();
        if (!in_.next(rest_)) {
            rest_ = {};
            return end_of_text;
        }
    }
}

bool JsonReader::take(char c) {
    if (peek() != c) return false;
    rest_.remove_prefix(1);
    return true;
}

void JsonReader::expect(char c) {
    if (!take(c)) in_.refuse("", fmt::format("expected '{}', got {}", c, shown_mark(peek())));
}

void JsonReader::enter() {
    if (++depth_ > most_depth) in_.refuse("", fmt::format("values nest more than {} deep", most_depth));
}

void JsonReader::object(const std::function<void(const std::string&)>& read_member) {
    expect('{');
    enter();
    if (!take('}')) {
        do {
            const std::string key = string();
            expect(':');
            read_member(key);
        } while (take(','));
        expect('}');
    }
    --depth_;
}

void JsonReader::array(const std::function<void(std::size_t)>& read_item) {
    expect('[');
    enter();
    if (!take(']')) {
        std::size_t index = 0;
        do {
            read_item(index++);
        } while (take(','));
        expect(']');
    }
    --depth_;
}

std::string_view JsonReader::word() {
    peek();
    const auto is_part = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
               c == '+' || c == '.';
    };
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_part);
    const std::string_view found = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    rest_.remove_prefix(found.size());
    return found;
}

double JsonReader::number() {
    const auto value = number_or_null();
    if (!value) in_.refuse("", "expected a number, got null");
    return *value;
}

std::optional<double> JsonReader::number_or_null() {
    const std::string_view text = word();
    if (text == "null") return std::nullopt;
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
        in_.refuse("",
                   fmt::format("expected a number or null, got {}",
                               text.empty() ? shown_mark(peek()) : fmt::format("'{}'", text.substr(0, 40))));
    }
    return value;
}

std::string JsonReader::string() {
    expect('"');
    std::string out;
    for (;;) {
        if (rest_.empty()) in_.refuse("", "a string does not end on its line");
        const char c = rest_.front();
        rest_.remove_prefix(1);
        if (c == '"') return out;
        if (static_cast<unsigned char>(c) < 0x20U) in_.refuse("", "a control character in a string");
        if (c == '\\') {
            escape(out);
        } else {
            out += c;
        }
    }
}

void JsonReader::escape(std::string& out) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    if (rest_.empty()) in_.refuse("", "a string does not end on its line");
    const char letter = rest_.front();
    rest_.remove_prefix(1);
    if (letter == 'u') {
        const unsigned unit = code_unit();
        const bool is_half = unit >= 0xD800U && unit < 0xE000U;  // of a pair, for which nothing here has use
        append_utf8(is_half ? '?' : unit, out);
        return;
    }
    const std::size_t at = letters.find(letter);
    if (at == std::string_view::npos) in_.refuse("", "an unknown escape in a string");
    out += meanings[at];
}

unsigned JsonReader::code_unit() {
    constexpr std::size_t digits = 4;
    constexpr int base = 16;
    unsigned unit = 0;
    const std::string_view text = rest_.substr(0, digits);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), unit, base);
    if (text.size() < digits || error != std::errc{} || end != text.data() + digits) {
        in_.refuse("", "expected four hexadecimal digits behind \\u");
    }
    rest_.remove_prefix(digits);
    return unit;
}

void JsonReader::skip() {
    const char c = peek();
    if (c == '{') return object([this](const std::string&) { skip(); });
    if (c == '[') return array([this](std::size_t) { skip(); });
    if (c == '"') {
        string();
        return;
    }
    if ((c >= '0' && c <= '9') || c == '-' || rest_.starts_with("null")) {
        number_or_null();
        return;
    }
    const std::string_view text = word();
    if (text != "true" && text != "false") {
        in_.refuse("", fmt::format("expected a value, got {}",
                                   text.empty() ? shown_mark(c) : fmt::format("'{}'", text.substr(0, 40))));
    }
}

void JsonReader::end() {
    const char c = peek();
    if (c != end_of_text) in_.refuse("", fmt::format("expected the end of the file, got {}", shown_mark(c)));
}

}  // namespace datahall

#include "sim/report/json.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "sim/config/utf8.hpp"

namespace datahall {
namespace {

// "\u" takes 16 bits; every character that is unsafe to show fits.
std::string json_escape(char32_t c) {
    switch (c) {
        case '"':
            return "\\\"";
        case '\\':
            return "\\\\";
        case '\n':
            return "\\n";
        case '\r':
            return "\\r";
        case '\t':
            return "\\t";
        default:
            return fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    }
}

}  // namespace

std::string json_text(std::string_view text) {
    std::string out{'"'};
    while (!text.empty()) {
        const std::size_t length = character_length(text);
        const char32_t c = first_character(text);
        if (length == 0) {
            out += "\\ufffd";
        } else if (c == '"' || c == '\\' || is_unsafe_to_show(c)) {
            out += json_escape(c);
        } else {
            out += text.substr(0, length);
        }
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return out + '"';
}

std::string json_number(double value) {
    return std::isfinite(value) ? fmt::format("{}", value) : "null";
}

JsonWriter& JsonWriter::key(std::string_view name) {
    separate();
    out_ += json_text(name) + ": ";
    after_key_ = true;
    return *this;
}

void JsonWriter::put(std::string_view written) {
    before_value();
    out_ += written;
}

void JsonWriter::before_value() {
    if (!after_key_) separate();
    after_key_ = false;
}

void JsonWriter::separate() {
    if (levels_.empty()) return;
    Level& level = levels_.back();
    if (!level.empty) out_ += level.layout == Layout::one_line ? ", " : ",";
    if (level.layout == Layout::lines) new_line(levels_.size());
    level.empty = false;
}

void JsonWriter::new_line(std::size_t depth) {
    out_ += '\n';
    out_.append(2 * depth, ' ');
}

void JsonWriter::open(char opening, char closing, Layout layout) {
    before_value();
    out_ += opening;
    // What is inside a one-line value stays on that line.
    if (!levels_.empty() && levels_.back().layout == Layout::one_line) layout = Layout::one_line;
    levels_.push_back({closing, layout});
}

void JsonWriter::close() {
    const Level level = levels_.back();
    levels_.pop_back();
    if (level.layout == Layout::lines && !level.empty) new_line(levels_.size());
    out_ += level.closing;
}

std::string JsonWriter::finish() {
    levels_.clear();
    after_key_ = false;
    return std::exchange(out_, {}) + '\n';
}

}  // namespace datahall

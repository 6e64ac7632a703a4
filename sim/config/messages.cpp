#include "sim/config/messages.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "sim/config/utf8.hpp"

namespace datahall {
namespace {

std::string place_of(const Where& w) {
    if (w.line == 0) return w.file;
    return w.column == 0 ? fmt::format("{}:{}", w.file, w.line)
                         : fmt::format("{}:{}:{}", w.file, w.line, w.column);
}

std::string label_of(const Problem& p) {
    return p.code.empty() ? std::string{} : fmt::format("error[{}]: ", p.code);
}

std::string line_without_hint(const Problem& p) {
    const std::string path = p.path.empty() ? "" : p.path + ": ";
    return escaped(fmt::format("{}: {}{}{}", place_of(p.where), label_of(p), path, p.text));
}

std::optional<std::string_view> line_of(std::string_view source, int line) {
    for (int n = 1; n < line; ++n) {
        const auto end = source.find('\n');
        if (end == std::string_view::npos) return std::nullopt;
        source.remove_prefix(end + 1);
    }
    std::string_view found = source.substr(0, source.find('\n'));
    if (found.ends_with('\r')) found.remove_suffix(1);
    return found;
}

// Bytes of the word, quoted text or plain value that starts `text`; at least one character.
std::size_t token_size(std::string_view text) {
    if (text.empty()) return 0;
    std::size_t end = 0;
    if (text[0] == '"' || text[0] == '\'') {
        const auto close = text.find(text[0], 1);
        return close == std::string_view::npos ? text.size() : close + 1;
    }
    const std::string_view stops = ",[]{}";
    while (end < text.size() && stops.find(text[end]) == std::string_view::npos) {
        const char next = end + 1 < text.size() ? text[end + 1] : ' ';
        if (text[end] == ':' && next == ' ') break;
        if (text[end] == ' ' && next == '#') break;
        ++end;
    }
    while (end > 0 && text[end - 1] == ' ') --end;
    return end;
}

// The part of a line that is shown: all, or a window around the caret with ... for what is cut.
struct Window {
    std::string text;
    std::size_t caret = 0;  // columns before the caret
    std::size_t marked = 1;
};

Window window_around(std::string_view line, std::size_t column, std::size_t width) {
    const std::string_view head = first_characters(line, column);
    const std::size_t token =
        count_characters(line.substr(head.size(), token_size(line.substr(head.size()))));
    const std::size_t length = std::max(count_characters(line), column + 1);  // the caret may stand behind it
    Window w{shown_in_columns(line), column, std::max<std::size_t>(token, 1)};
    if (length <= width) return w;  // all of it

    constexpr std::string_view cut = "...";
    const std::size_t room = std::max<std::size_t>(width, 4 * cut.size());
    const std::size_t first =
        std::min(column < room / 2 ? 0 : column - room / 2, length - std::min(length, room));
    const std::string_view rest = line.substr(first_characters(line, first).size());
    w.text = shown_in_columns(first_characters(rest, room));
    w.caret = column - first;
    if (first > 0 && w.caret >= cut.size()) {
        const std::size_t bytes = first_characters(w.text, cut.size()).size();
        w.text.replace(0, bytes, cut);
    }
    if (first + room < length && w.caret + cut.size() < room) {
        const std::size_t bytes = first_characters(w.text, room - cut.size()).size();
        w.text.replace(bytes, std::string::npos, cut);
    }
    w.marked = std::min(w.marked, room - w.caret);
    return w;
}

std::string json_text(std::string_view s) {
    std::string out = "\"";
    while (!s.empty()) {
        const std::size_t length = character_length(s);
        const char32_t c = first_character(s);
        if (length == 0) {
            out += "\\ufffd";
        } else if (c == '"' || c == '\\') {
            out += fmt::format("\\{}", s[0]);
        } else if (is_unsafe_to_show(c)) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));  // all of these are below U+10000
        } else {
            out += s.substr(0, length);
        }
        s.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return out + "\"";
}

std::string json_number(int n) {
    return n == 0 ? "null" : fmt::format("{}", n);
}

// Percent codes are how a workflow command carries what its grammar needs; `in_property` adds , and :.
enum class Part { property, message };
std::string github_text(std::string_view s, Part part) {
    std::string out;
    for (const char c : s) {
        if (c == '%') {
            out += "%25";
        } else if (part == Part::property && c == ':') {
            out += "%3A";
        } else if (part == Part::property && c == ',') {
            out += "%2C";
        } else {
            out += c;
        }
    }
    return out;
}

}  // namespace

std::string to_line(const Problem& p) {
    return p.hint.empty() ? line_without_hint(p)
                          : fmt::format("{} ({})", line_without_hint(p), escaped(p.hint));
}

std::string to_excerpt(const Problem& p, std::string_view source, std::size_t width) {
    if (p.where.line <= 0 || p.where.column <= 0) return to_line(p);
    const auto line = line_of(source, p.where.line);
    const auto column = static_cast<std::size_t>(p.where.column - 1);
    if (!line || column > count_characters(*line)) return to_line(p);

    constexpr std::size_t gutter = 8;  // "    3 | "
    const Window w = window_around(*line, column, width > gutter ? width - gutter : 0);
    return fmt::format("{}\n{:>5} | {}\n      | {}^{}{}{}", line_without_hint(p), p.where.line, w.text,
                       std::string(w.caret, ' '), std::string(w.marked - 1, '~'), p.hint.empty() ? "" : " ",
                       escaped(p.hint));
}

std::string closing_line(std::span<const Problem> problems) {
    std::vector<std::string> files;
    std::size_t errors = 0;
    bool more = false;
    for (const Problem& p : problems) {
        if (std::ranges::find(files, p.where.file) == files.end()) files.push_back(p.where.file);
        p.code.empty() ? more = true : ++errors > 0;
    }
    std::string in;
    for (const std::string& file : files) in += (in.empty() ? "" : ", ") + escaped(file);
    return fmt::format("{}{} error{} in {}; nothing was simulated", more ? "more than " : "", errors,
                       errors == 1 ? "" : "s", in);
}

std::string to_json(std::span<const Problem> problems) {
    std::string out = "[";
    for (const Problem& p : problems) {
        out += fmt::format(
            "{}\n  {{\"code\": {}, \"severity\": \"error\", \"file\": {}, \"line\": {}, \"column\": {}, "
            "\"end_column\": null, \"path\": {}, \"message\": {}, \"suggestion\": {}}}",
            out == "[" ? "" : ",", json_text(p.code), json_text(p.where.file), json_number(p.where.line),
            json_number(p.where.column), json_text(p.path), json_text(p.text),
            p.hint.empty() ? "null" : json_text(p.hint));
    }
    return out + (out == "[" ? "]\n" : "\n]\n");
}

std::string to_github(std::span<const Problem> problems) {
    std::string out;
    for (const Problem& p : problems) {
        out += "::error file=" + github_text(escaped(p.where.file), Part::property);
        if (p.where.line > 0) out += fmt::format(",line={}", p.where.line);
        if (p.where.column > 0) out += fmt::format(",col={}", p.where.column);
        const std::string path = p.path.empty() ? "" : p.path + ": ";
        const std::string hint = p.hint.empty() ? "" : " (" + p.hint + ")";
        out += "::" +
               github_text(escaped(fmt::format("{}{}{}{}", label_of(p), path, p.text, hint)), Part::message);
        out += "\n";
    }
    return out;
}

}  // namespace datahall

#include "sim/config/emit.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/config/utf8.hpp"

namespace datahall {
namespace {

constexpr std::size_t step = 2;
// YAML finds the colon of a key only within 1024 characters; longer keys need the ? form.
constexpr std::size_t longest_simple_key = 500;

bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Far fewer texts than YAML allows unquoted: those that no reader of YAML takes for anything else.
bool is_plain(std::string_view text) {
    constexpr std::array<std::string_view, 3> nulls = {"null", "Null", "NULL"};
    if (text.empty() || std::ranges::find(nulls, text) != nulls.end()) return false;
    const bool signed_number = text.size() > 1 && text[0] == '-' && is_digit(text[1]);
    if (!is_letter(text[0]) && !is_digit(text[0]) && text[0] != '_' && !signed_number) return false;
    if (text.back() == ' ' || text.back() == ':' || text.find(": ") != std::string_view::npos) return false;
    const std::string_view others = " _-./:%+()";
    return std::ranges::all_of(text, [&](char c) {
        return is_letter(c) || is_digit(c) || others.find(c) != std::string_view::npos;
    });
}

std::string escape_code(char32_t c) {
    const auto code = static_cast<unsigned>(c);
    return c < 0x100 ? fmt::format("\\x{:02x}", code) : fmt::format("\\u{:04x}", code);
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    while (!text.empty()) {
        const std::size_t length = std::max<std::size_t>(character_length(text), 1);
        const char32_t c = first_character(text);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += text[0];
        } else if (c == '\n') {
            out += "\\n";
        } else if (is_unsafe_to_show(c)) {
            out += escape_code(c);
        } else {
            out += text.substr(0, length);
        }
        text.remove_prefix(length);
    }
    return out + "\"";
}

bool is_block(const YamlNode& n) {
    return !n.children.empty();
}

std::string inline_text(const YamlNode& n) {
    switch (n.kind) {
        case YamlNode::Kind::null:
            return "~";
        case YamlNode::Kind::sequence:
            return "[]";
        case YamlNode::Kind::mapping:
            return "{}";
        case YamlNode::Kind::scalar:
            break;
    }
    return yaml_scalar(n.text);
}

void write_block(std::string& out, const YamlNode& node, std::size_t indent);

void write_member(std::string& out, const YamlNode& member, std::size_t indent) {
    const std::string key = yaml_scalar(member.key);
    out.append(indent, ' ');
    if (key.size() > longest_simple_key) {
        out += "? " + key + "\n";
        out.append(indent, ' ');
    } else {
        out += key;
    }
    out += ':';
    if (is_block(member)) {
        out += '\n';
        write_block(out, member, indent + step);
    } else {
        out += ' ' + inline_text(member) + '\n';
    }
}

void write_item(std::string& out, const YamlNode& item, std::size_t indent) {
    const std::size_t start = out.size();
    if (is_block(item)) {
        write_block(out, item, indent + step);
    } else {
        out += std::string(indent + step, ' ') + inline_text(item) + '\n';
    }
    out[start + indent] = '-';  // the first line of an item starts with its dash
}

void write_block(std::string& out, const YamlNode& node, std::size_t indent) {
    for (const YamlNode& child : node.children) {
        if (node.kind == YamlNode::Kind::mapping) {
            write_member(out, child, indent);
        } else {
            write_item(out, child, indent);
        }
    }
}

}  // namespace

std::string yaml_scalar(std::string_view text) {
    return is_plain(text) ? std::string{text} : quoted(text);
}

std::string to_yaml(const YamlNode& root) {
    if (!is_block(root)) return inline_text(root) + "\n";
    std::string out;
    write_block(out, root, 0);
    return out;
}

}  // namespace datahall

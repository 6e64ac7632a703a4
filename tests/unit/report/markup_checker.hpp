// A strict little reader of markup, for tests: what it accepts, any parser of XML accepts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace datahall::test {

/// Reads a document as XML without declarations, comments or CDATA: every element closed in order, every
/// attribute quoted and given once, & and < only as markup, and only entities that XML knows itself.
class MarkupChecker {
public:
    explicit MarkupChecker(std::string_view document) : rest_{document} { read(); }

    /// Empty if the document is well formed.
    const std::string& problem() const { return problem_; }
    /// All text between the tags, with its entities replaced; tags leave no trace.
    const std::string& text() const { return text_; }
    /// Start tags in order, such as `rect` or `th`.
    const std::vector<std::string>& tags() const { return tags_; }
    /// Attributes in order, as name=value, entities replaced.
    const std::vector<std::string>& attributes() const { return attributes_; }

private:
    void read() {
        if (rest_.starts_with("<!DOCTYPE html>")) rest_.remove_prefix(15);
        while (problem_.empty() && !rest_.empty()) {
            if (rest_.front() == '<') {
                rest_.remove_prefix(1);
                rest_.starts_with('/') ? read_end() : read_start();
            } else {
                append_character(text_);
            }
        }
        if (problem_.empty() && !open_.empty()) problem_ = "never closed: " + open_.back();
        if (problem_.empty() && tags_.empty()) problem_ = "no element";
    }

    void read_end() {
        rest_.remove_prefix(1);
        const std::string name = read_name();
        if (open_.empty() || open_.back() != name) return fail("closes " + name);
        open_.pop_back();
        if (!take(">")) fail("end tag of " + name);
    }

    void read_start() {
        const std::string name = read_name();
        if (name.empty()) return fail("< without a name");
        if (open_.empty() && !tags_.empty()) return fail("a second root: " + name);
        tags_.push_back(name);
        std::vector<std::string> names;
        while (problem_.empty()) {
            if (take("/>")) return;
            if (take(">")) return open_.push_back(name);
            if (!take(" ")) return fail("in the tag of " + name);
            const std::string attribute = read_name();
            for (const std::string& known : names) {
                if (known == attribute) return fail("twice: " + attribute);
            }
            names.push_back(attribute);
            read_value(attribute);
        }
    }

    void read_value(const std::string& name) {
        if (name.empty() || !take("=\"")) return fail("attribute " + name);
        std::string value;
        while (problem_.empty() && !rest_.empty() && rest_.front() != '"') append_character(value);
        if (!take("\"")) return fail("value of " + name);
        attributes_.push_back(name + "=" + value);
    }

    void append_character(std::string& to) {
        constexpr std::string_view entities[][2] = {
            {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}};
        const char c = rest_.front();
        if (c == '&') {
            for (const auto& [entity, meaning] : entities) {
                if (!take(entity)) continue;
                to += meaning;
                return;
            }
            return fail("entity");
        }
        if (c == '<' || (static_cast<unsigned char>(c) < 0x20 && c != '\n')) return fail("character");
        to += c;
        rest_.remove_prefix(1);
    }

    std::string read_name() {
        constexpr std::string_view letters =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-:";
        const std::string name{rest_.substr(0, rest_.find_first_not_of(letters))};
        rest_.remove_prefix(name.size());
        return name;
    }

    bool take(std::string_view expected) {
        if (!rest_.starts_with(expected)) return false;
        rest_.remove_prefix(expected.size());
        return true;
    }

    void fail(const std::string& what) { problem_ = what + ", before: " + std::string{rest_.substr(0, 60)}; }

    std::string_view rest_;
    std::string problem_, text_;
    std::vector<std::string> open_, tags_, attributes_;
};

}  // namespace datahall::test

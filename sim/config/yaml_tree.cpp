// The only file that sees yaml-cpp, and it uses its event interface alone: YAML::Node keeps
// aliases as shared pointers (cycles!), hides duplicate keys and guesses types.
#include "sim/config/yaml_tree.hpp"

#include <algorithm>
#include <istream>
#include <streambuf>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include "sim/config/utf8.hpp"

namespace datahall {
namespace {

[[noreturn]] void refuse(const YamlPlace& at, std::string code, std::string text, std::string hint = {}) {
    throw ConfigError{{Problem{at.where(), std::move(code), "", std::move(text), std::move(hint)}}};
}

std::string quoted(std::string_view key) {
    const std::string_view head = first_characters(key, 40);
    return fmt::format("'{}{}'", head, head.size() < key.size() ? "..." : "");
}

// Turns the library's marks (from 0, columns in bytes) into places (from 1, columns in characters).
// Marks come in the order of the text, so each byte is counted once however long its line is.
class Places {
public:
    Places(std::string_view text, const YamlSource& source) : text_{text}, source_{source} {}

    YamlPlace at(const YAML::Mark& mark) {
        if (mark.line < 0 || mark.column < 0) return {&source_, 0, 0};
        if (mark.line != line_ || mark.column < byte_column_) go_to_line(mark.line);
        const auto wanted = static_cast<std::size_t>(mark.column);
        while (byte_column_ < mark.column &&
               line_start_ + static_cast<std::size_t>(byte_column_) < text_.size()) {
            const auto left = wanted - static_cast<std::size_t>(byte_column_);
            const std::string_view rest = text_.substr(line_start_ + static_cast<std::size_t>(byte_column_));
            const std::size_t length = std::max<std::size_t>(character_length(rest), 1);
            if (length > left) break;
            byte_column_ += static_cast<int>(length);
            ++column_;
        }
        return {&source_, line_ + 1, column_ + 1};
    }

    /// The text from `mark` on.
    std::string_view text_at(const YAML::Mark& mark) {
        (void)at(mark);
        return text_.substr(std::min(line_start_ + static_cast<std::size_t>(byte_column_), text_.size()));
    }

private:
    void go_to_line(int line) {
        if (line < line_) line_ = 0, line_start_ = 0;
        while (line_ < line) {
            const auto end = text_.find('\n', line_start_);
            if (end == std::string_view::npos) break;
            line_start_ = end + 1;
            ++line_;
        }
        byte_column_ = column_ = 0;
    }

    std::string_view text_;
    const YamlSource& source_;
    int line_ = 0;
    std::size_t line_start_ = 0;
    int byte_column_ = 0;
    int column_ = 0;
};

// The parser behind us reads ahead to the end of a line and as long as brackets are open, and keeps about 240
// bytes a token; so lines and brackets are limited first.  Brackets in texts and comments count here, too, so
// the limit is far above any depth that is accepted.
constexpr int most_open_brackets = 4096;

int brackets_opened(char c) {
    if (c == '[' || c == '{') return 1;
    return c == ']' || c == '}' ? -1 : 0;
}

// The parser behind us has hung on malformed bytes, so it never sees one.
void check_characters(std::string_view text, const YamlSource& source, std::size_t longest_line) {
    YamlPlace at{&source, 1, 1};
    int open_brackets = 0;
    std::size_t line_start = 0;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = character_length(text.substr(i));
        const auto byte = static_cast<unsigned char>(text[i]);
        if (length == 0) {
            refuse(at, "E0106", fmt::format("expected UTF-8 text, got the byte 0x{:02x}", byte));
        }
        const char32_t c = first_character(text.substr(i));
        const bool line_end = c == '\n' || (c == '\r' && text.substr(i + 1, 1) == "\n");
        const bool control = c < 0x20 || (c >= 0x7f && c <= 0x9f);
        if (control && !line_end && c != '\t') {
            refuse(at, "E0106", fmt::format("control character 0x{:02x}", static_cast<unsigned>(c)));
        }
        open_brackets = std::max(open_brackets + brackets_opened(text[i]), 0);
        if (open_brackets > most_open_brackets) {
            refuse(at, "E0107", fmt::format("more than {} brackets left open", most_open_brackets));
        }
        if (i - line_start >= longest_line && c != '\n') {
            refuse(at, "E0107", fmt::format("a line of more than {} bytes", longest_line));
        }
        i += length;
        ++at.column;
        if (c == '\n') {
            at = {&source, at.line + 1, 1};
            line_start = i;
        }
    }
}

class TreeBuilder final : public YAML::EventHandler {
public:
    TreeBuilder(std::string_view text, const YamlSource& source, const YamlLimits& limits)
        : places_{text, source}, limits_{limits} {}

    /// Whether there was a document without anything in it, such as a lone ---.
    bool is_empty() const { return root_.kind == YamlNode::Kind::null && root_.text.empty(); }
    YamlNode take() { return std::move(root_); }
    YamlPlace place(const YAML::Mark& mark) { return places_.at(mark); }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        YamlNode node = start(mark, "?", anchor, YamlNode::Kind::null);
        // A value that is just not there carries the mark of what comes next.
        if (is_written_null(places_.text_at(mark))) {
            node.text.assign(1, '~');
        } else if (!open_.empty() && open_.back().has_key) {
            node.at = open_.back().key_at;
        }
        add(std::move(node));
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        refuse(place(mark), "E0105", "aliases (*name) are not supported",
               "write the value out, or use extends:");
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        YamlNode node = start(mark, tag, anchor, YamlNode::Kind::scalar);
        if (!is_utf8(value)) {
            // The library turns these two into single bytes.
            refuse(node.at, "E0106", "the escapes \\N and \\_ are not supported", "write \\x85 or \\xa0");
        }
        node.text = value;
        add(std::move(node));
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(start(mark, tag, anchor, YamlNode::Kind::sequence));
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(start(mark, tag, anchor, YamlNode::Kind::mapping));
    }
    void OnMapEnd() override {
        refuse_duplicates(open_.back().node.children);
        close();
    }

private:
    struct Open {
        YamlNode node;
        bool has_key = false;
        std::string key;
        YamlPlace key_at;
    };

    static bool is_written_null(std::string_view text) {
        return text.starts_with("~") || text.starts_with("null") || text.starts_with("Null") ||
               text.starts_with("NULL");
    }

    YamlNode start(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                   YamlNode::Kind kind) {
        const YamlPlace at = place(mark);
        if (++nodes_ > limits_.nodes) refuse(at, "E0107", fmt::format("more than {} values", limits_.nodes));
        if (anchor != 0) refuse(at, "E0105", "anchors (&name) are not supported", "use extends: or include:");
        if (!tag.empty() && tag != "?" && tag != "!") refuse(at, "E0105", "tags (!name) are not supported");
        YamlNode node;
        node.kind = kind;
        node.at = at;
        return node;
    }

    void open(YamlNode node) {
        if (open_.size() >= limits_.depth) {
            refuse(node.at, "E0107", fmt::format("nested deeper than {} levels", limits_.depth));
        }
        open_.push_back({.node = std::move(node), .has_key = false, .key = {}, .key_at = {}});
    }
    void close() {
        YamlNode node = std::move(open_.back().node);
        open_.pop_back();
        add(std::move(node));
    }

    void add(YamlNode node) {
        if (open_.empty()) {
            root_ = std::move(node);
            return;
        }
        Open& parent = open_.back();
        if (parent.node.kind == YamlNode::Kind::mapping) {
            if (!parent.has_key) {
                take_key(parent, node);
                return;
            }
            node.key = std::exchange(parent.key, {});
            node.key_at = parent.key_at;
            parent.has_key = false;
        }
        parent.node.children.push_back(std::move(node));
    }

    static void take_key(Open& parent, YamlNode& node) {
        if (node.kind != YamlNode::Kind::scalar || node.text.empty()) {
            refuse(node.at, "E0109", "expected a name as a key");
        }
        if (node.text == "<<") {
            refuse(node.at, "E0105", "merge keys (<<) are not supported", "use extends: or include:");
        }
        parent.key = std::move(node.text);
        parent.key_at = node.at;
        parent.has_key = true;
    }

    // The second of the first pair of twins, so that the message does not depend on the sort.
    static void refuse_duplicates(const std::vector<YamlNode>& members) {
        std::vector<const YamlNode*> by_key(members.size());
        std::ranges::transform(members, by_key.begin(), [](const YamlNode& n) { return &n; });
        std::ranges::stable_sort(by_key, {}, &YamlNode::key);
        const auto twin = std::ranges::adjacent_find(by_key, {}, &YamlNode::key);
        if (twin == by_key.end()) return;
        refuse((*std::next(twin))->key_at, "E0104",
               fmt::format("duplicate key {}; first on line {}", quoted((*twin)->key), (*twin)->key_at.line));
    }

    Places places_;
    YamlLimits limits_;
    std::size_t nodes_ = 0;
    std::vector<Open> open_;
    YamlNode root_;
};

// Lets the parser read a text without a copy of it.
class TextBuffer final : public std::streambuf {
public:
    explicit TextBuffer(std::string_view text) {
        char* begin = const_cast<char*>(text.data());  // a get area is never written to
        setg(begin, begin, begin + text.size());
    }
};

// Directives alone leave no document behind, but they leave a token.
bool has_more(YAML::Parser& parser) {
    try {
        return static_cast<bool>(parser);
    } catch (const YAML::Exception&) {
        return true;
    }
}

YamlNode parse(std::string_view text, const YamlSource& source, const YamlLimits& limits) {
    const YamlPlace whole{&source, 0, 0};
    TextBuffer buffer{text};
    std::istream in{&buffer};
    TreeBuilder builder{text, source, limits};
    try {
        YAML::Parser parser{in};
        if (!parser.HandleNextDocument(builder)) refuse({&source, 1, 1}, "E0108", "the file is empty");
        if (has_more(parser)) refuse(whole, "E0108", "more than one document, or text after the end");
        if (builder.is_empty()) refuse({&source, 1, 1}, "E0108", "the file is empty");
    } catch (const YAML::Exception& e) {
        refuse(builder.place(e.mark), "E0101", "not valid YAML: " + e.msg);
    }
    return builder.take();
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view wanted) const {
    const auto it = std::ranges::find(children, wanted, &YamlNode::key);
    return it == children.end() ? nullptr : &*it;
}

bool same_values(const YamlNode& a, const YamlNode& b) {
    return a.kind == b.kind && a.key == b.key && (a.kind == YamlNode::Kind::null || a.text == b.text) &&
           std::ranges::equal(a.children, b.children, same_values);
}

YamlNode parse_yaml_node(const std::string& text, const YamlSource& source, const YamlLimits& limits) {
    if (text.size() > limits.bytes) {
        refuse({&source, 0, 0}, "E0107", fmt::format("{} bytes; the limit is {}", text.size(), limits.bytes),
               "--max-input raises it");
    }
    std::string_view content = text;
    if (content.starts_with("\xef\xbb\xbf")) content.remove_prefix(3);
    check_characters(content, source, limits.line);
    return parse(content, source, limits);
}

YamlTree parse_yaml(const std::string& text, YamlSource source, const YamlLimits& limits) {
    YamlTree tree;
    tree.sources.push_back(std::move(source));
    tree.root = parse_yaml_node(text, tree.sources.back(), limits);
    return tree;
}

YamlTree parse_yaml(const std::string& text, const std::string& name, const YamlLimits& limits) {
    return parse_yaml(text, YamlSource{name, ""}, limits);
}

}  // namespace datahall

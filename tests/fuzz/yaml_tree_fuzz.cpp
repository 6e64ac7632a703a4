// Any bytes: a tree or a ConfigError with a place inside the text.  A tree can be written, and reads
// back equal; its problems can be shown.
#include <algorithm>
#include <string>

#include "sim/config/emit.hpp"
#include "sim/config/messages.hpp"
#include "sim/config/utf8.hpp"
#include "sim/config/yaml_tree.hpp"
#include "tests/fuzz/fuzz_target.hpp"
#include "tests/fuzz/require.hpp"

using namespace datahall;

namespace {

std::string_view line_of(std::string_view text, int line) {
    for (int n = 1; n < line; ++n) text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
    return text.substr(0, text.find('\n'));
}

void check_place(const Where& at, std::string_view text) {
    const auto lines = static_cast<int>(std::ranges::count(text, '\n')) + 1;
    require(at.line >= 0 && at.line <= lines, "the line is in the file");
    if (at.line == 0 || text.empty()) return;
    const auto columns = static_cast<int>(count_characters(line_of(text, at.line)));
    require(at.column >= 1 && at.column <= columns + 1, "the column is in the line or just behind it");
}

void check_places(const YamlNode& node, std::string_view text) {
    check_place(node.at.where(), text);
    if (node.key_at.source) check_place(node.key_at.where(), text);
    for (const YamlNode& child : node.children) check_places(child, text);
}

void check_message(const Problem& p, std::string_view text) {
    const std::string shown = to_excerpt(p, text, 80);
    for (std::string_view rest = shown; !rest.empty(); rest.remove_prefix(character_length(rest))) {
        require(character_length(rest) > 0, "a message is UTF-8");
        const char32_t c = first_character(rest);
        require(c == '\n' || !is_unsafe_to_show(c), "a message holds no control character");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string text{reinterpret_cast<const char*>(bytes), size};
    std::string_view content = text;
    if (content.starts_with("\xef\xbb\xbf")) content.remove_prefix(3);
    try {
        const YamlTree tree = parse_yaml(text, "f.yaml");
        check_places(tree.root, content);
        const std::string written = to_yaml(tree.root);
        YamlLimits wide;
        wide.bytes = std::size_t{1} << 30;
        require(same_values(parse_yaml(written, "again.yaml", wide).root, tree.root),
                "what is written reads back equal");
    } catch (const ConfigError& e) {
        require(!e.problems().empty(), "an error says something");
        for (const Problem& p : e.problems()) {
            require(p.where.file == "f.yaml", "what is written can be read");
            check_place(p.where, content);
            check_message(p, content);
        }
    }
    return 0;
}

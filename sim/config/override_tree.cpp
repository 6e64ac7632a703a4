// --set PATH=VALUE: one value of a loaded tree is replaced before anything reads it.
#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "sim/config/load_tree.hpp"
#include "sim/config/near_name.hpp"

namespace datahall {
namespace {

// The value is typed into a shell; its size is limited there.
constexpr YamlLimits value_limits{.bytes = std::size_t{1} << 20, .nodes = 100'000, .depth = 32};

struct Member {
    std::string key;
};
struct Index {
    std::size_t value = 0;
};
struct Match {
    std::string key;
    std::string value;
};
struct Append {};
using Step = std::variant<Member, Index, Match, Append>;

[[noreturn]] void refuse(const YamlSource& source, std::string text, std::string hint = {}) {
    throw ConfigError{{Problem{{source.name, 0, 0}, "E0111", "", std::move(text), std::move(hint)}}};
}

// Splits PATH into steps.
class PathReader {
public:
    PathReader(std::string_view path, const YamlSource& source) : rest_{path}, source_{source} {}

    std::vector<Step> steps() {
        std::vector<Step> steps{Member{key()}};
        while (!rest_.empty()) {
            if (rest_[0] == '[') {
                steps.push_back(bracket());
            } else {
                rest_.remove_prefix(1);  // the dot that ended the key before
                steps.emplace_back(Member{key()});
            }
        }
        return steps;
    }

private:
    [[noreturn]] void bad() const {
        refuse(
            source_,
            "expected PATH=VALUE with a path such as hall.racks[3].power, jobs[name=train].gpus or jobs[+]");
    }

    std::string key() {
        const std::size_t end = std::min(rest_.find_first_of(".["), rest_.size());
        if (end == 0 || rest_.substr(0, end).find_first_of("]= ") != std::string_view::npos) bad();
        std::string name{rest_.substr(0, end)};
        rest_.remove_prefix(end);
        return name;
    }

    Step bracket() {
        const std::size_t end = rest_.find(']');
        if (end == std::string_view::npos || end == 1) bad();
        const std::string_view inside = rest_.substr(1, end - 1);
        rest_.remove_prefix(end + 1);
        if (!rest_.empty() && rest_[0] != '.' && rest_[0] != '[') bad();
        if (const auto equals = inside.find('='); equals != std::string_view::npos) {
            if (equals == 0) bad();
            return Match{std::string{inside.substr(0, equals)}, std::string{inside.substr(equals + 1)}};
        }
        if (inside == "+") return Append{};
        Index index;
        const auto [last, error] = std::from_chars(inside.data(), inside.data() + inside.size(), index.value);
        if (error != std::errc{} || last != inside.data() + inside.size()) bad();
        return index;
    }

    std::string_view rest_;
    const YamlSource& source_;
};

void place_all(YamlNode& node, const YamlPlace& place) {
    node.at = node.key_at = place;
    for (YamlNode& child : node.children) place_all(child, place);
}

YamlNode parse_value(std::string_view value, const YamlSource& source) {
    if (value.find_first_not_of(' ') == std::string_view::npos) {
        refuse(source, "no value after the =", "~ removes the key, \"\" is the empty text");
    }
    try {
        YamlNode node = parse_yaml_node(std::string{value}, source, value_limits);
        place_all(node, {&source, 0, 0});
        return node;
    } catch (const ConfigError& e) {
        std::vector<Problem> problems = e.problems();
        for (Problem& p : problems) p.where = {source.name, 0, 0};
        throw ConfigError{std::move(problems)};
    }
}

// Walks along the steps and makes the mappings that are missing.
class Walker {
public:
    Walker(YamlNode& root, const YamlSource& source) : node_{&root}, source_{source} {}

    void go(const std::vector<Step>& steps, std::size_t& i) {
        if (std::holds_alternative<Member>(steps[i])) return go_to_member(steps, i);
        if (std::holds_alternative<Append>(steps[i])) return append();
        if (node_->kind != YamlNode::Kind::sequence)
            refuse(source_, fmt::format("{} is not a list", where()));
        if (const auto* index = std::get_if<Index>(&steps[i])) {
            go_to_index(index->value);
        } else {
            go_to_match(std::get<Match>(steps[i]));
        }
    }

    YamlNode* parent() { return parent_; }
    YamlNode& node() { return *node_; }
    bool was_made() const { return was_made_; }

private:
    std::string where() const { return path_.empty() ? "the file" : fmt::format("'{}'", path_); }

    void enter(YamlNode& child, const std::string& step) {
        parent_ = node_;
        node_ = &child;
        path_ += step;
    }

    // Names of entries may hold dots: a.b.c is also looked for as the key "a.b" and its member c.
    void go_to_member(const std::vector<Step>& steps, std::size_t& i) {
        become_mapping();
        std::string key;
        for (std::size_t last = i; last < steps.size(); ++last) {
            const auto* member = std::get_if<Member>(&steps[last]);
            if (!member) break;
            key += (key.empty() ? "" : ".") + member->key;
            const auto it = std::ranges::find(node_->children, key, &YamlNode::key);
            if (it == node_->children.end()) continue;
            i = last;
            was_made_ = false;
            return enter(*it, (path_.empty() ? "" : ".") + key);
        }
        make_member(std::get<Member>(steps[i]).key);
    }

    void become_mapping() {
        if (node_->kind == YamlNode::Kind::mapping) return;
        if (node_->kind != YamlNode::Kind::null) refuse(source_, fmt::format("{} is not a mapping", where()));
        node_->kind = YamlNode::Kind::mapping;
        node_->text.clear();
    }

    void make_member(const std::string& key) {
        YamlNode made;
        made.key = key;
        made.at = made.key_at = {&source_, 0, 0};
        node_->children.push_back(std::move(made));
        was_made_ = true;
        enter(node_->children.back(), (path_.empty() ? "" : ".") + key);
    }

    // A list that is not there becomes one.
    void append() {
        if (node_->kind == YamlNode::Kind::null) {
            node_->kind = YamlNode::Kind::sequence;
            node_->text.clear();
        }
        if (node_->kind != YamlNode::Kind::sequence)
            refuse(source_, fmt::format("{} is not a list", where()));
        YamlNode item;
        item.at = item.key_at = {&source_, 0, 0};
        node_->children.push_back(std::move(item));
        was_made_ = true;
        enter(node_->children.back(), "[+]");
    }

    void go_to_index(std::size_t index) {
        const std::size_t size = node_->children.size();
        if (index >= size) {
            refuse(source_, fmt::format("there is no item [{}] in {}: it has {}", index, where(), size),
                   "items count from 0");
        }
        enter(node_->children[index], fmt::format("[{}]", index));
    }

    void go_to_match(const Match& match) {
        std::vector<std::string> names;
        YamlNode* found = nullptr;
        for (YamlNode& item : node_->children) {
            const YamlNode* member = item.kind == YamlNode::Kind::mapping ? item.find(match.key) : nullptr;
            if (!member) continue;
            names.push_back(member->text);
            if (member->text != match.value) continue;
            if (found) {
                refuse(source_,
                       fmt::format("several items of {} have {}={}", where(), match.key, match.value));
            }
            found = &item;
        }
        if (!found) {
            refuse(source_, fmt::format("no item of {} has {}={}", where(), match.key, match.value),
                   did_you_mean(match.value, names));
        }
        enter(*found, fmt::format("[{}={}]", match.key, match.value));
    }

    YamlNode* node_;
    YamlNode* parent_ = nullptr;
    const YamlSource& source_;
    std::string path_;
    bool was_made_ = false;
};

void replace(Walker& walker, YamlNode value) {
    YamlNode& old = walker.node();
    YamlNode& parent = *walker.parent();
    const bool removes = value.kind == YamlNode::Kind::null && parent.kind == YamlNode::Kind::mapping;
    if (removes && !walker.was_made()) {
        parent.children.erase(parent.children.begin() + (&old - parent.children.data()));
        return;
    }
    value.key = std::move(old.key);
    old = std::move(value);
}

}  // namespace

std::size_t end_of_path(std::string_view setting) {
    bool inside = false;
    for (std::size_t i = 0; i < setting.size(); ++i) {
        if (setting[i] == '[') inside = true;
        if (setting[i] == ']') inside = false;
        if (setting[i] == '=' && !inside) return i;
    }
    return std::string_view::npos;
}

void apply_override(YamlTree& tree, std::string_view setting) {
    const std::size_t equals = end_of_path(setting);
    const std::string_view path = setting.substr(0, equals);
    tree.sources.push_back({fmt::format("--set {}", path), ""});
    const YamlSource& source = tree.sources.back();
    if (equals == std::string_view::npos) {
        refuse(source, "expected PATH=VALUE such as hall.racks[3].power=40 kW");
    }
    const std::vector<Step> steps = PathReader{path, source}.steps();
    YamlNode value = parse_value(setting.substr(equals + 1), source);

    Walker walker{tree.root, source};
    for (std::size_t i = 0; i < steps.size(); ++i) walker.go(steps, i);
    replace(walker, std::move(value));
}

}  // namespace datahall

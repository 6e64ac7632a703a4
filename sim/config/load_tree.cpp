#include "sim/config/load_tree.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

namespace datahall {
namespace {

[[noreturn]] void refuse(const YamlPlace& at, std::string code, std::string path, std::string text) {
    throw ConfigError{{Problem{at.where(), std::move(code), std::move(path), std::move(text), ""}}};
}

bool is_written_null(const YamlNode& n) {
    return n.kind == YamlNode::Kind::null && !n.text.empty();
}

std::size_t count_values(const YamlNode& n) {
    std::size_t count = 1 + (n.key.empty() ? 0 : 1);
    for (const YamlNode& child : n.children) count += count_values(child);
    return count;
}

std::string folder_of(std::string_view path) {
    const auto slash = path.rfind('/');
    if (slash == std::string_view::npos) return {};
    return std::string{path.substr(0, std::max<std::size_t>(slash, 1))};
}

std::string name_of(std::string_view path) {
    return std::string{path.substr(path.rfind('/') + 1)};
}

YamlNode take_member(YamlNode& mapping, std::string_view key) {
    const auto it = std::ranges::find(mapping.children, key, &YamlNode::key);
    if (mapping.kind != YamlNode::Kind::mapping || it == mapping.children.end()) return {};
    YamlNode taken = std::move(*it);
    mapping.children.erase(it);
    return taken;
}

// Reads files and what they build on, within the limits of one load.
class Loader {
public:
    Loader(ReadContext& context, const LoadOptions& options, YamlTree& tree)
        : context_{context}, options_{options}, tree_{tree} {}

    YamlNode load_top(const std::string& path) {
        if (path.starts_with("shipped:")) {
            const NamedFile file{path, "", {path, 0, 0}};
            const FoundFile found = find_file(context_, file);
            return parse({found.id, found.id, 0}, {path, found.folder},
                         read_named(context_, file, options_.limits.bytes), options_.limits.bytes);
        }
        shown_folder_ = folder_of(path);
        context_.root = shown_folder_.empty() ? "." : shown_folder_;
        const std::string text = read_all(path, options_.limits.bytes);
        context_.opened.push_back({name_of(path), content_hash(text)});
        return parse({name_of(path), path, 0}, {path, ""}, text, options_.limits.bytes);
    }

private:
    // A file that is being read, and the line on which it names the next.
    struct Link {
        std::string id;
        std::string name;
        int line = 0;
    };

    YamlNode parse(Link link, YamlSource source, const std::string& text, std::size_t most_bytes) {
        total_bytes_ += text.size();
        tree_.sources.push_back(std::move(source));
        const YamlSource& kept = tree_.sources.back();
        if (total_bytes_ > options_.total_bytes) {
            refuse({&kept, 0, 0}, "E0607", "",
                   fmt::format("all files together have more than {} bytes", options_.total_bytes));
        }
        YamlLimits limits = options_.limits;
        limits.bytes = most_bytes;
        YamlNode node = parse_yaml_node(text, kept, limits);
        values_ += count_values(node);
        if (values_ > limits.nodes) {
            refuse({&kept, 0, 0}, "E0607", "",
                   fmt::format("all files together have more than {} values", limits.nodes));
        }
        chain_.push_back(std::move(link));
        YamlNode merged = with_what_it_builds_on(std::move(node));
        chain_.pop_back();
        return merged;
    }

    YamlNode with_what_it_builds_on(YamlNode node) {
        const YamlNode extends = take_member(node, "extends");
        const YamlNode include = take_member(node, "include");
        if (extends.key.empty() && include.key.empty()) return node;

        YamlNode base;
        if (!extends.key.empty()) base = load_named(extends, "extends");
        if (include.kind == YamlNode::Kind::sequence) {
            for (std::size_t i = 0; i < include.children.size(); ++i) {
                base = merge(std::move(base), load_named(include.children[i], fmt::format("include[{}]", i)));
            }
        } else if (!include.key.empty()) {
            base = merge(std::move(base), load_named(include, "include"));
        }
        return merge(std::move(base), std::move(node));
    }

    YamlNode load_named(const YamlNode& name, const std::string& path) {
        if (name.kind != YamlNode::Kind::scalar || name.text.empty()) {
            refuse(name.at, "E0110", path, "expected the name of a file such as \"base.yaml\"");
        }
        try {
            return load_file({name.text, name.at.source->folder, name.at.where()}, name.at);
        } catch (const ConfigError& e) {
            std::vector<Problem> problems = e.problems();
            for (Problem& p : problems) {
                if (p.path.empty() && p.where == name.at.where()) p.path = path;
            }
            throw ConfigError{std::move(problems)};
        }
    }

    YamlNode load_file(const NamedFile& file, const YamlPlace& at) {
        const FoundFile found = find_file(context_, file);
        chain_.back().line = at.line;
        check_chain(found, at);
        const bool shipped = found.id.starts_with("shipped:");
        const std::string shown =
            shipped || shown_folder_.empty() ? found.id : shown_folder_ + "/" + found.id;
        YamlNode node = parse({found.id, shown, 0}, {shown, found.folder},
                              read_named(context_, file, options_.included_bytes), options_.included_bytes);
        if (node.kind != YamlNode::Kind::mapping) refuse(node.at, "E0110", "", "expected a mapping of keys");
        return node;
    }

    void check_chain(const FoundFile& found, const YamlPlace& at) {
        const auto twin = std::ranges::find(chain_, found.id, &Link::id);
        if (twin != chain_.end()) {
            std::string text;
            for (const Link& link : chain_) text += fmt::format("{}:{} -> ", link.name, link.line);
            refuse(at, "E0607", "", "files that build on each other in a circle: " + text + twin->name);
        }
        if (chain_.size() >= options_.depth) {
            refuse(at, "E0607", "",
                   fmt::format("more than {} files that build on each other", options_.depth));
        }
        if (++files_ >= options_.files)
            refuse(at, "E0607", "", fmt::format("more than {} files", options_.files));
    }

    ReadContext& context_;
    const LoadOptions& options_;
    YamlTree& tree_;
    std::string shown_folder_;  // of the scenario as the user wrote it
    std::vector<Link> chain_;
    std::size_t files_ = 0;  // beside the first
    std::size_t total_bytes_ = 0;
    std::size_t values_ = 0;
};

YamlNode merge_mappings(YamlNode base, YamlNode over) {
    std::map<std::string, std::size_t, std::less<>> position;
    for (std::size_t i = 0; i < base.children.size(); ++i) position.emplace(base.children[i].key, i);

    std::vector<bool> removed(base.children.size(), false);
    std::vector<YamlNode> added;
    for (YamlNode& member : over.children) {
        const auto it = position.find(member.key);
        if (it == position.end()) {
            added.push_back(std::move(member));
        } else if (is_written_null(member)) {
            removed[it->second] = true;
        } else {
            YamlNode& below = base.children[it->second];
            below = merge(std::move(below), std::move(member));
        }
    }
    YamlNode out = std::move(over);
    out.children.clear();
    for (std::size_t i = 0; i < removed.size(); ++i) {
        if (!removed[i]) out.children.push_back(std::move(base.children[i]));
    }
    std::ranges::move(added, std::back_inserter(out.children));
    return out;
}

}  // namespace

YamlNode merge(YamlNode base, YamlNode over) {
    if (base.kind != YamlNode::Kind::mapping) return over;
    if (over.kind == YamlNode::Kind::null) return base;
    if (over.kind != YamlNode::Kind::mapping) return over;
    return merge_mappings(std::move(base), std::move(over));
}

YamlTree load_tree(const std::string& path, ReadContext& context, const LoadOptions& options) {
    YamlTree tree;
    tree.root = Loader{context, options, tree}.load_top(path);
    for (const std::string& setting : options.overrides) apply_override(tree, setting);
    return tree;
}

}  // namespace datahall

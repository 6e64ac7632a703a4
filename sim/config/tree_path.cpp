#include "sim/config/tree_path.hpp"

#include <charconv>

namespace datahall {
namespace {

// What follows a key or an index in a path.
bool is_boundary(std::string_view rest) {
    return rest.empty() || rest.front() == '.' || rest.front() == '[';
}

const YamlNode* step_by_key(const YamlNode& node, std::string_view& path) {
    const YamlNode* best = nullptr;
    for (const YamlNode& child : node.children) {
        const bool fits = path.starts_with(child.key) && is_boundary(path.substr(child.key.size()));
        if (fits && !child.key.empty() && (!best || child.key.size() > best->key.size())) best = &child;
    }
    if (best) path.remove_prefix(best->key.size());
    return best;
}

const YamlNode* step_by_index(const YamlNode& node, std::string_view& path) {
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(path.data() + 1, path.data() + path.size(), index);
    if (error != std::errc{} || index >= node.children.size()) return nullptr;
    path.remove_prefix(static_cast<std::size_t>(end - path.data()) + 1);
    return &node.children[index];
}

}  // namespace

const YamlNode& nearest_node(const YamlNode& root, std::string_view path) {
    const YamlNode* node = &root;
    while (!path.empty()) {
        if (path.front() == '.') path.remove_prefix(1);
        const YamlNode* next = path.starts_with('[') ? step_by_index(*node, path) : step_by_key(*node, path);
        if (!next) break;
        node = next;
    }
    return *node;
}

}  // namespace datahall

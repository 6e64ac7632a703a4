// A scenario file as plain data.  Scalars stay text: only the Reader gives them a type.
//
// Accepts a strict subset of YAML: one document; mappings with plain names as keys, each once;
// sequences; scalars.  Refuses anchors and aliases, merge keys, tags, control characters and bytes
// that are not UTF-8.  Every refusal is a ConfigError with a place in the file and a code E01xx.
//
// Invariants: a node owns its children and nothing else, so there are no cycles and destruction
// recurses no deeper than YamlLimits::depth.
// Cost: time O(bytes) within the limits, whatever the input; 128 bytes a node and its text.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "datahall/config_error.hpp"

namespace datahall {

struct YamlLimits {
    std::size_t bytes = std::size_t{1} << 20;
    std::size_t nodes = 1'000'000;            // values, mappings, sequences and keys
    std::size_t depth = 64;                   // mappings and sequences within each other
    std::size_t line = std::size_t{1} << 20;  // bytes
};

/// What a tree was read from.
struct YamlSource {
    std::string name;    // for messages: "scenarios/a.yaml", "shipped:catalogue/nodes.yaml", "--set a.b"
    std::string folder;  // where relative file names in it start; "" = the scenario's folder
};

/// A place in a source that a YamlTree owns.
struct YamlPlace {
    const YamlSource* source = nullptr;
    int line = 0;
    int column = 0;  // in characters
    Where where() const { return {source ? source->name : std::string{}, line, column}; }
};

struct YamlNode {
    enum class Kind { null, scalar, sequence, mapping };

    Kind kind = Kind::null;
    std::string text;  // scalar; "~" for a null that is written out, "" for one that is just not there
    std::string key;   // when the parent is a mapping
    YamlPlace at;
    YamlPlace key_at;
    std::vector<YamlNode> children;  // sequence and mapping, in file order

    /// The member of that name.  Linear: for a mapping's few described keys.
    const YamlNode* find(std::string_view wanted) const;
};

/// A root and the names that its places point at.  Places survive moves of the tree.
struct YamlTree {
    YamlTree() = default;
    YamlTree(YamlTree&&) = default;
    YamlTree& operator=(YamlTree&&) = default;
    YamlTree(const YamlTree&) = delete;
    YamlTree& operator=(const YamlTree&) = delete;

    std::deque<YamlSource> sources;
    YamlNode root;
};

/// Whether both hold the same values in the same order, wherever they were written.
bool same_values(const YamlNode& a, const YamlNode& b);

/// Parses `text` as one document.
YamlTree parse_yaml(const std::string& text, YamlSource source, const YamlLimits& limits = {});
YamlTree parse_yaml(const std::string& text, const std::string& name, const YamlLimits& limits = {});

/// Parses into a tree that shares `source`, which must outlive the node.
YamlNode parse_yaml_node(const std::string& text, const YamlSource& source, const YamlLimits& limits);

}  // namespace datahall

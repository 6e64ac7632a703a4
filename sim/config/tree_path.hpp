// Finds a node of a tree by the path that messages call it by.
#pragma once

#include <string_view>

#include "sim/config/yaml_tree.hpp"

namespace datahall {

/// The node at "key.key[index].key", or the deepest one on the way that exists.  Keys may contain
/// dots: the longest key that fits is taken.
const YamlNode& nearest_node(const YamlNode& root, std::string_view path);

}  // namespace datahall

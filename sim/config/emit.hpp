// A tree as YAML text: deterministic, and read back to an equal tree.
#pragma once

#include <string>
#include <string_view>

#include "sim/config/yaml_tree.hpp"

namespace datahall {

/// Block style, two spaces a level, keys in the order of the tree.  What is not plainly a word, a number or a
/// quantity is in double quotes.
std::string to_yaml(const YamlNode& root);

/// One scalar as to_yaml() writes it.
std::string yaml_scalar(std::string_view text);

}  // namespace datahall

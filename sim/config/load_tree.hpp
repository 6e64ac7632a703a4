// A scenario file with everything it builds on: what it extends, what it includes, what the
// command line overrides.
//
//     extends: base.yaml                 # one file, merged below this one
//     include: [racks.yaml, "shipped:catalogue/nodes.yaml"]   # merged in this order, above the base
//     hall: {width: 30 m}                # own keys win
//
// Merging: mappings merge key by key; everything else is replaced, lists as a whole.  `key: ~`
// removes what was inherited, so that the default applies again; a key without a value leaves an inherited
// mapping as it is. Both keys stand at the top level of a file only, and names are relative to that file
// (input_file.hpp).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/input_file.hpp"
#include "sim/config/yaml_tree.hpp"

namespace datahall {

struct LoadOptions {
    YamlLimits limits;  // of the scenario file; values count over all files together
    std::size_t included_bytes = std::size_t{16} << 20;  // of each further file
    std::size_t total_bytes = std::size_t{64} << 20;
    std::size_t files = 100;
    std::size_t depth = 8;               // files that build on each other
    std::vector<std::string> overrides;  // "PATH=VALUE", the last wins
};

/// Loads `path` ("shipped:..." too) and sets context.root to its folder.  Every node keeps the place it was
/// written at; those of overrides read "--set PATH".
/// Throws an IoError if `path` cannot be read, a ConfigError for everything that is wrong inside.
YamlTree load_tree(const std::string& path, ReadContext& context, const LoadOptions& options = {});

/// Lays `over` above `base`, as described above.
YamlNode merge(YamlNode base, YamlNode over);

/// Applies one PATH=VALUE to `tree`.  PATH is key(.key|[index]|[name=value])*, where [name=value] is the
/// list item whose `name` key has that value; VALUE is YAML.  Mappings on the way are made; list items must
/// exist.
void apply_override(YamlTree& tree, std::string_view setting);

/// Where the PATH of "PATH=VALUE" ends: at the first = outside brackets, npos without one.
std::size_t end_of_path(std::string_view setting);

}  // namespace datahall

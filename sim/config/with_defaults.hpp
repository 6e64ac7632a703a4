// A model made without a scenario.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "datahall/model/registry.hpp"

#include "sim/config/reader.hpp"

namespace datahall {

/// With these settings, YAML of a mapping; null where one is wrong, or missing and required.
template <class Model>
std::unique_ptr<Model> with_settings(const typename Registry<Model>::Entry& entry,
                                     std::string_view settings) {
    const YamlTree tree = parse_yaml(std::string{settings}, "settings");
    Problems problems;
    ReadContext context;
    Reader reader{tree.root, problems, context};
    return entry.make(reader);
}

/// With the defaults of all its settings; null where one of them is required.
template <class Model>
std::unique_ptr<Model> with_defaults(const typename Registry<Model>::Entry& entry) {
    return with_settings<Model>(entry, "{}");
}

/// What a fabric is routed by where nothing is said: `adaptive`.  Null where it is not registered.
std::unique_ptr<RoutingEngine> default_routing(const Models& models);

}  // namespace datahall

// Finds a catalogue entry by name, or notes what the user may have meant.
#pragma once

#include <string>
#include <vector>

#include "sim/build/design_notes.hpp"
#include "sim/config/near_name.hpp"
#include "sim/config/scenario.hpp"

namespace datahall {

/// The entry, or null after a refusal at `path` that says which `kind` of name was looked for.
template <class T>
const T* look_up(const Named<T>& entries, const std::string& name, const std::string& path,
                 const std::string& kind, DesignNotes& notes) {
    const auto it = entries.find(name);
    if (it != entries.end()) return &it->second;
    std::vector<std::string> known;
    for (const auto& [entry, _] : entries) known.push_back(entry);
    notes.refuse(path, "no " + kind + " named '" + name + "' in the catalogue", did_you_mean(name, known));
    return nullptr;
}

}  // namespace datahall

// Help texts, made from the tables of the verbs: examples first.
#pragma once

#include <cstddef>
#include <string>

#include "tools/datahall/verb.hpp"

namespace datahall {

/// What `datahall` alone prints: at most 15 lines, with two examples that run as they stand.
std::string overview();

/// What `datahall VERB --help` prints.  `width` is limited to 60..120.
std::string help_for(const Verb& verb, std::size_t width);

}  // namespace datahall

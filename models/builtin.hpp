// The catalogue of technologies, one registry per role.  Built by main() and passed down.
#pragma once

#include "datahall/model/registry.hpp"

namespace datahall {

/// Adds every model shipped with datahall.
void register_builtin(Models& models);

}  // namespace datahall

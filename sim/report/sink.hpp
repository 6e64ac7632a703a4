// Where a writer's bytes go: a file, standard output, or a string in a test.
#pragma once

#include <functional>
#include <string_view>

namespace datahall {

/// Takes the next bytes, or throws; a writer calls it with pieces of any size, in order.
using Sink = std::function<void(std::string_view bytes)>;

}  // namespace datahall

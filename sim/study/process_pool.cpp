#include "sim/study/process_pool.hpp"

#include <algorithm>

#include <unistd.h>

namespace datahall {

std::size_t processor_count() {
    return static_cast<std::size_t>(std::max(sysconf(_SC_NPROCESSORS_ONLN), 1L));
}

}  // namespace datahall

#define DATAHALL_POD_BUILD o3_native
#include "tests/bench/pod_queue.hpp"

namespace datahall::bench {

const Contestant pod_o3_native{.name = "pod -O3 native",
                               .what = "the same for this machine's processor alone",
                               .measure = o3_native::measures,
                               .stored = o3_native::stored};

}  // namespace datahall::bench

#define DATAHALL_POD_BUILD o2
#include "tests/bench/pod_queue.hpp"

namespace datahall::bench {

const Contestant pod_o2{.name = "pod -O2",
                        .what = "std::priority_queue of structs of 24 bytes",
                        .measure = o2::measures,
                        .stored = o2::stored};

}  // namespace datahall::bench

// Times one cell on one queue.
//
// CPU time of the thread, never the clock on the wall: other work on the machine would count.
#pragma once

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <memory>

#include "tests/bench/drain_loads.hpp"
#include "tests/bench/loads.hpp"
#include "tests/support/allocations.hpp"

namespace datahall::bench {

enum class Ending { measured, unfinished, not_installed };

struct Outcome {
    Ending ending = Ending::measured;  // else there is nothing in the rest
    double ns_per_pop = 0.0;
    std::uint64_t pops = 0;         // timed
    std::uint64_t checksum = 0;     // of the firing sequence, warm-up included
    std::uint64_t allocations = 0;  // operator new and growth of the queue's own memory, after the warm-up
    std::size_t bytes = 0;          // held by the queue; 0 where it cannot tell
};

inline double thread_cpu_ns() {
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e9 + static_cast<double>(t.tv_nsec);
}

template <template <template <class> class> class Load, template <class> class Queue>
Outcome measure(const Cell& cell) {
    const auto load = std::make_unique<Load<Queue>>(cell);
    auto& queue = load->queue();
    queue.run(cell.warm_up);
    const std::uint64_t allocations = allocations_so_far();
    const std::size_t bytes = queue.bytes();
    const double begun = thread_cpu_ns();
    queue.run(cell.pops);
    const double ended = thread_cpu_ns();
    return {.ns_per_pop = (ended - begun) / static_cast<double>(cell.pops),
            .pops = cell.pops,
            .checksum = load->checksum.value(),
            .allocations = allocations_so_far() - allocations + (queue.bytes() > bytes ? 1 : 0),
            .bytes = queue.bytes()};
}

}  // namespace datahall::bench

// Independent tasks in worker processes of this machine.
//
// A worker is a forked child that runs one task and sends its bytes back; a task that crashes, hangs
// in a limit or throws costs itself only.  What comes back depends on neither the number of workers nor the
// order in which they finish.
// Cost: a fork and a pipe for each task, 1 to 5 ms; what the parent has loaded is shared, not copied.
// REQUIRES: the calling process has one thread.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace datahall {

/// What one task came to.
struct TaskOutcome {
    std::string bytes;    // what it returned; empty if it failed
    std::string failure;  // empty: it returned; else one sentence, as an error message has it
    int exit_code = 0;    // of the failure: 3, 4, 5, 70; 70 for a crash; 128 + *interrupt if stopped
};

struct PoolOptions {
    std::size_t workers = 1;                             // 1 or more
    std::function<void(std::size_t done)> on_done = {};  // in the parent, after each task; may throw
    const volatile int* interrupt = nullptr;             // not 0: stops all workers
};

/// Runs task(0) .. task(count - 1), each in a worker of its own; outcomes by index.  No worker outlives
/// the call, however it ends.
/// Throws IoError if no worker can be started.
std::vector<TaskOutcome> run_in_workers(std::size_t count,
                                        const std::function<std::string(std::size_t)>& task,
                                        const PoolOptions& options);

/// As many as this machine runs at once.
std::size_t processor_count();

}  // namespace datahall

#include "tools/datahall/jobs.hpp"

#include <unistd.h>

#include "sim/study/process_pool.hpp"
#include "tools/datahall/progress.hpp"
#include "tools/datahall/stopwatch.hpp"
#include "tools/datahall/values.hpp"

namespace datahall {

std::size_t jobs_of(const Arguments& arguments) {
    constexpr std::uint64_t most_jobs = 4096;  // beyond any machine that this runs on
    return whole_of(arguments, "jobs", {.least = 1, .most = most_jobs}).value_or(processor_count());
}

void with_progress(std::size_t total, const Arguments& arguments, const Session& session,
                   const std::function<void(const std::function<void(std::size_t done)>& on_done)>& work) {
    const Stopwatch watch;
    ProgressMeter meter{progress_style(arguments, session.messages), session.messages.width,
                        [&watch] { return watch.seconds(); },
                        [](std::string_view text) { write_anyway(STDERR_FILENO, text); }};
    work([&meter, total](std::size_t done) { meter.update({.done = done, .all = total, .what = "runs"}); });
}

}  // namespace datahall

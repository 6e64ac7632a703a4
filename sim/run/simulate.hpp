// Runs a scenario from its start to its end and says what happened.
#pragma once

#include <csignal>
#include <cstdint>
#include <functional>
#include <optional>

#include "datahall/config_error.hpp"
#include "datahall/event_queue.hpp"
#include "datahall/result.hpp"
#include "datahall/units.hpp"

#include "sim/config/scenario.hpp"
#include "sim/run/jobs/job_store.hpp"

namespace datahall {

struct Progress {
    double fraction = 0.0;  // of the simulated time
    std::uint64_t events = 0;
    std::size_t findings = 0;
};

struct RunOptions {
    std::uint64_t seed = 1;
    std::uint64_t replication = 0;
    bool audit_every_instant = false;
    QueueKind queue = QueueKind::ladder;     // changes nothing but the time it takes
    std::optional<Seconds> until;            // instead of the scenario's duration
    std::optional<Seconds> series_interval;  // instead of the scenario's
    bool keep_jobs = true;                   // one record for each job in the result
    JobStore* jobs = nullptr;                // a new one, that takes them in place of the result
    std::uint64_t max_events = 1'000'000'000'000;
    const volatile std::sig_atomic_t* interrupt = nullptr;
    std::function<void(const Progress&)> progress;  // may throw LimitError
};

/// Throws ConfigError for names that do not exist and broken traces, LimitError when max_events is
/// reached, AuditError when a book does not balance, IoError if the file of `jobs` takes no more.  An
/// interrupted run gives an incomplete result. The series interval changes nothing but the series.
Result simulate(Scenario&& scenario, const RunOptions& options);

}  // namespace datahall

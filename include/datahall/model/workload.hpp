// Where jobs come from: a stream in the order of submission.  Implementations: models/workload/.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "datahall/calendar.hpp"

namespace datahall {

/// A job as work: how long it takes on the reference devices of its work class.
struct JobRequest {
    std::uint64_t id = 0;
    std::int64_t submit_ns = 0;    // after the scenario's start
    std::int64_t run_ns = 0;       // on `devices` reference devices, > 0
    std::int64_t estimate_ns = 0;  // the user's limit on the reference, >= run_ns after the kill at the limit
    std::uint32_t devices = 0;     // reference devices, > 0
    std::uint32_t user = 0;        // dense, from 0
    bool killed_at_limit = false;  // run_ns was cut to estimate_ns
};

/// The window of the simulation that a stream is asked to serve.
struct WorkloadWindow {
    Utc start;                   // the scenario's zero
    std::int64_t horizon_ns = 0; // jobs submitted at or after it are not needed
};

struct DropCount {
    std::string reason;
    std::uint64_t jobs = 0;
};

/// What an import read, kept and dropped: printed with every run.
struct ImportReport {
    std::uint64_t records = 0;
    std::uint64_t kept = 0;
    std::vector<DropCount> dropped;  // fixed order, zero counts included
    std::uint64_t out_of_order = 0;
    std::uint64_t killed_at_limit = 0;
    std::uint64_t without_estimate = 0;
    std::uint32_t users = 0;
    std::string source;              // attribution
};

class Workload {
public:
    virtual ~Workload() = default;
    /// Called once, before next_job().
    virtual void open(const WorkloadWindow& window) = 0;
    /// Jobs by submit time, ties in the order of the trace; empty at the end.
    virtual std::optional<JobRequest> next_job() = 0;
    /// Complete once next_job() has returned empty.
    virtual ImportReport report() const = 0;
    /// The name of the work class that the jobs belong to (scenarios/catalogue/work.yaml).
    virtual std::string work_class() const = 0;
};

}  // namespace datahall

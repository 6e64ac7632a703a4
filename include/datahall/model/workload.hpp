// Where jobs come from: a stream in the order of submission.  Implementations: models/workload/.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "datahall/calendar.hpp"
#include "datahall/identity.hpp"
#include "datahall/model/share_request.hpp"

namespace datahall {

/// Of a job that only says how many devices it needs.
inline constexpr std::uint32_t no_shape = UINT32_MAX;

/// A job as work: how long it takes on the reference devices of its work class.
struct JobRequest {
    std::uint64_t id = 0;
    std::int64_t submit_ns = 0;    // after the scenario's start
    std::int64_t run_ns = 0;       // on `devices` reference devices, > 0
    std::int64_t estimate_ns = 0;  // the user's limit on the reference, >= run_ns after the kill at the limit
    std::uint32_t devices = 0;     // reference devices; 0 only with a shape that has no GPU
    std::uint32_t user = 0;        // dense, from 0, as account, partition and qos
    bool killed_at_limit = false;  // run_ns was cut to estimate_ns
    std::uint32_t account = 0;
    std::uint32_t partition = 0;
    std::uint32_t qos = 0;
    std::uint32_t shape = no_shape;  // what it asks of a node that it shares: a position in shapes()
    friend bool operator==(const JobRequest&, const JobRequest&) = default;

    ByIdentity<std::uint32_t> owner() const { return {{user, account, partition, qos}}; }
    void set_owner(const ByIdentity<std::uint32_t>& o) {
        user = o[Identity::user];
        account = o[Identity::account];
        partition = o[Identity::partition];
        qos = o[Identity::qos];
    }
};

/// The window of the simulation that a stream is asked to serve, and its draws.
struct WorkloadWindow {
    Utc start;                    // the scenario's zero
    std::int64_t horizon_ns = 0;  // jobs submitted at or after it are not needed
    std::uint64_t seed = 0;
    std::uint64_t replication = 0;
    std::string path;  // of the cluster that the jobs go to: names the random streams
};

struct DropCount {
    std::string reason;
    std::uint64_t jobs = 0;
};

/// Jobs of from..to devices, both included.
struct SizeClass {
    std::uint32_t from = 0;
    std::uint32_t to = 0;
    std::uint64_t jobs = 0;
    double device_seconds = 0.0;
};

/// Records of a trace that are worth a word: an end state, a request that had to be rounded.
struct MarkCount {
    std::string what;
    std::uint64_t records = 0;
};

/// The jobs submitted in a part of the time between the first submission and the last.
struct LoadSlice {
    std::int64_t from_s = 0;  // after the first submission
    std::int64_t to_s = 0;    // not included
    std::uint64_t jobs = 0;
    double device_seconds = 0.0;
};

/// What an import read, kept and dropped: printed with every run.
/// The sum of `dropped` and `kept` is `records`.  What follows `kept` describes the kept jobs of one
/// copy, before any scaling of the arrivals.
struct ImportReport {
    std::uint64_t records = 0;
    std::vector<DropCount> dropped;  // fixed order, zero counts included
    std::vector<MarkCount> marks;    // fixed order, of all records, zero counts included
    std::uint64_t out_of_order = 0;  // records submitted before the record above them
    std::int64_t step_back_s = 0;    // largest, of a kept job behind any kept job above it
    std::uint64_t kept = 0;
    std::uint64_t killed_at_limit = 0;
    std::uint64_t without_estimate = 0;
    std::uint64_t duplicate_ids = 0;  // jobs whose number another job had before
    std::uint64_t unchecked_ids = 0;  // jobs with numbers too scattered to be compared
    std::uint64_t long_gaps = 0;      // more than 7 days without a submission
    std::uint32_t users = 0;
    std::uint32_t widest = 0;         // devices of the widest job
    double device_seconds = 0.0;      // sum of devices x run time
    std::int64_t span_s = 0;          // from the first submission to the last
    std::optional<Utc> first_submit;  // where the trace is tied to the calendar
    std::optional<Utc> last_submit;
    std::vector<SizeClass> sizes;      // 1, 2, 3-4, 5-8, ... devices; empty classes left out
    std::vector<LoadSlice> slices;     // ten of equal length; empty for demand that is made up
    std::int64_t machine = 0;          // devices of the machine of the trace; 0 if it does not say
    std::uint64_t held_bytes = 0;      // most that the jobs of the trace took at once
    std::uint64_t served = 0;          // jobs handed out, copies counted
    std::uint64_t outside_window = 0;  // kept jobs, copies counted, submitted before or after it
    double served_device_seconds = 0.0;
    std::string source;  // attribution
};

/// The load that the kept jobs offer to `devices` reference devices: above 1 queues grow for ever.
/// Empty if all were submitted at one instant.
inline std::optional<double> offered_load(const ImportReport& r, double devices) {
    if (r.span_s <= 0 || devices <= 0) return std::nullopt;
    return r.device_seconds / (devices * static_cast<double>(r.span_s));
}

class Workload {
public:
    virtual ~Workload() = default;
    /// Called before next_job(), and again to start over, with the draws of another window.
    /// Throws ConfigError if the trace is broken.
    virtual void open(const WorkloadWindow& window) = 0;
    /// Jobs by submit time, ties in the order of the trace; empty at the end, and from then on.
    /// All are submitted in [0, horizon).  A longer horizon only adds jobs.
    virtual std::optional<JobRequest> next_job() = 0;
    /// Complete once next_job() has returned empty.
    virtual ImportReport report() const = 0;
    /// The name behind a number of a job that it has handed out; a number keeps its name whenever the
    /// workload is opened.  Users of made-up demand are called by their numbers; empty: nothing is known.
    virtual std::string name_of(Identity kind, std::uint32_t number) const {
        return kind == Identity::user ? std::to_string(number) : std::string{};
    }
    /// What its jobs ask of a node that they share, each request once, with how many of all jobs ask for it:
    /// counts of the trace, or odds.  Known once it is opened; empty if jobs only say how many devices.
    virtual std::span<const RequestCount> shapes() const { return {}; }
    /// The name of the work class that the jobs belong to (scenarios/catalogue/work.yaml).
    virtual std::string work_class() const = 0;
};

}  // namespace datahall

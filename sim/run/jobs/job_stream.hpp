// One source of jobs as a cluster sees it: what comes next, how it runs here, what became of it.
//
// All sums are integers in reference device nanoseconds, or thousandths of them where jobs share nodes, so
// that what was asked for is exactly what was served, refused, killed and is still open.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "datahall/int128.hpp"
#include "datahall/model/work_class.hpp"
#include "datahall/model/workload.hpp"

#include "sim/run/jobs/job.hpp"

namespace datahall {

class SharedPlaces;

/// What a stream is made of.
struct StreamParts {
    std::string name;  // in metrics and findings
    std::string path;  // names its random streams
    Workload* workload = nullptr;
    const WorkClass* work = nullptr;
    const DeviceRates* reference = nullptr;  // of the work class
    std::int32_t priority = 0;               // in the queue
    std::string partition = {};              // of its jobs; empty: the one that each names
};

/// Work of one stream by where it went, in ns of what JobTime::asked counts.
struct WorkBook {
    Int128 submitted = 0;
    Int128 done = 0;  // of running jobs, too
    Int128 refused = 0;
    Int128 killed = 0;  // left undone by jobs that met their limit here
    Int128 lost = 0;    // would be done if devices had not been slowed down
    Int128 redone = 0;  // by jobs of any stream, lost when they were stopped for jobs of this one

    /// Whole devices of thousandths, cut to whole ns.
    WorkBook& operator/=(std::uint32_t parts) {
        for (Int128* work : {&submitted, &done, &refused, &killed, &lost, &redone}) *work /= parts;
        return *this;
    }
    WorkBook& operator-=(const WorkBook& o) {
        submitted -= o.submitted;
        done -= o.done;
        refused -= o.refused;
        killed -= o.killed;
        lost -= o.lost;
        redone -= o.redone;
        return *this;
    }
};

/// What jobs hold beyond what they work on.
class UnitRounding {
public:
    virtual ~UnitRounding() = default;
    /// What a job of so many units holds in a partition; more than there are if it can never be placed.
    virtual std::uint32_t held(std::uint32_t units, std::uint32_t partition) const = 0;
    virtual std::uint32_t units_of(std::uint32_t partition) const = 0;
};

/// Jobs refused for one reason.
struct RefusedJobs {
    std::string_view reason;
    std::uint64_t jobs = 0;
};

class JobStream {
public:
    /// `here` is what jobs hold parts of, `units` of them in all; `rounding` outlives the stream.
    JobStream(StreamParts parts, const DeviceRates& here, std::uint32_t units, const UnitRounding& rounding)
        : parts_{std::move(parts)}, here_{here}, units_{units}, rounding_{rounding} {}

    const std::string& name() const { return parts_.name; }
    const WorkClass& work() const { return *parts_.work; }
    std::int32_t priority() const { return parts_.priority; }
    const std::string& partition() const { return parts_.partition; }
    const Workload& workload() const { return *parts_.workload; }
    /// Whether its class runs on this kind of device at all.
    bool is_at_home() const { return runs_on(*parts_.work, here_); }
    static bool runs_on(const WorkClass& work, const DeviceRates& device) {
        return work.runs_on == RunsOn::both ||
               (work.runs_on == RunsOn::cpu) == (device.kind == DeviceKind::cpu);
    }

    /// Asks for the first job.
    void open(const WorkloadWindow& window);
    /// The job that comes next; empty at the end.
    const std::optional<JobRequest>& next() const { return next_; }
    void pop() { next_ = parts_.workload->next_job(); }

    /// For a saturated cluster: when `next` would have come, as if the window were repeated for ever.
    std::int64_t virtual_ns() const { return lap_ * horizon_ns_ + next_->submit_ns; }
    /// The same, at the end: starts over with other draws.  False if a whole lap admitted nothing.
    bool start_over();
    void note_admitted() { ++admitted_in_lap_; }
    /// `reason` is static text.
    void note_refused(std::string_view reason);
    /// In the order of first refusal.
    const std::vector<RefusedJobs>& refused() const { return refused_; }

    /// Of a job of that width, which is refused if no cluster of this size can hold it, nor the partition.
    /// Kept by both: the reference stays valid.
    const JobTime& time_of(std::uint32_t width, std::uint32_t partition = 0);
    /// The same of a job that shares a node: exactly what it asks for, whatever its class could use.
    const JobTime& shared_time_of(const ShareRequest& share, SharedPlaces& places);

    WorkBook book = {};  // `done` and `lost` of ended jobs only
    Int128 kept = 0;     // done by jobs that were stopped and wait to go on

private:
    StreamParts parts_;
    const DeviceRates& here_;
    std::uint32_t units_;
    const UnitRounding& rounding_;
    std::optional<JobRequest> next_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, JobTime> times_;  // by requested width and partition
    std::map<ShareRequest, JobTime> shared_times_;                      // by request
    WorkloadWindow window_;
    std::int64_t horizon_ns_ = 0;
    std::int64_t lap_ = 0;
    std::uint64_t admitted_in_lap_ = 0;
    std::vector<RefusedJobs> refused_;
};

}  // namespace datahall

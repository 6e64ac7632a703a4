// The job records of a run, one after the other, however many there are.
#pragma once

#include <algorithm>
#include <functional>
#include <span>

#include "datahall/job_record.hpp"

namespace datahall {

class JobSource {
public:
    virtual ~JobSource() = default;
    /// By cluster, then in the order of arrival.
    virtual void each(const std::function<void(const JobRecord&)>& take) const = 0;
    /// Whether some job of the run shares its node.
    virtual bool has_shares() const = 0;
    /// Whether some job lost time to the traffic of others, or to ways that are too narrow for its own.
    virtual bool has_contention() const { return false; }
};

/// Those of a list, which outlives it.
class ListedJobs final : public JobSource {
public:
    explicit ListedJobs(std::span<const JobRecord> jobs) : jobs_{jobs} {}
    void each(const std::function<void(const JobRecord&)>& take) const override {
        for (const JobRecord& job : jobs_) take(job);
    }
    bool has_shares() const override {
        return std::ranges::any_of(jobs_, [](const JobRecord& job) { return job.share.has_value(); });
    }

    bool has_contention() const override {
        return std::ranges::any_of(jobs_, [](const JobRecord& job) { return job.contended_ns > 0; });
    }

private:
    std::span<const JobRecord> jobs_;
};

}  // namespace datahall

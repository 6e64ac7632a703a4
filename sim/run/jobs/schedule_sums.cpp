#include "sim/run/jobs/schedule_sums.hpp"

#include <algorithm>

#include "sim/metrics/fairness.hpp"
#include "sim/metrics/slowdown.hpp"
#include "sim/run/jobs/cluster.hpp"

namespace datahall {
namespace {

// On a node that it shares a job works on parts, or on processors alone: that is one device.
std::uint32_t devices_of(std::uint32_t width, bool shares) {
    return shares ? std::max((width + whole_gpu - 1) / whole_gpu, 1u) : width;
}

}  // namespace

void ScheduleSums::begin(const Cluster& cluster) {
    parts_ = cluster.row().parts;
    shares_ = cluster.shared() != nullptr;
    users_.assign(cluster.people().size(Identity::user), {});
}

void ScheduleSums::end(const Cluster& cluster) {
    devices_ += double(cluster.total_units()) / parts_;
    for (const UserSlowdowns& user : users_) {
        if (user.jobs > 0) user_means_.push_back(user.sum / user.jobs);
    }
}

void ScheduleSums::add(const JobRow& job, const JobKind& kind, bool is_kept) {
    if (job.state == JobState::refused) return;
    add_times(job, kind);
    if (job.end_ns < from_ns_ || !job.has_started()) return;
    add_use(job, kind);
    if (is_kept) add_response(job, kind);
}

void ScheduleSums::add_times(const JobRow& job, const JobKind& kind) {
    if (job.submit_ns >= from_ns_) {
        asked_ += static_cast<double>(job.run_ns) * kind.time.held / parts_;
        first_asked_ns_ = std::min(first_asked_ns_, job.submit_ns);
        last_submit_ns_ = std::max(last_submit_ns_, job.submit_ns);
    }
    has_open_ = has_open_ || job.is_open();
    const bool counts = job.is_open() || job.end_ns >= from_ns_;
    if (counts) first_submit_ns_ = std::min(first_submit_ns_, job.submit_ns);
    last_end_ns_ = std::max(last_end_ns_, job.end_ns);
}

// What a job holds and does not work on is no use of it.
void ScheduleSums::add_use(const JobRow& job, const JobKind& kind) {
    const std::int64_t useful = job.held_ns - job.slowed_ns - job.contended_ns - job.redone_ns;
    useful_ += static_cast<double>(useful) * kind.time.width / parts_;
    held_ += static_cast<double>(job.held_ns) * kind.time.held / parts_;
}

// A job that was stopped counts as one that waited first and then ran.
void ScheduleSums::add_response(const JobRow& job, const JobKind& kind) {
    responses_.add(job.wait_ns(), job.held_ns, devices_of(kind.time.width, shares_));
    UserSlowdowns& user = users_[job.owner[Identity::user]];
    user.sum += bounded_slowdown(job.wait_ns(), job.held_ns);
    ++user.jobs;
}

std::optional<double> ScheduleSums::fairness() const {
    return jain_index(user_means_);
}

std::int64_t ScheduleSums::span_ns(std::int64_t now_ns) const {
    const std::int64_t end = has_open_ ? now_ns : last_end_ns_;
    return first_submit_ns_ > end ? 0 : end - std::max(first_submit_ns_, from_ns_);
}

std::optional<double> ScheduleSums::offered_load() const {
    return ratio(asked_, devices_ * static_cast<double>(last_submit_ns_ - first_asked_ns_));
}

}  // namespace datahall

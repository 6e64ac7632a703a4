#include "sim/run/cluster.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "datahall/int128.hpp"

namespace datahall {
namespace {

// The trace hash tells what happened to whom: kind * 4 + one of these.
enum class Happened : std::uint8_t { arrived, started, finished, refused };

std::int64_t scaled(std::int64_t ns, double factor) {
    if (factor == 1.0) return ns;  // exact, however long
    const double product = static_cast<double>(ns) * factor;
    return std::max<std::int64_t>(as_nanoseconds(Seconds::from_si(product * 1e-9)), 1);
}

std::int64_t planned_end(const Job& job) {
    return add_sat({job.start_ns}, job.estimate_ns).ns;
}

std::int64_t as_activity(double share) {
    return std::llround(share * 1e9);
}

}  // namespace

Cluster::Cluster(const ClusterParts& parts, std::uint32_t kind, EventQueue& queue, NodeTable& nodes)
    : parts_{parts},
      kind_{kind},
      queue_events_{queue},
      nodes_{nodes},
      free_{static_cast<std::uint32_t>(parts.row->nodes.size()), parts.type->devices},
      total_devices_{free_.free_total()} {}

void Cluster::start(const WorkloadWindow& window) {
    if (!parts_.config->workload) return;
    parts_.config->workload->open(window);
    fetch();
}

void Cluster::fetch() {
    next_ = parts_.config->workload->next_job();
    if (next_) queue_events_.post<&Cluster::arrive>(Instant{next_->submit_ns}, *this);
}

void Cluster::arrive() {
    const std::int64_t at = now();
    while (next_ && next_->submit_ns == at) {
        admit(*next_);
        next_ = parts_.config->workload->next_job();
    }
    if (next_) queue_events_.post<&Cluster::arrive>(Instant{next_->submit_ns}, *this);
    dirty_ = true;
    queue_events_.mark_dirty("jobs");
}

void Cluster::admit(const JobRequest& request) {
    const auto index = static_cast<std::uint32_t>(jobs_.size());
    Job job{.request = request, .time = time_of(request.devices)};
    job.run_ns = scaled(request.run_ns, job.time.factor);
    job.estimate_ns = scaled(request.estimate_ns, job.time.factor);
    if (*job.time.refusal == '\0' && job.time.width > total_devices_) {
        job.time.refusal = "wider than the cluster";
    }
    const bool refused = *job.time.refusal != '\0';
    if (refused) {
        job.state = JobState::refused;
    } else {
        waiting_.push_back({.id = request.id,
                            .submit_ns = request.submit_ns,
                            .estimate_ns = job.estimate_ns,
                            .devices = job.time.width});
        waiting_jobs_.push_back(index);
        queue_.add(queue_events_.now(), 1);
    }
    queue_events_.fold(
        kind_ * 4 + static_cast<std::uint64_t>(refused ? Happened::refused : Happened::arrived), index);
    jobs_.push_back(std::move(job));
}

const TimeFactor& Cluster::time_of(std::uint32_t width) {
    const auto known = times_.find(width);
    if (known != times_.end()) return known->second;
    return times_.emplace(width, time_factor(*parts_.work, *parts_.reference, *parts_.device, width))
        .first->second;
}

void Cluster::settle() {
    dirty_ = false;
    if (waiting() == 0 || free_.free_total() == 0) return;
    started_.clear();
    const ClusterState state{.now_ns = now(),
                             .free = free_.free_total(),
                             .total = total_devices_,
                             .waiting = std::span{waiting_}.subspan(first_waiting_),
                             .running = running_.by_estimated_end()};
    parts_.config->scheduler->choose(state, started_);
    for (const std::uint32_t position : started_) start_job(waiting_jobs_[first_waiting_ + position]);
    remove_started(started_);
}

NodeLoad Cluster::load_of(const Job& job, std::uint32_t devices) const {
    const double share = double(devices) / parts_.type->devices;
    return {.devices = devices,
            .activity = devices * as_activity(parts_.work->device_activity * job.time.busy),
            .host = as_activity(parts_.work->host_activity * share)};
}

void Cluster::start_job(std::uint32_t index) {
    Job& job = jobs_[index];
    if (job.state != JobState::queued || job.time.width > free_.free_total()) {
        throw std::logic_error{"scheduler: started a job twice, or more than is free"};
    }
    parts_.config->placement->place(job.time.width, free_, job.shares);
    job.bill = nodes_.open_bill();
    std::uint32_t placed = 0;
    for (const NodeShare& s : job.shares) {
        free_.take(s.node, s.devices);
        nodes_.take(parts_.row->nodes[s.node], job.bill, load_of(job, s.devices));
        placed += s.devices;
    }
    if (placed != job.time.width)
        throw std::logic_error{"placement: gave another number of devices than asked"};
    job.nodes = static_cast<std::uint32_t>(job.shares.size());
    job.state = JobState::running;
    job.start_ns = now();
    running_.insert({.estimated_end_ns = planned_end(job), .devices = job.time.width});
    busy_.add(queue_events_.now(), job.time.width);
    queue_.add(queue_events_.now(), -1);
    queue_events_.fold(kind_ * 4 + static_cast<std::uint64_t>(Happened::started), index);
    queue_events_.post<&Cluster::finish>(add_sat({job.start_ns}, job.run_ns), *this, index);
}

void Cluster::remove_started(std::span<const std::uint32_t> started) {
    if (started.empty()) return;
    std::vector<std::uint32_t> gone(started.begin(), started.end());
    std::ranges::sort(gone);
    if (gone.back() + 1 == gone.size()) {  // a prefix: the queue only moves its head
        first_waiting_ += gone.size();
    } else {
        std::size_t next = 0;
        std::size_t kept = first_waiting_;
        for (std::size_t i = first_waiting_; i < waiting_.size(); ++i) {
            if (next < gone.size() && i - first_waiting_ == gone[next]) {
                ++next;
                continue;
            }
            waiting_[kept] = waiting_[i];
            waiting_jobs_[kept++] = waiting_jobs_[i];
        }
        waiting_.resize(kept);
        waiting_jobs_.resize(kept);
    }
    if (first_waiting_ > 1024 && first_waiting_ * 2 > waiting_.size()) {
        waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(first_waiting_));
        waiting_jobs_.erase(waiting_jobs_.begin(),
                            waiting_jobs_.begin() + static_cast<std::ptrdiff_t>(first_waiting_));
        first_waiting_ = 0;
    }
}

void Cluster::finish(std::uint64_t index) {
    Job& job = jobs_[index];
    job.state = job.request.killed_at_limit ? JobState::timeout : JobState::completed;
    job.end_ns = now();
    for (const NodeShare& s : job.shares) {
        free_.give_back(s.node, s.devices);
        nodes_.release(parts_.row->nodes[s.node], job.bill, queue_events_.now());
    }
    job.shares = {};
    running_.remove({.estimated_end_ns = planned_end(job), .devices = job.time.width});
    busy_.add(queue_events_.now(), -std::int64_t{job.time.width});
    queue_events_.fold(kind_ * 4 + static_cast<std::uint64_t>(Happened::finished), index);
    dirty_ = true;
    queue_events_.mark_dirty("jobs");
}

}  // namespace datahall

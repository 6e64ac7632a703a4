#include "models/scheduling/order.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "datahall/int128.hpp"

namespace datahall {
namespace {

constexpr std::array<std::string_view, 5> order_names{"arrival", "sjf", "lxf", "smallest", "largest"};

auto tie(const WaitingJob& job) {
    return std::tuple{job.submit_ns, job.id};
}

// wait / estimate orders jobs as (wait + estimate) / estimate does; exact in 128 bits.
bool expands_more(const WaitingJob& a, const WaitingJob& b, std::int64_t now_ns) {
    const Int128 x = Int128{now_ns - a.submit_ns} * b.estimate_ns;
    const Int128 y = Int128{now_ns - b.submit_ns} * a.estimate_ns;
    return x != y ? x > y : tie(a) < tie(b);
}

}  // namespace

void describe_order(Keys& keys, Presence presence, JobOrder& order) {
    keys.choice({"order",
                 "Order of the queue: by arrival, shortest estimate first (sjf), largest expansion (wait + "
                 "estimate) / estimate first (lxf), fewest or most devices first",
                 {.example = "sjf"}},
                presence, order_names, order);
}

bool comes_before(JobOrder order, const WaitingJob& a, const WaitingJob& b, std::int64_t now_ns) {
    const auto by = [&](auto x, auto y) { return x != y ? x < y : tie(a) < tie(b); };
    switch (order) {
        case JobOrder::arrival:
            return false;
        case JobOrder::sjf:
            return by(a.estimate_ns, b.estimate_ns);
        case JobOrder::lxf:
            return expands_more(a, b, now_ns);
        case JobOrder::smallest:
            return by(a.devices, b.devices);
        case JobOrder::largest:
            return a.devices == b.devices ? tie(a) < tie(b) : a.devices > b.devices;
    }
    return false;
}

void OrderedQueue::begin(ClusterQueue& queue) {
    queue_ = &queue;
    last_ = nullptr;
    has_ended_ = false;
    is_sorted_ = false;
    sorted_.clear();
    started_.clear();
}

void OrderedQueue::collect() {
    is_sorted_ = true;
    QueuePlace at;
    for (; const WaitingJob* const job = queue_->find(at, {}); ++at) sorted_.push_back(job);
}

void OrderedQueue::look_at(ClusterQueue& queue) {
    begin(queue);
    if (order_ != JobOrder::lxf) return;
    collect();
    const std::int64_t now = queue.state().now_ns;
    std::ranges::sort(sorted_, [now](const WaitingJob* a, const WaitingJob* b) {
        return a->priority != b->priority ? a->priority > b->priority : expands_more(*a, *b, now);
    });
}

const WaitingJob* OrderedQueue::find(QueuePlace& from, const JobLimits& limits) const {
    if (has_ended_) return nullptr;
    if (!is_sorted_) {
        const WaitingJob* const job = queue_->find(from, limits);
        return job == nullptr || last_ == nullptr || !queue_->is_ahead(*last_, *job) ? job : nullptr;
    }
    for (; from.at < sorted_.size(); ++from.at) {
        const WaitingJob* const job = sorted_[from.at];
        if (job == nullptr || job->devices > limits.devices || queue_->is_held(*job)) continue;
        if (job->estimate_ns <= limits.estimate_ns || job->devices <= limits.spare) return job;
    }
    return nullptr;
}

void OrderedQueue::end_after(QueuePlace from, std::uint64_t jobs) {
    if (!is_sorted_) {
        last_ = queue_->behind(from, jobs - 1);
    } else if (jobs < sorted_.size() - from.at) {
        const auto counts = [this](const WaitingJob* job) {
            return job != nullptr && !queue_->is_held(*job);
        };
        std::size_t end = from.at;
        for (; end < sorted_.size() && jobs > 0; ++end) jobs -= counts(sorted_[end]) ? 1u : 0u;
        sorted_.resize(end);
    }
}

bool OrderedQueue::start(const WaitingJob& job, QueuePlace at) {
    const bool is_last = &job == last_;
    if (!queue_->start(job)) return false;
    has_ended_ = is_last;
    if (is_sorted_) {
        sorted_[at.at] = nullptr;
        started_.push_back(&job);
    }
    return true;
}

const WaitingJob* OrderedQueue::start_in_order(QueuePlace& head, std::uint64_t most) {
    const WaitingJob* job = find(head, {});
    for (; most > 0 && job != nullptr && job->devices <= state().free && start(*job, head); --most) {
        job = find(head, {});
    }
    return job;
}

}  // namespace datahall

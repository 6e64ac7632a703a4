#include "tests/bench/job_replay.hpp"

#include <algorithm>

#include "tests/bench/measure.hpp"

namespace datahall::bench {

JobReplay::JobReplay(std::uint32_t devices, JobScheduler& scheduler, JobSource& source, Limits* limits)
    : source_{source}, queue_{devices, scheduler, nullptr, limits} {
    events_.on_settle<&JobReplay::settle>(*this);
}

ReplayFacts JobReplay::run() {
    const double begun = thread_cpu_ns();
    next_ = source_.next();
    post_next();
    events_.run_until(kNever);
    facts_.cpu_ns = thread_cpu_ns() - begun;
    return facts_;
}

void JobReplay::post_next() {
    if (next_) events_.post<&JobReplay::arrive>(Instant{next_->job.submit_ns}, *this);
}

void JobReplay::arrive() {
    for (; next_ && next_->job.submit_ns == events_.now().ns; next_ = source_.next()) {
        if (unused_.empty()) {
            unused_.push_back(static_cast<std::uint32_t>(times_.size()));
            times_.emplace_back();
        }
        const std::uint32_t tag = unused_.back();
        unused_.pop_back();
        times_[tag] = {.submit_ns = next_->job.submit_ns, .run_ns = next_->run_ns};
        queue_.enqueue(next_->job, tag);
        ++facts_.jobs;
    }
    post_next();
    events_.mark_dirty("jobs");
}

void JobReplay::finish(std::uint64_t ticket) {
    unused_.push_back(queue_.tag_of(static_cast<std::uint32_t>(ticket)));
    queue_.end(static_cast<std::uint32_t>(ticket), events_.now().ns);
    events_.mark_dirty("jobs");
}

void JobReplay::wake() {
    events_.mark_dirty("jobs");
}

void JobReplay::settle() {
    const Instant now = events_.now();
    facts_.longest_queue = std::max(facts_.longest_queue, queue_.state().waiting);
    ++facts_.passes;
    for (const std::uint32_t ticket : queue_.pass(now.ns)) {
        const std::uint32_t tag = queue_.tag_of(ticket);
        facts_.waits_s += static_cast<double>(now.ns - times_[tag].submit_ns) * 1e-9;
        events_.post<&JobReplay::finish>(Instant{now.ns + times_[tag].run_ns}, *this, std::uint64_t{ticket});
    }
    facts_.most_running = std::max(facts_.most_running, queue_.running());
    if (queue_.wake_ns() >= wake_ns_ && wake_ns_ > now.ns) return;
    wake_ns_ = queue_.wake_ns();
    if (wake_ns_ != INT64_MAX) events_.post<&JobReplay::wake>(Instant{wake_ns_}, *this);
}

}  // namespace datahall::bench

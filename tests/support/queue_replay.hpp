// A single cluster without nodes, power or events: drives a scheduler over a list of jobs.
//
// At one instant: completions in the order of the starts, arrivals, one pass.  `Queue` is the engine's
// JobQueue, or the PlainQueue that it is held against.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <queue>
#include <stdexcept>
#include <vector>

#include "datahall/model/scheduler.hpp"

struct ReplayJob {
    std::uint64_t id = 0;
    std::int64_t submit = 0;  // any unit, the same for all
    std::int64_t run = 0;
    std::int64_t estimate = 0;
    std::uint32_t devices = 0;
    std::int32_t priority = 0;
    std::uint32_t user = 0;
    std::uint32_t account = 0;
    std::uint32_t partition = 0;
    std::uint32_t qos = 0;

    datahall::WaitingJob as_waiting() const {
        return {.id = id,
                .submit_ns = submit,
                .estimate_ns = estimate,
                .devices = devices,
                .priority = priority,
                .user = user,
                .account = account,
                .partition = partition,
                .qos = qos};
    }
};

template <class Queue>
class QueueReplay {
public:
    /// `jobs` are sorted by submit; `more` is for the queue.
    template <class... More>
    QueueReplay(const std::vector<ReplayJob>& jobs, std::uint32_t total, datahall::JobScheduler& scheduler,
                More... more)
        : jobs_{jobs}, queue_{total, scheduler, more...}, starts_(jobs.size(), -1) {}

    /// Start times in the order of the jobs; -1 = never started.
    std::vector<std::int64_t> run() {
        while (arrived_ < jobs_.size() || !ends_.empty() || queue_.wake_ns() != INT64_MAX) {
            now_ = queue_.wake_ns();
            if (!ends_.empty()) now_ = std::min(now_, ends_.top().time);
            if (arrived_ < jobs_.size()) now_ = std::min(now_, jobs_[arrived_].submit);
            complete();
            arrive();
            for (const std::uint32_t ticket : queue_.pass(now_)) start(ticket);
            after_pass(now_);
        }
        return starts_;
    }
    const Queue& queue() const { return queue_; }
    std::function<void(std::int64_t now)> after_pass = [](std::int64_t) {};

private:
    struct End {
        std::int64_t time;
        std::uint64_t sequence;
        std::uint32_t ticket;
        bool operator>(const End& o) const { return time != o.time ? time > o.time : sequence > o.sequence; }
    };

    void complete() {
        for (; !ends_.empty() && ends_.top().time == now_; ends_.pop()) queue_.end(ends_.top().ticket, now_);
    }

    void arrive() {
        for (; arrived_ < jobs_.size() && jobs_[arrived_].submit == now_; ++arrived_) {
            queue_.enqueue(jobs_[arrived_].as_waiting(), static_cast<std::uint32_t>(arrived_));
        }
    }

    void start(std::uint32_t ticket) {
        const std::uint32_t job = queue_.tag_of(ticket);
        if (starts_[job] >= 0) throw std::logic_error{"started twice"};
        starts_[job] = now_;
        ends_.push({now_ + jobs_[job].run, sequence_++, ticket});
    }

    const std::vector<ReplayJob>& jobs_;
    Queue queue_;
    std::int64_t now_ = 0;
    std::size_t arrived_ = 0;
    std::uint64_t sequence_ = 0;  // of starts
    std::vector<std::int64_t> starts_;
    std::priority_queue<End, std::vector<End>, std::greater<>> ends_;
};

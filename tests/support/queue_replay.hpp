// A single cluster without nodes, power or events: drives a scheduler over a list of jobs.
//
// Independent of the engine, so that both can be held against the same expected start times.
// At one instant: completions, arrivals, one pass.  Devices are a count; nothing fails.
#pragma once

#include <algorithm>
#include <cstdint>
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
};

class QueueReplay {
public:
    QueueReplay(const std::vector<ReplayJob>& jobs, std::uint32_t total)
        : jobs_{jobs}, total_{total}, free_{total}, starts_(jobs.size(), -1) {}

    /// Start times in the order of `jobs`, which must be sorted by submit.  -1 = never started.
    std::vector<std::int64_t> run(datahall::JobScheduler& scheduler) {
        while (arrived_ < jobs_.size() || !ends_.empty()) {
            now_ = ends_.empty() ? jobs_[arrived_].submit : ends_.top().time;
            if (arrived_ < jobs_.size()) now_ = std::min(now_, jobs_[arrived_].submit);
            complete();
            arrive();
            pass(scheduler);
        }
        return starts_;
    }

private:
    struct End {
        std::int64_t time;
        std::size_t job;
        bool operator>(const End& o) const { return time != o.time ? time > o.time : job > o.job; }
    };

    void complete() {
        for (; !ends_.empty() && ends_.top().time == now_; ends_.pop()) {
            const std::size_t job = ends_.top().job;
            free_ += jobs_[job].devices;
            const std::int64_t estimated = starts_[job] + jobs_[job].estimate;
            auto at =
                std::ranges::lower_bound(running_, estimated, {}, &datahall::RunningJob::estimated_end_ns);
            while (at->devices != jobs_[job].devices) ++at;
            running_.erase(at);
        }
    }

    void arrive() {
        for (; arrived_ < jobs_.size() && jobs_[arrived_].submit == now_; ++arrived_) {
            const ReplayJob& job = jobs_[arrived_];
            waiting_.push_back({job.id, job.submit, job.estimate, job.devices});
            position_.push_back(arrived_);
        }
    }

    void pass(datahall::JobScheduler& scheduler) {
        chosen_.clear();
        scheduler.choose({now_, free_, total_, waiting_, running_}, chosen_);
        for (const std::uint32_t at : chosen_) start(position_.at(at));
        std::ranges::sort(chosen_);
        std::size_t kept = 0;
        std::size_t next = 0;
        for (std::size_t i = 0; i < waiting_.size(); ++i) {
            if (next < chosen_.size() && chosen_[next] == i) {
                ++next;
                continue;
            }
            waiting_[kept] = waiting_[i];
            position_[kept++] = position_[i];
        }
        waiting_.resize(kept);
        position_.resize(kept);
    }

    void start(std::size_t job) {
        if (starts_[job] >= 0) throw std::logic_error{"started twice"};
        if (jobs_[job].devices > free_) throw std::logic_error{"started without free devices"};
        free_ -= jobs_[job].devices;
        starts_[job] = now_;
        ends_.push({now_ + jobs_[job].run, job});
        const std::int64_t estimated = now_ + jobs_[job].estimate;
        const auto at =
            std::ranges::upper_bound(running_, estimated, {}, &datahall::RunningJob::estimated_end_ns);
        running_.insert(at, {estimated, jobs_[job].devices});
    }

    const std::vector<ReplayJob>& jobs_;
    std::uint32_t total_;
    std::uint32_t free_;
    std::int64_t now_ = 0;
    std::size_t arrived_ = 0;
    std::vector<std::int64_t> starts_;
    std::vector<datahall::WaitingJob> waiting_;
    std::vector<std::size_t> position_;  // of each waiting job in jobs_
    std::vector<datahall::RunningJob> running_;
    std::priority_queue<End, std::vector<End>, std::greater<>> ends_;
    std::vector<std::uint32_t> chosen_;
};

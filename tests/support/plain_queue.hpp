// A queue that looks at every job for every question: the reference that the indexed one is held against,
// and a scene to set up by hand for tests of schedulers.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <vector>

#include "datahall/model/scheduler.hpp"

#include "tests/support/plain_limits.hpp"

class PlainQueue final : public datahall::ClusterQueue {
public:
    PlainQueue(std::uint32_t devices, datahall::JobScheduler& scheduler, PlainLimits* limits = nullptr,
               std::uint32_t narrowest = 1)
        : scheduler_{&scheduler},
          limits_{limits},
          state_{.free = devices,
                 .total = devices,
                 .all = devices,
                 .narrowest = narrowest,
                 .has_limits = limits != nullptr} {
        scheduler.reset();
    }
    /// A scene: `busy` run, `queue` waits in that order, and there are devices that nobody can use if
    /// `free` and those of `busy` are fewer than `total`.
    PlainQueue(State state, const std::vector<datahall::WaitingJob>& queue,
               const std::vector<datahall::RunningJob>& busy)
        : state_{state}, running_{busy} {
        state_.all = std::max(state_.all, state_.total);
        for (const auto& job : queue) enqueue(job, 0);
        std::ranges::stable_sort(running_, {}, &datahall::RunningJob::estimated_end_ns);
    }

    void enqueue(datahall::WaitingJob job, std::uint32_t tag) {
        job.ticket = static_cast<std::uint32_t>(tags_.size());
        tags_.push_back(tag);
        ids_.push_back(job.id);
        const auto at = std::ranges::find_if(waiting_, [&](const Held& w) {
            if (w->priority != job.priority) return job.priority > w->priority;
            return scheduler_ != nullptr && scheduler_->comes_before(job, *w);
        });
        waiting_.insert(at, std::make_unique<datahall::WaitingJob>(job));
        arrived_.push_back(job);
        state_.waiting = waiting_.size();
    }
    void end(std::uint32_t ticket, std::int64_t now_ns) {
        if (limits_ != nullptr) limits_->end(ids_[ticket], now_ns);
        const auto at = std::ranges::find(running_, ticket, &datahall::RunningJob::ticket);
        state_.free += at->devices;
        ended_.push_back(*at);
        running_.erase(at);
    }
    std::span<const std::uint32_t> pass(std::int64_t now) { return pass(now, *scheduler_); }
    std::span<const std::uint32_t> pass(std::int64_t now, datahall::JobScheduler& scheduler) {
        state_.now_ns = now;
        started_.clear();
        left_.clear();
        wake_ns_ = INT64_MAX;
        note_who_fits();
        scheduler.pass(*this);
        note_who_is_held();
        arrived_.clear();
        ended_.clear();
        return started_;
    }
    std::uint32_t tag_of(std::uint32_t ticket) const { return tags_[ticket]; }
    std::int64_t wake_ns() const { return wake_ns_; }

    const State& state() const override { return state_; }
    const datahall::WaitingJob* find(datahall::QueuePlace& from,
                                     const datahall::JobLimits& limits) const override {
        for (; from.at < waiting_.size(); ++from) {
            const datahall::WaitingJob& job = *waiting_[from.at];
            if (job.devices > limits.devices) continue;
            if (job.estimate_ns > limits.estimate_ns && job.devices > limits.spare) continue;
            if (!is_held(job)) return &job;
        }
        return nullptr;
    }
    const datahall::WaitingJob* behind(datahall::QueuePlace from, std::uint64_t jobs) const override {
        const datahall::WaitingJob* job = find(from, {});
        for (; job != nullptr && jobs > 0; --jobs) job = find(++from, {});
        return job;
    }
    bool is_ahead(const datahall::WaitingJob& a, const datahall::WaitingJob& b) const override {
        return position(a) < position(b);
    }
    bool is_held(const datahall::WaitingJob& job) const override {
        if (limits_ == nullptr || !limits_->holds(job)) return false;
        met_.insert(job.ticket);
        return true;
    }
    /// Jobs that a limit began (true) or ceased to hold in the last pass, by ticket.
    const std::map<std::uint32_t, bool>& changes() const { return changes_; }
    bool start(const datahall::WaitingJob& wanted) override {
        const auto at = position(wanted);
        if (at == waiting_.end()) throw std::logic_error{"started twice, or never there"};
        const datahall::WaitingJob& job = **at;
        if (job.devices > state_.free) throw std::logic_error{"started without free devices"};
        if (is_held(job)) throw std::logic_error{"started beyond a limit"};
        head();  // to tell whether the job passes it
        if (limits_ != nullptr) limits_->start(job, state_.now_ns);
        left_.push_back(std::move(waiting_[static_cast<std::size_t>(at - waiting_.begin())]));
        waiting_.erase(at);
        state_.free -= job.devices;
        state_.waiting = waiting_.size();
        const std::int64_t end =
            job.estimate_ns > INT64_MAX - state_.now_ns ? INT64_MAX : state_.now_ns + job.estimate_ns;
        const auto behind =
            std::ranges::upper_bound(running_, end, {}, &datahall::RunningJob::estimated_end_ns);
        running_.insert(behind, {end, job.devices, job.ticket});
        started_.push_back(job.ticket);
        return true;
    }
    std::optional<datahall::Release> release_of(std::uint64_t devices) const override {
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < running_.size(); ++i) {
            sum += running_[i].devices;
            const bool last =
                i + 1 == running_.size() || running_[i + 1].estimated_end_ns != running_[i].estimated_end_ns;
            if (last && sum >= devices) return datahall::Release{running_[i].estimated_end_ns, sum};
        }
        return std::nullopt;
    }
    std::span<const datahall::WaitingJob> arrived() const override { return arrived_; }
    std::span<const datahall::RunningJob> ended() const override { return ended_; }
    void wake_at(std::int64_t ns) override { wake_ns_ = ns; }

private:
    void note_who_fits() {
        changes_.clear();
        fitting_.clear();
        for (const Held& w : waiting_) {
            if (limits_ != nullptr && !limits_->holds(*w)) fitting_.insert(w->ticket);
        }
    }
    // A job is held from a pass that meets it and leaves it held, to one that begins with room for it and
    // does not.
    void note_who_is_held() {
        for (const Held& w : waiting_) {
            if (limits_ == nullptr) break;
            if (met_.contains(w->ticket) && limits_->holds(*w)) {
                if (marked_.insert(w->ticket).second) changes_[w->ticket] = true;
            } else if (fitting_.contains(w->ticket) && marked_.erase(w->ticket) > 0) {
                changes_[w->ticket] = false;
            }
        }
        for (const std::uint32_t ticket : started_) {
            if (marked_.erase(ticket) > 0) changes_[ticket] = false;
        }
        met_.clear();
    }

    using Held = std::unique_ptr<datahall::WaitingJob>;  // stays where it is while others leave

    std::vector<Held>::const_iterator position(const datahall::WaitingJob& job) const {
        return std::ranges::find_if(waiting_, [&](const Held& w) { return w->ticket == job.ticket; });
    }

    datahall::JobScheduler* scheduler_ = nullptr;
    PlainLimits* limits_ = nullptr;
    State state_;
    std::vector<Held> waiting_;
    std::vector<Held> left_;  // in the present pass: schedulers may still look at them
    std::vector<datahall::RunningJob> running_;
    std::vector<datahall::WaitingJob> arrived_;
    std::vector<datahall::RunningJob> ended_;
    std::vector<std::uint32_t> tags_;  // by ticket
    std::vector<std::uint64_t> ids_;   // by ticket
    std::vector<std::uint32_t> started_;
    std::int64_t wake_ns_ = INT64_MAX;
    mutable std::set<std::uint32_t> met_;  // held when the pass looked at them; tickets, as the next three
    std::set<std::uint32_t> fitting_;      // when it began
    std::set<std::uint32_t> marked_;       // held
    std::map<std::uint32_t, bool> changes_;
};

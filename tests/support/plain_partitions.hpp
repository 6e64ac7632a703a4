// A cluster with partitions that are sets of nodes, and that looks at every job and node for every question:
// the reference for the engine's queues, indices and plans.
//
// A node has one device; jobs take the lowest nodes that they may.  Times are whole numbers, all of one unit.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "datahall/model/scheduler.hpp"

#include "tests/support/plain_limits.hpp"

struct PlainPartition {
    std::set<std::uint32_t> nodes;
    std::int64_t tier = 0;
    std::int64_t longest = INT64_MAX;  // estimate
};

enum class PlainRule { fcfs, easy, conservative };
enum class PlainOrder { arrival, sjf, smallest, largest };

struct PlainJob {
    datahall::WaitingJob job;  // its partition counts from 0
    std::int64_t run = 0;
    bool is_refused = false;
    std::int64_t start = -1;
    std::set<std::uint32_t> nodes{};  // while it runs

    std::int64_t estimated_end() const { return start + job.estimate_ns; }
};

class PlainPartitions {
public:
    PlainPartitions(std::vector<PlainPartition> partitions, PlainRule rule, PlainOrder order,
                    const PlainLimits& limits)
        : partitions_{std::move(partitions)}, rule_{rule}, order_{order}, limits_{limits} {
        for (std::size_t p = 0; p < partitions_.size(); ++p) ranks_.push_back(p);
        std::ranges::stable_sort(ranks_, std::greater{}, [&](std::size_t p) { return partitions_[p].tier; });
        heads_.resize(partitions_.size());
        plans_.resize(partitions_.size());
    }

    /// Jobs in the order of submission; gives them starts.
    void run(std::vector<PlainJob>& jobs) {
        jobs_ = &jobs;
        std::size_t arrived = 0;
        for (;;) {
            std::int64_t next = INT64_MAX;
            if (arrived < jobs.size()) next = jobs[arrived].job.submit_ns;
            for (const std::size_t j : running_) next = std::min(next, jobs[j].start + jobs[j].run);
            if (const auto wake = wakes_.upper_bound(now_); wake != wakes_.end())
                next = std::min(next, *wake);
            if (next == INT64_MAX) return;
            now_ = next;
            complete();
            for (; arrived < jobs.size() && jobs[arrived].job.submit_ns == now_; ++arrived) arrive(arrived);
            for (const std::size_t p : ranks_) pass(p);
            ask_for_wake();
        }
    }
    /// Starts that other nodes than the lowest made possible: without, a head would have been delayed.
    std::size_t moved_aside() const { return moved_aside_; }
    std::size_t kept_back() const { return kept_back_; }
    std::size_t plans_made_anew() const { return plans_made_anew_; }

private:
    struct Reservation {
        std::size_t job = 0;
        std::optional<std::int64_t> start{};
    };
    struct Plan {
        std::vector<Reservation> jobs;            // waiting, in the order of the queue
        std::vector<std::size_t> arrived, ended;  // since the last pass
        bool has_lost = false;                    // nodes to others, since the last pass
    };

    PlainJob& at(std::size_t j) { return (*jobs_)[j]; }
    const PlainJob& at(std::size_t j) const { return (*jobs_)[j]; }

    // As the cluster does: for the first planned start, unless it is to wake before that anyway.  A plan that
    // has changed since does not call it off, and each pass sees what others have taken up to then.
    void ask_for_wake() {
        std::int64_t first = INT64_MAX;
        for (const Plan& plan : plans_) {
            for (const Reservation& r : plan.jobs) {
                if (r.start && *r.start > now_) first = std::min(first, *r.start);
            }
        }
        const auto wake = wakes_.upper_bound(now_);
        if (first != INT64_MAX && (wake == wakes_.end() || first < *wake)) wakes_.insert(first);
    }

    void arrive(std::size_t j) {
        PlainJob& job = at(j);
        const PlainPartition& p = partitions_[job.job.partition];
        job.is_refused = job.is_refused || job.job.devices > p.nodes.size() ||
                         job.job.estimate_ns > p.longest || limits_.refuses(job.job);
        if (job.is_refused) return;
        waiting_.push_back(j);
        plans_[job.job.partition].arrived.push_back(j);
    }

    void complete() {
        for (std::size_t i = 0; i < running_.size();) {
            const std::size_t j = running_[i];
            if (at(j).start + at(j).run > now_) {
                ++i;
                continue;
            }
            limits_.end(at(j).job.id, now_);
            for (std::size_t p = 0; p < partitions_.size(); ++p) {
                if (part_of(at(j).nodes, p) > 0) plans_[p].ended.push_back(j);
            }
            running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }

    std::int64_t part_of(const std::set<std::uint32_t>& nodes, std::size_t p) const {
        return std::ranges::count_if(nodes,
                                     [&](std::uint32_t n) { return partitions_[p].nodes.contains(n); });
    }
    std::set<std::uint32_t> free_nodes(std::size_t p) const {
        std::set<std::uint32_t> free = partitions_[p].nodes;
        for (const std::size_t j : running_) {
            for (const std::uint32_t n : at(j).nodes) free.erase(n);
        }
        return free;
    }
    std::int64_t free_in(std::size_t p) const { return static_cast<std::int64_t>(free_nodes(p).size()); }
    bool comes_before(const datahall::WaitingJob& a, const datahall::WaitingJob& b) const {
        if (a.priority != b.priority) return a.priority > b.priority;
        const auto by = [&](auto x, auto y) {
            return x != y ? x < y : std::pair{a.submit_ns, a.id} < std::pair{b.submit_ns, b.id};
        };
        switch (order_) {
            case PlainOrder::arrival:
                return false;
            case PlainOrder::sjf:
                return by(a.estimate_ns, b.estimate_ns);
            case PlainOrder::smallest:
                return by(a.devices, b.devices);
            case PlainOrder::largest:
                return by(-std::int64_t{a.devices}, -std::int64_t{b.devices});
        }
        return false;
    }
    // Of a partition, in its order.
    std::vector<std::size_t> queue_of(std::size_t p) const {
        std::vector<std::size_t> queue;
        for (const std::size_t j : waiting_) {
            if (at(j).job.partition == p) queue.push_back(j);
        }
        std::ranges::stable_sort(
            queue, [&](std::size_t a, std::size_t b) { return comes_before(at(a).job, at(b).job); });
        return queue;
    }
    std::optional<std::size_t> head_of(std::size_t p) const {
        for (const std::size_t j : queue_of(p)) {
            if (!limits_.holds(at(j).job)) return j;
        }
        return std::nullopt;
    }

    // When a job that needs so many gets them, by the estimates, and what is free then.
    struct Shadow {
        std::int64_t when = 0;
        std::int64_t free = 0;
    };
    std::optional<Shadow> shadow_of(std::size_t p, std::int64_t needed) const {
        const std::int64_t missing = std::max<std::int64_t>(needed - free_in(p), 1);
        std::set<std::int64_t> ends;
        for (const std::size_t j : running_) ends.insert(at(j).estimated_end());
        for (const std::int64_t end : ends) {
            std::int64_t back = 0;
            for (const std::size_t j : running_) {
                if (at(j).estimated_end() <= end) back += part_of(at(j).nodes, p);
            }
            if (back >= missing) return Shadow{end, free_in(p) + back};
        }
        return std::nullopt;
    }

    // A partition that chooses before `p` and whose head would have to wait for the job on these nodes.
    std::optional<std::size_t> delayed_by(std::size_t j, const std::set<std::uint32_t>& nodes) const {
        for (const std::size_t q : ranks_) {
            if (q == at(j).job.partition) return std::nullopt;
            const std::int64_t units = part_of(nodes, q);
            if (heads_[q] == 0 || units == 0) continue;
            const auto shadow = shadow_of(q, heads_[q]);
            if (!shadow || now_ + at(j).job.estimate_ns <= shadow->when) continue;
            if (units > shadow->free - heads_[q]) return q;
        }
        return std::nullopt;
    }

    // Whether it has started.
    bool start(std::size_t j) {
        PlainJob& job = at(j);
        std::set<std::uint32_t> free = free_nodes(job.job.partition);
        bool is_moved = false;
        for (;;) {
            if (free.size() < job.job.devices) {
                ++kept_back_;
                return false;
            }
            const std::set<std::uint32_t> nodes{free.begin(), std::next(free.begin(), job.job.devices)};
            const auto delayed = delayed_by(j, nodes);
            if (!delayed) {
                begin(j, nodes);
                moved_aside_ += is_moved ? 1 : 0;
                return true;
            }
            is_moved = true;
            for (const std::uint32_t n : partitions_[*delayed].nodes) free.erase(n);
        }
    }

    void begin(std::size_t j, const std::set<std::uint32_t>& nodes) {
        PlainJob& job = at(j);
        job.start = now_;
        job.nodes = nodes;
        limits_.start(job.job, now_);
        std::erase(waiting_, j);
        running_.push_back(j);
        for (std::size_t p = 0; p < partitions_.size(); ++p) {
            if (p != job.job.partition && part_of(nodes, p) > 0) plans_[p].has_lost = true;
        }
    }

    void pass(std::size_t p) {
        if (rule_ == PlainRule::conservative) {
            pass_conservative(p);
        } else {
            pass_in_order(p);
        }
        const auto head = head_of(p);
        heads_[p] = head ? std::int64_t{at(*head).job.devices} : 0;
    }

    void pass_in_order(std::size_t p) {
        std::optional<std::size_t> head = head_of(p);
        while (head && at(*head).job.devices <= free_in(p) && start(*head)) head = head_of(p);
        if (!head || rule_ == PlainRule::fcfs || free_in(p) == 0) return;
        const std::int64_t needed = at(*head).job.devices;
        const auto shadow = shadow_of(p, needed);
        std::int64_t spare = shadow ? shadow->free - needed : 0;
        bool is_behind = false;
        for (const std::size_t j : queue_of(p)) {
            const datahall::WaitingJob& job = at(j).job;
            if (is_behind && !limits_.holds(job) && job.devices <= free_in(p)) {
                const bool ends_before = !shadow || now_ + job.estimate_ns <= shadow->when;
                if ((ends_before || job.devices <= spare) && start(j) && !ends_before) spare -= job.devices;
            }
            is_behind = is_behind || j == *head;
        }
    }

    // Free in a partition at an instant, by all that runs or is planned, and by `ended` jobs that are not yet
    // taken out of the plan.
    std::int64_t planned_free(std::size_t p, std::int64_t t, const std::vector<std::size_t>& ended) const {
        auto free = static_cast<std::int64_t>(partitions_[p].nodes.size());
        for (const std::size_t j : running_) {
            if (at(j).estimated_end() > t) free -= part_of(at(j).nodes, p);
        }
        for (const std::size_t j : ended) {
            if (at(j).estimated_end() > t) free -= part_of(at(j).nodes, p);
        }
        for (const Reservation& r : plans_[p].jobs) {
            const datahall::WaitingJob& job = at(r.job).job;
            if (r.start && *r.start <= t && t < *r.start + job.estimate_ns) free -= job.devices;
        }
        return free;
    }
    // Instants at which more or less may be free.
    std::set<std::int64_t> steps(std::size_t p, const std::vector<std::size_t>& ended) const {
        std::set<std::int64_t> all{now_};
        const auto add = [&](std::int64_t t) {
            if (t > now_) all.insert(t);
        };
        for (const std::size_t j : running_) add(at(j).estimated_end());
        for (const std::size_t j : ended) add(at(j).estimated_end());
        for (const Reservation& r : plans_[p].jobs) {
            if (!r.start) continue;
            add(*r.start);
            add(*r.start + at(r.job).job.estimate_ns);
        }
        return all;
    }
    // The earliest start with enough free throughout, as far as `before`; that if there is none.
    std::int64_t earliest(std::size_t p, std::size_t j, const std::vector<std::size_t>& ended,
                          std::int64_t before = INT64_MAX) const {
        const datahall::WaitingJob& job = at(j).job;
        const std::set<std::int64_t> all = steps(p, ended);
        for (const std::int64_t t : all) {
            const std::int64_t end = std::min(t + job.estimate_ns, before);
            const bool fits = std::ranges::all_of(all, [&](std::int64_t u) {
                return u < t || u >= end || planned_free(p, u, ended) >= job.devices;
            });
            if (fits) return std::min(t, before);
        }
        throw std::logic_error{"a job never fits"};
    }

    void pass_conservative(std::size_t p) {
        Plan& plan = plans_[p];
        std::vector<std::size_t> ended = plan.ended;
        while (!ended.empty() && !plan.has_lost) {
            ended.erase(ended.begin());
            compress(p, ended);
        }
        if (plan.has_lost && !has_given_up(p)) compress(p, {});
        for (const std::size_t j : plan.arrived) plan.jobs.push_back({.job = j});
        std::ranges::stable_sort(plan.jobs, [&](const Reservation& a, const Reservation& b) {
            return comes_before(at(a.job).job, at(b.job).job);
        });
        plan.arrived.clear();
        plan.ended.clear();
        plan.has_lost = false;
        do {
            drop_held(plan);
            for (Reservation& r : plan.jobs) {
                if (!r.start && !limits_.holds(at(r.job).job)) r.start = earliest(p, r.job, {});
            }
        } while (start_due(p));
        drop_held(plan);
    }

    // A job moves up if there is room before its reservation.  Taking that out of the plan first comes to the
    // same, unless the plan has slipped: a job that others kept back overlaps those behind it once it runs.
    void compress(std::size_t p, const std::vector<std::size_t>& ended) {
        for (Reservation& r : plans_[p].jobs) {
            if (r.start && *r.start > now_) r.start = earliest(p, r.job, ended, *r.start);
        }
    }

    // All reservations, because others have taken nodes that some of them need.
    bool has_given_up(std::size_t p) {
        const std::set<std::int64_t> all = steps(p, {});
        const bool is_short =
            std::ranges::any_of(all, [&](std::int64_t t) { return planned_free(p, t, {}) < 0; });
        if (!is_short) return false;
        ++plans_made_anew_;
        for (Reservation& r : plans_[p].jobs) r.start.reset();
        return true;
    }

    void drop_held(Plan& plan) {
        for (Reservation& r : plan.jobs) {
            if (limits_.holds(at(r.job).job)) r.start.reset();
        }
    }

    // Whether any has started.
    bool start_due(std::size_t p) {
        bool is_blocked = false;
        bool any = false;
        std::vector<Reservation> kept;
        const std::vector<Reservation> all = plans_[p].jobs;
        for (const Reservation& r : all) {
            const bool is_due = r.start && *r.start <= now_ && !limits_.holds(at(r.job).job);
            is_blocked = is_blocked || (is_due && (at(r.job).job.devices > free_in(p) || !start(r.job)));
            if (is_due && !is_blocked) {
                any = true;
            } else {
                kept.push_back(r);
            }
        }
        plans_[p].jobs = kept;
        return any;
    }

    std::vector<PlainPartition> partitions_;
    PlainRule rule_;
    PlainOrder order_;
    PlainLimits limits_;
    std::vector<std::size_t> ranks_;
    std::vector<std::int64_t>
        heads_;  // devices of those that wait first since the last pass of each; 0: nobody
    std::vector<Plan> plans_;
    std::vector<PlainJob>* jobs_ = nullptr;
    std::vector<std::size_t> waiting_;  // in the order of arrival
    std::vector<std::size_t> running_;  // in the order of their starts
    std::set<std::int64_t> wakes_;
    std::int64_t now_ = -1;
    std::size_t moved_aside_ = 0, kept_back_ = 0, plans_made_anew_ = 0;
};

// FCFS and EASY on whole nodes some of which are reserved, step by step: the reference for reservations.
//
// Looks at every node and every window for each question.  Times in seconds.
#pragma once

#include <algorithm>
#include <cstdint>
#include <set>
#include <vector>

struct PlainWindow {
    std::int64_t at = 0, length = 0, every = 0;
    int first = 0, nodes = 0;
    std::set<int> users;  // owners

    /// Each beginning that matters before `until`.
    std::vector<std::int64_t> begins(std::int64_t until) const {
        std::vector<std::int64_t> all;
        for (std::int64_t t = at; t < until; t += every) {
            all.push_back(t);
            if (every == 0) break;
        }
        return all;
    }
    bool has(int node) const { return first <= node && node < first + nodes; }
};

struct PlainJob {
    int id = 0, user = 0, nodes = 0;
    std::int64_t submit = 0, run = 0, estimate = 0;
    std::int64_t start = -1;
    std::vector<int> on = {};
};

class PlainReserved {
public:
    static constexpr std::int64_t horizon = 20'000;

    PlainReserved(int nodes, std::vector<PlainWindow> windows, bool is_easy)
        : windows_{std::move(windows)},
          is_easy_{is_easy},
          holder_(static_cast<std::size_t>(nodes), nullptr) {}

    /// Gives each job its start, where it has one before `until`.
    void run(std::vector<PlainJob>& jobs, std::int64_t until) {
        for (now_ = 0; now_ < until; now_ = next(jobs)) {
            for (auto*& holder : holder_) {
                if (holder != nullptr && holder->start + holder->run == now_) holder = nullptr;
            }
            for (PlainJob& job : jobs) {
                if (job.submit == now_) queue_.push_back(&job);
            }
            pass();
        }
    }

private:
    std::int64_t next(const std::vector<PlainJob>& jobs) const {
        std::int64_t at = horizon;
        const auto may_be = [&](std::int64_t t) {
            if (t > now_) at = std::min(at, t);
        };
        for (const PlainJob& job : jobs) {
            may_be(job.submit);
            if (job.start >= 0) may_be(job.start + job.run);
        }
        for (const PlainWindow& w : windows_) {
            for (const std::int64_t begin : w.begins(horizon)) may_be(begin), may_be(begin + w.length);
        }
        return at;
    }
    int free() const { return static_cast<int>(std::ranges::count(holder_, nullptr)); }

    enum class Node { open, own, closed };
    Node kind_of(int node, const PlainJob& job) const {
        for (const PlainWindow& w : windows_) {
            if (!w.has(node)) continue;
            for (const std::int64_t begin : w.begins(horizon)) {
                const std::int64_t end = begin + w.length;
                const std::int64_t job_end = now_ + job.estimate;
                if (job_end <= begin || end <= now_) continue;
                const bool is_own = w.users.contains(job.user) && begin <= now_ && job_end <= end;
                return is_own ? Node::own : Node::closed;
            }
        }
        return Node::open;
    }
    bool try_start(PlainJob& job) {
        std::vector<int> own, all;
        for (int node = 0; node < static_cast<int>(holder_.size()); ++node) {
            if (holder_[static_cast<std::size_t>(node)] != nullptr) continue;
            const Node kind = kind_of(node, job);
            if (kind == Node::own) own.push_back(node);
            if (kind != Node::closed) all.push_back(node);
        }
        const auto needed = static_cast<std::size_t>(job.nodes);
        std::vector<int>& chosen = own.size() >= needed ? own : all;
        if (chosen.size() < needed) return false;
        chosen.resize(needed);
        for (const int node : chosen) holder_[static_cast<std::size_t>(node)] = &job;
        job.on = chosen;
        job.start = now_;
        return true;
    }
    void pass() {
        while (!queue_.empty() && queue_.front()->nodes <= free() && try_start(*queue_.front())) {
            queue_.erase(queue_.begin());
        }
        if (is_easy_ && queue_.size() > 1 && free() > 0) backfill();
    }
    void backfill() {
        const int needed = queue_.front()->nodes;
        // Releases by estimated end, until enough: at least one, where something else than nodes is missing.
        const int missing = std::max(needed - free(), 1);
        std::vector<std::pair<std::int64_t, int>> ends;
        for (const PlainJob* const holder : holder_) {
            if (holder != nullptr) ends.emplace_back(holder->start + holder->estimate, 1);
        }
        std::ranges::sort(ends);
        std::int64_t shadow = horizon * 10;
        int extra = 1'000;
        if (static_cast<int>(ends.size()) >= missing) {
            shadow = ends[static_cast<std::size_t>(missing - 1)].first;
            const auto released =
                std::ranges::count_if(ends, [&](const auto& e) { return e.first <= shadow; });
            extra = free() + static_cast<int>(released) - needed;
        }
        for (std::size_t i = 1; i < queue_.size();) {
            PlainJob& job = *queue_[i];
            const bool is_short = now_ + job.estimate <= shadow;
            if (job.nodes > free() || (!is_short && job.nodes > extra) || !try_start(job)) {
                ++i;
                continue;
            }
            if (!is_short) extra -= job.nodes;
            queue_.erase(queue_.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }

    std::vector<PlainWindow> windows_;
    bool is_easy_;
    std::vector<PlainJob*> holder_;  // by node
    std::vector<PlainJob*> queue_;
    std::int64_t now_ = 0;
};

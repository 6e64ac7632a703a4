// A cluster whose idle nodes sleep, second by second, that looks at every node and job each time: the
// reference for the engine's.  Nodes of `per_node` devices under FCFS or EASY, first free.
//
// Each second: what ends then, in the order in which it was begun; arrivals; calls; a pass; calls; rests.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

struct SleepRule {
    std::int64_t idle_after = 300;
    std::int64_t shut_down = 30;
    std::int64_t boot = 180;
    std::uint32_t keep = 0;
};

struct SleepJob {
    std::int64_t submit = 0;
    std::int64_t run = 0;
    std::int64_t estimate = 0;
    std::uint32_t devices = 0;
};

class PlainSleep {
public:
    struct Cluster {
        std::uint32_t nodes = 0;
        std::uint32_t per_node = 2;
        bool exclusive = true;  // EASY: only if so
        bool easy = false;
    };
    PlainSleep(const Cluster& cluster, const SleepRule& rule, const std::vector<SleepJob>& jobs)
        : c_{cluster}, rule_{rule}, jobs_{jobs}, starts_(jobs.size(), -1), nodes_(cluster.nodes) {
        for (std::uint32_t n = 0; n < c_.nodes; ++n) idle_.push_back(n);
    }

    /// Start times up to the horizon; -1: none.
    std::vector<std::int64_t> run(std::int64_t horizon) {
        for (now_ = 0; now_ < horizon; ++now_) {
            end();
            for (std::uint32_t j = 0; j < jobs_.size(); ++j) {
                if (jobs_[j].submit == now_) waiting_.push_back(j);
            }
            unplaced_ = 0;
            call();
            pass();
            call();
            rest();
            for (const Node& n : nodes_) {
                asleep_s += n.state == State::asleep ? 1 : 0;
                stopping_s += n.state == State::stopping && !n.called ? 1 : 0;
                called_s += n.called ? 1 : 0;
            }
        }
        return starts_;
    }

    std::int64_t asleep_s = 0, stopping_s = 0, called_s = 0;  // node seconds
    std::uint64_t boots = 0;

private:
    enum class State { awake, stopping, asleep, booting };
    struct Node {
        State state = State::awake;
        bool called = false;
        std::int64_t idle_since = 0;
        std::int64_t down = 0;
        std::int64_t ready = 0;
        std::uint32_t used = 0;
    };
    enum class Kind { job, down, ready };
    struct Pending {
        std::int64_t time;
        Kind kind;
        std::uint32_t which;
    };
    struct Share {
        std::uint32_t node;
        std::uint32_t devices;
    };
    struct Running {
        std::uint32_t job;
        std::int64_t estimated_end;
        std::vector<Share> shares;
    };

    std::uint32_t need(std::uint32_t job) const {
        const std::uint32_t d = jobs_[job].devices;
        return c_.exclusive ? (d + c_.per_node - 1) / c_.per_node * c_.per_node : d;
    }
    std::uint32_t free_on(const Node& n) const { return n.state == State::awake ? c_.per_node - n.used : 0; }
    std::uint32_t free() const {
        std::uint32_t sum = 0;
        for (const Node& n : nodes_) sum += free_on(n);
        return sum;
    }
    std::uint32_t coming() const {
        return static_cast<std::uint32_t>(
            std::ranges::count_if(nodes_, [](const Node& n) { return n.called; }));
    }
    std::uint32_t demand() const {
        std::uint32_t sum = 0;
        for (const std::uint32_t j : waiting_) sum += need(j);
        return sum;
    }
    void note_idle(std::uint32_t node) {
        nodes_[node].idle_since = now_;
        idle_.push_back(node);
    }

    void end() {
        for (std::size_t p = 0; p < pending_.size();) {
            const Pending at = pending_[p];
            if (at.time != now_) {
                ++p;
                continue;
            }
            pending_.erase(pending_.begin() + static_cast<std::ptrdiff_t>(p));
            if (at.kind == Kind::job) end_job(at.which);
            if (at.kind == Kind::down) {
                Node& n = nodes_[at.which];
                n.state = n.called ? State::booting : State::asleep;
            }
            if (at.kind == Kind::ready) {
                nodes_[at.which].state = State::awake;
                nodes_[at.which].called = false;
                note_idle(at.which);
            }
        }
    }
    void end_job(std::uint32_t job) {
        const auto at = std::ranges::find(running_, job, &Running::job);
        for (const Share& s : at->shares) {
            nodes_[s.node].used -= s.devices;
            if (nodes_[s.node].used == 0) note_idle(s.node);
        }
        running_.erase(at);
    }

    void call() {
        const std::uint32_t asked = demand();
        const std::uint32_t lacking = asked > free() ? asked - free() : 0;
        const std::uint32_t wanted = std::max((lacking + c_.per_node - 1) / c_.per_node, unplaced_);
        while (coming() < wanted && call_one()) {}
    }
    bool call_one() {
        for (std::uint32_t n = 0; n < nodes_.size(); ++n) {
            if (nodes_[n].state == State::asleep) return call_node(n, now_);
        }
        std::uint32_t first = c_.nodes;  // to be down; of those at once, the first that was put to rest
        for (const std::uint32_t n : resting_) {
            const bool may = nodes_[n].state == State::stopping && !nodes_[n].called;
            if (may && (first == c_.nodes || nodes_[n].down < nodes_[first].down)) first = n;
        }
        return first < c_.nodes && call_node(first, nodes_[first].down);
    }
    bool call_node(std::uint32_t node, std::int64_t from) {
        Node& n = nodes_[node];
        n.called = true;
        n.ready = from + rule_.boot;
        if (n.state == State::asleep) n.state = State::booting;
        pending_.push_back({n.ready, Kind::ready, node});
        ++boots;
        return true;
    }

    void rest() {
        for (;;) {
            if (unplaced_ > 0 || idle_.size() <= rule_.keep) return;
            if (free() + coming() * c_.per_node < demand() + c_.per_node) return;
            const std::uint32_t node = idle_.front();
            Node& n = nodes_[node];
            if (n.idle_since + rule_.idle_after > now_) return;
            idle_.erase(idle_.begin());
            n.state = rule_.shut_down == 0 ? State::asleep : State::stopping;
            n.down = now_ + rule_.shut_down;
            std::erase(resting_, node);
            resting_.push_back(node);
            if (rule_.shut_down > 0) pending_.push_back({n.down, Kind::down, node});
        }
    }

    bool start(std::uint32_t job) {
        std::vector<Share> shares;
        std::uint32_t left = need(job);
        for (std::uint32_t n = 0; n < nodes_.size() && left > 0; ++n) {
            const std::uint32_t least = std::min(need(job), c_.per_node);  // a whole node, if it is wider
            if (free_on(nodes_[n]) < least) continue;
            shares.push_back({n, std::min(left, c_.per_node)});
            left -= shares.back().devices;
        }
        if (left > 0) {
            unplaced_ += (need(job) + c_.per_node - 1) / c_.per_node;
            return false;
        }
        for (const Share& s : shares) {
            nodes_[s.node].used += s.devices;
            std::erase(idle_, s.node);
        }
        running_.push_back({job, now_ + jobs_[job].estimate, shares});
        pending_.push_back({now_ + jobs_[job].run, Kind::job, job});
        starts_[job] = now_;
        std::erase(waiting_, job);
        return true;
    }

    void pass() {
        while (!waiting_.empty()) {
            if (need(waiting_.front()) > free()) break;
            if (!start(waiting_.front())) return;
        }
        if (!c_.easy || waiting_.size() < 2 || free() == 0) return;
        backfill(need(waiting_.front()));
    }
    // Nodes that have been called come back when they are ready, as jobs end at their estimates.
    void backfill(std::uint32_t head) {
        std::vector<std::pair<std::int64_t, std::uint32_t>> releases;
        for (const Running& r : running_) releases.push_back({r.estimated_end, need(r.job)});
        for (const Node& n : nodes_) {
            if (n.called) releases.push_back({n.ready, c_.per_node});
        }
        std::ranges::sort(releases);
        std::int64_t shadow = INT64_MAX;
        std::uint32_t extra = UINT32_MAX;
        std::uint32_t sum = free();
        for (std::size_t i = 0; i < releases.size(); ++i) {
            sum += releases[i].second;
            const bool last = i + 1 == releases.size() || releases[i + 1].first != releases[i].first;
            if (!last || sum < head) continue;
            shadow = releases[i].first;
            extra = sum - head;
            break;
        }
        const std::vector<std::uint32_t> behind{waiting_.begin() + 1, waiting_.end()};
        for (const std::uint32_t job : behind) {
            const std::uint32_t devices = need(job);
            const bool is_short = shadow == INT64_MAX || now_ + jobs_[job].estimate <= shadow;
            if (devices > free() || (!is_short && devices > extra)) continue;
            start(job);
            if (!is_short) extra -= devices;
        }
    }

    Cluster c_;
    SleepRule rule_;
    std::vector<SleepJob> jobs_;
    std::vector<std::int64_t> starts_;
    std::vector<Node> nodes_;
    std::vector<std::uint32_t> idle_;     // awake and unused, by the time since when
    std::vector<std::uint32_t> resting_;  // in the order in which they were last put to rest
    std::vector<std::uint32_t> waiting_;
    std::vector<Running> running_;
    std::vector<Pending> pending_;  // in the order in which it was begun
    std::uint32_t unplaced_ = 0;
    std::int64_t now_ = 0;
};

// Conservative backfilling with compression: every waiting job has a reservation, and none is ever put off.
//
// On arrival a job gets the earliest start that delays no reservation, planned with estimates.  At every
// completion, early or exact, the job's unused time returns to the plan; then, as when devices come into
// service, each waiting job whose reservation is later than now gives it up and takes the earliest one, in
// the order of the queue.
// At one instant: each completion with its compression, then arrivals, then every job starts whose time has
// come, in the order of the queue.
// Another order than that of arrival (order.hpp) decides who moves up first; nobody is put off by it.
//
// With a `depth`, only so many waiting jobs have reservations, as production schedulers do to bound
// the time of a pass over a long queue: the first of the queue that have none get one as others start.
//
// Where jobs of other partitions take devices that are reserved here, all reservations are made anew, in the
// order of the queue.
//
// Valid for rigid jobs.  A job starts no later than at its first reservation as long as no job outlives its
// estimate.  If one does, the plan slips: a job whose time has come starts when it fits, and none whose
// time comes later passes it.
// Ignores users and placement.
// Cost: a pass after a completion looks at every waiting job once, and for each at the steps of the plan up
// to its reservation; a pass in which nothing can move looks at nothing.  Remembers the plan.
// Source: Mu'alem and Feitelson, IEEE TPDS 12(6), 2001; compression after Feitelson and Weil, "Utilization
// and predictability in scheduling the IBM SP2 with backfilling", IPPS 1998.  The tie rules are those of
// models/scheduling/README.md.
#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "datahall/model/registry.hpp"

#include "models/scheduling/order.hpp"
#include "models/scheduling/profile.hpp"

namespace datahall {
namespace {

constexpr std::int64_t unplanned = Profile::never;

class Conservative final : public JobScheduler {
public:
    Conservative(JobOrder order, std::uint64_t depth) : order_{order}, depth_{depth} {}

    Promises promises() const override {
        const bool by_arrival = order_ == JobOrder::arrival;
        return {.nobody_passes = false,
                .nobody_starves = depth_ == everything || by_arrival,
                .late_is_harmless = by_arrival && depth_ == everything,
                .memoryless = false};
    }

    void reset() override { *this = Conservative{order_, depth_}; }

    std::unique_ptr<JobScheduler> sibling() const override {
        return std::make_unique<Conservative>(order_, depth_);
    }

    void pass(ClusterQueue& queue) override {
        const ClusterQueue::State& state = queue.state();
        now_ = state.now_ns;
        plan_.trim(now_);
        const bool has_more = state.total > total_;
        can_move_ = can_move_ || state.total != total_;
        plan_.add(now_, Profile::never, std::int64_t{state.total} - total_);
        total_ = state.total;
        for (const RunningJob& devices : queue.coming()) {
            plan_.add(now_, devices.estimated_end_ns, -std::int64_t{devices.devices});
        }
        for (const RunningJob& job : queue.taken()) {
            plan_.add(now_, job.estimated_end_ns, -std::int64_t{job.devices});
        }
        if (order_ == JobOrder::lxf) sort();
        if (has_more) move_all_up();
        note_ends(queue);
        for (const WaitingJob& job : queue.arrived()) join(job);
        do {
            drop_held(queue);
            reserve_where_none(queue);
        } while (start_due(queue) && planned_ < jobs_.size());
        drop_held(queue);
        const std::int64_t next = next_start();
        if (next != unplanned) queue.wake_at(next);
    }

    bool comes_before(const WaitingJob& a, const WaitingJob& b) const override {
        return order_ != JobOrder::lxf && datahall::comes_before(order_, a, b, 0);
    }

private:
    struct Reservation {
        WaitingJob job;
        std::int64_t start_ns = unplanned;
        bool is_planned = false;
    };

    bool is_ahead(const WaitingJob& a, const WaitingJob& b) const {
        return a.priority != b.priority ? a.priority > b.priority
                                        : datahall::comes_before(order_, a, b, now_);
    }

    void sort() {
        std::ranges::sort(
            jobs_, [this](const Reservation& a, const Reservation& b) { return is_ahead(a.job, b.job); });
    }

    void join(const WaitingJob& job) {
        const auto at = std::ranges::upper_bound(
            jobs_, job, [this](const WaitingJob& a, const WaitingJob& b) { return is_ahead(a, b); },
            &Reservation::job);
        jobs_.insert(at, {.job = job});
    }

    void plan(const Reservation& r, std::int64_t devices) {
        plan_.add(r.start_ns, planned_until(r.start_ns, r.job.estimate_ns), devices);
    }

    // Each completion with its compression.  If others have taken devices meanwhile, everything comes back
    // first: some reservations may have lost their devices.
    void note_ends(const ClusterQueue& queue) {
        const bool is_alone = queue.taken().empty();
        for (const RunningJob& job : queue.ended()) {
            give_back(job);
            if (is_alone && can_move_) move_all_up();
        }
        if (is_alone) return;
        if (plan_.least(now_) < 0) {
            give_up_all();
        } else if (can_move_) {
            move_all_up();
        }
    }

    void give_back(const RunningJob& ended) {
        if (ended.estimated_end_ns <= now_) return;
        plan_.add(now_, ended.estimated_end_ns, ended.devices);
        can_move_ = true;
    }

    void move_all_up() {
        can_move_ = false;
        for (Reservation& r : jobs_) {
            if (r.is_planned && r.start_ns > now_) move_up(r);
        }
    }

    // Its own reservation is in nobody's way but its own: what matters is what is free before it.
    void move_up(Reservation& r) {
        const std::int64_t start = plan_.earliest(now_, r.job.devices, r.job.estimate_ns, r.start_ns);
        if (start == r.start_ns) return;
        plan(r, r.job.devices);
        r.start_ns = start;
        plan(r, -std::int64_t{r.job.devices});
        can_move_ = true;  // what it leaves may suit a job ahead of it at the next completion
    }

    // Others have taken what was reserved: all waiting jobs are planned anew, in the order of the queue.
    void give_up_all() {
        for (Reservation& r : jobs_) {
            if (r.is_planned) plan(r, r.job.devices);
            r.is_planned = false;
        }
        planned_ = 0;
        can_move_ = true;
    }

    void drop_held(const ClusterQueue& queue) {
        if (!queue.state().has_limits) return;
        for (Reservation& r : jobs_) {
            if (!r.is_planned || !queue.is_held(r.job)) continue;
            plan(r, r.job.devices);
            r.is_planned = false;
            --planned_;
            can_move_ = true;
        }
    }

    void reserve_where_none(const ClusterQueue& queue) {
        if (planned_ == jobs_.size()) return;
        for (Reservation& r : jobs_) {
            if (planned_ >= depth_) return;
            if (r.is_planned || queue.is_held(r.job)) continue;
            r.start_ns = plan_.earliest(now_, r.job.devices, r.job.estimate_ns);
            r.is_planned = true;
            plan(r, -std::int64_t{r.job.devices});
            ++planned_;
        }
    }

    // Whether any job has started.
    bool start_due(ClusterQueue& queue) {
        std::size_t kept = 0;
        bool blocked = false;
        for (std::size_t i = 0; i < jobs_.size(); ++i) {
            Reservation& r = jobs_[i];
            const bool is_due = r.is_planned && r.start_ns <= now_ && !queue.is_held(r.job);
            blocked = blocked || (is_due && (r.job.devices > queue.state().free || !queue.start(r.job)));
            if (is_due && !blocked) {
                note_start(r);
            } else {
                if (kept != i) jobs_[kept] = r;
                ++kept;
            }
        }
        const bool any = kept < jobs_.size();
        jobs_.resize(kept);
        return any;
    }

    void note_start(Reservation& r) {
        if (r.start_ns < now_) {  // the plan has slipped
            plan(r, r.job.devices);
            r.start_ns = now_;
            plan(r, -std::int64_t{r.job.devices});
        }
        --planned_;
    }

    std::int64_t next_start() const {
        std::int64_t next = unplanned;
        for (const Reservation& r : jobs_) {
            if (r.is_planned && r.start_ns > now_) next = std::min(next, r.start_ns);
        }
        return next;
    }

    JobOrder order_;
    std::uint64_t depth_;
    std::int64_t now_ = 0;
    std::int64_t total_ = 0;         // devices that the plan counts on
    Profile plan_{0};                // with all running jobs and reservations in it
    std::vector<Reservation> jobs_;  // waiting, in the order of the queue
    std::size_t planned_ = 0;        // of jobs_, those with a reservation
    bool can_move_ = false;          // something has become free that no compression has seen
};

}  // namespace

void register_conservative(Registry<JobScheduler>& registry) {
    registry.add("conservative",
                 "Conservative backfilling: every job has a reservation, and none is ever put off",
                 [](Keys& k) -> std::unique_ptr<JobScheduler> {
                     JobOrder order{};
                     describe_order(k, Presence::optional, order);
                     std::optional<std::int64_t> depth;
                     k.optional({"depth",
                                 "Waiting jobs that have reservations at a time; absent: all",
                                 {.at_least = 1, .example = "100"}},
                                depth);
                     if (!k.done()) return nullptr;
                     return std::make_unique<Conservative>(
                         order, depth ? static_cast<std::uint64_t>(*depth) : everything);
                 });
}

}  // namespace datahall

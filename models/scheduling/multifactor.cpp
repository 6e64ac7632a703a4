// Priorities from age, fair share, size, account, partition and QOS, as Slurm's multifactor plugin has them.
//
// A pass takes the waiting jobs by: stream's priority, partition's tier, priority (priority.hpp), submission,
// number.  It starts the first while it fits.  Then others may pass the one that does not:
//   none           nobody passes it
//   easy           jobs that do not delay it (easy.cpp)
//   conservative   jobs that delay nobody before them: in this order each job is planned at its earliest
//                  start beside the running ones and those planned before it, and starts if that is now.
//                  The plan is made anew in each pass, for priorities change.
// Usage for the fair share (fair_share.hpp) accrues continuously while jobs run.
//
// What production schedulers do to bound the time of a pass is off unless asked for: `depth` jobs of the
// queue in a pass that an event causes, all of them in one each `pass_interval`; backfilling each
// `backfill_interval`, over `backfill_depth` jobs; and in conservative plans no start later than
// `backfill_window` from now, with durations rounded up to multiples of `resolution`.
//
// Valid for rigid jobs.  Priorities are those of the instant of a pass: none is made because they change.
// Ignores advanced reservations, and limits: those hold jobs for every scheduler.  Where partitions are sets
// of nodes, each has a queue that is ordered by itself; usage is that of the cluster. Cost: a pass in which
// some job fits computes the priority of each waiting job and sorts them; a conservative plan looks for each
// of them at the steps before its start.  A pass in which none fits costs O(log jobs).  Remembers usage, and
// whose each running job is. Source: SchedMD, Slurm's documentation: "Multifactor Priority Plugin",
// "Scheduling Configuration Guide" and slurm.conf (default_queue_depth 100, sched_interval 60, bf_interval
// 30, bf_window 1 day, bf_max_job_test 500, bf_resolution 60).
#include <algorithm>
#include <map>
#include <memory>
#include <tuple>

#include "datahall/model/registry.hpp"

#include "models/scheduling/easy_window.hpp"
#include "models/scheduling/fair_share.hpp"
#include "models/scheduling/multifactor_settings.hpp"
#include "models/scheduling/profile.hpp"

namespace datahall {
namespace {

/// What is said about some numbers of a kind; nothing is said about the others.
template <class T>
class ByNumber {
public:
    void learn(const Standings<T>& named, Identity kind, NameNumbers& names) {
        of_.clear();
        largest_ = 0;
        for (const auto& [name, standing] : named) {
            of_.emplace(names.number_of(kind, name), standing);
            if constexpr (requires(const T& t) { t.priority; })
                largest_ = std::max(largest_, standing.priority);
        }
    }
    const T& operator[](std::uint32_t number) const {
        const auto known = of_.find(number);
        return known == of_.end() ? other_ : known->second;
    }
    template <class V>
    std::map<std::uint32_t, std::uint32_t> all(V T::*value) const {
        std::map<std::uint32_t, std::uint32_t> values;
        for (const auto& [number, standing] : of_)
            values.emplace(number, static_cast<std::uint32_t>(standing.*value));
        return values;
    }
    /// A priority over the largest that any has.
    double share_of(std::uint32_t number) const {
        if (largest_ == 0) return 0.0;
        return static_cast<double>((*this)[number].priority) / static_cast<double>(largest_);
    }

private:
    T other_;
    std::map<std::uint32_t, T> of_;
    std::int64_t largest_ = 0;  // of the priorities, where there are any
};

class Multifactor final : public JobScheduler {
public:
    explicit Multifactor(MultifactorSettings config) : config_{std::move(config)} { reset(); }
    /// Of another queue: jobs of both use up the shares of their users.
    Multifactor(const MultifactorSettings& config, FairShare& usage) : config_{config}, usage_{&usage} {
        reset();
    }

    Promises promises() const override { return {}; }

    std::unique_ptr<JobScheduler> sibling() const override {
        return std::make_unique<Multifactor>(config_, *usage_);
    }

    void reset() override {
        fair_ = FairShare{{.half_life_s = config_.half_life.si(),
                           .damping = config_.damping,
                           .is_by_account = config_.share_by == ShareBy::account,
                           .user_shares = users_.all(&UserStanding::shares),
                           .account_shares = accounts_.all(&AccountStanding::shares)}};
        factors_.clear();
        running_ = Profile{0};
        total_ = 0;
        next_full_ns_ = next_backfill_ns_ = INT64_MIN;
    }

    void learn(NameNumbers& names) override {
        users_.learn(config_.users, Identity::user, names);
        accounts_.learn(config_.accounts, Identity::account, names);
        partitions_.learn(config_.partitions, Identity::partition, names);
        qos_.learn(config_.qos, Identity::qos, names);
        reset();
    }

    void pass(ClusterQueue& queue) override {
        now_ = queue.state().now_ns;
        note_changes(queue);
        const bool is_full = now_ >= next_full_ns_;
        const bool backfills = config_.backfill != Backfill::none && now_ >= next_backfill_ns_;
        QueuePlace any;
        if (queue.find(any, {.devices = queue.state().free}) != nullptr) run(queue, is_full, backfills);
        if (is_full && config_.pass_interval_ns > 0) next_full_ns_ = now_ + config_.pass_interval_ns;
        if (backfills && config_.backfill_interval_ns > 0) {
            next_backfill_ns_ = now_ + config_.backfill_interval_ns;
        }
        ask_for_next(queue);
    }

private:
    struct Ticket {
        std::uint32_t claim = 0;
        std::int64_t planned_end_ns = 0;  // once it runs
    };
    struct Ranked {
        std::int32_t stream = 0;
        std::int64_t tier = 0;
        std::uint32_t priority = 0;
        const WaitingJob* job = nullptr;
        auto key() const { return std::tuple{-std::int64_t{stream}, -tier, -std::int64_t{priority}}; }
        bool operator<(const Ranked& o) const {
            if (key() != o.key()) return key() < o.key();
            return std::tuple{job->submit_ns, job->id} < std::tuple{o.job->submit_ns, o.job->id};
        }
    };

    // A ticket may have gone from a job that has ended to one that has arrived.
    void note_changes(const ClusterQueue& queue) {
        running_.trim(now_);
        running_.add(now_, Profile::never, std::int64_t{queue.state().total} - total_);
        total_ = queue.state().total;
        all_ = queue.state().all;
        for (const RunningJob& devices : queue.coming()) {
            running_.add(now_, devices.estimated_end_ns, -std::int64_t{devices.devices});
        }
        for (const RunningJob& job : queue.taken()) {
            running_.add(now_, job.estimated_end_ns, -std::int64_t{job.devices});
        }
        for (const RunningJob& job : queue.ended()) note_end(job);
        for (const WaitingJob& job : queue.arrived()) {
            if (job.ticket >= tickets_.size()) tickets_.resize(job.ticket + std::size_t{1});
            tickets_[job.ticket].claim = usage_->claim_of(job.account, job.user);
        }
    }

    // The usage of a job of another queue is that queue's to note.
    void note_end(const RunningJob& job) {
        if (job.is_elsewhere) return running_.add(now_, job.estimated_end_ns, job.devices);
        const Ticket& ticket = tickets_[job.ticket];
        usage_->change(ticket.claim, now_, -std::int64_t{job.devices});
        running_.add(now_, ticket.planned_end_ns, job.devices);
    }

    // Of this pass, from the `noted`th on; how many there are by now.
    std::size_t note_starts(std::size_t noted) {
        for (const WaitingJob* const job : jobs_.started().subspan(noted)) {
            Ticket& ticket = tickets_[job->ticket];
            usage_->change(ticket.claim, now_, job->devices);
            ticket.planned_end_ns = planned_until(now_, rounded(job->estimate_ns));
            running_.add(now_, ticket.planned_end_ns, -std::int64_t{job->devices});
        }
        return jobs_.started().size();
    }

    void run(ClusterQueue& queue, bool is_full, bool backfills) {
        jobs_.look_at(queue, [this](std::vector<const WaitingJob*>& jobs) { sort(jobs); });
        QueuePlace at;
        const WaitingJob* head = jobs_.start_in_order(at, is_full ? everything : config_.depth);
        if (backfills && !is_full) head = jobs_.start_in_order(at);
        const std::size_t in_order = note_starts(0);
        if (!backfills || head == nullptr || jobs_.state().is_full()) return;
        backfill(*head, at);
        note_starts(in_order);
    }

    void sort(std::vector<const WaitingJob*>& jobs) {
        ++passes_;
        ranked_.clear();
        for (const WaitingJob* const job : jobs) {
            ranked_.push_back({.stream = job->priority,
                               .tier = partitions_[job->partition].tier,
                               .priority = priority(*job),
                               .job = job});
        }
        std::ranges::sort(ranked_, std::less<>{});
        for (std::size_t i = 0; i < jobs.size(); ++i) jobs[i] = ranked_[i].job;
    }

    std::uint32_t priority(const WaitingJob& job) {
        const double waited = static_cast<double>(now_ - job.submit_ns) * 1e-9;
        const double part = job.devices / static_cast<double>(all_);
        return priority_of(config_.weights, {.age = std::min(1.0, waited / config_.max_age.si()),
                                             .fair_share = fair_factor(tickets_[job.ticket].claim),
                                             .size = config_.favor == Favor::big ? part : 1.0 - part,
                                             .assoc = accounts_.share_of(job.account),
                                             .partition = partitions_.share_of(job.partition),
                                             .qos = qos_.share_of(job.qos),
                                             .site = accounts_[job.account].site,
                                             .nice = users_[job.user].nice});
    }

    // The same for all jobs of a claim in one pass.
    double fair_factor(std::uint32_t claim) {
        if (config_.weights.fair_share == 0) return 0.0;
        if (claim >= factors_.size()) factors_.resize(usage_->claims());
        Factor& f = factors_[claim];
        if (f.pass != passes_) f = {.pass = passes_, .value = usage_->factor(claim, now_)};
        return f.value;
    }

    void backfill(const WaitingJob& head, QueuePlace at) {
        if (config_.backfill == Backfill::conservative) {
            plan_ahead(at);
        } else {
            const std::uint32_t devices = head.devices;
            pass_blocked_head(jobs_, devices, ++at, config_.backfill_depth);
        }
    }

    void plan_ahead(QueuePlace at) {
        plan_ = running_;
        // Devices of jobs that have outlived their estimates come back at an instant that nobody knows.
        plan_.add(now_, now_ + config_.resolution_ns, jobs_.state().free - plan_.free_at(now_));
        const std::int64_t window_end = planned_until(now_, config_.window_ns);
        for (std::uint64_t n = 0; n < config_.backfill_depth && !jobs_.state().is_full(); ++n, ++at) {
            const WaitingJob* const job = jobs_.find(at, {});
            if (job == nullptr) return;
            const std::int64_t devices = job->devices;
            const std::int64_t duration = rounded(job->estimate_ns);
            const std::int64_t start = plan_.earliest(now_, devices, duration, window_end);
            if (start == window_end) continue;
            if (start == now_) jobs_.start(*job, at);  // if it may not, its place in the plan is kept
            plan_.add(start, planned_until(start, duration), -devices);
        }
    }

    std::int64_t rounded(std::int64_t duration_ns) const {
        const std::int64_t step = config_.resolution_ns;
        if (duration_ns > Profile::never - step) return Profile::never;
        return (duration_ns + step - 1) / step * step;
    }

    void ask_for_next(ClusterQueue& queue) const {
        if (queue.head() == nullptr) return;  // nobody waits whom a pass could start
        std::int64_t next = Profile::never;
        if (next_full_ns_ > now_) next = next_full_ns_;
        if (next_backfill_ns_ > now_) next = std::min(next, next_backfill_ns_);
        if (next != Profile::never) queue.wake_at(next);
    }

    struct Factor {
        std::uint64_t pass = 0;  // in which it was computed
        double value = 0.0;
    };

    MultifactorSettings config_;
    ByNumber<UserStanding> users_;
    ByNumber<AccountStanding> accounts_;
    ByNumber<PartitionStanding> partitions_;
    ByNumber<QosStanding> qos_;
    OrderedQueue jobs_{JobOrder::arrival};
    FairShare fair_{{}};
    FairShare* usage_ = &fair_;  // that of the first, where several queues are one cluster's
    std::vector<Ticket> tickets_;
    std::vector<Factor> factors_;  // by claim
    std::vector<Ranked> ranked_;   // scratch
    std::uint64_t passes_ = 0;     // that had priorities to compute
    std::int64_t now_ = 0;
    std::int64_t total_ = 0;  // devices that running_ counts on
    std::uint32_t all_ = 1;   // that there are
    Profile running_{0};      // with all running jobs in it
    Profile plan_{0};         // scratch: with jobs that are planned, too
    std::int64_t next_full_ns_ = INT64_MIN;
    std::int64_t next_backfill_ns_ = INT64_MIN;
};

}  // namespace

void register_multifactor(Registry<JobScheduler>& registry) {
    registry.add("multifactor",
                 "Priorities from age, fair share, size, account, partition and QOS, as Slurm has them",
                 [](Keys& k) -> std::unique_ptr<JobScheduler> {
                     MultifactorSettings config;
                     describe(k, config);
                     if (!k.done()) return nullptr;
                     return std::make_unique<Multifactor>(std::move(config));
                 });
}

}  // namespace datahall

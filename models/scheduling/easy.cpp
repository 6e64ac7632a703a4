// EASY backfilling: later jobs may pass the blocked head of the queue if that does not delay it.
//
//   shadow = the earliest estimated end at which the head fits, when every running job whose
//            estimated end is at or before it has returned its devices   [ns]
//   extra  = devices free at the shadow that the head does not need      [devices]
//   A job j behind the head starts now if it fits now and
//     now + estimate(j) <= shadow  (it is gone when the head starts), or
//     devices(j) <= extra          (the head does not need them; they are then used up).
//
// One pass: first come, first served; then, if a head is blocked, one walk over the rest of the
// queue in its order.  The shadow is fixed for the pass, and the walk never restarts.  All running
// jobs that share an estimated end return their devices together.
// If the head does not fit even when everything has ended (devices are out of service), it has no
// start to protect, and every job that fits may pass it.
//
// With a `depth`, the walk ends after that many jobs behind the head, as production schedulers do to bound
// the time of a pass over a long queue.
//
// Valid for rigid jobs.  The head never starts later than its shadow as long as no job outlives its
// estimate; jobs behind the head have no such promise.
// Ignores users, priorities and placement.
// Cost: linear in the queue and in the running jobs.  Allocates only until its buffer and the
// caller's answer have grown to their largest size.
// Source: Lifka, "The ANL/IBM SP scheduling system", JSSPP 1995; Mu'alem and Feitelson, IEEE TPDS
// 12(6), 2001.  The tie rules are those of models/scheduling/README.md.
#include <algorithm>
#include <limits>
#include <memory>
#include <optional>

#include "datahall/model/registry.hpp"
#include "datahall/model/scheduler.hpp"

namespace datahall {
namespace {

constexpr std::size_t everything = std::numeric_limits<std::size_t>::max();

struct Shadow {
    std::int64_t delay_ns = std::numeric_limits<std::int64_t>::max();  // from now
    std::uint64_t extra = 0;
};

class Easy final : public JobScheduler {
public:
    explicit Easy(std::size_t depth) : depth_{depth} {}

    void choose(const ClusterState& state, std::vector<std::uint32_t>& started) override {
        free_ = state.free;
        const std::size_t head = start_in_order(state, started);
        if (head + 1 >= state.waiting.size() || free_ == 0) return;
        walk(state, head, shadow_of(state, state.waiting[head].devices), started);
    }

private:
    // The position of the first job that does not fit.
    std::size_t start_in_order(const ClusterState& state, std::vector<std::uint32_t>& started) {
        fresh_.clear();
        std::size_t i = 0;
        for (; i < state.waiting.size() && state.waiting[i].devices <= free_; ++i) {
            const WaitingJob& job = state.waiting[i];
            free_ -= job.devices;
            fresh_.push_back({end_of(state.now_ns, job.estimate_ns), job.devices});
            started.push_back(static_cast<std::uint32_t>(i));
        }
        std::ranges::sort(fresh_, {}, &RunningJob::estimated_end_ns);
        return i;
    }

    // Merges the jobs that were running with those that this pass has started.
    Shadow shadow_of(const ClusterState& state, std::uint32_t needed) const {
        std::uint64_t available = free_;
        auto old_job = state.running.begin();
        auto new_job = fresh_.begin();
        while (old_job != state.running.end() || new_job != fresh_.end()) {
            std::int64_t end = std::numeric_limits<std::int64_t>::max();
            if (old_job != state.running.end()) end = old_job->estimated_end_ns;
            if (new_job != fresh_.end()) end = std::min(end, new_job->estimated_end_ns);
            for (; old_job != state.running.end() && old_job->estimated_end_ns == end; ++old_job) {
                available += old_job->devices;
            }
            for (; new_job != fresh_.end() && new_job->estimated_end_ns == end; ++new_job) {
                available += new_job->devices;
            }
            if (available >= needed) return {end - state.now_ns, available - needed};
        }
        return {};
    }

    void walk(const ClusterState& state, std::size_t head, Shadow shadow,
              std::vector<std::uint32_t>& started) {
        const std::size_t end = head + 1 + std::min(state.waiting.size() - head - 1, depth_);
        for (std::size_t i = head + 1; i < end && free_ > 0; ++i) {
            const WaitingJob& job = state.waiting[i];
            if (job.devices > free_) continue;
            const bool gone_in_time = job.estimate_ns <= shadow.delay_ns;
            if (!gone_in_time && job.devices > shadow.extra) continue;
            if (!gone_in_time) shadow.extra -= job.devices;
            free_ -= job.devices;
            started.push_back(static_cast<std::uint32_t>(i));
        }
    }

    static std::int64_t end_of(std::int64_t now_ns, std::int64_t estimate_ns) {
        constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
        return estimate_ns > never - now_ns ? never : now_ns + estimate_ns;
    }

    std::size_t depth_;
    std::uint32_t free_ = 0;         // during one pass
    std::vector<RunningJob> fresh_;  // started by the present pass, by estimated end
};

}  // namespace

void register_easy(Registry<JobScheduler>& registry) {
    registry.add("easy", "EASY backfilling: jobs pass the head of the queue if they do not delay it",
                 [](Keys& k) -> std::unique_ptr<JobScheduler> {
                     std::optional<std::int64_t> depth;
                     k.optional({"depth",
                                 "Jobs behind the head of the queue that one pass looks at; absent: all",
                                 {.at_least = 0, .example = "100"}},
                                depth);
                     if (!k.done()) return nullptr;
                     return std::make_unique<Easy>(depth ? static_cast<std::size_t>(*depth) : everything);
                 });
}

}  // namespace datahall

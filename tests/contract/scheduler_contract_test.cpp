// Runs against every registered scheduler: random queues, and whole replays of random job lists.
#include <algorithm>
#include <set>

#include "datahall/model/registry.hpp"
#include "datahall/model/scheduler.hpp"

#include "models/builtin.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/queue_replay.hpp"
#include "tests/support/settings.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;

namespace {

struct Situation {
    std::vector<WaitingJob> waiting;
    std::vector<RunningJob> running;
    ClusterState state;
};

// Few distinct times and widths, so that ties are common.
Situation random_situation(SplitMix& random) {
    Situation s;
    s.state.now_ns = 1000 + random.below(20);
    s.state.total = 1 + random.below(40);
    s.state.free = s.state.total;
    while (random.below(6) != 0) {
        const std::uint32_t devices = 1 + random.below(8);
        if (devices > s.state.free) break;
        s.state.free -= devices;
        s.running.push_back({s.state.now_ns + 1 + random.below(30), devices});
    }
    std::ranges::sort(s.running, {}, &RunningJob::estimated_end_ns);
    s.waiting.resize(random.below(12));
    for (std::uint32_t i = 0; i < s.waiting.size(); ++i) {
        s.waiting[i] = {.id = i * 7 + 1,
                        .submit_ns = 100 + i,
                        .estimate_ns = 1 + random.below(30),
                        .devices = 1 + random.below(s.state.total)};
    }
    s.state.waiting = s.waiting;
    s.state.running = s.running;
    return s;
}

std::vector<ReplayJob> random_jobs(SplitMix& random, std::uint32_t total) {
    std::vector<ReplayJob> jobs(1 + random.below(60));
    std::int64_t clock = 0;
    for (std::uint32_t i = 0; i < jobs.size(); ++i) {
        clock += random.below(6);
        const std::int64_t run = 1 + random.below(30);
        jobs[i] = {i + 1, clock, run, run + random.below(3) * random.below(20), 1 + random.below(total)};
    }
    return jobs;
}

std::unique_ptr<JobScheduler> make(const Registry<JobScheduler>::Entry& entry) {
    Settings none;
    return entry.make(none);
}

}  // namespace

TEST_CASE("a scheduler never over-commits, invents, repeats or idles", "[contract][jobs]") {
    Models models;
    register_builtin(models);
    REQUIRE(models.scheduling.entries().size() >= 2);
    for (const auto& [name, entry] : models.scheduling.entries()) {
        INFO("model " << name);
        const auto used_before = make(entry);
        SplitMix random{42};
        for (int round = 0; round < 3000; ++round) {
            const Situation s = random_situation(random);
            std::vector<std::uint32_t> started;
            used_before->choose(s.state, started);
            std::vector<std::uint32_t> again;
            make(entry)->choose(s.state, again);
            REQUIRE(started == again);  // no memory that changes an answer

            REQUIRE(std::set(started.begin(), started.end()).size() == started.size());
            std::uint32_t used = 0;
            for (const std::uint32_t at : started) {
                REQUIRE(at < s.waiting.size());
                used += s.waiting[at].devices;
            }
            REQUIRE(used <= s.state.free);
            const bool head_fits = !s.waiting.empty() && s.waiting[0].devices <= s.state.free;
            if (head_fits) REQUIRE_FALSE(started.empty());
        }
    }
}

TEST_CASE("a scheduler appends to the answer and leaves what is there", "[contract][jobs]") {
    Models models;
    register_builtin(models);
    const std::vector<WaitingJob> waiting{{1, 0, 5, 1}};
    for (const auto& [name, entry] : models.scheduling.entries()) {
        INFO("model " << name);
        std::vector<std::uint32_t> started{99};
        make(entry)->choose({0, 1, 1, waiting, {}}, started);
        CHECK(started == std::vector<std::uint32_t>{99, 0});
    }
}

TEST_CASE("under every scheduler all jobs run, none early, and all at once if there is room",
          "[contract][jobs]") {
    Models models;
    register_builtin(models);
    for (const auto& [name, entry] : models.scheduling.entries()) {
        INFO("model " << name);
        const auto scheduler = make(entry);
        SplitMix random{7};
        for (int round = 0; round < 300; ++round) {
            const std::uint32_t total = 1 + random.below(30);
            const auto jobs = random_jobs(random, total);
            const auto starts = QueueReplay{jobs, total}.run(*scheduler);  // throws if over-committed
            std::uint32_t everything = 0;
            for (std::size_t i = 0; i < jobs.size(); ++i) {
                REQUIRE(starts[i] >= jobs[i].submit);
                everything += jobs[i].devices;
            }
            const auto alone = QueueReplay{jobs, everything}.run(*scheduler);
            for (std::size_t i = 0; i < jobs.size(); ++i) REQUIRE(alone[i] == jobs[i].submit);
        }
    }
}

TEST_CASE("fcfs starts jobs in the order of arrival, and a late job delays nobody", "[contract][jobs]") {
    Models models;
    register_builtin(models);
    const auto fcfs = make(*models.scheduling.find("fcfs"));
    SplitMix random{11};
    for (int round = 0; round < 300; ++round) {
        auto jobs = random_jobs(random, 16);
        const auto starts = QueueReplay{jobs, 16}.run(*fcfs);
        REQUIRE(std::ranges::is_sorted(starts));
        jobs.pop_back();
        const auto without = QueueReplay{jobs, 16}.run(*fcfs);
        REQUIRE(std::equal(without.begin(), without.end(), starts.begin()));
    }
}

TEST_CASE("easy never starts the head later than its first shadow", "[contract][jobs]") {
    // Watches every pass: once a job is the blocked head, the instant at which it fits, counting all
    // running jobs up to their estimated ends, may only come nearer.
    class Watched final : public JobScheduler {
    public:
        explicit Watched(JobScheduler& easy) : easy_{easy} {}
        void choose(const ClusterState& s, std::vector<std::uint32_t>& started) override {
            easy_.choose(s, started);
            if (!s.waiting.empty() && promised_.contains(s.waiting[0].id) && started.empty()) {
                REQUIRE(s.now_ns < promised_[s.waiting[0].id]);
            }
            for (const auto at : started) {
                const auto promise = promised_.find(s.waiting[at].id);
                if (promise != promised_.end()) REQUIRE(s.now_ns <= promise->second);
            }
            promise_to_head(s, started);
        }

    private:
        void promise_to_head(const ClusterState& s, const std::vector<std::uint32_t>& started) {
            std::vector<RunningJob> running(s.running.begin(), s.running.end());
            std::uint32_t free = s.free;
            std::uint32_t head = 0;
            while (head < started.size() && started[head] == head) ++head;
            if (head >= s.waiting.size()) return;
            for (const auto at : started) {
                free -= s.waiting[at].devices;
                running.push_back({s.now_ns + s.waiting[at].estimate_ns, s.waiting[at].devices});
            }
            std::ranges::sort(running, {}, &RunningJob::estimated_end_ns);
            for (const RunningJob& job : running) {
                free += job.devices;
                if (free < s.waiting[head].devices) continue;
                promised_.try_emplace(s.waiting[head].id, job.estimated_end_ns);
                return;
            }
        }

        JobScheduler& easy_;
        std::map<std::uint64_t, std::int64_t> promised_;
    };

    Models models;
    register_builtin(models);
    const auto easy = make(*models.scheduling.find("easy"));
    SplitMix random{13};
    for (int round = 0; round < 300; ++round) {
        const auto jobs = random_jobs(random, 16);
        Watched watched{*easy};
        QueueReplay{jobs, 16}.run(watched);
    }
}

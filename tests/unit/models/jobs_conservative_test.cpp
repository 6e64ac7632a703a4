// Conservative backfilling: what its compression and its plan do, and wrong variants that the cases must
// tell apart.
#include "models/scheduling/profile.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"
#include "tests/unit/models/jobs_cases.hpp"

using namespace datahall;

namespace {

enum class Mistake { none, compresses_early_ends_only, never_compresses, puts_off, one_sweep_an_instant };

// Conservative backfilling once more, on a list of seconds, written for reading only, with one mistake.
class WrongConservative final : public JobScheduler {
public:
    explicit WrongConservative(Mistake mistake) : mistake_{mistake} {}
    Promises promises() const override { return {}; }
    void reset() override {
        planned_.clear();
        free_.assign(2'000, -1);
    }

    void pass(ClusterQueue& queue) override {
        now_ = queue.state().now_ns;
        if (free_[0] < 0) free_.assign(free_.size(), static_cast<int>(queue.state().total));
        std::size_t swept = 0;
        for (const RunningJob& job : queue.ended()) {
            take(now_, job.estimated_end_ns - now_, -static_cast<int>(job.devices));
            const bool early = job.estimated_end_ns > now_;
            if (mistake_ == Mistake::never_compresses) continue;
            if (mistake_ == Mistake::compresses_early_ends_only && !early) continue;
            if (mistake_ == Mistake::one_sweep_an_instant && ++swept < queue.ended().size()) continue;
            compress();
        }
        for (const WaitingJob& job : queue.arrived()) planned_.push_back({job, reserved(job)});
        start_due(queue);
    }

private:
    struct Planned {
        WaitingJob job;
        std::int64_t start;
    };

    void take(std::int64_t from, std::int64_t duration, int devices) {
        for (std::int64_t t = from; t < from + duration; ++t)
            free_.at(static_cast<std::size_t>(t)) -= devices;
    }

    bool fits(const WaitingJob& job, std::int64_t from) const {
        for (std::int64_t t = from; t < from + job.estimate_ns; ++t) {
            if (free_.at(static_cast<std::size_t>(t)) < static_cast<int>(job.devices)) return false;
        }
        return true;
    }

    std::int64_t reserved(const WaitingJob& job) {
        std::int64_t start = now_;
        while (!fits(job, start)) ++start;
        take(start, job.estimate_ns, static_cast<int>(job.devices));
        return start;
    }

    void compress() {
        std::vector<Planned*> moving;
        for (Planned& p : planned_) {
            if (p.start > now_) moving.push_back(&p);
        }
        if (mistake_ == Mistake::puts_off) {  // all give up their places before any takes a new one
            for (Planned* p : moving) take(p->start, p->job.estimate_ns, -static_cast<int>(p->job.devices));
            for (Planned* p : moving) p->start = reserved(p->job);
            return;
        }
        for (Planned* p : moving) {
            take(p->start, p->job.estimate_ns, -static_cast<int>(p->job.devices));
            p->start = reserved(p->job);
        }
    }

    void start_due(ClusterQueue& queue) {
        std::int64_t next = INT64_MAX;
        for (std::size_t i = 0; i < planned_.size();) {
            if (planned_[i].start > now_) {
                next = std::min(next, planned_[i++].start);
                continue;
            }
            queue.start(planned_[i].job);
            planned_.erase(planned_.begin() + static_cast<std::ptrdiff_t>(i));
        }
        if (next != INT64_MAX) queue.wake_at(next);
    }

    Mistake mistake_;
    std::int64_t now_ = 0;
    std::vector<int> free_;  // by second
    std::vector<Planned> planned_;
};

// Cases short enough for a list of seconds.
int short_cases_that_differ(Mistake mistake) {
    int wrong = 0;
    for (const Case& c : cases()) {
        std::int64_t latest = c.jobs.back().submit;
        for (const ReplayJob& j : c.jobs) latest += j.estimate;
        if (latest > 1'900) continue;
        WrongConservative scheduler{mistake};
        if (replayed(c.jobs, c.processors, scheduler) != c.starts.at("conservative")) ++wrong;
    }
    return wrong;
}

std::unique_ptr<JobScheduler> conservative_with_depth(double depth) {
    Models models;
    register_builtin(models);
    Settings settings;
    settings.set("depth", depth);
    return models.scheduling.find("conservative")->make(settings);
}

}  // namespace

TEST_CASE("the reference cases tell conservative from easy and from conservative with a mistake", "[jobs]") {
    CHECK(cases_that_differ(*made("easy"), "conservative") == 35);  // stated with the cases
    CHECK(short_cases_that_differ(Mistake::none) == 0);
    for (const Mistake m : {Mistake::compresses_early_ends_only, Mistake::never_compresses, Mistake::puts_off,
                            Mistake::one_sweep_an_instant}) {
        CAPTURE(static_cast<int>(m));
        CHECK(short_cases_that_differ(m) > 0);
    }
}

TEST_CASE("conservative lets a job pass only if it delays none that waits", "[jobs]") {
    // 4 devices.  A holds 3 until 10.  B needs 4: at 10.  C (1 for 10) ends at 12 > 10 and waits until 20,
    // behind B.  D (1 for 8) ends at 11: too late as well, it starts beside C at 20.  E (1 for 6) fits at 4.
    const std::vector<ReplayJob> jobs{
        {1, 0, 10, 10, 3}, {2, 1, 10, 10, 4}, {3, 2, 10, 10, 1}, {4, 3, 8, 8, 1}, {5, 4, 6, 6, 1}};
    CHECK(replayed(jobs, 4, *made("conservative")) == std::vector<std::int64_t>{0, 10, 20, 20, 4});
}

TEST_CASE("conservative moves jobs up in the order of the queue when one ends early", "[jobs]") {
    // 2 devices.  A is planned until 100 and ends at 10.  B and C need both for 10 each: planned at 100 and
    // 110, they move up to 10 and 20.
    const std::vector<ReplayJob> jobs{{1, 0, 10, 100, 2}, {2, 1, 10, 10, 2}, {3, 2, 10, 10, 2}};
    CHECK(replayed(jobs, 2, *made("conservative")) == std::vector<std::int64_t>{0, 10, 20});
}

TEST_CASE("conservative asks to be woken at its next reservation", "[jobs]") {
    const auto scheduler = made("conservative");
    PlainQueue queue{2, *scheduler};
    queue.enqueue({1, 0, 10, 2}, 0);
    queue.enqueue({2, 0, 5, 1}, 1);
    queue.enqueue({3, 0, 7, 2}, 2);
    CHECK(queue.pass(0).size() == 1);
    CHECK(queue.wake_ns() == 10);  // the second; the third is planned at 15
    CHECK(queue.pass(4).empty());
    CHECK(queue.wake_ns() == 10);
}

TEST_CASE("with a depth only so many jobs have reservations, and a depth beyond all changes nothing",
          "[jobs]") {
    CHECK(cases_that_differ(*conservative_with_depth(24), "conservative") == 0);  // the longest case
    CHECK(cases_that_differ(*conservative_with_depth(1), "conservative") > 0);
    // 4 devices.  A holds 3 until 10, B needs all.  C fits beside A and ends in time, but has no turn before
    // B starts: with one reservation at a time nobody passes B.
    const std::vector<ReplayJob> jobs{{1, 0, 10, 10, 3}, {2, 1, 10, 10, 4}, {3, 2, 5, 5, 1}};
    CHECK(replayed(jobs, 4, *conservative_with_depth(1)) == std::vector<std::int64_t>{0, 10, 20});
    CHECK(replayed(jobs, 4, *conservative_with_depth(2)) == std::vector<std::int64_t>{0, 10, 2});
}

TEST_CASE("a job that outlives its estimate delays the plan and breaks nothing", "[jobs]") {
    // 2 devices.  A is planned until 10 and runs until 25.  B (2 for 5) is due at 10 and starts at 25; C (1
    // for 5), due at 15 behind B, starts when B has ended.
    const std::vector<ReplayJob> jobs{{1, 0, 25, 10, 1}, {2, 1, 5, 5, 2}, {3, 2, 20, 20, 1}};
    const auto starts = replayed(jobs, 2, *made("conservative"));
    CHECK(starts == std::vector<std::int64_t>{0, 25, 30});
}

TEST_CASE("a profile finds the same starts as a list of seconds", "[jobs]") {
    SplitMix random{3};
    for (int round = 0; round < 300; ++round) {
        constexpr std::size_t horizon = 400;
        Profile profile{8};
        std::vector<int> plain(horizon, 8);
        std::int64_t now = 0;
        for (int step = 0; step < 60; ++step) {
            now += random.below(3);
            profile.trim(now);
            const auto devices = static_cast<int>(1 + random.below(8));
            const auto duration = static_cast<std::int64_t>(1 + random.below(12));
            std::int64_t expected = now;
            const auto fits = [&](std::int64_t at) {
                for (std::int64_t t = at; t < at + duration; ++t) {
                    if (plain.at(static_cast<std::size_t>(t)) < devices) return false;
                }
                return true;
            };
            while (expected + duration < std::int64_t{horizon} && !fits(expected)) ++expected;
            if (expected + duration >= std::int64_t{horizon}) break;
            REQUIRE(profile.earliest(now, devices, duration) == expected);
            if (expected > now) REQUIRE(profile.earliest(now, devices, duration, expected) == expected);
            profile.add(expected, expected + duration, -devices);
            for (std::int64_t t = expected; t < expected + duration; ++t) {
                plain[static_cast<std::size_t>(t)] -= devices;
            }
            std::size_t changes = 1;
            for (auto t = static_cast<std::size_t>(now) + 1; t < horizon; ++t) {
                changes += plain[t] != plain[t - 1] ? std::size_t{1} : 0;
            }
            REQUIRE(profile.steps() <= changes + 1);  // neighbors differ; the first may begin before now
        }
    }
}

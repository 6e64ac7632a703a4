// Runs against every registered scheduler in every order that it takes: scenes, and whole replays of random
// job lists.  What a scheduler promises beyond that, it is held to.
#include <algorithm>
#include <map>
#include <set>

#include "datahall/model/registry.hpp"
#include "datahall/model/scheduler.hpp"

#include "models/builtin.hpp"
#include "sim/run/jobs/job_queue.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/plain_queue.hpp"
#include "tests/support/queue_replay.hpp"
#include "tests/support/settings.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;

namespace {

using Starts = std::vector<std::int64_t>;

struct Subject {
    std::string name;
    std::unique_ptr<JobScheduler> scheduler;
    std::unique_ptr<JobScheduler> twin;  // of the same settings
    bool is_prompt = true;               // all that fits starts in one pass
};

using Values = std::vector<std::pair<const char*, double>>;

// Options that change how passes go, beside a model's own defaults.
struct Options {
    const char* model;
    const char* name;
    std::vector<std::pair<const char*, const char*>> texts;
    Values numbers;
    bool is_prompt = true;

    std::unique_ptr<JobScheduler> make(const Models& models) const {
        Settings settings;
        for (const auto& [key, value] : texts) settings.set(key, value);
        for (const auto& [key, value] : numbers) settings.set(key, value);
        return models.scheduling.find(model)->make(settings);
    }
};

// Times are in seconds, and those of the replays in ns: 1e-8 is ten of their steps.
std::vector<Options> more_options() {
    return {
        {"multifactor", "without backfilling", {{"backfill", "none"}}, {}},
        {"multifactor",
         "with plans",
         {{"backfill", "conservative"}},
         {{"weights.age", 1e6}, {"max_age", 1e-7}}},
        {"multifactor", "for small jobs", {{"favor", "small"}}, {{"weights.size", 1e9}, {"half_life", 1e-8}}},
        {"multifactor", "by account", {{"share_by", "account"}}, {{"damping", 2.0}, {"backfill_depth", 2}}},
        {"multifactor",
         "as in production",
         {{"backfill", "conservative"}},
         {{"depth", 3},
          {"pass_interval", 2e-8},
          {"backfill_interval", 1e-8},
          {"backfill_depth", 5},
          {"backfill_window", 4e-8},
          {"resolution", 3e-9}},
         false},
        {"multifactor", "backfilling at times", {}, {{"depth", 1}, {"backfill_interval", 1e-8}}, false},
    };
}

// Every scheduler without settings, where it has none that it must be told, in every order, and with options.
std::vector<Subject> subjects() {
    Models models;
    register_builtin(models);
    std::vector<Subject> all;
    for (const auto& [name, entry] : models.scheduling.entries()) {
        const std::size_t before = all.size();
        for (const char* const order : {"", "arrival", "sjf", "lxf", "smallest", "largest"}) {
            const auto make = [&entry = entry, order] {
                Settings settings;
                if (*order != '\0') settings.set("order", order);
                return entry.make(settings);
            };
            if (auto made = make()) all.push_back({name + ' ' + order, std::move(made), make()});
        }
        INFO("model " << name);
        REQUIRE(all.size() > before);
    }
    for (const Options& o : more_options()) {
        INFO(o.model << ' ' << o.name);
        all.push_back({std::string{o.model} + ' ' + o.name, o.make(models), o.make(models), o.is_prompt});
        REQUIRE(all.back().scheduler != nullptr);
    }
    return all;
}

struct Scene {
    ClusterQueue::State state;
    std::vector<WaitingJob> waiting;
    std::vector<RunningJob> running;
};

// Few distinct times and widths, so that ties are common.
Scene random_scene(SplitMix& random) {
    Scene s;
    s.state.now_ns = 1000 + random.below(20);
    s.state.total = 1 + random.below(40);
    s.state.free = s.state.total;
    while (random.below(6) != 0) {
        const std::uint32_t devices = 1 + random.below(8);
        if (devices > s.state.free) break;
        s.state.free -= devices;
        const auto ticket = static_cast<std::uint32_t>(1000 + s.running.size());
        s.running.push_back({s.state.now_ns + 1 + random.below(30), devices, ticket});
    }
    s.waiting.resize(random.below(12));
    for (std::uint32_t i = 0; i < s.waiting.size(); ++i) {
        s.waiting[i] = {.id = i * 7 + 1,
                        .submit_ns = 100 + i,
                        .estimate_ns = 1 + random.below(30),
                        .devices = 1 + random.below(s.state.total)};
    }
    return s;
}

std::vector<std::uint32_t> started_in(const Scene& s, JobScheduler& scheduler) {
    PlainQueue queue{s.state, s.waiting, s.running};  // throws if over-committed, or started twice
    const auto started = queue.pass(s.state.now_ns, scheduler);
    return {started.begin(), started.end()};
}

std::vector<ReplayJob> random_jobs(SplitMix& random, std::uint32_t total) {
    std::vector<ReplayJob> jobs(1 + random.below(60));
    std::int64_t clock = 0;
    for (std::uint32_t i = 0; i < jobs.size(); ++i) {
        clock += random.below(6);
        const std::int64_t run = 1 + random.below(30);
        jobs[i] = {i + 1, clock, run, run + random.below(3) * random.below(20), 1 + random.below(total)};
        jobs[i].user = i % 5;
        jobs[i].account = i % 3;
    }
    return jobs;
}

Starts replayed(const std::vector<ReplayJob>& jobs, std::uint32_t total, JobScheduler& scheduler) {
    return QueueReplay<JobQueue>{jobs, total, scheduler}.run();  // throws if over-committed
}

}  // namespace

TEST_CASE("a scheduler never over-commits or repeats, and starts something if everything fits",
          "[contract][jobs]") {
    for (const Subject& subject : subjects()) {
        if (!subject.scheduler->promises().memoryless) continue;  // its scenes are those of its own replays
        INFO(subject.name);
        SplitMix random{42};
        for (int round = 0; round < 1000; ++round) {
            const Scene s = random_scene(random);
            const auto started = started_in(s, *subject.scheduler);
            REQUIRE(started == started_in(s, *subject.twin));  // whatever it was asked before
            const bool all_fit = std::ranges::all_of(
                s.waiting, [&](const WaitingJob& job) { return job.devices <= s.state.free; });
            if (all_fit && !s.waiting.empty()) REQUIRE_FALSE(started.empty());
        }
    }
}

TEST_CASE("under every scheduler all jobs run, none early, and all at once if there is room",
          "[contract][jobs]") {
    for (const Subject& subject : subjects()) {
        INFO(subject.name);
        SplitMix random{7};
        for (int round = 0; round < 100; ++round) {
            const std::uint32_t total = 1 + random.below(30);
            const auto jobs = random_jobs(random, total);
            const Starts starts = replayed(jobs, total, *subject.scheduler);
            std::uint32_t everything = 0;
            for (std::size_t i = 0; i < jobs.size(); ++i) {
                REQUIRE(starts[i] >= jobs[i].submit);
                everything += jobs[i].devices;
            }
            if (!subject.is_prompt) continue;
            const Starts alone = replayed(jobs, everything, *subject.scheduler);
            for (std::size_t i = 0; i < jobs.size(); ++i) REQUIRE(alone[i] == jobs[i].submit);
        }
    }
}

TEST_CASE("a scheduler decides alike in every run and whichever queue it sees", "[contract][jobs]") {
    for (const Subject& subject : subjects()) {
        INFO(subject.name);
        SplitMix random{23};
        for (int round = 0; round < 40; ++round) {
            const auto jobs = random_jobs(random, 16);
            const Starts starts = replayed(jobs, 16, *subject.scheduler);
            REQUIRE(replayed(jobs, 16, *subject.scheduler) == starts);  // it has forgotten the first run
            REQUIRE(QueueReplay<PlainQueue>{jobs, 16, *subject.twin}.run() == starts);
        }
    }
}

TEST_CASE("a scheduler's sibling decides as it does", "[contract][jobs]") {
    for (const Subject& subject : subjects()) {
        INFO(subject.name);
        SplitMix random{29};
        for (int round = 0; round < 40; ++round) {
            const auto jobs = random_jobs(random, 16);
            const Starts starts = replayed(jobs, 16, *subject.scheduler);
            const auto sibling = subject.twin->sibling();  // of one that has done nothing yet
            REQUIRE(sibling != nullptr);
            REQUIRE(replayed(jobs, 16, *sibling) == starts);
            subject.twin->reset();
        }
    }
}

TEST_CASE("jobs of no devices run under every scheduler, and start at once where all that wait do so",
          "[contract][jobs]") {
    for (const Subject& subject : subjects()) {
        INFO(subject.name);
        SplitMix random{29};
        for (int round = 0; round < 40; ++round) {
            auto jobs = random_jobs(random, 8);
            for (ReplayJob& job : jobs) job.devices = random.below(3) == 0 ? 0 : job.devices;
            StartGate* const no_gate = nullptr;
            Limits* const no_limits = nullptr;
            const Starts starts =
                QueueReplay<JobQueue>{jobs, 8, *subject.scheduler, no_gate, no_limits, 0u}.run();
            PlainLimits* const none = nullptr;
            REQUIRE(QueueReplay<PlainQueue>{jobs, 8, *subject.twin, none, 0u}.run() == starts);
            for (std::size_t i = 0; i < jobs.size(); ++i) REQUIRE(starts[i] >= jobs[i].submit);
            for (ReplayJob& job : jobs) job.devices = 0;
            if (!subject.is_prompt) continue;
            const Starts alone =
                QueueReplay<JobQueue>{jobs, 8, *subject.scheduler, no_gate, no_limits, 0u}.run();
            for (std::size_t i = 0; i < jobs.size(); ++i) REQUIRE(alone[i] == jobs[i].submit);
        }
    }
}

TEST_CASE("jobs start in the order of arrival where nobody is to pass", "[contract][jobs]") {
    int held = 0;
    for (const Subject& subject : subjects()) {
        if (!subject.scheduler->promises().nobody_passes) continue;
        INFO(subject.name);
        ++held;
        SplitMix random{11};
        for (int round = 0; round < 100; ++round) {
            REQUIRE(std::ranges::is_sorted(replayed(random_jobs(random, 16), 16, *subject.scheduler)));
        }
    }
    CHECK(held >= 2);
}

TEST_CASE("a late job delays nobody where it is said to be harmless", "[contract][jobs]") {
    int held = 0;
    for (const Subject& subject : subjects()) {
        if (!subject.scheduler->promises().late_is_harmless) continue;
        INFO(subject.name);
        ++held;
        SplitMix random{12};
        for (int round = 0; round < 200; ++round) {
            auto jobs = random_jobs(random, 16);
            for (ReplayJob& job : jobs) job.estimate = job.run;
            const Starts starts = replayed(jobs, 16, *subject.scheduler);
            jobs.pop_back();
            const Starts without = replayed(jobs, 16, *subject.scheduler);
            REQUIRE(std::equal(without.begin(), without.end(), starts.begin()));
        }
    }
    CHECK(held >= 3);  // fcfs, ordered by arrival, conservative
}

TEST_CASE("a job starts in the end where nobody is to starve, whatever arrives behind it",
          "[contract][jobs]") {
    // One job among an endless stream of another kind that keeps all devices busy: a wide one among narrow
    // ones, a long and narrow one among short and wide ones.
    constexpr std::int64_t stream = 1'500;
    const auto flood = [](const ReplayJob& lone, const ReplayJob& each) {
        std::vector<ReplayJob> jobs;
        for (std::int64_t t = 0; t < stream; ++t) {
            jobs.push_back({static_cast<std::uint64_t>(t) + 1, t, each.run, each.estimate, each.devices});
            if (t == 3) jobs.push_back({0, t, lone.run, lone.estimate, lone.devices});
        }
        return jobs;
    };
    const auto wait_of_lone = [](const std::vector<ReplayJob>& jobs, const Starts& starts) {
        const auto lone = std::ranges::find(jobs, std::uint64_t{0}, &ReplayJob::id) - jobs.begin();
        return starts[static_cast<std::size_t>(lone)] - jobs[static_cast<std::size_t>(lone)].submit;
    };
    const auto wide = flood({0, 0, 40, 40, 4}, {0, 0, 4, 4, 1});
    const auto narrow = flood({0, 0, 40, 40, 1}, {0, 0, 2, 2, 3});
    int starved = 0;
    for (const Subject& subject : subjects()) {
        INFO(subject.name);
        const std::int64_t longest = std::max(wait_of_lone(wide, replayed(wide, 4, *subject.scheduler)),
                                              wait_of_lone(narrow, replayed(narrow, 4, *subject.scheduler)));
        if (subject.scheduler->promises().nobody_starves) {
            CHECK(longest < stream / 2);
        } else {
            starved += longest > stream - 100 ? 1 : 0;
        }
    }
    CHECK(starved >= 3);  // the stream is one that starves jobs where nothing is promised
}

TEST_CASE("easy never starts the head later than its first shadow", "[contract][jobs]") {
    // Watches every pass: once a job is the blocked head, the instant at which it fits, counting all
    // running jobs up to their estimated ends, may only come nearer.
    class Watched final : public JobScheduler {
    public:
        explicit Watched(JobScheduler& easy) : easy_{easy} {}
        Promises promises() const override { return easy_.promises(); }
        void pass(ClusterQueue& queue) override {
            easy_.pass(queue);
            const std::int64_t now = queue.state().now_ns;
            std::erase_if(promised_, [&](const auto& promise) {
                return !waits(queue, promise.first) && now <= promise.second;
            });
            for (const auto& [id, shadow] : promised_) REQUIRE(now < shadow);
            const WaitingJob* const head = queue.head();
            if (head == nullptr) return;
            const auto release = queue.release_of(head->devices - queue.state().free);
            REQUIRE(release);
            promised_.try_emplace(head->id, release->end_ns);
        }

    private:
        static bool waits(const ClusterQueue& queue, std::uint64_t id) {
            QueuePlace at;
            for (; const WaitingJob* const job = queue.find(at, {}); ++at) {
                if (job->id == id) return true;
            }
            return false;
        }

        JobScheduler& easy_;
        std::map<std::uint64_t, std::int64_t> promised_;
    };

    Models models;
    register_builtin(models);
    Settings none;
    const auto easy = models.scheduling.find("easy")->make(none);
    SplitMix random{13};
    for (int round = 0; round < 300; ++round) {
        const auto jobs = random_jobs(random, 16);
        Watched watched{*easy};
        replayed(jobs, 16, watched);
    }
}

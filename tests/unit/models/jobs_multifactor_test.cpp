// The multifactor scheduler: its order by hand, against a plain one that adds up the past at every pass, and
// where its shares lead.
#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"
#include "tests/unit/models/jobs_cases.hpp"

using namespace datahall;

namespace {

using Starts = std::vector<std::int64_t>;
using Texts = std::vector<std::pair<const char*, const char*>>;
using Values = std::vector<std::pair<std::string, double>>;

std::unique_ptr<JobScheduler> multifactor(const Values& values, const Texts& texts = {}) {
    Models models;
    register_builtin(models);
    Settings settings;
    for (const auto& [key, value] : values) settings.set(key, value);
    for (const auto& [key, value] : texts) settings.set(key, value);
    return models.scheduling.find("multifactor")->make(settings);
}

// "u3" is user 3, and so on.
class PlainNumbers final : public NameNumbers {
public:
    std::uint32_t number_of(Identity, std::string_view name) override {
        return static_cast<std::uint32_t>(name.at(1) - '0');
    }
};

Values only(const std::string& weight, Values more = {}) {
    Values values{{"weights.age", 0}, {"weights.fair_share", 0}, {"weights." + weight, 1'000}};
    std::erase_if(values, [&](const auto& v) { return v.first == "weights." + weight && v.second == 0; });
    values.insert(values.end(), more.begin(), more.end());
    return values;
}

// The order in which jobs start one after another on a cluster that is just large enough for the widest.
std::vector<std::uint64_t> order_of(JobScheduler& scheduler, std::vector<WaitingJob> waiting,
                                    std::int64_t now = 1'000) {
    std::uint32_t widest = 0;
    for (const WaitingJob& job : waiting) widest = std::max(widest, job.devices);
    PlainQueue queue{widest, scheduler};
    PlainNumbers numbers;
    scheduler.learn(numbers);
    for (const WaitingJob& job : waiting) queue.enqueue(job, static_cast<std::uint32_t>(job.id));
    std::vector<std::uint64_t> order;
    while (order.size() < waiting.size()) {
        const auto started = queue.pass(now);
        const std::vector<std::uint32_t> tickets{started.begin(), started.end()};
        REQUIRE_FALSE(tickets.empty());
        for (const std::uint32_t ticket : tickets) {
            order.push_back(queue.tag_of(ticket));
            queue.end(ticket, now);
        }
    }
    return order;
}

using Ids = std::vector<std::uint64_t>;

WaitingJob one(std::uint64_t id, std::uint32_t devices = 1) {
    return {.id = id, .submit_ns = static_cast<std::int64_t>(id), .estimate_ns = 10, .devices = devices};
}

// Adds up the whole past at every pass, sorts, and starts in order; then as EASY or as conservative plans do.
class PlainMultifactor final : public JobScheduler {
public:
    PlainMultifactor(double half_life, std::int64_t max_age, std::string backfill)
        : half_life_{half_life}, max_age_{max_age}, backfill_{std::move(backfill)} {}
    Promises promises() const override { return {}; }
    void reset() override { past_.clear(), claims_.clear(); }

    void pass(ClusterQueue& queue) override {
        now_ = queue.state().now_ns;
        for (const RunningJob& ended : queue.ended()) find(ended.ticket).end = now_;
        for (const WaitingJob& job : queue.arrived()) claims_.insert({job.account, job.user});
        std::vector<WaitingJob> jobs;
        QueuePlace at;
        for (; const WaitingJob* const job = queue.find(at, {}); ++at) jobs.push_back(*job);
        std::ranges::sort(jobs, {}, [&](const WaitingJob& job) {
            return std::tuple{-job.priority, -priority(job, queue.state().total), job.submit_ns, job.id};
        });
        std::size_t i = 0;
        for (; i < jobs.size() && jobs[i].devices <= queue.state().free; ++i) start(queue, jobs[i]);
        jobs.erase(jobs.begin(), jobs.begin() + static_cast<std::ptrdiff_t>(i));
        if (jobs.empty() || backfill_ == "none") return;
        backfill_ == "easy" ? easy(queue, jobs) : plan(queue, jobs);
    }

private:
    struct Lived {
        WaitingJob job;
        std::int64_t start, end;
    };

    Lived& find(std::uint32_t ticket) {
        const auto runs = [&](const Lived& l) { return l.job.ticket == ticket && l.end < 0; };
        return *std::ranges::find_if(past_, runs);
    }

    void start(ClusterQueue& queue, const WaitingJob& job) {
        past_.push_back({job, now_, -1});
        queue.start(job);
    }

    // The integral of devices x 2^(-age / H).
    template <class Counts>
    double usage(const Counts& counts) const {
        double sum = 0.0;
        for (const Lived& l : past_) {
            if (!counts(l.job)) continue;
            const auto left = [&](std::int64_t t) {
                return std::exp2(-static_cast<double>(now_ - t) / half_life_);
            };
            sum += l.job.devices * (left(l.end < 0 ? now_ : l.end) - left(l.start));
        }
        return sum;
    }

    std::int64_t priority(const WaitingJob& job, std::uint32_t total) const {
        std::set<std::uint32_t> accounts;
        double users = 0;
        for (const auto& [account, user] : claims_) {
            accounts.insert(account);
            users += account == job.account ? 1 : 0;
        }
        const double shares = 1.0 / static_cast<double>(accounts.size()) / users;
        const double all = usage([](const WaitingJob&) { return true; });
        const double own = usage(
            [&](const WaitingJob& other) { return other.account == job.account && other.user == job.user; });
        const double fair = all == 0 ? 1.0 : std::exp2(-(own / all) / shares);
        const double age =
            std::min(1.0, static_cast<double>(now_ - job.submit_ns) / static_cast<double>(max_age_));
        return static_cast<std::int64_t>(1'000 * age + 9'973 * fair + 301 * (double(job.devices) / total));
    }

    void easy(ClusterQueue& queue, const std::vector<WaitingJob>& jobs) {
        const auto release = queue.release_of(jobs[0].devices - queue.state().free);
        std::uint64_t extra = queue.state().free + release->devices - jobs[0].devices;
        for (std::size_t i = 1; i < jobs.size(); ++i) {
            if (jobs[i].devices > queue.state().free) continue;
            const bool late = now_ + jobs[i].estimate_ns > release->end_ns;
            if (late && jobs[i].devices > extra) continue;
            if (late) extra -= jobs[i].devices;
            start(queue, jobs[i]);
        }
    }

    void plan(ClusterQueue& queue, const std::vector<WaitingJob>& jobs) {
        std::vector<std::int64_t> free(3'000, queue.state().total);  // by ns from now on
        const auto take = [&](const WaitingJob& job, std::int64_t from, std::int64_t to) {
            for (std::int64_t t = from; t < to; ++t) free.at(static_cast<std::size_t>(t)) -= job.devices;
        };
        for (const Lived& l : past_) {
            if (l.end < 0) take(l.job, 0, l.start + l.job.estimate_ns - now_);
        }
        for (const WaitingJob& job : jobs) {
            std::int64_t at = 0;
            const auto fits = [&] {
                for (std::int64_t t = at; t < at + job.estimate_ns; ++t) {
                    if (free.at(static_cast<std::size_t>(t)) < job.devices) return false;
                }
                return true;
            };
            while (!fits()) ++at;
            take(job, at, at + job.estimate_ns);
            if (at == 0) start(queue, job);
        }
    }

    double half_life_;
    std::int64_t max_age_;
    std::string backfill_;
    std::int64_t now_ = 0;
    std::vector<Lived> past_;
    std::set<std::pair<std::uint32_t, std::uint32_t>> claims_;  // account, user
};

std::vector<ReplayJob> random_jobs(SplitMix& random, std::uint32_t devices) {
    std::vector<ReplayJob> jobs(80);
    std::int64_t clock = 0;
    for (std::uint64_t i = 0; i < jobs.size(); ++i) {
        clock += random.below(5);
        const std::int64_t run = 1 + random.below(20);
        jobs[i] = {.id = i + 1,
                   .submit = clock,
                   .run = run,
                   .estimate = run + random.below(3) * random.below(20),
                   .devices = 1 + random.below(devices)};
        jobs[i].priority = random.below(8) == 0 ? 1 : 0;
        jobs[i].user = random.below(random.below(5) + 1);
        jobs[i].account = jobs[i].user % 2;
    }
    return jobs;
}

}  // namespace

TEST_CASE("priorities from age, fair share and size are those of a plain sum over the past", "[jobs]") {
    SplitMix random{51};
    int differ = 0;
    for (int round = 0; round < 80; ++round) {
        const auto jobs = random_jobs(random, 12);
        for (const char* const backfill : {"none", "easy", "conservative"}) {
            CAPTURE(round, backfill);
            // Weights that no simple fraction turns into a whole number.
            const auto fast = multifactor({{"weights.age", 1'000},
                                           {"weights.fair_share", 9'973},
                                           {"weights.size", 301},
                                           {"max_age", 100e-9},
                                           {"half_life", 40e-9}},
                                          {{"backfill", backfill}});
            PlainMultifactor plain{40.0, 100, backfill};
            const Starts expected = QueueReplay<PlainQueue>{jobs, 12, plain}.run();
            REQUIRE(replayed(jobs, 12, *fast) == expected);
            if (expected != replayed(jobs, 12, *made("easy"))) ++differ;
        }
    }
    CHECK(differ > 200);  // of 240
}

TEST_CASE("each factor brings the jobs forward that it is named after", "[jobs]") {
    // At 1000; the first of each list is what arrival would take.
    const auto age = multifactor(only("age", {{"max_age", 2e-6}}));
    CHECK(order_of(*age, {one(3), one(1), one(2)}) == Ids{1, 2, 3});
    const auto big = multifactor(only("size"));
    CHECK(order_of(*big, {one(1, 1), one(2, 4), one(3, 2)}) == Ids{2, 3, 1});
    const auto small = multifactor(only("size"), {{"favor", "small"}});
    CHECK(order_of(*small, {one(1, 4), one(2, 1), one(3, 2)}) == Ids{2, 3, 1});
    WaitingJob of_account = one(2);
    of_account.account = 1;
    const auto assoc =
        multifactor(only("assoc", {{"accounts.a1.priority", 10}, {"accounts.a2.priority", 5}}));
    CHECK(order_of(*assoc, {one(1), of_account}) == Ids{2, 1});
    WaitingJob of_partition = one(2);
    of_partition.partition = 3;
    const auto partition = multifactor(only("partition", {{"partitions.p3.priority", 1}}));
    CHECK(order_of(*partition, {one(1), of_partition}) == Ids{2, 1});
    WaitingJob of_qos = one(2);
    of_qos.qos = 2;
    const auto qos = multifactor(only("qos", {{"qos.q2.priority", 1}}));
    CHECK(order_of(*qos, {one(1), of_qos}) == Ids{2, 1});
}

TEST_CASE("tiers come before priorities, priorities before age, and streams before all", "[jobs]") {
    const auto scheduler = multifactor(only("qos", {{"qos.q1.priority", 1}, {"partitions.p1.tier", 2}}));
    WaitingJob tier = one(3), qos = one(2), stream = one(4);
    tier.partition = 1;
    qos.qos = 1;
    stream.priority = 1;
    CHECK(order_of(*scheduler, {one(1), qos, tier, stream}) == Ids{4, 3, 2, 1});
    const auto terms = multifactor(only("qos", {{"users.u1.nice", 5}, {"accounts.a2.site", 7}}));
    WaitingJob nice = one(1), site = one(3);
    nice.user = 1;
    site.account = 2;
    // 0 - 5 is cut off at 0, where it ties with nobody's 0 and comes first; 7 comes before both.
    CHECK(order_of(*terms, {nice, one(2), site}) == Ids{3, 1, 2});
}

TEST_CASE("a fair share steers two users to their shares of a full cluster", "[jobs]") {
    // Both always have jobs waiting: 8 devices, jobs of 1 to 3 devices and 5 to 15 s, 3000 each.
    SplitMix random{52};
    std::vector<ReplayJob> jobs;
    constexpr std::int64_t second = 1'000'000'000;
    for (std::uint64_t id = 1; id <= 6'000; ++id) {
        const std::int64_t run = (5 + random.below(11)) * second;
        ReplayJob job{.id = id, .submit = 0, .run = run, .estimate = run, .devices = 1 + random.below(3)};
        job.user = id % 2;
        jobs.push_back(job);
    }
    for (const double shares : {1.0, 3.0}) {
        CAPTURE(shares);
        const auto scheduler = multifactor(
            only("fair_share", {{"users.u1.shares", shares}, {"half_life", 600}}), {{"backfill", "easy"}});
        QueueReplay<JobQueue> replay{jobs, 8, *scheduler};
        PlainNumbers numbers;
        scheduler->learn(numbers);
        const Starts starts = replay.run();
        constexpr std::int64_t from = 600 * second, to = 2'600 * second;
        double held[2] = {0, 0};
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            const std::int64_t in = std::min(starts[i] + jobs[i].run, to) - std::max(starts[i], from);
            if (in > 0) held[jobs[i].user] += static_cast<double>(in) * jobs[i].devices;
        }
        CHECK(held[1] / held[0] == Approx(shares).epsilon(0.03));
    }
}

TEST_CASE("other numbers for the same users and accounts change no priority", "[jobs]") {
    SplitMix random{53};
    for (const char* const backfill : {"none", "easy", "conservative"}) {
        for (int round = 0; round < 20; ++round) {
            const auto jobs = random_jobs(random, 12);
            auto renamed = jobs;
            for (ReplayJob& job : renamed) {
                job.user = 9 - job.user;
                job.account = 5 - job.account;
            }
            const auto scheduler = multifactor({{"half_life", 40e-9}}, {{"backfill", backfill}});
            REQUIRE(replayed(renamed, 12, *scheduler) == replayed(jobs, 12, *scheduler));
        }
    }
}

TEST_CASE("with no weight it is the order of arrival", "[jobs]") {
    const Values none{{"weights.age", 0}, {"weights.fair_share", 0}};
    CHECK(cases_that_differ(*multifactor(none, {{"backfill", "none"}}), "fcfs") == 0);
    CHECK(cases_that_differ(*multifactor(none, {{"backfill", "easy"}}), "easy") == 0);
}

TEST_CASE("what production schedulers leave out is left out on request", "[jobs]") {
    const Values none{{"weights.age", 0}, {"weights.fair_share", 0}};
    const auto with = [&](Values more, const Texts& texts) {
        more.insert(more.end(), none.begin(), none.end());
        return multifactor(more, texts);
    };
    // Three jobs at once on three devices, one a pass; at 10 ns all that is left.
    const std::vector<ReplayJob> three{{1, 0, 30, 30, 1}, {2, 0, 30, 30, 1}, {3, 0, 30, 30, 1}};
    CHECK(replayed(three, 3, *with({{"depth", 2}, {"pass_interval", 10e-9}}, {{"backfill", "none"}})) ==
          Starts{0, 0, 0});  // the first pass is without a depth
    const std::vector<ReplayJob> later{{9, 0, 30, 30, 1}, {1, 4, 9, 9, 1}, {2, 4, 9, 9, 1}, {3, 4, 9, 9, 1}};
    CHECK(replayed(later, 4, *with({{"depth", 2}, {"pass_interval", 10e-9}}, {{"backfill", "none"}})) ==
          Starts{0, 4, 4, 10});
    // 4 devices: A holds 3 until 20, B needs 4; C (1 for 5) passes B, but only in a round of backfilling, and
    // D comes between two of them.
    const std::vector<ReplayJob> passing{
        {1, 0, 20, 20, 3}, {2, 1, 5, 5, 4}, {3, 2, 5, 5, 1}, {4, 8, 5, 5, 1}};
    CHECK(replayed(passing, 4, *with({}, {{"backfill", "easy"}})) == Starts{0, 20, 2, 8});
    CHECK(replayed(passing, 4, *with({{"backfill_interval", 6e-9}}, {{"backfill", "easy"}})) ==
          Starts{0, 20, 6, 12});
    // The window: B's start at 20 is not planned if plans reach 10 ahead, so E (1 for 40) passes it.
    const std::vector<ReplayJob> window{{1, 0, 20, 20, 3}, {2, 1, 5, 5, 4}, {3, 2, 40, 40, 1}};
    CHECK(replayed(window, 4, *with({}, {{"backfill", "conservative"}})) == Starts{0, 20, 25});
    CHECK(replayed(window, 4, *with({{"backfill_window", 10e-9}}, {{"backfill", "conservative"}})) ==
          Starts{0, 42, 2});
    // The resolution: F (1 for 17) is gone at 19 < 20, but counts as 20 long.
    const std::vector<ReplayJob> rounded{{1, 0, 20, 20, 3}, {2, 1, 5, 5, 4}, {3, 2, 17, 17, 1}};
    CHECK(replayed(rounded, 4, *with({}, {{"backfill", "conservative"}})) == Starts{0, 20, 2});
    CHECK(replayed(rounded, 4, *with({{"resolution", 10e-9}}, {{"backfill", "conservative"}})) ==
          Starts{0, 20, 25});
}

TEST_CASE("settings of multifactor that contradict each other are refused", "[jobs]") {
    CHECK(multifactor({{"pass_interval", 60}}) == nullptr);
    CHECK(multifactor({{"resolution", 60}}) == nullptr);
    CHECK(multifactor({{"weights.age", 5e9}}) == nullptr);
    CHECK(multifactor({{"users.u1.shares", -1}}) == nullptr);
    CHECK(multifactor({{"depth", 100}, {"pass_interval", 60}}) != nullptr);
}

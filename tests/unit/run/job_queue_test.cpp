#include "sim/run/jobs/job_queue.hpp"

#include <set>

#include "tests/support/allocations.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/plain_queue.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;

namespace {

// Starts what it is told to, by ticket; asks the same questions of both queues.
class Commanded final : public JobScheduler {
public:
    Promises promises() const override { return {}; }
    void pass(ClusterQueue& queue) override {
        for (const std::uint64_t id : to_start) {
            QueuePlace at;
            const WaitingJob* job = queue.find(at, {});
            while (job != nullptr && job->id != id) job = queue.find(++at, {});
            if (job == nullptr || job->devices > queue.state().free) continue;
            queue.start(*job);
            started.push_back(id);
        }
        ask(queue);
    }
    bool comes_before(const WaitingJob& a, const WaitingJob& b) const override {
        return sorted && a.estimate_ns < b.estimate_ns;
    }

    bool sorted = false;
    std::vector<std::uint64_t> to_start;
    std::vector<std::uint64_t> started;
    std::vector<JobLimits> limits;
    std::vector<std::uint64_t> needed;
    std::vector<std::uint64_t> answers;

private:
    void ask(const ClusterQueue& queue) {
        answers = {queue.state().free, queue.state().waiting, queue.arrived().size(), queue.ended().size()};
        for (const JobLimits& l : limits) {
            QueuePlace at;
            for (; const WaitingJob* const job = queue.find(at, l); ++at) answers.push_back(job->id);
            answers.push_back(0);
        }
        for (const std::uint64_t n : {0u, 1u, 31u, 32u, 40u, 100u, 1'000u}) ask_behind(queue, n);
        for (const std::uint64_t n : needed) {
            const auto release = queue.release_of(n);
            answers.push_back(release ? static_cast<std::uint64_t>(release->end_ns) : 0);
            answers.push_back(release ? release->devices : 0);
        }
    }
    // From the head, and from behind the fifth narrow job or the last that there is.
    void ask_behind(const ClusterQueue& queue, std::uint64_t n) {
        const WaitingJob* const head = queue.head();
        QueuePlace here, next;
        for (int narrow = 0; narrow < 5 && queue.find(next, {.devices = 4}) != nullptr; ++narrow)
            here = ++next;
        for (const QueuePlace from : {QueuePlace{}, here}) {
            const WaitingJob* const job = queue.behind(from, n);
            answers.push_back(job == nullptr ? 0 : job->id);
            if (job == nullptr) continue;
            answers.push_back(queue.is_ahead(*head, *job) ? 1 : 0);
            answers.push_back(queue.is_ahead(*job, *head) ? 1 : 0);
        }
    }
};

// The engine's queue and the plain one, told and asked the same.
struct Pair {
    static constexpr std::uint32_t devices = 5'000;
    Commanded fast_scheduler;
    Commanded plain_scheduler;
    JobQueue fast{devices, fast_scheduler};
    PlainQueue plain{devices, plain_scheduler};
    std::vector<std::uint64_t> waiting;                            // ids
    std::vector<std::pair<std::uint32_t, std::uint32_t>> running;  // tickets in either

    explicit Pair(bool sorted) { fast_scheduler.sorted = plain_scheduler.sorted = sorted; }

    void arrive(SplitMix& random, std::uint64_t id) {
        const WaitingJob job{.id = id,
                             .submit_ns = 0,
                             .estimate_ns = 1 + random.below(500),
                             .devices = 1 + random.below(random.below(4) == 0 ? 40 : 8),
                             .priority = static_cast<std::int32_t>(random.below(3)),
                             .ticket = 0};
        fast.enqueue(job, static_cast<std::uint32_t>(id));
        plain.enqueue(job, static_cast<std::uint32_t>(id));
        waiting.push_back(id);
    }
    void end_one(SplitMix& random, std::int64_t now) {
        if (running.empty()) return;
        const std::size_t gone = random.below(static_cast<std::uint32_t>(running.size()));
        fast.end(running[gone].first, now);
        plain.end(running[gone].second, now);
        running.erase(running.begin() + static_cast<std::ptrdiff_t>(gone));
    }
    void pass(SplitMix& random, std::int64_t now) {
        std::vector<std::uint64_t> chosen;
        for (std::uint32_t n = random.below(4); n > 0 && !waiting.empty(); --n) {
            const std::size_t at = random.below(static_cast<std::uint32_t>(waiting.size()));
            chosen.push_back(random.below(3) == 0 ? waiting[at] : waiting.front());
        }
        for (Commanded* s : {&fast_scheduler, &plain_scheduler}) {
            s->to_start = chosen;
            s->started.clear();
            s->limits = {{}, {.devices = 7}, {.devices = 6, .estimate_ns = 40, .spare = 2}};
            s->needed = {1, 17, 400, 1 + std::uint64_t{devices}};
        }
        const auto by_fast = fast.pass(now);
        const auto by_plain = plain.pass(now);
        REQUIRE(by_fast.size() == by_plain.size());
        for (std::size_t i = 0; i < by_fast.size(); ++i) {
            REQUIRE(fast.tag_of(by_fast[i]) == plain.tag_of(by_plain[i]));
            running.emplace_back(by_fast[i], by_plain[i]);
            std::erase(waiting, fast.tag_of(by_fast[i]));
        }
        REQUIRE(fast_scheduler.started == plain_scheduler.started);
        REQUIRE(fast_scheduler.answers == plain_scheduler.answers);
        REQUIRE(fast.running() == running.size());
    }
};

}  // namespace

TEST_CASE("the indexed queue gives every answer that a list of jobs gives", "[run]") {
    const bool sorted = GENERATE(false, true);
    CAPTURE(sorted);
    Pair queues{sorted};
    SplitMix random{9};
    std::uint64_t id = 0;
    for (std::int64_t now = 0; now < 2'500; ++now) {
        const bool grows = now % 1'000 < 700;  // to several hundred jobs, and down again
        for (std::uint32_t n = random.below(grows ? 5 : 2); n > 0; --n) queues.arrive(random, ++id);
        for (std::uint32_t n = random.below(grows ? 2 : 4); n > 0; --n) queues.end_one(random, now);
        queues.pass(random, now);
    }
    CHECK(id > 4'000);
}

TEST_CASE("a queue gives no ticket twice while its job waits or runs", "[run]") {
    Commanded scheduler;
    JobQueue queue{4, scheduler};
    for (std::uint32_t i = 1; i <= 3; ++i) queue.enqueue({.id = i, .estimate_ns = 5, .devices = 1}, i);
    scheduler.to_start = {1, 3};
    const auto started = queue.pass(0);
    const std::vector<std::uint32_t> tickets(started.begin(), started.end());
    REQUIRE(tickets.size() == 2);
    queue.end(tickets[0], 1);
    queue.enqueue({.id = 4, .estimate_ns = 5, .devices = 1}, 4);
    scheduler.to_start = {2, 4};
    const auto next = queue.pass(1);
    std::set<std::uint32_t> all(next.begin(), next.end());
    all.insert(tickets[1]);
    CHECK(all.size() == 3);
    CHECK(queue.passed() == 1);  // the third passed the second
}

TEST_CASE("a queue refuses what cannot be", "[run]") {
    Commanded scheduler;
    JobQueue queue{4, scheduler};
    CHECK_THROWS_AS(queue.enqueue({.id = 1, .estimate_ns = 1, .devices = 5}, 1), std::logic_error);
    CHECK_THROWS_AS(queue.enqueue({.id = 1, .estimate_ns = 1, .devices = 0}, 1), std::logic_error);
    CHECK_THROWS_AS(queue.end(0, 0), std::logic_error);
    queue.enqueue({.id = 1, .estimate_ns = 1, .devices = 3}, 1);
    queue.enqueue({.id = 2, .estimate_ns = 1, .devices = 3}, 2);
    const WaitingJob head = *queue.head();
    queue.start(head);
    CHECK_THROWS_AS(queue.start(head), std::logic_error);           // it runs
    CHECK_THROWS_AS(queue.start(*queue.head()), std::logic_error);  // one device is free
    CHECK_THROWS_AS(queue.end(1, 0), std::logic_error);             // it waits
}

TEST_CASE("a refused start leaves fewer devices to the pass, and each width is tried once", "[run]") {
    // Ten devices are free and nothing may start: of 300 jobs of 3, 2 and 1 devices three are tried.
    class TriesAll final : public JobScheduler {
    public:
        Promises promises() const override { return {}; }
        void pass(ClusterQueue& queue) override {
            QueuePlace at;
            const auto next = [&] { return queue.find(at, {.devices = queue.state().free}); };
            while (const WaitingJob* const job = next()) {
                if (!queue.start(*job)) ++at;
            }
        }
    };
    class Refuses final : public StartGate {
    public:
        StartAnswer answer = StartAnswer::refused;
        std::vector<std::uint32_t> tried;
        StartAnswer try_start(const WaitingJob& job, std::uint32_t) override {
            tried.push_back(job.devices);
            return answer;
        }
    };
    TriesAll scheduler;
    Refuses gate;
    JobQueue queue{10, scheduler, &gate};
    for (std::uint32_t i = 0; i < 300; ++i) {
        queue.enqueue({.id = i, .estimate_ns = 5, .devices = 3 - i / 100}, i);
    }
    CHECK(queue.pass(0).empty());
    CHECK(gate.tried == std::vector<std::uint32_t>{3, 2, 1});
    CHECK(queue.state().free == 10);  // until the pass is over only
    gate.tried.clear();
    gate.answer = StartAnswer::too_long;
    CHECK(queue.pass(1).empty());
    CHECK(gate.tried.size() == 300);  // any of them may be shorter
    gate.answer = StartAnswer::started;
    CHECK(queue.pass(2).size() == 4);  // three of three devices, one of one
    CHECK(queue.state().free == 0);
}

TEST_CASE("an estimate without end is found like any other", "[run]") {
    Commanded scheduler;
    JobQueue queue{4, scheduler};
    queue.enqueue({.id = 1, .estimate_ns = INT64_MAX, .devices = 2}, 1);
    QueuePlace at;
    CHECK(queue.find(at, {.devices = 2, .estimate_ns = INT64_MAX - 1}) == nullptr);
    at = {};
    CHECK(queue.find(at, {.devices = 2, .estimate_ns = INT64_MAX - 1, .spare = 2}) != nullptr);
    CHECK(queue.head() != nullptr);
    CHECK_FALSE(queue.release_of(1));
    queue.start(*queue.head());
    CHECK(queue.release_of(2)->end_ns == INT64_MAX);
    CHECK_FALSE(queue.release_of(3));
}

TEST_CASE("a queue that has been as long before allocates nothing", "[run]") {
    class StartsAll final : public JobScheduler {
    public:
        Promises promises() const override { return {}; }
        void pass(ClusterQueue& queue) override {
            while (const WaitingJob* const head = queue.head()) {
                if (head->devices > queue.state().free) return;
                queue.start(*head);
            }
        }
    };
    StartsAll scheduler;
    JobQueue queue{500, scheduler};
    SplitMix random{4};
    std::vector<std::uint32_t> running;
    running.reserve(1'000);
    const auto live = [&](std::int64_t from, std::int64_t to) {
        for (std::int64_t now = from; now < to; ++now) {
            for (std::uint32_t n = queue.state().waiting < 2'000 ? 3 : 0; n > 0; --n) {
                queue.enqueue({.id = 1, .estimate_ns = 1 + random.below(900), .devices = 1 + random.below(9)},
                              0);
            }
            for (int n = 0; n < 3 && !running.empty(); ++n) {
                const std::size_t gone = random.below(static_cast<std::uint32_t>(running.size()));
                queue.end(running[gone], now);
                running[gone] = running.back();
                running.pop_back();
            }
            for (const std::uint32_t ticket : queue.pass(now)) running.push_back(ticket);
        }
    };
    live(0, 20'000);
    const std::uint64_t before = allocations_so_far();
    live(20'000, 30'000);
    CHECK(allocations_so_far() == before);
}

TEST_CASE("devices lent to another queue count as running here, and come back", "[queue]") {
    // Looks, and starts nothing.
    class Looks final : public JobScheduler {
    public:
        Promises promises() const override { return {}; }
        void pass(ClusterQueue& queue) override {
            taken.assign(queue.taken().begin(), queue.taken().end());
            ended.assign(queue.ended().begin(), queue.ended().end());
            release = queue.release_of(3);
        }
        std::vector<RunningJob> taken, ended;
        std::optional<Release> release;
    };
    Looks looks;
    JobQueue queue{8, looks};
    const std::uint32_t lent = queue.lend(3, 50);
    CHECK(queue.state().free == 5);
    CHECK(queue.running_devices() == 3);
    queue.pass(10);
    REQUIRE(looks.taken.size() == 1);
    CHECK(looks.taken[0].estimated_end_ns == 50);
    CHECK(looks.taken[0].devices == 3);
    CHECK(looks.taken[0].is_elsewhere);
    CHECK(looks.ended.empty());
    REQUIRE(looks.release);
    CHECK(looks.release->end_ns == 50);

    queue.take_back(lent);
    CHECK(queue.state().free == 8);
    queue.pass(20);
    CHECK(looks.taken.empty());
    REQUIRE(looks.ended.size() == 1);
    CHECK(looks.ended[0].is_elsewhere);
    CHECK(looks.ended[0].estimated_end_ns == 50);
    CHECK_FALSE(looks.release);
    queue.pass(30);
    CHECK(looks.ended.empty());
    CHECK_THROWS_AS(queue.lend(9, 60), std::logic_error);
}

// Queues in other orders than that of arrival, against a scheduler that sorts its list at every pass.
#include <algorithm>
#include <tuple>

#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"
#include "tests/unit/models/jobs_cases.hpp"

using namespace datahall;

namespace {

constexpr const char* order_names[] = {"arrival", "sjf", "lxf", "smallest", "largest"};

// Key, submit, id: the text of each order.
std::tuple<double, std::int64_t, std::uint64_t> key_of(const std::string& order, const WaitingJob& job,
                                                       std::int64_t now) {
    double key = 0.0;
    const auto wait = static_cast<double>(now - job.submit_ns);
    const auto estimate = static_cast<double>(job.estimate_ns);
    if (order == "sjf") key = estimate;
    if (order == "lxf") key = -(wait + estimate) / estimate;
    if (order == "smallest") key = job.devices;
    if (order == "largest") key = -static_cast<double>(job.devices);
    return {key, job.submit_ns, job.id};
}

// One pass over a sorted copy: in order, then, if it backfills, past the head as EASY does.
class SortsEachPass final : public JobScheduler {
public:
    SortsEachPass(std::string order, bool backfills) : order_{std::move(order)}, backfills_{backfills} {}
    Promises promises() const override { return {}; }

    void pass(ClusterQueue& queue) override {
        std::vector<WaitingJob> jobs;
        QueuePlace at;
        for (; const WaitingJob* const job = queue.find(at, {}); ++at) jobs.push_back(*job);
        std::ranges::stable_sort(jobs, [&](const WaitingJob& a, const WaitingJob& b) {
            if (a.priority != b.priority) return a.priority > b.priority;
            const std::int64_t now = queue.state().now_ns;
            return key_of(order_, a, now) < key_of(order_, b, now);
        });
        std::size_t head = 0;
        for (; head < jobs.size() && jobs[head].devices <= queue.state().free; ++head) {
            queue.start(jobs[head]);
        }
        if (!backfills_ || head >= jobs.size()) return;
        const auto release = queue.release_of(jobs[head].devices - queue.state().free);
        std::uint64_t extra = queue.state().free + release->devices - jobs[head].devices;
        for (std::size_t i = head + 1; i < jobs.size(); ++i) {
            if (jobs[i].devices > queue.state().free) continue;
            const bool late = queue.state().now_ns + jobs[i].estimate_ns > release->end_ns;
            if (late && jobs[i].devices > extra) continue;
            if (late) extra -= jobs[i].devices;
            queue.start(jobs[i]);
        }
    }

private:
    std::string order_;
    bool backfills_;
};

std::vector<ReplayJob> random_jobs(SplitMix& random, std::uint32_t devices) {
    std::vector<ReplayJob> jobs(80);
    std::int64_t clock = 0;
    for (std::uint64_t i = 0; i < jobs.size(); ++i) {
        clock += random.below(5);
        const std::int64_t run = 1 + random.below(20);
        jobs[i] = {i + 1,
                   clock,
                   run,
                   run + random.below(3) * random.below(20),
                   1 + random.below(devices),
                   static_cast<std::int32_t>(random.below(2))};
    }
    return jobs;
}

}  // namespace

TEST_CASE("a queue in any order, plain or with easy, is as if it were sorted at every pass", "[jobs]") {
    SplitMix random{17};
    for (const char* const order : order_names) {
        for (int round = 0; round < 40; ++round) {
            CAPTURE(order, round);
            const auto jobs = random_jobs(random, 12);
            SortsEachPass plain{order, false};
            REQUIRE(replayed(jobs, 12, *made("ordered", order)) == replayed(jobs, 12, plain));
            SortsEachPass easy{order, true};
            REQUIRE(replayed(jobs, 12, *made("easy", order)) == replayed(jobs, 12, easy));
        }
    }
}

TEST_CASE("the order of arrival is fcfs", "[jobs]") {
    CHECK(cases_that_differ(*made("ordered", "arrival"), "fcfs") == 0);
}

TEST_CASE("each order takes the job that it is named after", "[jobs]") {
    // 3 devices are free at 100.  Estimates 8, 2, 90; devices 2, 3, 1; expansion at 100: (92 + 8) / 8 =
    // 12.5, (50 + 2) / 2 = 26, (10 + 90) / 90 = 1.1.
    const std::vector<WaitingJob> waiting{{1, 8, 8, 2}, {2, 50, 2, 3}, {3, 90, 90, 1}};
    const auto first = [&](const char* order) {
        const auto scheduler = made("ordered", order);
        PlainQueue queue{3, *scheduler};
        for (const WaitingJob& job : waiting) queue.enqueue(job, 0);
        return waiting.at(queue.pass(100).front()).id;
    };
    CHECK(first("arrival") == 1);
    CHECK(first("sjf") == 2);
    CHECK(first("lxf") == 2);
    CHECK(first("smallest") == 3);
    CHECK(first("largest") == 2);
}

TEST_CASE("equal keys start by submit time and then by number", "[jobs]") {
    const std::vector<ReplayJob> jobs{{9, 0, 5, 5, 1}, {7, 0, 5, 5, 1}, {8, 0, 5, 5, 1}};
    for (const char* const order : {"sjf", "lxf", "smallest", "largest"}) {
        CAPTURE(order);
        CHECK(replayed(jobs, 1, *made("ordered", order)) == std::vector<std::int64_t>{10, 0, 5});
    }
    CHECK(replayed(jobs, 1, *made("ordered", "arrival")) == std::vector<std::int64_t>{0, 5, 10});
}

TEST_CASE("under conservative another order decides who moves up, and delays nobody", "[jobs]") {
    // 2 devices.  A is planned until 100 and ends at 10; B (20 s) and C (5 s) need both: planned at 100 and
    // 120.  Whoever is looked at first moves up to 10.
    const std::vector<ReplayJob> jobs{{1, 0, 10, 100, 2}, {2, 1, 20, 20, 2}, {3, 2, 5, 5, 2}};
    CHECK(replayed(jobs, 2, *made("conservative", "arrival")) == std::vector<std::int64_t>{0, 10, 30});
    CHECK(replayed(jobs, 2, *made("conservative", "sjf")) == std::vector<std::int64_t>{0, 15, 10});
}

TEST_CASE("priorities come before the order of a queue", "[jobs]") {
    const std::vector<ReplayJob> jobs{{1, 0, 9, 9, 2, 0}, {2, 1, 1, 1, 2, 0}, {3, 2, 5, 5, 2, 1}};
    for (const char* const model : {"ordered", "easy", "conservative"}) {
        CAPTURE(model);
        const auto starts = replayed(jobs, 2, *made(model, "sjf"));
        // Conservative has promised 9 to the second before the third came.
        CHECK(starts == (std::string{model} == "conservative" ? std::vector<std::int64_t>{0, 9, 10}
                                                              : std::vector<std::int64_t>{0, 14, 9}));
    }
}

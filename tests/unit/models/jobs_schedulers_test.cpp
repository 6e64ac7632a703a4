// Exact schedules of FCFS and EASY, and wrong variants of EASY that the cases must tell apart.
#include "tests/support/catch.hpp"
#include "tests/unit/models/jobs_cases.hpp"

using namespace datahall;

namespace {

using Ids = std::vector<std::uint64_t>;

enum class Mistake {
    none,
    sorted_by_estimate,
    strict_shadow,
    strict_extra,
    extra_never_shrinks,
    one_release_at_a_time
};

// EASY once more, written for reading only, with one mistake.
class WrongEasy final : public JobScheduler {
public:
    explicit WrongEasy(Mistake mistake) : mistake_{mistake} {}

    Promises promises() const override { return {}; }
    void reset() override { running_.clear(); }

    void pass(ClusterQueue& queue) override {
        for (const RunningJob& job : queue.ended()) std::erase(running_, job.ticket);
        QueuePlace at;
        const WaitingJob* head = queue.find(at, {});
        for (; head != nullptr && head->devices <= queue.state().free; head = queue.find(at, {})) {
            start(queue, *head);
        }
        if (head == nullptr) return;
        auto [shadow, extra] = reserve(queue.state().free, head->devices);
        for (++at; const WaitingJob* const job = queue.find(at, {});) {
            const std::int64_t end = queue.state().now_ns + job->estimate_ns;
            const bool early = mistake_ == Mistake::strict_shadow ? end < shadow : end <= shadow;
            const bool spare =
                mistake_ == Mistake::strict_extra ? job->devices < extra : job->devices <= extra;
            if (job->devices > queue.state().free || (!early && !spare)) {
                ++at;
                continue;
            }
            if (end > shadow && mistake_ != Mistake::extra_never_shrinks) extra -= job->devices;
            start(queue, *job);
        }
    }

private:
    struct Running {
        std::int64_t end;
        std::int64_t estimate;
        std::uint32_t devices;
        std::uint32_t ticket;
        bool operator==(std::uint32_t other) const { return ticket == other; }
    };

    void start(ClusterQueue& queue, const WaitingJob& job) {
        running_.push_back(
            {queue.state().now_ns + job.estimate_ns, job.estimate_ns, job.devices, job.ticket});
        queue.start(job);
    }

    std::pair<std::int64_t, std::uint32_t> reserve(std::uint32_t free, std::uint32_t needed) const {
        std::vector<Running> running = running_;
        std::ranges::stable_sort(
            running, {}, mistake_ == Mistake::sorted_by_estimate ? &Running::estimate : &Running::end);
        for (std::size_t i = 0; i < running.size(); ++i) {
            free += running[i].devices;
            const bool last = i + 1 == running.size() || running[i + 1].end != running[i].end ||
                              mistake_ == Mistake::one_release_at_a_time;
            if (free >= needed && last) return {running[i].end, free - needed};
        }
        return {0, 0};
    }

    Mistake mistake_;
    std::vector<Running> running_;
};

}  // namespace

TEST_CASE("fcfs, easy and conservative start every job of the 100 reference cases at the exact second",
          "[jobs]") {
    const auto all = cases();
    REQUIRE(all.size() == 100);
    for (const std::string policy : {"fcfs", "easy", "conservative"}) {
        const auto scheduler = made(policy);
        for (std::size_t i = 0; i < all.size(); ++i) {
            CAPTURE(policy, i);
            REQUIRE(replayed(all[i].jobs, all[i].processors, *scheduler) == all[i].starts.at(policy));
        }
    }
}

TEST_CASE("the reference cases tell easy from fcfs and from easy with a mistake", "[jobs]") {
    const auto fcfs = made("fcfs");
    CHECK(cases_that_differ(*fcfs, "easy") == 86);  // stated with the cases
    WrongEasy right{Mistake::none};
    CHECK(cases_that_differ(right, "easy") == 0);
    for (const Mistake m : {Mistake::sorted_by_estimate, Mistake::strict_shadow, Mistake::strict_extra,
                            Mistake::extra_never_shrinks, Mistake::one_release_at_a_time}) {
        CAPTURE(static_cast<int>(m));
        WrongEasy wrong{m};
        CHECK(cases_that_differ(wrong, "easy") > 0);
    }
}

TEST_CASE("easy lets a job pass the head only if it is gone by the shadow or fits the spare", "[jobs]") {
    // A holds the devices until 10, B needs all 10.
    const auto starts = [](std::uint32_t a_devices, std::int64_t c_run) {
        const std::vector<ReplayJob> jobs{
            {1, 0, 10, 10, a_devices}, {2, 1, 5, 5, 10}, {3, 2, c_run, c_run, 1}, {4, 3, 11, 11, 1}};
        return replayed(jobs, 10, *made("easy"));
    };
    CHECK(starts(10, 10) == std::vector<std::int64_t>{0, 10, 15, 15});  // nothing fits beside A
    CHECK(starts(9, 10) ==
          std::vector<std::int64_t>{0, 10, 15, 15});                 // C would end at 12 > 10, and extra = 0
    CHECK(starts(9, 8) == std::vector<std::int64_t>{0, 10, 2, 15});  // C ends at 10, exactly the shadow
}

TEST_CASE("easy returns all devices of one instant together", "[jobs]") {
    // 4 + 4 of 8 devices come back at 10, the head needs 8: shadow 10, extra 0.  A short job with a free
    // device would pass; with 9 devices there is one: it may run past 10 only because extra = 1.
    const std::vector<RunningJob> running{{10, 4, 90}, {10, 4, 91}};
    const std::vector<WaitingJob> waiting{{1, 0, 5, 8}, {2, 0, 100, 1}};
    CHECK(started_in(*made("easy"), {0, 1, 9, 0}, waiting, running) == Ids{2});

    const std::vector<WaitingJob> head_needs_all{{1, 0, 5, 9}, {2, 0, 100, 1}, {3, 0, 10, 1}};
    CHECK(started_in(*made("easy"), {0, 1, 9, 0}, head_needs_all, running) ==
          Ids{3});  // extra = 0; the last one is gone at 10
}

TEST_CASE("easy counts the jobs that it has just started when it looks for the shadow", "[jobs]") {
    // 4 devices.  The first starts now and returns 2 at 10; the head needs 4; the others end at 11 and 10.
    const std::vector<WaitingJob> waiting{{1, 0, 10, 2}, {2, 0, 5, 4}, {3, 0, 11, 1}, {4, 0, 10, 1}};
    CHECK(started_in(*made("easy"), {0, 4, 4, 0}, waiting, {}) == Ids{1, 4});
}

TEST_CASE("a head that can never fit holds nobody back under easy", "[jobs]") {
    // 2 of 4 devices are out of service.
    const std::vector<RunningJob> running{{10, 1, 90}};
    const std::vector<WaitingJob> waiting{{1, 0, 5, 4}, {2, 0, 1'000'000, 1}};
    CHECK(started_in(*made("easy"), {0, 1, 4, 0}, waiting, running) == Ids{2});
}

TEST_CASE("an estimate without end does not overflow the clock", "[jobs]") {
    constexpr std::int64_t never = INT64_MAX;
    const std::vector<WaitingJob> waiting{{1, 0, never, 2}, {2, 0, 5, 4}, {3, 0, never, 1}, {4, 0, 7, 1}};
    // The shadow is the end of time, 2^63 - 1 - 1000 from now: an estimate without end outlasts it.
    CHECK(started_in(*made("easy"), {1'000, 4, 4, 0}, waiting, {}) == Ids{1, 4});
    // The head and the third have no time at all, in any plan; the fourth fits beside the first.
    CHECK(started_in(*made("conservative"), {1'000, 4, 4, 0}, waiting, {}) == Ids{1, 3, 4});
}

TEST_CASE("with a depth easy looks at so many jobs behind the head", "[jobs]") {
    // 2 of 4 devices are free until 10, the head needs 4; jobs of 1 device and 5 s fit in any number.
    const std::vector<RunningJob> running{{10, 2, 90}};
    const std::vector<WaitingJob> waiting{
        {1, 0, 5, 4}, {2, 0, 50, 1}, {3, 0, 5, 1}, {4, 0, 5, 1}, {5, 0, 5, 1}};
    const auto with_depth = [](double depth) {
        Models models;
        register_builtin(models);
        Settings settings;
        settings.set("depth", depth);
        return models.scheduling.find("easy")->make(settings);
    };
    const auto started = [&](double depth) {
        return started_in(*with_depth(depth), {0, 2, 4, 0}, waiting, running);
    };
    CHECK(started(0) == Ids{});
    CHECK(started(1) == Ids{});  // the second would still run at 10
    CHECK(started(2) == Ids{3});
    CHECK(started(9) == Ids{3, 4});
    CHECK(cases_that_differ(*with_depth(24), "easy") == 0);  // as many jobs as the longest case has
    CHECK(cases_that_differ(*with_depth(1), "easy") > 0);
}

TEST_CASE("the shipped log has the exact schedules of the reference scheduler", "[jobs]") {
    Models models;
    register_builtin(models);
    int rows = 0;
    for (const auto& row : expected_schedules()) {
        if (row.at("file") != "synthetic_128.swf.gz") continue;
        ++rows;
        const Replayed got =
            replay_row(models, DATAHALL_SOURCE_DIR "/scenarios/data/jobs/synthetic_128.swf.gz", row);
        INFO(row.at("policy") << " limit " << row.at("limit") << " perfect " << row.at("perfect"));
        CHECK(differences(got, row) == "");
    }
    CHECK(rows == 8);
}

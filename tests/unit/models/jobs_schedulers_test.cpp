// FCFS and EASY against exact schedules, and against wrong variants of EASY.
#include <fstream>
#include <sstream>

#include "tests/support/catch.hpp"
#include "tests/unit/models/jobs_replay.hpp"

using namespace datahall;

namespace {

struct Case {
    std::uint32_t processors = 0;
    std::vector<ReplayJob> jobs;
    std::map<std::string, std::vector<std::int64_t>> starts;  // by policy
};

std::vector<Case> cases() {
    std::ifstream in{DATAHALL_SOURCE_DIR "/tests/data/scheduling/cases.txt"};
    std::vector<Case> all;
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line[0] == '#') continue;
        std::istringstream fields{line};
        if (line.starts_with("case")) {
            std::string word;
            int number = 0;
            fields >> word >> number >> all.emplace_back().processors;
            continue;
        }
        ReplayJob j;
        std::int64_t fcfs = 0, easy = 0;
        fields >> j.id >> j.submit >> j.devices >> j.run >> j.estimate >> fcfs >> easy;
        all.back().jobs.push_back(j);
        all.back().starts["fcfs"].push_back(fcfs);
        all.back().starts["easy"].push_back(easy);
    }
    return all;
}

std::unique_ptr<JobScheduler> made(const std::string& name) {
    Models models;
    register_builtin(models);
    Settings none;
    return models.scheduling.find(name)->make(none);
}

int cases_that_differ(JobScheduler& scheduler, const std::string& policy) {
    int wrong = 0;
    for (const Case& c : cases()) {
        if (QueueReplay{c.jobs, c.processors}.run(scheduler) != c.starts.at(policy)) ++wrong;
    }
    return wrong;
}

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

    void choose(const ClusterState& s, std::vector<std::uint32_t>& started) override {
        std::uint32_t free = s.free;
        std::vector<RunningJob> running(s.running.begin(), s.running.end());
        std::uint32_t head = 0;
        for (; head < s.waiting.size() && s.waiting[head].devices <= free; ++head) {
            free -= s.waiting[head].devices;
            start(s, head, started);
            running.push_back({s.now_ns + s.waiting[head].estimate_ns, s.waiting[head].devices});
        }
        if (head + 1 >= s.waiting.size()) return;
        auto [shadow, extra] = reserve(running, free, s.waiting[head].devices);
        for (std::uint32_t i = head + 1; i < s.waiting.size(); ++i) {
            const WaitingJob& job = s.waiting[i];
            const std::int64_t end = s.now_ns + job.estimate_ns;
            const bool early = mistake_ == Mistake::strict_shadow ? end < shadow : end <= shadow;
            const bool spare = mistake_ == Mistake::strict_extra ? job.devices < extra : job.devices <= extra;
            if (job.devices > free || (!early && !spare)) continue;
            if (end > shadow && mistake_ != Mistake::extra_never_shrinks) extra -= job.devices;
            free -= job.devices;
            start(s, i, started);
        }
    }

private:
    void start(const ClusterState& s, std::uint32_t i, std::vector<std::uint32_t>& started) {
        started.push_back(i);
        const std::int64_t estimate = s.waiting[i].estimate_ns;
        estimates_[{s.now_ns + estimate, s.waiting[i].devices}] = estimate;
    }

    std::int64_t estimate_of(const RunningJob& r) const {
        return estimates_.at({r.estimated_end_ns, r.devices});
    }

    std::pair<std::int64_t, std::uint32_t> reserve(std::vector<RunningJob>& running, std::uint32_t free,
                                                   std::uint32_t needed) const {
        if (mistake_ == Mistake::sorted_by_estimate) {
            std::ranges::stable_sort(running, {}, [&](const RunningJob& r) { return estimate_of(r); });
        } else {
            std::ranges::stable_sort(running, {}, &RunningJob::estimated_end_ns);
        }
        for (std::size_t i = 0; i < running.size(); ++i) {
            free += running[i].devices;
            const bool last = i + 1 == running.size() ||
                              running[i + 1].estimated_end_ns != running[i].estimated_end_ns ||
                              mistake_ == Mistake::one_release_at_a_time;
            if (free >= needed && last) return {running[i].estimated_end_ns, free - needed};
        }
        return {0, 0};
    }

    Mistake mistake_;
    std::map<std::pair<std::int64_t, std::uint32_t>, std::int64_t> estimates_;  // by end and devices
};

}  // namespace

TEST_CASE("fcfs and easy start every job of the 100 reference cases at the exact second", "[jobs]") {
    const auto all = cases();
    REQUIRE(all.size() == 100);
    for (const std::string policy : {"fcfs", "easy"}) {
        const auto scheduler = made(policy);
        for (std::size_t i = 0; i < all.size(); ++i) {
            CAPTURE(policy, i);
            REQUIRE(QueueReplay{all[i].jobs, all[i].processors}.run(*scheduler) == all[i].starts.at(policy));
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
        return QueueReplay{jobs, 10}.run(*made("easy"));
    };
    CHECK(starts(10, 10) == std::vector<std::int64_t>{0, 10, 15, 15});  // nothing fits beside A
    CHECK(starts(9, 10) ==
          std::vector<std::int64_t>{0, 10, 15, 15});                 // C would end at 12 > 10, and extra = 0
    CHECK(starts(9, 8) == std::vector<std::int64_t>{0, 10, 2, 15});  // C ends at 10, exactly the shadow
}

TEST_CASE("easy returns all devices of one instant together", "[jobs]") {
    // 4 + 4 of 8 devices come back at 10, the head needs 8: shadow 10, extra 0.  A short job with a free
    // device would pass; with 9 devices there is one: it may run past 10 only because extra = 1.
    const std::vector<RunningJob> running{{10, 4}, {10, 4}};
    const std::vector<WaitingJob> waiting{{1, 0, 5, 8}, {2, 0, 100, 1}};
    std::vector<std::uint32_t> started;
    made("easy")->choose({0, 1, 9, waiting, running}, started);
    CHECK(started == std::vector<std::uint32_t>{1});

    started.clear();
    const std::vector<WaitingJob> head_needs_all{{1, 0, 5, 9}, {2, 0, 100, 1}, {3, 0, 10, 1}};
    made("easy")->choose({0, 1, 9, head_needs_all, running}, started);
    CHECK(started == std::vector<std::uint32_t>{2});  // extra = 0; the last one is gone at 10
}

TEST_CASE("easy counts the jobs that it has just started when it looks for the shadow", "[jobs]") {
    // 4 devices.  The first starts now and returns 2 at 10; the head needs 4; the others end at 10 and 11.
    const std::vector<WaitingJob> waiting{{1, 0, 10, 2}, {2, 0, 5, 4}, {3, 0, 11, 1}, {4, 0, 10, 1}};
    std::vector<std::uint32_t> started;
    made("easy")->choose({0, 4, 4, waiting, {}}, started);
    CHECK(started == std::vector<std::uint32_t>{0, 3});
}

TEST_CASE("a head that can never fit holds nobody back under easy", "[jobs]") {
    // 2 of 4 devices are out of service.
    const std::vector<RunningJob> running{{10, 1}};
    const std::vector<WaitingJob> waiting{{1, 0, 5, 4}, {2, 0, 1'000'000, 1}};
    std::vector<std::uint32_t> started;
    made("easy")->choose({0, 1, 4, waiting, running}, started);
    CHECK(started == std::vector<std::uint32_t>{1});
}

TEST_CASE("an estimate without end does not overflow the clock", "[jobs]") {
    constexpr std::int64_t never = INT64_MAX;
    const std::vector<WaitingJob> waiting{{1, 0, never, 2}, {2, 0, 5, 4}, {3, 0, never, 1}, {4, 0, 7, 1}};
    std::vector<std::uint32_t> started;
    made("easy")->choose({1'000, 4, 4, waiting, {}}, started);
    // The shadow is the end of time, 2^63 - 1 - 1000 from now: an estimate without end outlasts it.
    CHECK(started == std::vector<std::uint32_t>{0, 3});
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
        CHECK(got.facts.sha256 == row.at("sha256"));
        CHECK(std::to_string(got.facts.sum_wait_s) == row.at("sum_wait_s"));
        CHECK(std::to_string(got.facts.zero_wait) == row.at("zero_wait"));
        CHECK(std::to_string(got.facts.makespan_s) == row.at("makespan_s"));
        CHECK(got.facts.utilisation == Approx(std::stod(row.at("utilisation"))).margin(1e-8));
        CHECK(got.facts.slowdown10 == Approx(std::stod(row.at("slowdown10"))).margin(1e-6));
        CHECK(std::to_string(got.report.kept) == row.at("kept"));
    }
    CHECK(rows == 5);
}

// Schedulers under limits of users, accounts, partitions and QOS: the queue that puts held jobs aside against
// one that adds up all jobs at every question.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "datahall/model/registry.hpp"

#include "models/builtin.hpp"
#include "sim/run/jobs/job_queue.hpp"
#include "sim/run/jobs/limits.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/plain_queue.hpp"
#include "tests/support/queue_replay.hpp"
#include "tests/support/settings.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;

namespace {

using Starts = std::vector<std::int64_t>;

std::unique_ptr<JobScheduler> made(const std::string& name, const char* order = "", double depth = -1) {
    Models models;
    register_builtin(models);
    Settings settings;
    if (*order != '\0') settings.set("order", order);
    if (depth >= 0) settings.set("depth", depth);
    return models.scheduling.find(name)->make(settings);
}

struct Subject {
    const char* model;
    const char* order = "";
    double depth = -1;
};
constexpr Subject subjects[] = {{"fcfs"},
                                {"easy"},
                                {"easy", "sjf"},
                                {"easy", "lxf"},
                                {"easy", "", 3},
                                {"easy", "lxf", 2},
                                {"conservative"},
                                {"conservative", "sjf"},
                                {"conservative", "", 2},
                                {"ordered", "largest"},
                                {"ordered", "lxf"}};

// Rules that hold many: some for each, some for one, some in two kinds at once.
PlainLimits random_limits(SplitMix& random) {
    std::vector<PlainLimit> limits;
    for (const Identity kind : identities) {
        if (random.below(2) == 0) continue;
        limits.push_back({.kind = kind, .number = {}});
        if (random.below(2) == 0) limits.push_back({.kind = kind, .number = random.below(3)});
    }
    for (PlainLimit& limit : limits) {
        if (random.below(2) == 0) limit.jobs = 1 + random.below(4);
        if (random.below(2) == 0) limit.devices = 2 + random.below(12);
        if (random.below(3) == 0) limit.device_ns = 200 + random.below(2'000);
    }
    return PlainLimits{limits};
}

std::vector<ReplayJob> random_jobs(SplitMix& random, std::uint32_t devices, const PlainLimits& limits) {
    std::vector<ReplayJob> jobs;
    std::int64_t clock = 0;
    for (std::uint64_t id = 1; id <= 80; ++id) {
        clock += random.below(4);
        const std::int64_t run = 1 + random.below(20);
        ReplayJob job{.id = id,
                      .submit = clock,
                      .run = run,
                      .estimate = run + random.below(3) * random.below(20),
                      .devices = 1 + random.below(devices)};
        job.priority = static_cast<std::int32_t>(random.below(2));
        job.user = random.below(6);
        job.account = job.user / 2;
        job.partition = random.below(2);
        job.qos = random.below(3);
        if (!limits.refuses(job.as_waiting())) jobs.push_back(job);
    }
    return jobs;
}

// When which job began (true) or ceased to be held.
using Changes = std::vector<std::tuple<std::int64_t, std::uint32_t, bool>>;

void note(Changes& all, std::int64_t now, std::map<std::uint32_t, bool> by_job) {
    for (const auto& [job, is_held] : by_job) all.emplace_back(now, job, is_held);
}

struct Course {
    Starts starts;
    Changes changes;
};

Course course_by_engine(const std::vector<ReplayJob>& jobs, std::uint32_t devices, JobScheduler& scheduler,
                        const PlainLimits& limits) {
    Course course;
    Limits books = limits.as_books();
    StartGate* const no_gate = nullptr;
    QueueReplay<JobQueue> replay{jobs, devices, scheduler, no_gate, &books};
    replay.after_pass = [&](std::int64_t now) {
        std::map<std::uint32_t, bool> by_job;
        for (const HeldChange& change : replay.queue().held()->changes()) {
            REQUIRE(by_job.emplace(replay.queue().tag_of(change.ticket), change.is_held).second);
        }
        note(course.changes, now, by_job);
    };
    course.starts = replay.run();
    return course;
}

Course course_by_plain(const std::vector<ReplayJob>& jobs, std::uint32_t devices, JobScheduler& scheduler,
                       PlainLimits limits) {
    Course course;
    QueueReplay<PlainQueue> replay{jobs, devices, scheduler, &limits};
    replay.after_pass = [&](std::int64_t now) {
        REQUIRE_FALSE(limits.is_exceeded());
        std::map<std::uint32_t, bool> by_job;
        for (const auto& [ticket, is_held] : replay.queue().changes()) {
            by_job.emplace(replay.queue().tag_of(ticket), is_held);
        }
        note(course.changes, now, by_job);
    };
    course.starts = replay.run();
    return course;
}

Starts by_engine(const std::vector<ReplayJob>& jobs, std::uint32_t devices, JobScheduler& scheduler,
                 const PlainLimits& limits) {
    Limits books = limits.as_books();
    StartGate* const no_gate = nullptr;
    return QueueReplay<JobQueue>{jobs, devices, scheduler, no_gate, &books}.run();
}

}  // namespace

TEST_CASE("other numbers for the same users and accounts change no start", "[jobs]") {
    SplitMix random{32};
    for (int round = 0; round < 20; ++round) {
        const auto limits_with = [&](std::uint32_t named) {
            return PlainLimits{{{.kind = Identity::user, .number = {}, .jobs = 2},
                                {.kind = Identity::user, .number = named, .devices = 9},
                                {.kind = Identity::account, .number = {}, .device_ns = 1'500}}};
        };
        const auto jobs = random_jobs(random, 12, limits_with(3));
        auto renamed = jobs;
        for (ReplayJob& job : renamed) {
            job.user = 5 - job.user;
            job.account = (job.account + 1) % 3;
        }
        for (const Subject& s : subjects) {
            CAPTURE(round, s.model, s.order, s.depth);
            const auto scheduler = made(s.model, s.order, s.depth);
            REQUIRE(by_engine(renamed, 12, *scheduler, limits_with(2)) ==
                    by_engine(jobs, 12, *scheduler, limits_with(3)));
        }
    }
}

TEST_CASE("jobs within their limits start as if there were none", "[jobs]") {
    SplitMix random{33};
    const PlainLimits wide{{{.kind = Identity::user, .number = {}, .jobs = 100},
                            {.kind = Identity::qos, .number = 1u, .devices = 5'000}}};
    for (const Subject& s : subjects) {
        CAPTURE(s.model, s.order, s.depth);
        const auto jobs = random_jobs(random, 12, wide);
        const auto scheduler = made(s.model, s.order, s.depth);
        REQUIRE(by_engine(jobs, 12, *scheduler, wide) == QueueReplay<JobQueue>{jobs, 12, *scheduler}.run());
    }
}

TEST_CASE("a queue with limits decides as one that adds up all jobs at every question", "[jobs]") {
    SplitMix random{31};
    std::size_t held_for_good = 0;
    std::size_t differs = 0;
    std::size_t changes = 0;
    for (int round = 0; round < 60; ++round) {
        const PlainLimits limits = random_limits(random);
        const auto jobs = random_jobs(random, 12, limits);
        for (const Subject& s : subjects) {
            CAPTURE(round, s.model, s.order, s.depth);
            const auto scheduler = made(s.model, s.order, s.depth);
            const Course plain = course_by_plain(jobs, 12, *scheduler, limits);
            const Course engine = course_by_engine(jobs, 12, *scheduler, limits);
            REQUIRE(engine.starts == plain.starts);
            REQUIRE(engine.changes == plain.changes);
            const Starts& expected = plain.starts;
            changes += plain.changes.size();
            held_for_good += static_cast<std::size_t>(std::ranges::count(expected, -1));
            if (expected != QueueReplay<JobQueue>{jobs, 12, *scheduler}.run()) ++differs;
        }
    }
    CHECK(held_for_good > 100);  // budgets run out
    CHECK(differs > 300);        // of 660: limits matter
    CHECK(changes > 10'000);
}

TEST_CASE("hundreds of jobs that wait aside are found in the order of the queue", "[jobs]") {
    // Lists of many blocks; narrow limits, so that little of them fits at a time, and few names.
    SplitMix random{34};
    std::size_t changes = 0;
    for (int round = 0; round < 8; ++round) {
        const std::uint32_t users = round % 2 == 0 ? 2 : 40;  // few long lists, many short ones
        const PlainLimits limits{{{.kind = Identity::user, .number = {}, .devices = 3 + random.below(4)},
                                  {.kind = Identity::qos, .number = {}, .devices = 6, .device_ns = 20'000}}};
        std::vector<ReplayJob> jobs;
        for (std::uint64_t id = 1; id <= 400; ++id) {
            const std::int64_t run = 1 + random.below(20);
            ReplayJob job{.id = id,
                          .submit = static_cast<std::int64_t>(id / 4),
                          .run = run,
                          .estimate = run + random.below(3) * random.below(20),
                          .devices = 1 + random.below(random.below(3) == 0 ? 12 : 3)};
            job.priority = random.below(20) == 0 ? 1 : 0;
            job.user = random.below(users);
            job.qos = random.below(2);
            if (!limits.refuses(job.as_waiting())) jobs.push_back(job);
        }
        for (const Subject& s : subjects) {
            CAPTURE(round, s.model, s.order, s.depth);
            const auto scheduler = made(s.model, s.order, s.depth);
            const Course plain = course_by_plain(jobs, 12, *scheduler, limits);
            const Course engine = course_by_engine(jobs, 12, *scheduler, limits);
            REQUIRE(engine.starts == plain.starts);
            REQUIRE(engine.changes == plain.changes);
            changes += plain.changes.size();
        }
    }
    CHECK(changes > 10'000);
}

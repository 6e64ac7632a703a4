// Nodes reserved for some users: rules by hand, and whole runs against a scheduler that looks at everything.
#include <algorithm>
#include <fstream>
#include <numeric>
#include <string>

#include <fmt/format.h>

#include "sim/run/jobs/reservations.hpp"
#include "tests/support/plain_reserved.hpp"
#include "tests/support/splitmix.hpp"
#include "tests/unit/run/engine.hpp"
#include "tests/unit/run/job_records.hpp"
#include "tests/unit/run/small_hall.hpp"

using namespace datahall;
using namespace datahall::literals;
using namespace datahall::test;

namespace {

const std::string scenario = one_rack + R"(
demand:
  - {name: low, workload: {model: jobs_csv, file: low.csv, work_class: plain}}
  - {name: high, priority: 1, workload: {model: jobs_csv, file: high.csv, work_class: plain}}
)";

const std::string header = "id,user,account,submit_s,reference_s,estimate_s,requested_devices\n";

Result run_with(const std::string& rows, std::vector<std::string> overrides,
                const std::string& high = "9999,zoe,z,3599,1,1,1\n") {
    const ScratchScenario file{scenario};
    std::ofstream{file.folder() / "low.csv"} << header << rows;
    std::ofstream{file.folder() / "high.csv"} << header << high;
    return simulate(load(file.path(), std::move(overrides)), {.audit_every_instant = true});
}

const std::string key = "clusters[0].reservations=";
// The first of two nodes, for Ann, from 50 to 150.
const std::string for_ann = key + "[{name: class, at: 50 s, duration: 100 s, nodes: 1, users: [ann]}]";

}  // namespace

TEST_CASE("no job of others is started that might run into a reservation", "[reservation]") {
    // Job 1 needs both nodes for 30 s at 30, but one is Ann's from 50; job 2 fits on the other, and stands
    // behind it.  Ann's own, 3, may pass nobody under fcfs.
    const std::string rows = "1,bob,b,30,30,30,4\n2,bob,b,35,100,100,2\n3,ann,a,60,20,20,2\n";
    const Result r = run_with(rows, {for_ann});
    CHECK(seconds(job(r, 1).start_ns) == 150);
    CHECK(waited(job(r, 1), WaitCause::reservation) == 120);
    CHECK(waited(job(r, 2), WaitCause::order) == 115);
    const Result easy = run_with(rows, {for_ann, "clusters[0].scheduler={model: easy}"});
    CHECK(seconds(job(easy, 2).start_ns) == 35);
    CHECK(seconds(job(easy, 3).start_ns) == 60);
    // Two devices reserved for 100 s, of which Ann holds two for 20 s.
    CHECK(value(easy.metrics, "devices.reserved_mean") == Approx(2 * 100.0 / 3'600));
    CHECK(value(easy.metrics, "devices.reserved_idle_mean") == Approx(2 * 80.0 / 3'600));
}

TEST_CASE("an owner's job runs within the window, and prefers the nodes kept for it", "[reservation]") {
    // At 60 both nodes are free: Ann's job takes the reserved one, and Bob's the other.
    const std::string rows = "1,ann,a,60,20,20,2\n2,bob,b,61,10,10,2\n";
    const std::vector<std::string> second{
        key + "[{name: class, at: 50 s, duration: 100 s, first_node: 1, nodes: 1, users: [ann]}]"};
    const Result r = run_with(rows, second);
    CHECK(seconds(job(r, 1).start_ns) == 60);
    CHECK(seconds(job(r, 2).start_ns) == 61);  // packed would have put Ann's on the first
}

TEST_CASE("an owner's job that is too long for the window, or too early, is as one of others",
          "[reservation]") {
    // At 60, 90 s are left of the window.
    CHECK(seconds(job(run_with("1,ann,a,60,90,90,4\n", {for_ann}), 1).start_ns) == 60);
    CHECK(seconds(job(run_with("1,ann,a,60,91,91,4\n", {for_ann}), 1).start_ns) == 150);
    CHECK(seconds(job(run_with("1,ann,a,60,91,91,2\n", {for_ann}), 1).start_ns) == 60);  // on the other node
    // The other node is held then, until 151; the first is free for all at 150.
    CHECK(seconds(job(run_with("1,ann,a,60,91,91,2\n2,ann,a,60,91,91,2\n", {for_ann}), 2).start_ns) == 150);
    CHECK(seconds(job(run_with("1,ann,a,40,10,10,4\n", {for_ann}), 1).start_ns) == 40);
    CHECK(seconds(job(run_with("1,ann,a,40,11,11,4\n", {for_ann}), 1).start_ns) == 50);
}

TEST_CASE("an owner has a name of each list", "[reservation]") {
    const std::string lists = key + "[{name: x, at: 0 s, duration: 100 s, users: [ann, bob], accounts: [a]}]";
    const auto start = [&](const std::string& who) {
        return seconds(job(run_with("1," + who + ",0,10,10,1\n", {lists}), 1).start_ns);
    };
    CHECK(start("ann,a") == 0);
    CHECK(start("ann,b") == 100);
    CHECK(start("eve,a") == 100);
}

TEST_CASE("mistakes in reservations are told", "[reservation]") {
    const std::string rows = "1,ann,a,0,1,1,1\n";
    const auto fails = [&](const std::string& list, const std::string& text) {
        CHECK_THROWS_WITH(run_with(rows, {key + list}), Catch::Matchers::Contains(text));
    };
    fails("[{name: x, at: 0 s, duration: 1 s}]", "expected users, accounts, partitions or qos");
    fails("[{name: x, at: 0 s, duration: 2 s, every: 1 s, users: [ann]}]", "expected more than the duration");
    fails("[{name: x, at: 0 s, duration: 1 s, first_node: 1, nodes: 2, users: [ann]}]",
          "expected nodes within the 2 of the cluster");
    fails(
        "[{name: x, at: 0 s, duration: 10 s, users: [ann]}, {name: y, at: 9 s, duration: 5 s, users: [bob]}]",
        "'x' and 'y' have some nodes at the same time");
    const auto findings = [&](const std::string& user) {
        return run_with(rows, {key + "[{name: x, at: 0 s, duration: 1 s, users: [" + user + "]}]"}).findings;
    };
    CHECK(has_finding(findings("anne"), "F0505"));
    CHECK_FALSE(has_finding(findings("ann"), "F0505"));
}

TEST_CASE("windows meet as a look at every second says", "[reservation]") {
    SplitMix random{51};
    int met = 0;
    for (int round = 0; round < 2'000; ++round) {
        const auto draw = [&] {
            const std::int64_t length = 1 + random.below(12);
            const std::int64_t every = random.below(3) == 0 ? 0 : length + 1 + random.below(30);
            return TimeWindow{.at_ns = random.below(60), .length_ns = length, .every_ns = every};
        };
        const auto covers = [](const TimeWindow& w, std::int64_t t) {
            if (t < w.at_ns) return false;
            return (w.every_ns == 0 ? t - w.at_ns : (t - w.at_ns) % w.every_ns) < w.length_ns;
        };
        const TimeWindow a = draw();
        const TimeWindow b = draw();
        bool expected = false;
        for (std::int64_t t = 0; t < 2'000; ++t) {
            expected = expected || (covers(a, t) && covers(b, t));
            if (t < 150) REQUIRE(a.meets(t, 1) == covers(a, t));
        }
        CAPTURE(a.at_ns, a.length_ns, a.every_ns, b.at_ns, b.length_ns, b.every_ns);
        REQUIRE(a.meets(b) == expected);
        REQUIRE(b.meets(a) == expected);
        met += expected ? 1 : 0;
    }
    CHECK(met > 500);
    CHECK(met < 1'950);
}

namespace {

constexpr int nodes = 6;

std::vector<PlainWindow> random_windows(SplitMix& random) {
    std::vector<PlainWindow> all;
    for (int n = 0; n < 4; ++n) {
        PlainWindow w{.at = random.below(400), .length = 20 + random.below(200)};
        w.every = random.below(2) == 0 ? 0 : w.length + 1 + random.below(300);
        w.first = static_cast<int>(random.below(nodes));
        w.nodes = 1 + static_cast<int>(random.below(static_cast<std::uint32_t>(nodes - w.first)));
        w.users = {static_cast<int>(random.below(3)), static_cast<int>(random.below(3))};
        const auto time_of = [](const PlainWindow& x) { return TimeWindow{x.at, x.length, x.every}; };
        const bool is_apart = std::ranges::none_of(all, [&](const PlainWindow& o) {
            return o.first < w.first + w.nodes && w.first < o.first + o.nodes && time_of(o).meets(time_of(w));
        });
        if (is_apart) all.push_back(w);
    }
    return all;
}

std::string as_text(const std::vector<PlainWindow>& windows) {
    std::string text = key + "[";
    for (std::size_t i = 0; i < windows.size(); ++i) {
        const PlainWindow& w = windows[i];
        text += fmt::format("{}{{name: w{}, at: {} s, duration: {} s, first_node: {}, nodes: {}",
                            i > 0 ? ", " : "", i, w.at, w.length, w.first, w.nodes);
        if (w.every > 0) text += fmt::format(", every: {} s", w.every);
        text += ", users: [";
        for (const int user : w.users)
            text += fmt::format("{}u{}", user == *w.users.begin() ? "" : ", ", user);
        text += "]}";
    }
    return text + "]";
}

}  // namespace

TEST_CASE("a cluster with reservations starts jobs as a scheduler that looks at everything",
          "[reservation]") {
    SplitMix random{52};
    int reserved = 0;
    int differs = 0;
    for (int round = 0; round < 60; ++round) {
        const auto windows = random_windows(random);
        std::vector<PlainJob> jobs;
        std::string rows;
        for (int id = 1; id <= 60; ++id) {
            PlainJob job{.id = id,
                         .user = static_cast<int>(random.below(4)),
                         .nodes = 1 + static_cast<int>(random.below(random.below(3) == 0 ? nodes : 2)),
                         .submit = random.below(900),
                         .run = 1 + random.below(80)};
            job.estimate = job.run + random.below(2) * random.below(60);
            jobs.push_back(job);
        }
        std::ranges::stable_sort(jobs, {}, &PlainJob::submit);
        for (const PlainJob& j : jobs) {
            rows +=
                fmt::format("{},u{},a,{},{},{},{}\n", j.id, j.user, j.submit, j.run, j.estimate, 2 * j.nodes);
        }
        for (const bool is_easy : {false, true}) {
            CAPTURE(round, is_easy, as_text(windows));
            std::vector<PlainJob> plain = jobs;
            PlainReserved{nodes, windows, is_easy}.run(plain, 3'600);
            std::vector<PlainJob> ignorant = jobs;
            PlainReserved{nodes, {}, is_easy}.run(ignorant, 3'600);
            const Result r = run_with(
                rows, {as_text(windows), "hall.width=9 m", "hall.blocks[0].racks[0].count=3",
                       "clusters[0].placement={model: first_free}",
                       fmt::format("clusters[0].scheduler={{model: {}}}", is_easy ? "easy" : "fcfs")});
            for (std::size_t i = 0; i < plain.size(); ++i) {
                const JobRecord& j = job(r, static_cast<std::uint64_t>(plain[i].id));
                CAPTURE(j.id, plain[i].submit, plain[i].estimate, plain[i].nodes);
                REQUIRE(j.start_ns == (plain[i].start < 0 ? -1 : plain[i].start * 1'000'000'000));
                const auto wait = std::accumulate(j.waited_ns.begin(), j.waited_ns.end(), std::int64_t{0});
                if (j.start_ns >= 0) REQUIRE(wait == j.start_ns - j.submit_ns);
                reserved += waited(j, WaitCause::reservation) > 0 ? 1 : 0;
                differs += plain[i].start != ignorant[i].start ? 1 : 0;
            }
        }
    }
    CHECK(reserved > 500);
    CHECK(differs > 1'000);
}

TEST_CASE("all books balance with reservations among everything else", "[reservation]") {
    std::string low;
    std::string high;
    for (int i = 0; i < 120; ++i) {
        low += fmt::format("{},u{},a{},{},{},{},{}\n", i, i % 3, i % 2, i * 23, 40 + i * 37 % 90,
                           60 + i * 37 % 90, 1 + i % 4);
        high += fmt::format("{},u{},a{},{},{},{},{}\n", i, i % 4, i % 2, i * 29, 5 + i * 11 % 30,
                            5 + i * 11 % 30, 1 + i % 3);
    }
    const std::string scheduler = GENERATE("fcfs", "easy", "conservative", "multifactor");
    const std::string tenancy = GENERATE("shared", "exclusive");
    const Result r =
        run_with(low,
                 {"clusters[0].scheduler={model: " + scheduler + "}", "clusters[0].tenancy=" + tenancy,
                  "clusters[0].preemption={mode: requeue, grace: 7 s, min_run: 3 s}",
                  "clusters[0].maintenance=[{name: m, at: 100 s, duration: 60 s, every: 400 s, nodes: 1}]",
                  "clusters[0].limits={each_user: {max_devices: 3}}",
                  key + "[{name: r, at: 130 s, duration: 90 s, every: 300 s, first_node: 1, users: [u1], "
                        "accounts: [a1]}]",
                  "power.job_caps=[{level: ups, cap: 1.2 kW}]"},
                 high);
    CHECK(value(r.metrics, "devices.reserved_mean") == Approx(2 * 12 * 90 / 3600.0));
    CHECK(value(r.metrics, "devices.reserved_idle_mean") < value(r.metrics, "devices.reserved_mean"));
    CHECK(value(r.metrics, "devices.reserved_idle_mean") > 0);
    for (const JobRecord& j : r.jobs) {
        if (j.state != JobState::completed) continue;
        const std::int64_t wait = std::accumulate(j.waited_ns.begin(), j.waited_ns.end(), std::int64_t{0});
        CHECK(j.end_ns - j.submit_ns == wait + j.reference_ns + j.redone_ns);
    }
}

// Recorded traces read from their file again and again: the same jobs as when they are held, in bounded
// memory.
#include <sstream>

#include "datahall/random.hpp"

#include "models/workload/fields.hpp"
#include "models/workload/recorded.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/models/jobs_replay.hpp"

using namespace datahall;

namespace {

constexpr std::int64_t s = 1'000'000'000;

// "id submit run devices user", everything kept that has devices.
class PlainFormat final : public TraceFormat {
public:
    std::span<const std::string_view> reasons() const override {
        static constexpr std::string_view reasons[] = {"no devices"};
        return reasons;
    }
    std::span<const std::string_view> marks() const override { return {}; }
    void begin(LineSource&) override {}
    bool next(LineSource& lines, Owners& owners, TraceRecord& record) override {
        std::string_view line;
        if (!lines.next(line)) return false;
        split_spaces(line, fields_);
        const auto field = [&](std::size_t i) { return whole_field(lines, "x", fields_[i]); };
        record.submitted = field(1) * s;
        record.job = {.submit_ns = field(1) * s,
                      .id = static_cast<std::uint64_t>(field(0)),
                      .devices = static_cast<std::uint32_t>(field(3)),
                      .owner = owners.number_of({.user = fields_[4]})};
        set_times(field(2) * s, 0, record.job);
        if (record.job.devices == 0) record.dropped = 0;
        return true;
    }
    std::optional<std::int64_t> epoch() const override { return std::nullopt; }
    std::string_view calendar_needs() const override { return "dates"; }
    std::int64_t machine() const override { return 0; }

private:
    std::vector<std::string_view> fields_;
};

// Made on the way: a job every 10 s, each up to `jitter` s earlier than its line.
class MadeLines final : public LineSource {
public:
    MadeLines(int jobs, std::uint32_t jitter) : jobs_{jobs}, jitter_{jitter} {}
    bool next(std::string_view& line) override {
        if (at_ == jobs_) return false;
        std::uint64_t state = static_cast<std::uint64_t>(++at_);
        const std::uint64_t draw = splitmix64(state);
        const std::int64_t back = jitter_ == 0 ? 0 : static_cast<std::int64_t>(draw % jitter_);
        std::ostringstream text;
        text << at_ << ' ' << 1'000'000 + 10 * std::int64_t{at_} - back << ' ' << 1 + draw % 500 << ' '
             << (draw >> 20) % 5 << ' ' << 'u' << (draw >> 30) % 50;
        text_ = text.str();
        line = text_;
        return true;
    }
    int line() const override { return at_; }
    const std::string& name() const override { return name_; }
    std::unique_ptr<LineSource> reopen() const override {
        return std::make_unique<MadeLines>(jobs_, jitter_);
    }
    [[noreturn]] void refuse(std::string_view column, const std::string& text) const override {
        throw ConfigError{{{{name_, at_, 1}, "E0604", std::string{column}, text, ""}}};
    }

private:
    int jobs_;
    std::uint32_t jitter_;
    int at_ = 0;
    std::string text_;
    std::string name_ = "made";
};

struct Case {
    int jobs = 3000;
    std::uint32_t jitter = 0;
    std::int64_t limit = 0;
    double users = 1.0;
    double skip = 0.0;
    std::optional<double> take = std::nullopt;
    Align align = Align::start;
    ReplaySettings replay = {};
    std::int64_t horizon_s = 4'000'000'000;
};

struct Replayed2 {
    std::vector<JobRequest> jobs;
    ImportReport report;
};

Replayed2 replayed(const Case& c, std::size_t hold_at_most) {
    RecordedSettings settings;
    settings.file = std::make_unique<MadeLines>(c.jobs, c.jitter);
    settings.work_class = "x";
    settings.align = c.align;
    settings.limit = c.limit;
    settings.sample_users = c.users;
    settings.skip = Seconds::from_si(c.skip);
    if (c.take) settings.take = Seconds::from_si(*c.take);
    settings.replay = c.replay;
    Recorded workload{std::move(settings), std::make_unique<PlainFormat>(), hold_at_most};
    WorkloadWindow window;
    window.horizon_ns = c.horizon_s * s;
    workload.open(window);
    auto jobs = drain(workload);
    return {std::move(jobs), workload.report()};
}

void check_same(const Case& c) {
    const Replayed2 held = replayed(c, 1'000'000);
    const Replayed2 streamed = replayed(c, 100);
    REQUIRE(held.jobs.size() > 100);
    CHECK(held.jobs == streamed.jobs);
    CHECK(std::ranges::is_sorted(held.jobs, {}, &JobRequest::submit_ns));
    CHECK(held.report.kept == streamed.report.kept);
    CHECK(held.report.users == streamed.report.users);
    CHECK(held.report.span_s == streamed.report.span_s);
    CHECK(held.report.served == streamed.report.served);
    CHECK(held.report.outside_window == streamed.report.outside_window);
    CHECK(held.report.device_seconds == streamed.report.device_seconds);
    std::uint64_t dropped = 0;
    for (std::size_t i = 0; i < held.report.dropped.size(); ++i) {
        CHECK(held.report.dropped[i].jobs == streamed.report.dropped[i].jobs);
        dropped += held.report.dropped[i].jobs;
    }
    CHECK(held.report.kept + dropped == held.report.records);
}

}  // namespace

TEST_CASE("a streamed trace gives the jobs and the books of a held one", "[jobs][trace]") {
    check_same({});
    check_same({.jitter = 3000});
    check_same({.jitter = 3000, .limit = 1234});
    check_same({.jitter = 90'000});  // in no order at all
    check_same({.jitter = 3000, .skip = 5000, .take = 15'000});
    check_same({.jitter = 3000, .users = 0.4});
    check_same({.jitter = 300, .align = Align::zero});
    check_same(
        {.jitter = 300, .replay = {.scale_arrivals = 7.5, .scale_sizes = 1.5, .scale_run_times = 0.3}});
    ReplaySettings copies{.copies = 5, .copy_shift = Seconds::from_si(7777), .repeat = 3};
    check_same({.jitter = 300, .replay = copies});
    copies.period = Seconds::from_si(50'000);
    copies.shift = Seconds::from_si(-40'000);
    check_same({.jitter = 300, .replay = copies, .horizon_s = 90'000});
}

TEST_CASE("a log of ten times as many jobs takes the memory of the jobs that wait for their place",
          "[jobs][trace]") {
    // Lines step back by less than 3000 s and a job comes every 10 s: about 300 jobs wait, 56 bytes each, and
    // the numbers seen take a bit each in pages of 4 KiB.
    const auto bytes_of = [](int jobs) {
        const Replayed2 r = replayed({.jobs = jobs, .jitter = 3000, .horizon_s = 1}, 1000);
        CHECK(r.report.kept > static_cast<std::uint64_t>(jobs) / 2);
        return r.report.held_bytes;
    };
    const std::uint64_t few = bytes_of(100'000);
    const std::uint64_t many = bytes_of(1'000'000);
    CHECK(few < 100'000);  // held, it would be 4.8 MB
    CHECK(many < few + 900'000 / 8 + 4096);
}

TEST_CASE("a trace says how far its lines step back", "[jobs][trace]") {
    const ImportReport sorted = replayed({}, 100).report;
    CHECK(sorted.out_of_order == 0);
    CHECK(sorted.step_back_s == 0);
    const ImportReport shaken = replayed({.jitter = 3000}, 100).report;
    CHECK(shaken.out_of_order > 1000);
    CHECK(shaken.step_back_s > 2500);
    CHECK(shaken.step_back_s < 3000);
}

TEST_CASE("a repeated trace starts over a second behind its last job, or after its period", "[jobs][trace]") {
    // Span 0..9 s, so rounds 10 s apart; with a period of 100 s at 100 s.
    Settings settings;
    settings.set("work_class", "batch").set("processors", 4).set("repeat", 2);
    settings.lines("file",
                   "1 0 -1 1 1 -1 -1 1 1 -1 1 1 1 1 1 1 -1 -1\n2 9 -1 1 1 -1 -1 1 1 -1 1 1 1 1 1 1 -1 -1\n");
    Models models;
    register_builtin(models);
    const auto submits = [&] {
        const auto workload = models.workload.find("swf")->make(settings);
        REQUIRE(workload);
        workload->open(whole_trace());
        std::vector<std::pair<std::int64_t, std::uint64_t>> got;
        for (const auto& job : drain(*workload)) got.emplace_back(job.submit_ns / s, job.id);
        return got;
    };
    using Expected = std::vector<std::pair<std::int64_t, std::uint64_t>>;
    CHECK(submits() == Expected{{0, 1}, {9, 2}, {10, 4}, {19, 5}});
    settings.set("period", 100);
    CHECK(submits() == Expected{{0, 1}, {9, 2}, {100, 4}, {109, 5}});
    settings.set("period", 5);
    CHECK_THROWS_WITH(submits(), Catch::Contains("'period' is shorter than the trace"));
}

TEST_CASE("sizes and run times are scaled, and nothing vanishes", "[jobs][trace]") {
    Case c{.jobs = 500};
    const auto plain = replayed(c, 100).jobs;
    c.replay.scale_sizes = 0.5;
    c.replay.scale_run_times = 0.5;
    const auto scaled = replayed(c, 100).jobs;
    REQUIRE(plain.size() == scaled.size());
    for (std::size_t i = 0; i < plain.size(); ++i) {
        REQUIRE(scaled[i].devices == std::max(1U, (plain[i].devices + 1) / 2));
        REQUIRE(scaled[i].run_ns == plain[i].run_ns / 2);
        REQUIRE(scaled[i].estimate_ns >= scaled[i].run_ns);
        REQUIRE(scaled[i].submit_ns == plain[i].submit_ns);
    }
}

TEST_CASE("sampled users keep all of their jobs, whatever the order of the trace", "[jobs][trace]") {
    const auto all = replayed({}, 100);
    const auto some = replayed({.users = 0.3}, 100);
    CHECK(all.report.users == 50);
    CHECK(some.report.users > 5);  // of 50: 15, give or take 3.2
    CHECK(some.report.users < 25);
    const double share = static_cast<double>(some.report.kept) / static_cast<double>(all.report.kept);
    CHECK(share == Approx(some.report.users / 50.0).margin(0.05));
}

TEST_CASE("a shifted trace comes later, and jobs before the scenario's start are not served",
          "[jobs][trace]") {
    Case c{.jobs = 500};
    c.replay.shift = Seconds::from_si(3600);
    const auto later = replayed(c, 100).jobs;
    c.replay.shift = Seconds::from_si(-3600);
    const auto earlier = replayed(c, 100);
    CHECK(later.front().submit_ns == 3600 * s);
    CHECK(earlier.jobs.front().submit_ns >= 0);
    CHECK(earlier.report.outside_window > 200);
}

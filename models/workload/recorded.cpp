// The workload that every recorded trace becomes; see the header.
#include "models/workload/recorded.hpp"

#include <algorithm>

#include "models/workload/fields.hpp"
#include "models/workload/request.hpp"

namespace datahall {
namespace {

constexpr std::array<std::string_view, 3> align_names{"start", "calendar", "zero"};
constexpr auto longest = static_cast<double>(longest_seconds);

std::int64_t whole_ns(Seconds s) {
    return seconds_as_ns(static_cast<std::int64_t>(s.si()));
}

RecordFilter filter_of(const RecordedSettings& s) {
    RecordFilter filter;
    filter.user_share = s.sample_users;
    filter.user_seed = static_cast<std::uint64_t>(s.sample_seed);
    filter.perfect_estimates = s.perfect_estimates;
    return filter;
}

}  // namespace

void describe_recorded(Keys& k, RecordedSettings& s, std::string_view what_the_file_is) {
    k.required({"file", what_the_file_is}, s.file);
    k.required({"work_class", "What kind of work the jobs are", {.example = "batch_hpc"}}, s.work_class);
    k.optional({"source", "Who must be named when results of this trace are shown; without it, the file"},
               s.source);
    k.choice(
        {"align",
         "What the scenario's start is: the first job, the same date of the trace's calendar, or the zero of "
         "the trace's clock"},
        Presence::optional, align_names, s.align);
    k.optional({"from", "The time of the trace's calendar that is the scenario's start; replaces 'align'"},
               s.from);
    k.optional({"limit", "Keep only the first so many jobs; 0 keeps all", {.at_least = 0}}, s.limit);
    k.optional({"perfect_estimates", "Whether every estimate is the true run time"}, s.perfect_estimates);
    k.optional({"sample_users",
                "Keep the jobs of this share of the users",
                {.above = 0, .at_most = 1, .example = "0.2"}},
               s.sample_users);
    k.optional({"sample_seed", "Another number draws other users", {.at_least = 0}}, s.sample_seed);
    k.optional({"skip",
                "Leave out the jobs of this time after the trace's first submission",
                {.at_least = 0, .at_most = longest, .example = "30 d"}},
               s.skip);
    k.optional({"take",
                "Keep the jobs of this time only, from the end of 'skip'; without it, all",
                {.above = 0, .at_most = longest, .example = "28 d"}},
               s.take);
    describe_replay(k, s.replay);
}

Recorded::Recorded(RecordedSettings settings, std::unique_ptr<TraceFormat> format, std::size_t hold_at_most)
    : settings_{std::move(settings)}, hold_at_most_{hold_at_most} {
    file_.lines = std::move(settings_.file);
    file_.format = std::move(format);
    file_.filter = filter_of(settings_);
}

void Recorded::open(const WorkloadWindow& window) {
    if (!is_prepared_) prepare();
    const std::int64_t zero_s = zero_of(window);
    replay_.emplace(frame_, settings_.replay, zero_s, window.horizon_ns);
    for (std::int64_t copy = 0; copy < settings_.replay.copies && report_.kept > 0; ++copy) {
        replay_->add_copy(cursor());
    }
    expect_to_serve(settings_.replay, report_);
}

std::optional<JobRequest> Recorded::next_job() {
    auto job = replay_->next();
    if (job) count_served(*job, report_);
    return job;
}

ImportReport Recorded::report() const {
    ImportReport report = report_;
    const std::size_t now =
        survey_.held.capacity() * sizeof(TraceJob) + (replay_ ? replay_->held_bytes() : 0);
    report.held_bytes = std::max(peak_bytes_, now);
    return report;
}

void Recorded::prepare() {
    survey_ = survey(file_, hold_at_most_, report_);
    if (settings_.skip.si() > 0 || settings_.take) cut();
    trim_to_limit();
    const auto jobs = cursor();
    const std::size_t books = keep_books(*jobs, file_.owners, survey_, frame_.owners, report_);
    count_shapes();
    peak_bytes_ = std::max(survey_.peak_bytes, books + jobs->held_bytes());
    frame_.first_ns = survey_.first_ns;
    frame_.last_ns = survey_.last_ns;
    frame_.largest_id = survey_.largest_id;
    report_.source = settings_.source.empty() ? file_.lines->name() : settings_.source;
    const auto& period = settings_.replay.period;
    if (period && whole_ns(*period) <= survey_.last_ns - survey_.first_ns) {
        file_.lines->refuse({}, "'period' is shorter than the trace; expected more than " +
                                    std::to_string(report_.span_s) + " s");
    }
    note_dates();
    is_prepared_ = true;
}

// Reads once more, now that the first submission is known.
void Recorded::cut() {
    file_.filter.from_ns = survey_.first_ns + whole_ns(settings_.skip);
    if (settings_.take) file_.filter.to_ns = file_.filter.from_ns + whole_ns(*settings_.take);
    report_ = {};
    survey_ = survey(file_, hold_at_most_, report_);
}

void Recorded::trim_to_limit() {
    const auto limit = static_cast<std::uint64_t>(settings_.limit);
    if (limit == 0 || survey_.kept <= limit) return;
    report_.dropped[file_.format->reasons().size() + RecordFilter::beyond_limit].jobs = survey_.kept - limit;
    if (survey_.is_held()) {
        survey_.held.resize(limit);
        survey_.kept = limit;
        survey_.last_ns = survey_.held.back().submit_ns;
        return;
    }
    const auto jobs = cursor();  // the last of them ends the trace
    for (TraceJob job; jobs->next(job);) survey_.last_ns = job.submit_ns;
}

void Recorded::count_shapes() {
    for (const ShareRequest& request : file_.format->shapes()) shapes_.push_back({.request = request});
    if (shapes_.empty()) return;
    const auto jobs = cursor();
    for (TraceJob job; jobs->next(job);) {
        if (job.shape != no_shape) ++shapes_[job.shape].jobs;
    }
}

std::unique_ptr<TraceCursor> Recorded::cursor() {
    if (survey_.is_held()) return std::make_unique<HeldCursor>(survey_.held);
    return std::make_unique<StreamCursor>(file_, survey_.step_back_ns,
                                          static_cast<std::uint64_t>(settings_.limit));
}

// The second of the trace's clock that is the scenario's zero.
std::int64_t Recorded::zero_of(const WorkloadWindow& window) const {
    if (!settings_.from && settings_.align == Align::start) {
        return survey_.first_ns / ns_per_second;
    }
    if (!settings_.from && settings_.align == Align::zero) return 0;
    const auto epoch = file_.format->epoch();
    if (!epoch) {
        file_.lines->refuse({}, std::string{settings_.from ? "'from'" : "'align: calendar'"} + " needs " +
                                    std::string{file_.format->calendar_needs()});
    }
    const std::int64_t zero_s = settings_.from.value_or(window.start).seconds - *epoch;
    refuse_window_without_jobs(zero_s);
    return zero_s;
}

void Recorded::refuse_window_without_jobs(std::int64_t zero_s) const {
    const ReplaySettings& replay = settings_.replay;
    const std::int64_t last_s =
        survey_.last_ns / ns_per_second + static_cast<std::int64_t>(replay.shift.si());
    if (report_.kept == 0 || zero_s <= last_s || replay.repeat > 1) return;
    const std::int64_t epoch = file_.format->epoch().value_or(0);
    file_.lines->refuse({}, "expected jobs after " + timestamp({epoch + zero_s}) +
                                ", but the last was submitted at " + timestamp({epoch + last_s}) +
                                "; set 'from'");
}

void Recorded::note_dates() {
    const auto epoch = file_.format->epoch();
    if (!epoch || report_.kept == 0) return;
    report_.first_submit = Utc{*epoch + survey_.first_ns / ns_per_second};
    report_.last_submit = Utc{*epoch + survey_.last_ns / ns_per_second};
}

std::unique_ptr<Workload> make_recorded(Keys& keys, RecordedSettings settings,
                                        std::unique_ptr<TraceFormat> format) {
    if (!keys.done()) return nullptr;
    return std::make_unique<Recorded>(std::move(settings), std::move(format));
}

}  // namespace datahall

// Arranging and replaying a recorded trace; see the header.
#include "models/workload/trace_table.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "models/workload/fields.hpp"
#include "models/workload/request.hpp"

namespace datahall {
namespace {

constexpr std::int64_t ns_per_s = 1'000'000'000;
constexpr std::int64_t long_gap_s = std::int64_t{7} * 86'400;

void renumber_users(std::vector<TraceJob>& jobs, ImportReport& report) {
    constexpr std::uint32_t unseen = UINT32_MAX;
    std::vector<std::uint32_t> dense;
    for (TraceJob& job : jobs) {
        if (job.user >= dense.size()) dense.resize(job.user + std::size_t{1}, unseen);
        if (dense[job.user] == unseen) dense[job.user] = report.users++;
        job.user = dense[job.user];
    }
}

void count_jobs(const std::vector<TraceJob>& jobs, ImportReport& report) {
    std::set<std::uint64_t> ids;
    std::int64_t before = jobs.empty() ? 0 : jobs.front().submit_s;
    for (const TraceJob& job : jobs) {
        if (job.killed_at_limit) ++report.killed_at_limit;
        if (!job.has_estimate) ++report.without_estimate;
        if (!ids.insert(job.id).second) ++report.duplicate_ids;
        if (job.submit_s - before > long_gap_s) ++report.long_gaps;
        count_kept(job.devices, static_cast<double>(job.run_s), report);
        before = job.submit_s;
    }
}

}  // namespace

std::uint64_t arrange(std::vector<TraceJob>& jobs, std::int64_t limit, ImportReport& report) {
    std::ranges::stable_sort(jobs, {}, &TraceJob::submit_s);
    std::uint64_t beyond = 0;
    if (limit > 0 && jobs.size() > static_cast<std::size_t>(limit)) {
        beyond = jobs.size() - static_cast<std::size_t>(limit);
        jobs.resize(static_cast<std::size_t>(limit));
    }
    report.kept = jobs.size();
    if (!jobs.empty()) report.span_s = jobs.back().submit_s - jobs.front().submit_s;
    renumber_users(jobs, report);
    count_jobs(jobs, report);
    return beyond;
}

void describe_replay(Keys& keys, ReplaySettings& s) {
    keys.optional({"scale_arrivals",
                   "How many times faster than recorded the jobs are submitted",
                   {.above = 0, .at_most = 1e6, .example = "2"}},
                  s.scale_arrivals);
    keys.optional({"copies", "How many copies of the trace are superposed", {.at_least = 1, .at_most = 1e5}},
                  s.copies);
    keys.optional({"copy_shift",
                   "How much later each copy is submitted than the one before; past the trace's end it goes "
                   "on at its beginning",
                   {.at_least = 0, .at_most = static_cast<double>(longest_seconds)}},
                  s.copy_shift);
}

void expect_to_serve(const ReplaySettings& settings, ImportReport& report) {
    report.served = 0;
    report.served_device_seconds = 0;
    report.outside_window = report.kept * static_cast<std::uint64_t>(settings.copies);
}

TraceReplay::TraceReplay(const std::vector<TraceJob>& jobs, const ReplaySettings& settings,
                         std::int64_t zero_s, std::int64_t horizon_ns)
    : jobs_{jobs},
      scale_{settings.scale_arrivals},
      shift_s_{static_cast<std::int64_t>(settings.copy_shift.si())},
      zero_s_{zero_s},
      horizon_ns_{horizon_ns} {
    if (jobs.empty()) return;
    first_s_ = jobs.front().submit_s;
    span_s_ = jobs.back().submit_s - first_s_ + 1;
    id_step_ = std::ranges::max(jobs, {}, &TraceJob::id).id + 1;
    for (std::uint64_t copy = 0; copy < static_cast<std::uint64_t>(settings.copies); ++copy) {
        const Cursor cursor = start_of(copy);
        if (cursor.left > 0) heap_.push_back(cursor);
    }
    std::ranges::make_heap(heap_, is_later);
}

std::optional<JobRequest> TraceReplay::next() {
    if (heap_.empty()) return std::nullopt;
    std::ranges::pop_heap(heap_, is_later);
    Cursor& cursor = heap_.back();
    if (submit_ns(cursor.time_s) >= horizon_ns_) {  // and so is every other
        heap_.clear();
        return std::nullopt;
    }
    const JobRequest job = request(cursor);
    cursor.next = (cursor.next + 1) % jobs_.size();
    if (--cursor.left == 0) {
        heap_.pop_back();
    } else {
        cursor.time_s = shifted(cursor.next, cursor.copy);
        std::ranges::push_heap(heap_, is_later);
    }
    return job;
}

bool TraceReplay::is_later(const Cursor& a, const Cursor& b) {
    return a.time_s != b.time_s ? a.time_s > b.time_s : a.copy > b.copy;
}

// The first job of a copy that is submitted at or after the scenario's zero.
TraceReplay::Cursor TraceReplay::start_of(std::uint64_t copy) const {
    const std::size_t n = jobs_.size();
    const std::int64_t moved = static_cast<std::int64_t>(copy) * shift_s_ % span_s_;
    // Jobs from here on pass the trace's end and come first.
    const auto wrapped = std::ranges::lower_bound(jobs_, first_s_ + span_s_ - moved, {}, &TraceJob::submit_s);
    const auto front = static_cast<std::size_t>(wrapped - jobs_.begin());
    // Shifted times rise from there; views::iota would say this, but not to clang 14.
    std::size_t skipped = 0;
    for (std::size_t end = n; skipped < end;) {
        const std::size_t middle = skipped + (end - skipped) / 2;
        if (shifted((front + middle) % n, copy) < zero_s_) {
            skipped = middle + 1;
        } else {
            end = middle;
        }
    }
    const std::size_t next = (front + skipped) % n;
    return {.time_s = shifted(next, copy), .copy = copy, .next = next, .left = n - skipped};
}

std::int64_t TraceReplay::shifted(std::size_t job, std::uint64_t copy) const {
    const std::int64_t moved = jobs_[job].submit_s - first_s_ + static_cast<std::int64_t>(copy) * shift_s_;
    return first_s_ + moved % span_s_;
}

std::int64_t TraceReplay::submit_ns(std::int64_t time_s) const {
    constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
    const std::int64_t after_zero_s = time_s - zero_s_;
    if (scale_ == 1.0) return after_zero_s > longest_seconds ? never : after_zero_s * ns_per_s;
    const double ns = static_cast<double>(after_zero_s) * 1e9 / scale_;
    return ns > static_cast<double>(longest_seconds * ns_per_s) ? never : static_cast<std::int64_t>(ns);
}

JobRequest TraceReplay::request(const Cursor& cursor) const {
    const TraceJob& job = jobs_[cursor.next];
    return {.id = job.id + cursor.copy * id_step_,
            .submit_ns = submit_ns(cursor.time_s),
            .run_ns = job.run_s * ns_per_s,
            .estimate_ns = job.estimate_s * ns_per_s,
            .devices = job.devices,
            .user = job.user,
            .killed_at_limit = job.killed_at_limit};
}

}  // namespace datahall

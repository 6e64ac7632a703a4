// What a trace holds; see the header.
#include "models/workload/trace_survey.hpp"

#include <algorithm>

#include "models/workload/fields.hpp"
#include "models/workload/request.hpp"
#include "models/workload/seen_numbers.hpp"

namespace datahall {
namespace {

constexpr std::int64_t long_gap_ns = std::int64_t{7} * 86'400 * ns_per_second;
constexpr std::int64_t slice_count = 10;

void name_counts(const TraceFormat& format, ImportReport& report) {
    report.dropped.clear();
    report.marks.clear();
    for (const std::string_view reason : format.reasons()) report.dropped.push_back({std::string{reason}, 0});
    for (const char* const reason :
         {"beyond the limit", "user not in the sample", "outside 'skip' and 'take'"})
        report.dropped.push_back({reason, 0});
    for (const std::string_view mark : format.marks()) report.marks.push_back({std::string{mark}, 0});
}

void count_record(const TraceRecord& record, ImportReport& report) {
    ++report.records;
    if (record.dropped != TraceRecord::kept) ++report.dropped[record.dropped].jobs;
    for (std::size_t i = 0; i < report.marks.size(); ++i) report.marks[i].records += record.marks >> i & 1;
}

// Adds a kept job to the survey; holds it as long as there are not too many.
void note_kept(const TraceJob& job, std::size_t hold_at_most, Survey& s) {
    const std::int64_t submit = job.submit_ns;
    s.step_back_ns = s.kept == 0 ? 0 : std::max(s.step_back_ns, s.last_ns - submit);
    s.first_ns = s.kept == 0 ? submit : std::min(s.first_ns, submit);
    s.last_ns = s.kept == 0 ? submit : std::max(s.last_ns, submit);
    ++s.kept;
    if (s.kept <= hold_at_most) {
        s.held.push_back(job);
        s.peak_bytes = s.held.capacity() * sizeof(TraceJob);
    } else if (!s.held.empty()) {
        std::vector<TraceJob>{}.swap(s.held);
    }
}

// The slice of the time between the first submission and the last that a job falls into.
void count_slice(const TraceJob& job, const Survey& s, ImportReport& report) {
    const std::int64_t after_s = (job.submit_ns - s.first_ns) / ns_per_second;
    const auto at = std::ranges::upper_bound(report.slices, after_s, {}, &LoadSlice::to_s);
    LoadSlice& slice = at == report.slices.end() ? report.slices.back() : *at;
    ++slice.jobs;
    slice.device_seconds += static_cast<double>(job.devices) * static_cast<double>(job.run_ns) / 1e9;
}

std::vector<LoadSlice> equal_slices(std::int64_t span_s) {
    std::vector<LoadSlice> slices;
    for (std::int64_t i = 0; i < slice_count; ++i) {
        slices.push_back({.from_s = span_s * i / slice_count, .to_s = span_s * (i + 1) / slice_count});
    }
    return slices;
}

}  // namespace

Survey survey(TraceFile& file, std::size_t hold_at_most, ImportReport& report) {
    Survey s;
    name_counts(*file.format, report);
    RecordReader reader{file};
    std::optional<std::int64_t> before;
    for (TraceRecord record; reader.next(record);) {
        count_record(record, report);
        if (record.submitted) {
            if (before && *record.submitted < *before) ++report.out_of_order;
            before = record.submitted;
        }
        if (record.dropped == TraceRecord::kept) note_kept(record.job, hold_at_most, s);
    }
    report.machine = file.format->machine();
    report.step_back_s = (s.step_back_ns + ns_per_second - 1) / ns_per_second;
    if (s.is_held()) std::ranges::stable_sort(s.held, {}, &TraceJob::submit_ns);
    return s;
}

std::size_t keep_books(TraceCursor& jobs, const Owners& owners, Survey& s, OwnerNumbers& numbers,
                       ImportReport& report) {
    SeenNumbers ids;
    numbers = {};
    report.slices = equal_slices((s.last_ns - s.first_ns) / ns_per_second);
    std::int64_t before = s.first_ns;
    TraceJob job;
    while (jobs.next(job)) {
        ++report.kept;
        numbers.note(owners, job.owner);
        if (job.killed_at_limit) ++report.killed_at_limit;
        if (!job.has_estimate) ++report.without_estimate;
        if (ids.note(job.id)) ++report.duplicate_ids;
        if (job.submit_ns - before > long_gap_ns) ++report.long_gaps;
        count_kept(job.devices, static_cast<double>(job.run_ns) / 1e9, report);
        count_slice(job, s, report);
        s.largest_id = std::max(s.largest_id, job.id);
        before = job.submit_ns;
    }
    s.kept = report.kept;
    report.users = static_cast<std::uint32_t>(numbers.names(Identity::user).size());
    report.unchecked_ids = ids.unchecked();
    report.span_s = (s.last_ns - s.first_ns) / ns_per_second;
    return ids.bytes();
}

}  // namespace datahall

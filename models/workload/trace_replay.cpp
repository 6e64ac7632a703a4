// How a recorded trace is turned into demand; see the header.
#include "models/workload/trace_replay.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "datahall/int128.hpp"

#include "models/workload/fields.hpp"
#include "models/workload/request.hpp"

namespace datahall {
namespace {

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t longest_ns = longest_seconds * ns_per_second;
constexpr auto longest = static_cast<double>(longest_seconds);

std::int64_t within_range(Int128 ns) {
    return static_cast<std::int64_t>(std::clamp<Int128>(ns, -longest_ns, never));
}

std::int64_t whole_seconds_ns(Seconds s) {
    return static_cast<std::int64_t>(s.si()) * ns_per_second;
}

// Nearest ns, never nothing.
std::int64_t scaled_time(std::int64_t ns, double scale) {
    if (scale == 1.0) return ns;
    return std::max<std::int64_t>(1, as_ns(static_cast<double>(ns) * scale / 1e9));
}

std::uint32_t scaled_size(std::uint32_t devices, double scale) {
    if (scale == 1.0 || devices == 0) return devices;
    constexpr double most = 4e9;
    return static_cast<std::uint32_t>(std::clamp(std::floor(devices * scale + 0.5), 1.0, most));
}

}  // namespace

void describe_replay(Keys& keys, ReplaySettings& s) {
    keys.optional({"scale_arrivals",
                   "How many times faster than recorded the jobs are submitted",
                   {.above = 0, .at_most = 1e6, .example = "2"}},
                  s.scale_arrivals);
    keys.optional({"scale_sizes",
                   "How many times more devices than recorded each job asks for, rounded to at least one",
                   {.above = 0, .at_most = 1e6, .example = "0.5"}},
                  s.scale_sizes);
    keys.optional({"scale_run_times",
                   "How many times longer than recorded each job runs; its limit grows alike",
                   {.above = 0, .at_most = 1e6, .example = "1.5"}},
                  s.scale_run_times);
    keys.optional({"shift",
                   "How much later on the trace's clock all jobs are submitted",
                   {.at_least = -longest, .at_most = longest, .example = "8 h"}},
                  s.shift);
    keys.optional({"copies", "How many copies of the trace are superposed", {.at_least = 1, .at_most = 1e5}},
                  s.copies);
    keys.optional({"copy_shift",
                   "How much later each copy is submitted than the one before; past the trace's end it goes "
                   "on at its beginning",
                   {.at_least = 0, .at_most = longest}},
                  s.copy_shift);
    keys.optional(
        {"repeat", "How many times the trace is played, one after another", {.at_least = 1, .at_most = 1e6}},
        s.repeat);
    keys.optional({"period",
                   "Time from one repetition to the next, at least that from the trace's first submission to "
                   "its last; without it, just that and a second",
                   {.above = 0, .at_most = longest, .example = "28 d"}},
                  s.period);
}

void expect_to_serve(const ReplaySettings& settings, ImportReport& report) {
    report.served = 0;
    report.served_device_seconds = 0;
    report.outside_window = report.kept * static_cast<std::uint64_t>(settings.copies) *
                            static_cast<std::uint64_t>(settings.repeat);
}

TraceReplay::TraceReplay(const TraceFrame& frame, const ReplaySettings& settings, std::int64_t zero_s,
                         std::int64_t horizon_ns)
    : frame_{frame},
      settings_{settings},
      zero_ns_{
          within_range((Int128{zero_s} - static_cast<std::int64_t>(settings.shift.si())) * ns_per_second)},
      horizon_ns_{horizon_ns},
      span_ns_{frame.last_ns - frame.first_ns + ns_per_second},
      period_ns_{settings.period ? whole_seconds_ns(*settings.period) : span_ns_} {}

void TraceReplay::add_copy(std::unique_ptr<TraceCursor> cursor) {
    const auto number = static_cast<std::uint32_t>(copies_.size());
    const Int128 moved = Int128{number} * whole_seconds_ns(settings_.copy_shift) % span_ns_;
    copies_.push_back({.cursor = std::move(cursor), .moved_ns = static_cast<std::int64_t>(moved)});
    if (!start(copies_.back())) return;
    heap_.push_back(number);
    std::ranges::push_heap(heap_, [this](auto a, auto b) { return is_later(a, b); });
}

std::optional<JobRequest> TraceReplay::next() {
    if (heap_.empty()) return std::nullopt;
    const auto later = [this](auto a, auto b) { return is_later(a, b); };
    std::ranges::pop_heap(heap_, later);
    Copy& copy = copies_[heap_.back()];
    if (submit_ns(copy.time_ns) >= horizon_ns_) {  // and so is every other
        heap_.clear();
        return std::nullopt;
    }
    const JobRequest job = request(heap_.back());
    if (advance(copy)) {
        std::ranges::push_heap(heap_, later);
    } else {
        heap_.pop_back();
    }
    return job;
}

std::size_t TraceReplay::held_bytes() const {
    std::size_t bytes = 0;
    for (const Copy& copy : copies_) bytes += sizeof(Copy) + copy.cursor->held_bytes();
    return bytes;
}

// Jobs submitted from here on pass the trace's end.
std::int64_t TraceReplay::edge_of(const Copy& copy) const {
    return frame_.first_ns + (span_ns_ - copy.moved_ns);
}

// The first job of a copy that is submitted at or after the scenario's zero.
bool TraceReplay::start(Copy& copy) {
    const Int128 after_first = Int128{zero_ns_} - frame_.first_ns;
    const auto rounds_before = after_first > 0 ? static_cast<std::int64_t>(after_first / period_ns_) : 0;
    copy.round = rounds_before;
    if (copy.round >= settings_.repeat) return false;
    const Int128 zero_of_round = Int128{zero_ns_} - Int128{copy.round} * period_ns_;
    copy.is_wrapped = copy.moved_ns > 0;
    const Int128 back = copy.is_wrapped ? Int128{span_ns_} - copy.moved_ns : 0;
    const Int128 earliest = copy.is_wrapped ? edge_of(copy) : frame_.first_ns;
    if (enter(copy, within_range(std::max(zero_of_round + back, earliest)))) return true;
    if (copy.is_wrapped) {
        copy.is_wrapped = false;
        if (enter(copy, within_range(zero_of_round - copy.moved_ns))) return true;
    }
    return advance(copy);
}

// Sets a copy to the first job of its part of the trace that is submitted at `from_ns` or later.
bool TraceReplay::enter(Copy& copy, std::int64_t from_ns) {
    copy.cursor->seek(from_ns);
    return take(copy);
}

// The next job, if it belongs to this part.
bool TraceReplay::take(Copy& copy) {
    if (!copy.cursor->next(copy.job)) return false;
    if (!copy.is_wrapped && copy.job.submit_ns >= edge_of(copy)) return false;
    copy.time_ns = shifted(copy);
    return true;
}

// On to the next job: behind the wrapped part comes the other, behind that the next round.
bool TraceReplay::advance(Copy& copy) {
    if (take(copy)) return true;
    if (copy.is_wrapped) {
        copy.is_wrapped = false;
        if (enter(copy, frame_.first_ns)) return true;
    }
    if (++copy.round >= settings_.repeat) return false;
    copy.is_wrapped = copy.moved_ns > 0;
    if (enter(copy, copy.is_wrapped ? edge_of(copy) : frame_.first_ns)) return true;
    copy.is_wrapped = false;
    return enter(copy, frame_.first_ns);
}

std::int64_t TraceReplay::shifted(const Copy& copy) const {
    const Int128 moved = Int128{copy.job.submit_ns} + copy.moved_ns - (copy.is_wrapped ? span_ns_ : 0);
    return within_range(moved + Int128{copy.round} * period_ns_);
}

std::int64_t TraceReplay::submit_ns(std::int64_t time_ns) const {
    const Int128 after_zero = Int128{time_ns} - zero_ns_;
    if (settings_.scale_arrivals == 1.0) {
        return after_zero > longest_ns ? never : static_cast<std::int64_t>(after_zero);
    }
    const double ns = static_cast<double>(after_zero) / settings_.scale_arrivals;
    return ns > static_cast<double>(longest_ns) ? never : static_cast<std::int64_t>(ns);
}

bool TraceReplay::is_later(std::uint32_t a, std::uint32_t b) const {
    const std::int64_t time_a = copies_[a].time_ns;
    const std::int64_t time_b = copies_[b].time_ns;
    return time_a != time_b ? time_a > time_b : a > b;
}

JobRequest TraceReplay::request(std::uint32_t number) const {
    const Copy& copy = copies_[number];
    const auto repetition =
        static_cast<std::uint64_t>(copy.round) * static_cast<std::uint64_t>(settings_.copies);
    JobRequest request{.id = copy.job.id + (number + repetition) * (frame_.largest_id + 1),
                       .submit_ns = submit_ns(copy.time_ns),
                       .run_ns = scaled_time(copy.job.run_ns, settings_.scale_run_times),
                       .estimate_ns = scaled_time(copy.job.estimate_ns, settings_.scale_run_times),
                       .devices = scaled_size(copy.job.devices, settings_.scale_sizes),
                       .killed_at_limit = copy.job.killed_at_limit,
                       .shape = copy.job.shape};
    request.set_owner(frame_.owners.of(copy.job.owner));
    return request;
}

}  // namespace datahall

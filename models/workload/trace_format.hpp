// What the reader of one trace format gives: jobs and drops, one record at a time, in the order of the file.
//
// A format keeps nothing of the records that it has read but what its header said and numbers for what
// repeats, so that one object serves any number of readings of the same file.  recorded.hpp makes a workload
// of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "datahall/line_source.hpp"
#include "datahall/model/workload.hpp"

#include "models/workload/owners.hpp"

namespace datahall {

/// Cleaned.  Times are 0 .. 126 years.
struct TraceJob {
    std::int64_t submit_ns = 0;  // on the trace's clock
    std::int64_t run_ns = 0;
    std::int64_t estimate_ns = 0;
    std::uint64_t id = 0;
    std::uint32_t devices = 0;
    std::uint32_t owner = 0;  // a number of Owners
    bool killed_at_limit = false;
    bool has_estimate = false;
    std::uint32_t shape = no_shape;  // a position in TraceFormat::shapes()
};

/// Whole seconds as ns; longer times read as 126 years.
std::int64_t seconds_as_ns(std::int64_t seconds);

/// Without an estimate (<= 0) the run time stands for it; a job is killed at its limit.
void set_times(std::int64_t run_ns, std::int64_t estimate_ns, TraceJob& job);

/// One record of a trace after the cleaning of its format.
struct TraceRecord {
    static constexpr std::size_t kept = std::numeric_limits<std::size_t>::max();

    std::uint64_t number = 0;               // set by who reads: from 1
    std::optional<std::int64_t> submitted;  // on the trace's clock, if it can be told; ns
    std::size_t dropped = kept;             // position of its reason
    std::uint32_t marks = 0;                // bit i: the format's mark i
    TraceJob job = {};                      // valid if kept
};

class TraceFormat {
public:
    virtual ~TraceFormat() = default;
    /// Why records are dropped, in the order of the tests.
    virtual std::span<const std::string_view> reasons() const = 0;
    /// What else is worth counting about records: at most 32.
    virtual std::span<const std::string_view> marks() const = 0;
    /// Reads what stands before the first record.
    virtual void begin(LineSource& lines) = 0;
    /// Fills `record`, whose number is set.  False at the end.
    virtual bool next(LineSource& lines, Owners& owners, TraceRecord& record) = 0;
    /// Unix time of the trace's zero, as far as read; empty if the trace is not tied to the calendar.
    virtual std::optional<std::int64_t> epoch() const = 0;
    /// What would tie it to the calendar: the end of a sentence "'align: calendar' needs ...".
    virtual std::string_view calendar_needs() const = 0;
    /// What jobs ask of a node that they share, in the order in which the file first asks; as far as read.
    virtual std::span<const ShareRequest> shapes() const { return {}; }
    /// Devices of the machine that the trace comes from, as far as read; 0 if unknown.
    virtual std::int64_t machine() const = 0;
};

}  // namespace datahall

// Readings of one trace file: every record in the order of the file, or the kept jobs in the order of
// submission.
//
// Invariants of the sorted reading: submit times never fall, and jobs of one submit time keep the order of
// the file.  A job that is D later than everything that may still come is handed out at once, so what is
// held are the jobs of the last D of the trace, with D the largest step back among kept jobs
// (trace_survey.hpp finds it): nothing to speak of for a sorted log, everything for one in no order.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "models/workload/trace_format.hpp"

namespace datahall {

/// Which of the kept records a scenario asks for; each drop has its reason behind those of the format.
struct RecordFilter {
    enum Reason { beyond_limit, not_sampled, outside_cut, reasons };

    double user_share = 1.0;  // of the users
    std::uint64_t user_seed = 1;
    std::int64_t from_ns = std::numeric_limits<std::int64_t>::min();  // on the trace's clock
    std::int64_t to_ns = std::numeric_limits<std::int64_t>::max();    // not included
    bool perfect_estimates = false;
};

/// One trace file, to be read any number of times.
struct TraceFile {
    std::unique_ptr<LineSource> lines;
    std::unique_ptr<TraceFormat> format;
    Owners owners;
    RecordFilter filter;
};

/// In the order of the file.
class RecordReader {
public:
    /// `file` must outlive this.
    explicit RecordReader(TraceFile& file);
    bool next(TraceRecord& record);

private:
    bool is_sampled(std::uint32_t owner);
    void apply_filter(TraceRecord& record);

    TraceFile& file_;
    std::unique_ptr<LineSource> lines_;
    std::uint64_t records_ = 0;
    std::vector<char> sampled_;  // by user: 0 unknown, 1 no, 2 yes
};

/// A position among the kept jobs in the order of submission.
class TraceCursor {
public:
    virtual ~TraceCursor() = default;
    virtual bool next(TraceJob& job) = 0;
    /// The next job will be the first that was submitted at `submit_ns` or later.
    virtual void seek(std::int64_t submit_ns) = 0;
    /// Of jobs of its own, at most, so far.
    virtual std::size_t held_bytes() const = 0;
};

/// Over sorted jobs in memory, which must outlive it.
class HeldCursor final : public TraceCursor {
public:
    explicit HeldCursor(const std::vector<TraceJob>& jobs) : jobs_{jobs} {}
    bool next(TraceJob& job) override;
    void seek(std::int64_t submit_ns) override;
    std::size_t held_bytes() const override { return 0; }

private:
    const std::vector<TraceJob>& jobs_;
    std::size_t next_ = 0;
};

/// Over the file itself.
class StreamCursor final : public TraceCursor {
public:
    /// Of a file whose kept jobs step back by at most `step_back_ns`; the first `limit` of them if positive.
    StreamCursor(TraceFile& file, std::int64_t step_back_ns, std::uint64_t limit);
    bool next(TraceJob& job) override;
    void seek(std::int64_t submit_ns) override;
    std::size_t held_bytes() const override { return peak_ * sizeof(Held); }

private:
    struct Held {
        TraceJob job;
        std::uint64_t place;  // in the file
    };
    static bool is_later(const Held& a, const Held& b);
    bool is_due() const;
    bool read_one();

    TraceFile& file_;
    std::int64_t step_back_ns_;
    std::uint64_t limit_;
    std::optional<RecordReader> records_;
    std::vector<Held> heap_;  // earliest on top
    std::size_t peak_ = 0;
    std::int64_t latest_ns_ = 0;  // submit time read so far
    std::uint64_t given_ = 0;
    bool at_end_ = false;
    std::optional<TraceJob> found_;  // by seek()
};

}  // namespace datahall

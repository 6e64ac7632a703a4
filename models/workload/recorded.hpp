// The workload that every recorded trace becomes, whatever its format.
//
// The trace is read twice or more: first for its books, so that a broken line is found before anything is
// simulated, then for its jobs.  Traces of up to 131,072 kept jobs are held (48 bytes each); of longer ones
// only the jobs that wait for their place in the order of submission (trace_reader.hpp).  Both ways give the
// same jobs.
//
// Order of the cleaning: that of the format (banner of each reader); users that are not sampled; jobs outside
// `skip` and `take`; stable sort by submit time; the first `limit` jobs.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "datahall/keys.hpp"
#include "datahall/model/workload.hpp"

#include "models/workload/trace_replay.hpp"
#include "models/workload/trace_survey.hpp"

namespace datahall {

/// What the scenario's start is: the first kept job, a date of the trace's calendar, or the zero of its
/// clock.
enum class Align { start, calendar, zero };

/// The keys that all recorded traces take.
struct RecordedSettings {
    std::unique_ptr<LineSource> file;
    std::string work_class;
    std::string source;
    Align align = Align::start;
    std::optional<Utc> from;
    std::int64_t limit = 0;
    bool perfect_estimates = false;
    double sample_users = 1.0;
    std::int64_t sample_seed = 1;
    Seconds skip;
    std::optional<Seconds> take;
    ReplaySettings replay;
};
void describe_recorded(Keys& keys, RecordedSettings& settings, std::string_view what_the_file_is);

class Recorded final : public Workload {
public:
    static constexpr std::size_t usually_held = 131'072;  // jobs: 6 MiB

    Recorded(RecordedSettings settings, std::unique_ptr<TraceFormat> format,
             std::size_t hold_at_most = usually_held);

    void open(const WorkloadWindow& window) override;
    std::optional<JobRequest> next_job() override;
    ImportReport report() const override;
    std::span<const RequestCount> shapes() const override { return shapes_; }
    std::string work_class() const override { return settings_.work_class; }
    std::string name_of(Identity kind, std::uint32_t number) const override {
        return frame_.owners.names(kind).name(number);
    }

private:
    void prepare();
    void cut();
    void trim_to_limit();
    void count_shapes();
    std::unique_ptr<TraceCursor> cursor();
    std::int64_t zero_of(const WorkloadWindow& window) const;
    void refuse_window_without_jobs(std::int64_t zero_s) const;
    void note_dates();

    RecordedSettings settings_;
    TraceFile file_;
    std::size_t hold_at_most_;
    bool is_prepared_ = false;
    Survey survey_;
    TraceFrame frame_;
    std::vector<RequestCount> shapes_;  // of the kept jobs
    std::size_t peak_bytes_ = 0;
    ImportReport report_;
    std::optional<TraceReplay> replay_;
};

/// The last lines of a reader's factory: null if a setting was wrong.
std::unique_ptr<Workload> make_recorded(Keys& keys, RecordedSettings settings,
                                        std::unique_ptr<TraceFormat> format);

}  // namespace datahall

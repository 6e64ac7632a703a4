// The Philly GPU job list: one line for each job of a cluster of 2017 GPUs.
//
// Comma-separated, with a header line; columns used: timestamp, duration [s, such as 66.0], num_gpus,
// gpu_time [GPU s, must be duration x num_gpus], cluster (virtual cluster: the account, and the user, since
// the list names none).
// The lines are in no order; a job's number is that of its line, from 1 below the header.
// There are no estimates, so each estimate is the true run time.
//
// Timestamps are local times of an unnamed zone; they are read as UTC, which moves the daily cycle
// against the site's weather by some hours and changes nothing else.
//
// Cleaning: drop jobs without GPUs, then those without a run time; fractions of a second are cut
// off; stable sort by timestamp.
//
// Ignores failed and killed runs, which the list does not mark: every line is work to do again.
// Source: Jeon et al., "Analysis of Large-Scale Multi-Tenant GPU Clusters for DNN Training
// Workloads", USENIX ATC 2019; see scenarios/data/jobs/SOURCES.md.
#include <array>
#include <cmath>
#include <memory>

#include "datahall/keys.hpp"
#include "datahall/model/registry.hpp"
#include "datahall/model/workload.hpp"

#include "models/workload/fields.hpp"
#include "models/workload/recorded.hpp"

namespace datahall {
namespace {

constexpr std::int64_t most_devices = 1'000'000;
constexpr std::string_view attribution = "Microsoft Philly traces (Jeon et al., USENIX ATC 2019), CC BY 4.0";

enum Dropped { no_devices, no_run_time };
constexpr std::array<std::string_view, 2> drop_reasons{"no GPUs", "no run time"};

struct Columns {
    std::size_t timestamp, duration, num_gpus, gpu_time, cluster;
    std::size_t count;
};

class PhillyFormat final : public TraceFormat {
public:
    std::span<const std::string_view> reasons() const override { return drop_reasons; }
    std::span<const std::string_view> marks() const override { return {}; }

    void begin(LineSource& lines) override {
        std::string_view line;
        if (!lines.next(line)) lines.refuse({}, "expected a header line");
        row_.read(lines, line);
        columns_ = {.timestamp = row_.column(lines, "timestamp"),
                    .duration = row_.column(lines, "duration"),
                    .num_gpus = row_.column(lines, "num_gpus"),
                    .gpu_time = row_.column(lines, "gpu_time"),
                    .cluster = row_.column(lines, "cluster"),
                    .count = row_.size()};
    }

    bool next(LineSource& lines, Owners& owners, TraceRecord& record) override {
        if (!row_.read_next(lines, columns_.count)) return false;
        record.submitted = seconds_as_ns(time_field(lines, "timestamp", row_[columns_.timestamp]).seconds);
        const std::int64_t devices = whole_field(lines, "num_gpus", row_[columns_.num_gpus]);
        if (devices > most_devices) lines.refuse("num_gpus", "expected at most 1000000 GPUs");
        const std::int64_t run = whole_field(lines, "duration", row_[columns_.duration]);
        check_gpu_time(lines);
        if (devices <= 0) {
            record.dropped = no_devices;
        } else if (run <= 0) {
            record.dropped = no_run_time;
        } else {
            const std::string_view virtual_cluster = row_[columns_.cluster];
            record.job = {.submit_ns = *record.submitted,
                          .id = record.number,
                          .devices = static_cast<std::uint32_t>(devices),
                          .owner = owners.number_of({.user = virtual_cluster, .account = virtual_cluster})};
            set_times(seconds_as_ns(run), 0, record.job);
        }
        return true;
    }

    std::optional<std::int64_t> epoch() const override { return 0; }
    std::string_view calendar_needs() const override { return {}; }
    std::int64_t machine() const override { return 0; }

private:
    void check_gpu_time(const LineSource& at) const {
        const auto duration = as_decimal(row_[columns_.duration]);
        const auto gpus = as_decimal(row_[columns_.num_gpus]);
        const auto stated = as_decimal(row_[columns_.gpu_time]);
        constexpr double rounding = 1e-6;  // of sums printed with few digits
        if (!stated || std::fabs(*stated - *duration * *gpus) > rounding * (1.0 + std::fabs(*stated))) {
            at.refuse("gpu_time", "expected duration x num_gpus, got " + shown(row_[columns_.gpu_time]));
        }
    }

    CsvRow row_;
    Columns columns_{};
};

std::unique_ptr<Workload> make(Keys& k) {
    RecordedSettings settings;
    settings.align = Align::calendar;
    settings.source = attribution;
    describe_recorded(k, settings, "The job list, plain or gzip");
    return make_recorded(k, std::move(settings), std::make_unique<PhillyFormat>());
}

}  // namespace

void register_philly(Registry<Workload>& registry) {
    registry.add("philly", "The Philly list of GPU jobs (Microsoft, 2017)", make);
}

}  // namespace datahall

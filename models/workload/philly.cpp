// The Philly GPU job list: one line for each job of a cluster of 2017 GPUs.
//
// Comma-separated, with a header line; columns used: timestamp, duration [s, such as 66.0], num_gpus,
// gpu_time [GPU s, must be duration x num_gpus], cluster (virtual cluster: the user here).
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
#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

#include "datahall/keys.hpp"
#include "datahall/model/registry.hpp"
#include "datahall/model/workload.hpp"

#include "models/workload/fields.hpp"
#include "models/workload/request.hpp"
#include "models/workload/trace_table.hpp"

namespace datahall {
namespace {

constexpr std::int64_t most_devices = 1'000'000;

enum Dropped { no_devices, no_run_time };

struct Config {
    std::unique_ptr<LineSource> file;
    std::string work_class;
    std::optional<Utc> from;
    std::string source = "Microsoft Philly traces (Jeon et al., USENIX ATC 2019), CC BY 4.0";
    ReplaySettings replay;
};

struct Columns {
    std::size_t timestamp, duration, num_gpus, gpu_time, cluster;
    std::size_t count;
};

class Philly final : public Workload {
public:
    explicit Philly(Config config) : config_{std::move(config)} {}

    void open(const WorkloadWindow& window) override {
        if (!replay_) read_all();
        const Utc zero = config_.from.value_or(window.start);
        refuse_window_without_jobs(zero);
        replay_.emplace(jobs_, config_.replay, zero.seconds, window.horizon_ns);
        expect_to_serve(config_.replay, report_);
    }

    std::optional<JobRequest> next_job() override {
        auto job = replay_->next();
        if (job) count_served(*job, report_);
        return job;
    }

    ImportReport report() const override { return report_; }
    std::string work_class() const override { return config_.work_class; }

private:
    void read_all() {
        report_.dropped = {{"no GPUs", 0}, {"no run time", 0}};
        report_.source = config_.source;
        read_lines();
        arrange(jobs_, 0, report_);
        if (jobs_.empty()) return;
        report_.first_submit = Utc{jobs_.front().submit_s};
        report_.last_submit = Utc{jobs_.back().submit_s};
    }

    void read_lines() {
        std::string_view line;
        if (!config_.file->next(line)) config_.file->refuse({}, "expected a header line");
        CsvRow row;
        row.read(*config_.file, line);
        const Columns columns = columns_of(row);
        std::int64_t before = 0;
        while (config_.file->next(line)) {
            if (line.empty()) continue;
            row.read(*config_.file, line);
            const std::int64_t submit = read_job(row, columns);
            if (report_.records > 1 && submit < before) ++report_.out_of_order;
            before = submit;
        }
    }

    Columns columns_of(const CsvRow& header) const {
        const LineSource& at = *config_.file;
        return {.timestamp = header.column(at, "timestamp"),
                .duration = header.column(at, "duration"),
                .num_gpus = header.column(at, "num_gpus"),
                .gpu_time = header.column(at, "gpu_time"),
                .cluster = header.column(at, "cluster"),
                .count = header.size()};
    }

    // Keeps or drops one record; returns its submit time.
    std::int64_t read_job(const CsvRow& row, const Columns& columns) {
        const LineSource& at = *config_.file;
        if (row.size() != columns.count) {
            at.refuse({}, "expected as many fields as the header has, got " + std::to_string(row.size()));
        }
        ++report_.records;
        const auto submit = as_timestamp(row[columns.timestamp]);
        if (!submit) {
            at.refuse("timestamp",
                      "expected a time such as 2017-10-09 07:01:55, got " + shown(row[columns.timestamp]));
        }
        const std::int64_t devices = whole_field(at, "num_gpus", row[columns.num_gpus]);
        if (devices > most_devices) at.refuse("num_gpus", "expected at most 1000000 GPUs");
        const std::int64_t run = whole_field(at, "duration", row[columns.duration]);
        check_gpu_time(row, columns);
        if (devices <= 0) {
            ++report_.dropped[no_devices].jobs;
        } else if (run <= 0) {
            ++report_.dropped[no_run_time].jobs;
        } else {
            const std::int64_t kept_run = std::min(run, longest_seconds);
            jobs_.push_back({.submit_s = submit->seconds,
                             .run_s = kept_run,
                             .estimate_s = kept_run,
                             .id = report_.records,
                             .devices = static_cast<std::uint32_t>(devices),
                             .user = user_of(row[columns.cluster])});
        }
        return submit->seconds;
    }

    void check_gpu_time(const CsvRow& row, const Columns& columns) const {
        const LineSource& at = *config_.file;
        const auto duration = as_decimal(row[columns.duration]);
        const auto gpus = as_decimal(row[columns.num_gpus]);
        const auto stated = as_decimal(row[columns.gpu_time]);
        constexpr double rounding = 1e-6;  // of sums printed with few digits
        if (!stated || std::fabs(*stated - *duration * *gpus) > rounding * (1.0 + std::fabs(*stated))) {
            at.refuse("gpu_time", "expected duration x num_gpus, got " + shown(row[columns.gpu_time]));
        }
    }

    std::uint32_t user_of(std::string_view cluster) {
        auto found = users_.find(cluster);
        if (found == users_.end()) {
            found = users_.emplace(std::string{cluster}, static_cast<std::uint32_t>(users_.size())).first;
        }
        return found->second;
    }

    void refuse_window_without_jobs(Utc zero) const {
        if (jobs_.empty() || zero <= *report_.last_submit) return;
        config_.file->refuse("timestamp", "expected jobs after " + timestamp(zero) +
                                              ", but the last was submitted at " +
                                              timestamp(*report_.last_submit) + "; set 'from'");
    }

    Config config_;
    ImportReport report_;
    std::map<std::string, std::uint32_t, std::less<>> users_;
    std::vector<TraceJob> jobs_;
    std::optional<TraceReplay> replay_;
};

std::unique_ptr<Workload> make(Keys& k) {
    Config c;
    k.required({"file", "The job list, plain or gzip"}, c.file);
    k.required({"work_class", "What kind of work the jobs are", {.example = "philly_training"}},
               c.work_class);
    k.optional({"from", "The time of the trace that is the scenario's start; without it, the same date"},
               c.from);
    k.optional({"source", "Who must be named when results of this list are shown"}, c.source);
    describe_replay(k, c.replay);
    if (!k.done()) return nullptr;
    return std::make_unique<Philly>(std::move(c));
}

}  // namespace

void register_philly(Registry<Workload>& registry) {
    registry.add("philly", "The Philly list of GPU jobs (Microsoft, 2017)", make);
}

}  // namespace datahall

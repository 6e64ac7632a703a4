// Batch job logs in the Standard Workload Format, version 2.2.
//
// A job is a line of 18 numbers between spaces, -1 = unknown; lines that start with ';' are header
// comments.  Fields used (from 1): 1 job, 2 submit [s], 4 run [s], 5 allocated processors,
// 8 requested processors, 9 requested time [s], 12 user.
//
// Cleaning, in this order:
//   devices = field 5 if > 0, else field 8
//   drop a job if its devices <= 0; if its run <= 0 or submit < 0; if it is wider than the machine
//   estimate = field 9 if > 0, else run
//   run = min(run, estimate): a job is killed at its limit
//   stable sort by submit, the first `limit` jobs if a limit is given
//   the first kept job is submitted at 0 (align: start), or at UnixStartTime + field 2 (calendar)
// Fractions of a second are cut off before any test.  Times longer than 126 years read as 126 years.
//
// Valid for logs of one machine with rigid jobs.
// Ignores status, memory, queues, partitions and dependencies: every record is work to do again.
// Source: Feitelson et al., "The Standard Workload Format", Parallel Workloads Archive.
#include <algorithm>
#include <array>
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

enum class Align { start, calendar };
constexpr std::array<std::string_view, 2> align_names{"start", "calendar"};

enum Dropped { no_processors, no_run_time, too_wide, beyond_limit };

struct Config {
    std::unique_ptr<LineSource> file;
    std::string work_class;
    std::int64_t limit = 0;
    bool perfect_estimates = false;
    std::int64_t processors = 0;
    Align align = Align::start;
    std::string source;
    ReplaySettings replay;
};

struct Header {
    std::int64_t processors = 0;
    std::int64_t unix_start = 0;
};

class Swf final : public Workload {
public:
    explicit Swf(Config config) : config_{std::move(config)} {}

    void open(const WorkloadWindow& window) override {
        if (!replay_) read_all();
        replay_.emplace(jobs_, config_.replay, zero_of(window), window.horizon_ns);
        note_dates();
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
        report_.dropped = {{"no processors", 0},
                           {"no run time or no submit time", 0},
                           {"wider than the machine", 0},
                           {"beyond the limit", 0}};
        report_.source = config_.source.empty() ? config_.file->name() : config_.source;
        read_lines();
        report_.dropped[beyond_limit].jobs = arrange(jobs_, config_.limit, report_);
    }

    void read_lines() {
        std::string_view line;
        std::vector<std::string_view> fields;
        std::int64_t before = 0;
        while (config_.file->next(line)) {
            split_spaces(line, fields);
            if (fields.empty()) continue;
            if (fields.front().front() == ';') {
                read_header(line);
                continue;
            }
            const std::int64_t submit = read_job(fields);
            if (report_.records > 1 && submit < before) ++report_.out_of_order;
            before = submit;
        }
    }

    // "; MaxProcs: 100"
    void read_header(std::string_view line) {
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) return;
        std::vector<std::string_view> key;
        std::vector<std::string_view> value;
        split_spaces(line.substr(line.find(';') + 1, colon - line.find(';') - 1), key);
        split_spaces(line.substr(colon + 1), value);
        if (key.size() != 1 || value.empty()) return;
        if (key[0] == "MaxProcs") header_.processors = whole_field(*config_.file, "MaxProcs", value[0]);
        if (key[0] == "UnixStartTime") {
            header_.unix_start = whole_field(*config_.file, "UnixStartTime", value[0]);
        }
    }

    std::int64_t processors() const {
        const std::int64_t p = config_.processors > 0 ? config_.processors : header_.processors;
        if (p <= 0) {
            config_.file->refuse({}, "expected a header line '; MaxProcs: 128' or the key 'processors'");
        }
        return p;
    }

    // Keeps or drops one record; returns its submit time.
    std::int64_t read_job(const std::vector<std::string_view>& fields) {
        constexpr std::size_t columns = 18;
        if (fields.size() != columns) {
            config_.file->refuse({}, "expected 18 numbers, got " + std::to_string(fields.size()));
        }
        const auto field = [&](std::size_t from_1, std::string_view name) {
            return whole_field(*config_.file, name, fields[from_1 - 1]);
        };
        ++report_.records;
        const std::int64_t submit = field(2, "submit time");
        const std::int64_t run = field(4, "run time");
        const std::int64_t allocated = field(5, "allocated processors");
        const std::int64_t requested = field(8, "requested processors");
        const std::int64_t limit = field(9, "requested time");
        const std::int64_t devices = allocated > 0 ? allocated : requested;
        if (devices <= 0) {
            ++report_.dropped[no_processors].jobs;
        } else if (run <= 0 || submit < 0) {
            ++report_.dropped[no_run_time].jobs;
        } else if (devices > processors()) {
            ++report_.dropped[too_wide].jobs;
        } else {
            keep({.submit_s = submit,
                  .run_s = run,
                  .estimate_s = limit,
                  .id = number_of(field(1, "job number")),
                  .devices = static_cast<std::uint32_t>(devices),
                  .user = user_of(field(12, "user"))});
        }
        return submit;
    }

    void keep(TraceJob job) {
        job.has_estimate = job.estimate_s > 0;
        if (!job.has_estimate) job.estimate_s = job.run_s;
        job.killed_at_limit = job.run_s > job.estimate_s;
        job.run_s = std::min({job.run_s, job.estimate_s, longest_seconds});
        job.estimate_s = config_.perfect_estimates ? job.run_s : std::min(job.estimate_s, longest_seconds);
        jobs_.push_back(job);
    }

    std::uint64_t number_of(std::int64_t job_number) const {
        if (job_number < 0) config_.file->refuse("job number", "expected a number of at least 0");
        return static_cast<std::uint64_t>(job_number);
    }

    std::uint32_t user_of(std::int64_t name) {
        return users_.try_emplace(name, static_cast<std::uint32_t>(users_.size())).first->second;
    }

    // The instant on the log's clock that is the scenario's zero.
    std::int64_t zero_of(const WorkloadWindow& window) const {
        if (config_.align == Align::start) return jobs_.empty() ? 0 : jobs_.front().submit_s;
        if (header_.unix_start <= 0) {
            config_.file->refuse({}, "'align: calendar' needs a header line '; UnixStartTime: 843480031'");
        }
        return window.start.seconds - header_.unix_start;
    }

    void note_dates() {
        if (header_.unix_start <= 0 || jobs_.empty()) return;
        report_.first_submit = Utc{header_.unix_start + jobs_.front().submit_s};
        report_.last_submit = Utc{header_.unix_start + jobs_.back().submit_s};
    }

    Config config_;
    Header header_;
    ImportReport report_;
    std::map<std::int64_t, std::uint32_t> users_;
    std::vector<TraceJob> jobs_;
    std::optional<TraceReplay> replay_;
};

std::unique_ptr<Workload> make(Keys& k) {
    Config c;
    k.required({"file", "The log, plain or gzip"}, c.file);
    k.required({"work_class", "What kind of work the jobs are", {.example = "batch_hpc"}}, c.work_class);
    k.optional({"limit", "Keep only the first so many jobs; 0 keeps all", {.at_least = 0}}, c.limit);
    k.optional({"perfect_estimates", "Whether every estimate is the true run time"}, c.perfect_estimates);
    k.optional({"processors",
                "Processors of the machine of the log; 0 takes MaxProcs from its header",
                {.at_least = 0, .at_most = 4e9, .example = "128"}},
               c.processors);
    k.choice({"align", "What the scenario's start is: the first job, or a date of the log's calendar"},
             Presence::optional, align_names, c.align);
    k.optional({"source", "Who must be named when results of this log are shown; without it, the file"},
               c.source);
    describe_replay(k, c.replay);
    if (!k.done()) return nullptr;
    return std::make_unique<Swf>(std::move(c));
}

}  // namespace

void register_swf(Registry<Workload>& registry) {
    registry.add("swf", "A batch job log in Standard Workload Format 2.2", make);
}

}  // namespace datahall

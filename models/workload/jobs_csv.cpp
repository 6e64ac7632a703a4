// Our own table of jobs: the columns of the jobs.csv that a run writes, so that a run can be replayed.
//
// Comma-separated, with a header line; columns in any order, others are ignored:
//   id                  whole number; without the column that of the line, from 1 below the header
//   user, account, partition, qos      any text
//   cluster             any text; with the setting `cluster` only the jobs of that one
//   submit_s            seconds after the start, decimals down to 1 ns
//   reference_s         run time on the reference devices, alike
//   requested_devices   whole number of reference devices
//   estimate_s          the user's limit, alike; empty or without the column: none
//   num_gpu, gpu_milli, cpu_milli, memory_mib     what it asks of a node that it shares (request_shapes.hpp);
//   all
//                       four or none; empty: only devices.  Such a job may ask for no devices.
//
// Cleaning, in this order: drop jobs of other clusters; without devices; without a run time or with a
// negative submit time; run = min(run, estimate); what the scenario asks for (recorded.hpp).  By default the
// scenario's start is the zero of submit_s (align: zero).
//
// Valid for any list of rigid jobs.
// Ignores what became of the jobs: refused and queued ones are work to do again.
// Source: sim/report/columns_json.cpp.
#include <array>
#include <cmath>
#include <memory>

#include "datahall/keys.hpp"
#include "datahall/model/registry.hpp"
#include "datahall/model/workload.hpp"

#include "models/workload/fields.hpp"
#include "models/workload/recorded.hpp"
#include "models/workload/request_shapes.hpp"

namespace datahall {
namespace {

constexpr std::int64_t most_devices = 4'000'000'000;

enum Dropped { other_cluster, no_devices, no_run_time };
constexpr std::array<std::string_view, 3> drop_reasons{"of another cluster", "no devices",
                                                       "no run time or no submit time"};

class JobsCsvFormat final : public TraceFormat {
public:
    std::string cluster;

    std::span<const std::string_view> reasons() const override { return drop_reasons; }
    std::span<const std::string_view> marks() const override { return {}; }

    void begin(LineSource& lines) override {
        std::string_view line;
        if (!lines.next(line)) lines.refuse({}, "expected a header line such as id,submit_s,reference_s,...");
        row_.read(lines, line);
        fields_ = row_.size();
        submit_ = row_.column(lines, "submit_s");
        run_ = row_.column(lines, "reference_s");
        devices_ = row_.column(lines, "requested_devices");
        id_ = row_.find("id");
        user_ = row_.find("user");
        account_ = row_.find("account");
        partition_ = row_.find("partition");
        qos_ = row_.find("qos");
        estimate_ = row_.find("estimate_s");
        num_gpu_ = row_.find("num_gpu");
        if (num_gpu_) {
            gpu_milli_ = row_.column(lines, "gpu_milli");
            cpu_milli_ = row_.column(lines, "cpu_milli");
            memory_mib_ = row_.column(lines, "memory_mib");
        }
        cluster_ = cluster.empty() ? row_.find("cluster") : row_.column(lines, "cluster");
    }

    bool next(LineSource& lines, Owners& owners, TraceRecord& record) override {
        if (!row_.read_next(lines, fields_)) return false;
        const std::int64_t submit = time_ns(lines, "submit_s", row_[submit_]);
        const std::int64_t run = time_ns(lines, "reference_s", row_[run_]);
        const std::int64_t devices = whole_field(lines, "requested_devices", row_[devices_]);
        if (devices > most_devices) lines.refuse("requested_devices", "expected at most 4e9 devices");
        record.submitted = submit;
        if (!cluster.empty() && row_[*cluster_] != cluster) {
            record.dropped = other_cluster;
        } else if (devices < 0 || (devices == 0 && !has_shape())) {
            record.dropped = no_devices;
        } else if (run <= 0 || submit < 0) {
            record.dropped = no_run_time;
        } else {
            record.job = {.submit_ns = submit,
                          .id = number(lines, record),
                          .devices = static_cast<std::uint32_t>(devices),
                          .owner = owners.number_of({.user = text_of(user_),
                                                     .account = text_of(account_),
                                                     .partition = text_of(partition_),
                                                     .qos = text_of(qos_)})};
            const bool has_estimate = estimate_ && !row_[*estimate_].empty();
            if (has_shape()) record.job.shape = shapes_.number_of(request(lines));
            set_times(run, has_estimate ? time_ns(lines, "estimate_s", row_[*estimate_]) : 0, record.job);
        }
        return true;
    }

    std::optional<std::int64_t> epoch() const override { return std::nullopt; }
    std::string_view calendar_needs() const override {
        return "a trace with dates, which this table has not";
    }
    std::int64_t machine() const override { return 0; }
    std::span<const ShareRequest> shapes() const override { return shapes_.requests(); }

private:
    bool has_shape() const { return num_gpu_ && !row_[*num_gpu_].empty(); }
    ShareRequest request(const LineSource& at) const {
        return as_request(at, {.num_gpu = row_[*num_gpu_],
                               .gpu_milli = row_[gpu_milli_],
                               .cpu_milli = row_[cpu_milli_],
                               .memory_mib = row_[memory_mib_]});
    }

    // Decimal seconds to ns; what a run wrote reads back to the same ns.
    static std::int64_t time_ns(const LineSource& at, std::string_view column, std::string_view text) {
        const auto ns = as_nanoseconds(text);
        if (!ns) at.refuse(column, "expected seconds such as 60 or 0.25, got " + shown(text));
        return *ns;
    }

    // Of a column that need not be there.
    std::string_view text_of(std::optional<std::size_t> column) const {
        return column ? row_[*column] : std::string_view{};
    }

    std::uint64_t number(const LineSource& at, const TraceRecord& record) const {
        if (!id_) return record.number;
        const std::int64_t id = whole_field(at, "id", row_[*id_]);
        if (id < 0) at.refuse("id", "expected a number of at least 0");
        return static_cast<std::uint64_t>(id);
    }

    CsvRow row_;
    std::size_t fields_ = 0;
    std::size_t submit_ = 0, run_ = 0, devices_ = 0, gpu_milli_ = 0, cpu_milli_ = 0, memory_mib_ = 0;
    RequestNumbers shapes_;
    std::optional<std::size_t> id_, user_, account_, partition_, qos_, estimate_, cluster_, num_gpu_;
};

std::unique_ptr<Workload> make(Keys& k) {
    RecordedSettings settings;
    settings.align = Align::zero;
    auto format = std::make_unique<JobsCsvFormat>();
    describe_recorded(k, settings, "The table, plain or gzip");
    k.optional({"cluster", "Keep only the jobs that were submitted to this cluster"}, format->cluster);
    return make_recorded(k, std::move(settings), std::move(format));
}

}  // namespace

void register_jobs_csv(Registry<Workload>& registry) {
    registry.add("jobs_csv", "Our own table of jobs, such as the jobs.csv of a run", make);
}

}  // namespace datahall

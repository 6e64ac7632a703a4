// The pod lists of Alibaba's GPU cluster trace of 2023 (openb_pod_list_*.csv).
//
// Comma-separated, with a header line; columns used: num_gpu, gpu_milli [1/1000 GPU, for pods of one GPU],
// qos (the QOS, and the user, since the list names none), pod_phase, creation_time, deletion_time,
// scheduled_time [s from the trace's start]; with `shared_gpus: exact` cpu_milli [1/1000 processor],
// memory_mib.
//
//   submit = creation_time, run = deletion_time - scheduled_time, devices = num_gpu
//
// With `shared_gpus: exact`, for clusters that share nodes, pods ask for what they asked for: processors,
// memory and GPUs or a part of one; those without a GPU come, too.
//
// Cleaning, in this order: drop pods without a GPU (not if exact); that were never scheduled (no
// scheduled_time); pods of a part of a GPU if `shared_gpus: drop`, else each gets a whole one, which is
// marked; without a run time; what the scenario asks for (recorded.hpp).  A pod's number is that of its line,
// from 1 below the header.
//
// Valid for demand on whole GPUs: by default the 3,078 pods that shared GPUs hold more here than they did
// there. Ignores the wanted model of GPU, and processors and memory if not exact; there are no estimates.
// Source: Weng et al., "Beware of Fragmentation", USENIX ATC 2023; alibaba/clusterdata,
// cluster-trace-gpu-v2023.  The lists are for study only and do not ship.
#include <array>
#include <memory>
#include <optional>

#include "datahall/keys.hpp"
#include "datahall/model/registry.hpp"
#include "datahall/model/workload.hpp"

#include "models/workload/fields.hpp"
#include "models/workload/recorded.hpp"
#include "models/workload/request_shapes.hpp"

namespace datahall {
namespace {

constexpr std::int64_t most_devices = 1'000'000;
constexpr std::string_view attribution = "Alibaba cluster-trace-gpu-v2023 (Weng et al., USENIX ATC 2023)";

enum Dropped { no_gpus, never_scheduled, part_of_gpu, no_run_time };
constexpr std::array<std::string_view, 4> drop_reasons{"no GPUs", "never scheduled", "a part of a GPU",
                                                       "no run time or no submit time"};
constexpr std::array<std::string_view, 6> mark_names{"Running",   "Failed",      "Pending",
                                                     "Succeeded", "other phase", "asked for a part of a GPU"};
constexpr std::size_t phase_count = 4;
enum Mark { other_phase = phase_count, shared };

enum class SharedGpus { whole, drop, exact };
constexpr std::array<std::string_view, 3> shared_names{"whole", "drop", "exact"};

struct Columns {
    std::size_t num_gpu, gpu_milli, qos, phase, created, deleted, scheduled;
    std::size_t count;
    std::optional<std::size_t> cpu_milli = std::nullopt;  // where they are read
    std::optional<std::size_t> memory_mib = std::nullopt;
};

class PodFormat final : public TraceFormat {
public:
    SharedGpus shared_gpus = SharedGpus::whole;

    std::span<const std::string_view> reasons() const override { return drop_reasons; }
    std::span<const std::string_view> marks() const override { return mark_names; }

    void begin(LineSource& lines) override {
        std::string_view line;
        if (!lines.next(line)) lines.refuse({}, "expected a header line");
        row_.read(lines, line);
        columns_ = {.num_gpu = row_.column(lines, "num_gpu"),
                    .gpu_milli = row_.column(lines, "gpu_milli"),
                    .qos = row_.column(lines, "qos"),
                    .phase = row_.column(lines, "pod_phase"),
                    .created = row_.column(lines, "creation_time"),
                    .deleted = row_.column(lines, "deletion_time"),
                    .scheduled = row_.column(lines, "scheduled_time"),
                    .count = row_.size()};
        if (shared_gpus == SharedGpus::exact) {
            columns_.cpu_milli = row_.column(lines, "cpu_milli");
            columns_.memory_mib = row_.column(lines, "memory_mib");
        }
    }

    bool next(LineSource& lines, Owners& owners, TraceRecord& record) override {
        if (!row_.read_next(lines, columns_.count)) return false;
        const std::int64_t created = whole_field(lines, "creation_time", row_[columns_.created]);
        const std::int64_t gpus = whole_field(lines, "num_gpu", row_[columns_.num_gpu]);
        const std::int64_t milli = whole_field(lines, "gpu_milli", row_[columns_.gpu_milli]);
        if (gpus > most_devices) lines.refuse("num_gpu", "expected at most 1000000 GPUs");
        record.submitted = seconds_as_ns(std::max<std::int64_t>(created, -1));
        const bool is_part = gpus == 1 && milli < whole_gpu;
        record.marks = 1U << phase_of(row_[columns_.phase]) | (is_part ? 1U << shared : 0);
        if (gpus < 0 || (gpus == 0 && shared_gpus != SharedGpus::exact)) {
            record.dropped = no_gpus;
        } else if (row_[columns_.scheduled].empty()) {
            record.dropped = never_scheduled;
        } else if (is_part && shared_gpus == SharedGpus::drop) {
            record.dropped = part_of_gpu;
        } else {
            read_work(lines, owners, static_cast<std::uint32_t>(gpus), record);
            const bool has_shape = shared_gpus == SharedGpus::exact && record.dropped == TraceRecord::kept;
            if (has_shape) record.job.shape = shape(lines);
        }
        return true;
    }

    std::optional<std::int64_t> epoch() const override { return std::nullopt; }
    std::string_view calendar_needs() const override { return "a trace with dates, which this list has not"; }
    std::int64_t machine() const override { return 0; }
    std::span<const ShareRequest> shapes() const override { return shapes_.requests(); }

private:
    std::uint32_t shape(const LineSource& at) {
        return shapes_.number_of(as_request(at, {.num_gpu = row_[columns_.num_gpu],
                                                 .gpu_milli = row_[columns_.gpu_milli],
                                                 .cpu_milli = row_[*columns_.cpu_milli],
                                                 .memory_mib = row_[*columns_.memory_mib]}));
    }

    static std::size_t phase_of(std::string_view text) {
        for (std::size_t i = 0; i < phase_count; ++i) {
            if (mark_names[i] == text) return i;
        }
        return other_phase;
    }

    void read_work(const LineSource& at, Owners& owners, std::uint32_t gpus, TraceRecord& record) {
        const std::int64_t scheduled = whole_field(at, "scheduled_time", row_[columns_.scheduled]);
        const std::int64_t deleted = whole_field(at, "deletion_time", row_[columns_.deleted]);
        const std::int64_t run = deleted - scheduled;
        if (run <= 0 || *record.submitted < 0) {
            record.dropped = no_run_time;
            return;
        }
        const std::string_view qos = row_[columns_.qos];
        record.job = {.submit_ns = *record.submitted,
                      .id = record.number,
                      .devices = gpus,
                      .owner = owners.number_of({.user = qos, .qos = qos})};
        set_times(seconds_as_ns(run), 0, record.job);
    }

    CsvRow row_;
    Columns columns_{};
    RequestNumbers shapes_;
};

std::unique_ptr<Workload> make(Keys& k) {
    RecordedSettings settings;
    settings.align = Align::zero;
    settings.source = attribution;
    auto format = std::make_unique<PodFormat>();
    describe_recorded(k, settings, "The pod list, plain or gzip");
    k.choice({"shared_gpus",
              "What a pod that asked for a part of a GPU gets: a whole one, nothing, or exactly what it "
              "asked for, "
              "with its processors and memory, on a cluster with `sharing`"},
             Presence::optional, shared_names, format->shared_gpus);
    if (format->shared_gpus == SharedGpus::exact && settings.replay.scale_sizes != 1.0)
        k.refuse("scale_sizes", "expected 1 with shared_gpus: exact");
    return make_recorded(k, std::move(settings), std::move(format));
}

}  // namespace

void register_alibaba_pods(Registry<Workload>& registry) {
    registry.add("alibaba_pods", "The pod lists of Alibaba's GPU cluster trace of 2023", make);
}

}  // namespace datahall

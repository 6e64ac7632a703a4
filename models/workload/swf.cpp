// Batch job logs in the Standard Workload Format, version 2.2.
//
// A job is a line of 18 numbers between spaces, -1 = unknown; lines that start with ';' are header
// comments.  Fields used (from 1): 1 job, 2 submit [s], 4 run [s], 5 allocated processors,
// 8 requested processors, 9 requested time [s], 12 user, 13 group (the account), 15 queue (the QOS: logs have
// a queue for each class of service), 16 partition.
//
// Cleaning, in this order:
//   devices = field 5 if > 0, else field 8
//   drop a job if its devices <= 0; if its run <= 0 or submit < 0; if it is wider than the machine
//   estimate = field 9 if > 0, else run
//   run = min(run, estimate): a job is killed at its limit
//   what the scenario asks for (recorded.hpp): users, cut, stable sort by submit, limit
//   the first kept job is submitted at 0 (align: start), or at UnixStartTime + field 2 (calendar)
// Fractions of a second are cut off before any test.  Times longer than 126 years read as 126 years.
//
// Valid for logs of one machine with rigid jobs.
// Ignores status, memory and dependencies: every record is work to do again.
// Source: Feitelson et al., "The Standard Workload Format", Parallel Workloads Archive.
#include <algorithm>
#include <array>
#include <memory>

#include "datahall/keys.hpp"
#include "datahall/model/registry.hpp"
#include "datahall/model/workload.hpp"

#include "models/workload/fields.hpp"
#include "models/workload/recorded.hpp"

namespace datahall {
namespace {

constexpr std::int64_t most_devices = 4'000'000'000;

enum Dropped { no_processors, no_run_time, too_wide };
constexpr std::array<std::string_view, 3> drop_reasons{"no processors", "no run time or no submit time",
                                                       "wider than the machine"};
// Field 11, and two traps.
constexpr std::array<std::string_view, 7> mark_names{"failed (status 0)",
                                                     "completed (status 1)",
                                                     "part of a job (status 2, 3 or 4)",
                                                     "cancelled (status 5)",
                                                     "no status",
                                                     "allocated other than requested",
                                                     "submitted as interactive (queue 0)"};
enum Mark { failed, completed, partial, cancelled, no_status, other_size, interactive };

class SwfFormat final : public TraceFormat {
public:
    std::int64_t stated_processors = 0;

    std::span<const std::string_view> reasons() const override { return drop_reasons; }
    std::span<const std::string_view> marks() const override { return mark_names; }
    void begin(LineSource& /*lines*/) override {}

    bool next(LineSource& lines, Owners& owners, TraceRecord& record) override {
        std::string_view line;
        while (lines.next(line)) {
            split_spaces(line, fields_);
            if (fields_.empty()) continue;
            if (fields_.front().front() == ';') {
                read_header(lines, line);
                continue;
            }
            read_job(lines, owners, record);
            return true;
        }
        return false;
    }

    std::optional<std::int64_t> epoch() const override {
        return unix_start_ > 0 ? std::optional{unix_start_} : std::nullopt;
    }
    std::string_view calendar_needs() const override { return "a header line '; UnixStartTime: 843480031'"; }
    std::int64_t machine() const override {
        return stated_processors > 0 ? stated_processors : header_processors_;
    }

private:
    // "; MaxProcs: 100"
    void read_header(const LineSource& at, std::string_view line) {
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) return;
        std::vector<std::string_view> key;
        std::vector<std::string_view> value;
        split_spaces(line.substr(line.find(';') + 1, colon - line.find(';') - 1), key);
        split_spaces(line.substr(colon + 1), value);
        if (key.size() != 1 || value.empty()) return;
        if (key[0] == "MaxProcs") {
            header_processors_ = std::min(whole_field(at, "MaxProcs", value[0]), most_devices);
        }
        if (key[0] == "UnixStartTime") {
            unix_start_ = whole_field(at, "UnixStartTime", value[0]);
            if (unix_start_ > longest_seconds) at.refuse("UnixStartTime", "expected a time before 2096");
        }
    }

    std::int64_t processors(const LineSource& at) const {
        const std::int64_t p = machine();
        if (p <= 0) at.refuse({}, "expected a header line '; MaxProcs: 128' or the key 'processors'");
        return p;
    }

    void read_job(const LineSource& at, Owners& owners, TraceRecord& record) {
        constexpr std::size_t columns = 18;
        if (fields_.size() != columns) {
            at.refuse({}, "expected 18 numbers, got " + std::to_string(fields_.size()));
        }
        const auto field = [&](std::size_t from_1, std::string_view name) {
            return whole_field(at, name, fields_[from_1 - 1]);
        };
        const std::int64_t submit = field(2, "submit time");
        const std::int64_t run = field(4, "run time");
        const std::int64_t allocated = field(5, "allocated processors");
        const std::int64_t requested = field(8, "requested processors");
        const std::int64_t limit = field(9, "requested time");
        const std::int64_t devices = allocated > 0 ? allocated : requested;
        record.submitted = seconds_as_ns(std::max<std::int64_t>(submit, -1));
        record.marks = marks_of(field(11, "status"), field(15, "queue"));
        if (allocated > 0 && requested > 0 && allocated != requested) record.marks |= 1U << other_size;
        if (devices <= 0) {
            record.dropped = no_processors;
        } else if (run <= 0 || submit < 0) {
            record.dropped = no_run_time;
        } else if (devices > processors(at)) {
            record.dropped = too_wide;
        } else {
            record.job = {.submit_ns = *record.submitted,
                          .id = number_of(at, field(1, "job number")),
                          .devices = static_cast<std::uint32_t>(devices),
                          .owner = owner_of(at, owners)};
            set_times(seconds_as_ns(run), limit > 0 ? seconds_as_ns(limit) : 0, record.job);
        }
    }

    std::uint32_t owner_of(const LineSource& at, Owners& owners) const {
        const auto name = [&](std::size_t from_1, std::string_view field) {
            const std::int64_t number = whole_field(at, field, fields_[from_1 - 1]);
            return number < 0 ? std::string{} : std::to_string(number);
        };
        return owners.number_of({.user = name(12, "user"),
                                 .account = name(13, "group"),
                                 .partition = name(16, "partition"),
                                 .qos = name(15, "queue")});
    }

    static std::uint32_t marks_of(std::int64_t status, std::int64_t queue) {
        std::uint32_t marks = queue == 0 ? 1U << interactive : 0;
        if (status == 0) return marks | 1U << failed;
        if (status == 1) return marks | 1U << completed;
        if (status >= 2 && status <= 4) return marks | 1U << partial;
        return marks | (status == 5 ? 1U << cancelled : 1U << no_status);
    }

    static std::uint64_t number_of(const LineSource& at, std::int64_t job_number) {
        if (job_number < 0) at.refuse("job number", "expected a number of at least 0");
        return static_cast<std::uint64_t>(job_number);
    }

    std::vector<std::string_view> fields_;  // of the line
    std::int64_t header_processors_ = 0;
    std::int64_t unix_start_ = 0;
};

std::unique_ptr<Workload> make(Keys& k) {
    RecordedSettings settings;
    auto format = std::make_unique<SwfFormat>();
    describe_recorded(k, settings, "The log, plain or gzip");
    k.optional({"processors",
                "Processors of the machine of the log; 0 takes MaxProcs from its header",
                {.at_least = 0, .at_most = 4e9, .example = "128"}},
               format->stated_processors);
    return make_recorded(k, std::move(settings), std::move(format));
}

}  // namespace

void register_swf(Registry<Workload>& registry) {
    registry.add("swf", "A batch job log in Standard Workload Format 2.2", make);
}

}  // namespace datahall

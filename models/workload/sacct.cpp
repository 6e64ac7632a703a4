// The accounting of a Slurm cluster, as `sacct -P` prints it.
//
// Fields between '|', one header line; the columns may stand in any order.  Used: JobIDRaw (or JobID),
// Submit, ElapsedRaw [s], State; and where they are there User, Account, Partition, QOS, TimelimitRaw [min],
// NNodes, NCPUS, AllocTRES, ReqTRES (`billing=64,cpu=64,gres/gpu=8,mem=512G,node=1`).  What a device is, is
// the setting `count`:
//
//   gpus    gres/gpu of AllocTRES, else of ReqTRES; without it the sum of its kinds, gres/gpu:h100 and so on
//   cpus    NCPUS, else cpu of AllocTRES, else of ReqTRES
//   nodes   NNodes, else node of AllocTRES, else of ReqTRES
//
// Cleaning, in this order:
//   drop the steps of jobs (123.batch), which `sacct -X` leaves out
//   drop jobs that had not ended (PENDING, RUNNING, SUSPENDED, REQUEUED, RESIZING): their work is not known
//   drop jobs without a submit time (Unknown, None)
//   drop jobs without a device; without a run time (cancelled while they waited)
//   estimate = TimelimitRaw if it is a number, else none (UNLIMITED, Partition_Limit)
//   run = min(ElapsedRaw, estimate): Slurm lets jobs overrun by a little, which is counted as killed
//   what the scenario asks for (recorded.hpp)
// A job's number is JobIDRaw, or that of its line where that is not a number.
//
// Times are local times without a zone, 2024-05-01T12:00:00: `utc_offset` and `summer_time` say which.
// Valid for Slurm 17.11 and later, with `SlurmdParameters` that leave times in ISO form.
// Ignores requeues (each line is work to do again), exit codes, node lists, priorities, energy.
// Source: the manual of sacct, SchedMD, slurm.schedmd.com/sacct.html.
#include <algorithm>
#include <array>
#include <memory>

#include "datahall/keys.hpp"
#include "datahall/model/registry.hpp"
#include "datahall/model/workload.hpp"

#include "models/workload/fields.hpp"
#include "models/workload/local_clock.hpp"
#include "models/workload/recorded.hpp"

namespace datahall {
namespace {

constexpr std::int64_t most_devices = 4'000'000'000;

enum Dropped { step, not_ended, no_submit_time, no_devices, no_run_time };
constexpr std::array<std::string_view, 5> drop_reasons{"step of a job", "had not ended", "no submit time",
                                                       "no devices", "no run time"};

// The states of sacct, then what is not a state; `mark` bits count in this order.
constexpr std::size_t state_count = 14;
constexpr std::array<std::string_view, state_count + 2> mark_names{
    "COMPLETED", "FAILED",    "CANCELLED",     "TIMEOUT",
    "NODE_FAIL", "PREEMPTED", "OUT_OF_MEMORY", "BOOT_FAIL",
    "DEADLINE",  "REQUEUED",  "RUNNING",       "PENDING",
    "SUSPENDED", "RESIZING",  "other state",   "submitted in the hour that autumn repeats"};
constexpr std::size_t first_not_ended = 9;
enum Mark { other_state = state_count, repeated_hour };

enum class Count { gpus, cpus, nodes };
constexpr std::array<std::string_view, 3> count_names{"gpus", "cpus", "nodes"};

// The part of `text` before `end`, which is cut off with it.
std::string_view cut(std::string_view& text, char end) {
    const std::size_t at = std::min(text.find(end), text.size());
    const std::string_view part = text.substr(0, at);
    text.remove_prefix(std::min(at + 1, text.size()));
    return part;
}

void split_bars(std::string_view line, std::vector<std::string_view>& fields) {
    fields.clear();
    while (true) {
        const std::size_t bar = line.find('|');
        fields.push_back(line.substr(0, bar));
        if (bar == std::string_view::npos) return;
        line.remove_prefix(bar + 1);
    }
}

// "gres/gpu" of "cpu=64,gres/gpu=8,gres/gpu:h100=8"; without a total the sum of the kinds.  -1: none.
std::int64_t of_tres(const LineSource& at, std::string_view column, std::string_view tres,
                     std::string_view name) {
    std::int64_t of_kinds = -1;
    while (!tres.empty()) {
        std::string_view value = cut(tres, ',');
        const std::string_view key = cut(value, '=');
        if (!key.starts_with(name)) continue;
        if (key.size() == name.size()) return whole_field(at, column, value);
        if (key[name.size()] == ':')
            of_kinds = std::max<std::int64_t>(of_kinds, 0) + whole_field(at, column, value);
    }
    return of_kinds;
}

// "2024-05-01T12:00:00" as the wall clock shows it.
std::optional<Utc> as_wall_time(std::string_view text) {
    constexpr std::size_t date_size = 10;
    if (text.size() <= date_size || text[date_size] != 'T') return std::nullopt;
    std::string spaced{text};
    spaced[date_size] = ' ';
    return as_timestamp(spaced);
}

class SacctFormat final : public TraceFormat {
public:
    Count count = Count::gpus;
    Seconds utc_offset;
    SummerTime summer = SummerTime::none;

    std::span<const std::string_view> reasons() const override { return drop_reasons; }
    std::span<const std::string_view> marks() const override { return mark_names; }

    void begin(LineSource& lines) override {
        clock_ = {.offset_s = static_cast<std::int64_t>(utc_offset.si()), .summer = summer};
        std::string_view line;
        if (!lines.next(line)) lines.refuse({}, "expected a header line such as JobIDRaw|User|Submit|...");
        split_bars(line, fields_);
        if (fields_.back().empty()) fields_.pop_back();  // -p ends each line with a bar, -P does not
        header_size_ = fields_.size();
        id_ = find("JobIDRaw").value_or(find("JobID").value_or(header_size_));
        if (id_ == header_size_)
            lines.refuse("JobIDRaw", "expected a column of this name in the header line");
        submit_ = required(lines, "Submit");
        elapsed_ = required(lines, "ElapsedRaw");
        state_ = required(lines, "State");
        user_ = find("User");
        account_ = find("Account");
        partition_ = find("Partition");
        qos_ = find("QOS");
        limit_ = find("TimelimitRaw");
        size_ = count == Count::cpus ? find("NCPUS") : count == Count::nodes ? find("NNodes") : std::nullopt;
        allocated_ = find("AllocTRES");
        requested_ = find("ReqTRES");
        if (!size_ && !allocated_ && !requested_) {
            lines.refuse({}, "expected a column that tells the size: AllocTRES, ReqTRES, NCPUS or NNodes");
        }
    }

    bool next(LineSource& lines, Owners& owners, TraceRecord& record) override {
        std::string_view line;
        do {
            if (!lines.next(line)) return false;
        } while (line.empty());
        split_bars(line, fields_);
        if (fields_.size() == header_size_ + 1 && fields_.back().empty()) fields_.pop_back();
        if (fields_.size() != header_size_) {
            lines.refuse({}, "expected " + std::to_string(header_size_) + " fields as in the header, got " +
                                 std::to_string(fields_.size()));
        }
        read_job(lines, owners, record);
        return true;
    }

    std::optional<std::int64_t> epoch() const override { return 0; }
    std::string_view calendar_needs() const override { return {}; }
    std::int64_t machine() const override { return 0; }

private:
    std::optional<std::size_t> find(std::string_view name) const {
        const auto at = std::ranges::find(fields_, name);
        if (at == fields_.end()) return std::nullopt;
        return static_cast<std::size_t>(at - fields_.begin());
    }

    std::size_t required(const LineSource& at, std::string_view name) const {
        const auto column = find(name);
        if (!column) at.refuse(name, "expected a column of this name in the header line");
        return *column;
    }

    void read_job(const LineSource& at, Owners& owners, TraceRecord& record) {
        if (fields_[id_].find('.') != std::string_view::npos) {
            record.dropped = step;
            return;
        }
        const std::size_t state = state_of(fields_[state_]);
        record.marks = 1U << state;
        record.submitted = submit_time(at, record);
        if (state >= first_not_ended && state != other_state) {
            record.dropped = not_ended;
        } else if (!record.submitted) {
            record.dropped = no_submit_time;
        } else {
            read_work(at, owners, record);
        }
    }

    void read_work(const LineSource& at, Owners& owners, TraceRecord& record) {
        const std::int64_t devices = size(at);
        const std::int64_t run = whole_field(at, "ElapsedRaw", fields_[elapsed_]);
        if (devices > most_devices) at.refuse({}, "expected a job of at most 4e9 devices");
        if (devices <= 0) {
            record.dropped = no_devices;
        } else if (run <= 0) {
            record.dropped = no_run_time;
        } else {
            record.job = {.submit_ns = *record.submitted,
                          .id = number(record),
                          .devices = static_cast<std::uint32_t>(devices),
                          .owner = owners.number_of({.user = text_of(user_),
                                                     .account = text_of(account_),
                                                     .partition = text_of(partition_),
                                                     .qos = text_of(qos_)})};
            set_times(seconds_as_ns(run), limit_ns(at), record.job);
        }
    }

    // Of a column that need not be there.
    std::string_view text_of(std::optional<std::size_t> column) const {
        return column ? fields_[*column] : std::string_view{};
    }

    static std::size_t state_of(std::string_view text) {
        const std::string_view word = text.substr(0, text.find(' '));  // "CANCELLED by 1000"
        const auto known = std::span{mark_names}.first(state_count);
        const auto found = std::ranges::find(known, word);
        return static_cast<std::size_t>(found - known.begin());  // other_state, if it is not there
    }

    std::optional<std::int64_t> submit_time(const LineSource& at, TraceRecord& record) const {
        const std::string_view text = fields_[submit_];
        if (text.empty() || text == "Unknown" || text == "None") return std::nullopt;
        const auto wall = as_wall_time(text);
        if (!wall) at.refuse("Submit", "expected a time such as 2024-05-01T12:00:00, got " + shown(text));
        const FromLocal time = from_local(*wall, clock_);
        if (time.utc.seconds < 0 || time.utc.seconds > longest_seconds) {
            at.refuse("Submit", "expected a time from 1970 to 2095, got " + shown(text));
        }
        if (time.is_ambiguous) record.marks |= 1U << repeated_hour;
        return seconds_as_ns(time.utc.seconds);
    }

    std::int64_t size(const LineSource& at) const {
        if (size_ && !fields_[*size_].empty()) return whole_field(at, count_column(), fields_[*size_]);
        for (const auto& [column, name] :
             {std::pair{allocated_, "AllocTRES"}, std::pair{requested_, "ReqTRES"}}) {
            if (!column) continue;
            const std::int64_t n = of_tres(at, name, fields_[*column], tres_name());
            if (n > 0) return n;
        }
        return 0;
    }

    std::string_view count_column() const { return count == Count::cpus ? "NCPUS" : "NNodes"; }
    std::string_view tres_name() const {
        return count == Count::gpus ? "gres/gpu" : count == Count::cpus ? "cpu" : "node";
    }

    std::uint64_t number(const TraceRecord& record) const {
        const auto id = as_decimal(fields_[id_]);
        constexpr double largest = 1e15;
        return id && *id >= 0 && *id < largest ? static_cast<std::uint64_t>(*id) : record.number;
    }

    std::int64_t limit_ns(const LineSource& at) const {
        if (!limit_) return 0;
        const std::string_view text = fields_[*limit_];
        if (text.empty() || text == "UNLIMITED" || text == "Partition_Limit") return 0;
        const std::int64_t minutes = whole_field(at, "TimelimitRaw", text);
        return minutes <= 0 ? 0 : seconds_as_ns(std::min(minutes, longest_seconds / 60) * 60);
    }

    LocalClock clock_;
    std::vector<std::string_view> fields_;  // of the line
    std::size_t header_size_ = 0;
    std::size_t id_ = 0, submit_ = 0, elapsed_ = 0, state_ = 0;
    std::optional<std::size_t> user_, account_, partition_, qos_, limit_, size_, allocated_, requested_;
};

std::unique_ptr<Workload> make(Keys& k) {
    constexpr double widest_offset = 14 * 3600;
    RecordedSettings settings;
    auto format = std::make_unique<SacctFormat>();
    describe_recorded(k, settings, "The output of sacct -P, plain or gzip");
    k.choice({"count", "What a device of a job is"}, Presence::optional, count_names, format->count);
    k.optional({"utc_offset",
                "How far the cluster's standard time is ahead of UTC",
                {.at_least = -widest_offset, .at_most = widest_offset, .example = "1 h"}},
               format->utc_offset);
    k.choice({"summer_time", "Whose rules move the cluster's clock by an hour in summer"}, Presence::optional,
             summer_time_names, format->summer);
    return make_recorded(k, std::move(settings), std::move(format));
}

}  // namespace

void register_sacct(Registry<Workload>& registry) {
    registry.add("sacct", "The accounting of a Slurm cluster, as sacct -P prints it", make);
}

}  // namespace datahall

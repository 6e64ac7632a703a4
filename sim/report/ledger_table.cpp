#include "sim/report/ledger_table.hpp"

#include <array>

namespace datahall {
namespace {

using Csv = CsvWriter&;
using Row = const LedgerRow&;

constexpr int places_of_seconds = 9;  // ns
constexpr int places_of_joules = 15;  // uW ns

void put_count(Csv csv, Row row, std::uint64_t count) {
    if (is_of_jobs(row)) {
        csv.whole(count);
    } else {
        csv.text({});
    }
}

template <JobState state>
void put_state(Csv csv, Row row) {
    put_count(csv, row, row.by_state[static_cast<std::size_t>(state)]);
}

template <std::optional<Int128> LedgerRow::*sum, int places>
void put_sum(Csv csv, Row row) {
    csv.exact(row.*sum, places);
}

constexpr std::array ledger{
    LedgerColumn{
        {"kind", "text",
         "user, account, partition, qos, stream or cluster: what the jobs are grouped by; "
         "idle: what no job held; maintenance: out of service; transition: asleep, booting or shutting down; "
         "facility: the rest of the overheads",
         "simulation"},
        [](Csv csv, Row row) { csv.text(row.kind); }},
    LedgerColumn{{"cluster", "text", "cluster of the jobs; empty: of the whole facility", "scenario"},
                 [](Csv csv, Row row) { csv.text(row.cluster); }},
    LedgerColumn{{"name", "text", "of the group; empty: the workload does not say", "workload"},
                 [](Csv csv, Row row) { csv.text(row.name); }},
    LedgerColumn{{"submitted", "count", "jobs handed out by the workloads", "simulation"},
                 [](Csv csv, Row row) { put_count(csv, row, row.jobs); }},
    LedgerColumn{{"completed", "count", "of them: ran to their end", "simulation"},
                 put_state<JobState::completed>},
    LedgerColumn{{"timeout", "count", "of them: killed at their limit", "simulation"},
                 put_state<JobState::timeout>},
    LedgerColumn{{"running", "count", "of them: running at the end", "simulation"},
                 put_state<JobState::running>},
    LedgerColumn{{"queued", "count", "of them: waiting at the end", "simulation"},
                 put_state<JobState::queued>},
    LedgerColumn{{"refused", "count", "of them: cannot be served here", "simulation"},
                 put_state<JobState::refused>},
    LedgerColumn{{"preempted", "count", "of them: stopped for another job, for good", "simulation"},
                 put_state<JobState::preempted>},
    LedgerColumn{
        {"held_unit_s", "s",
         "time of units that were held; a unit is a device, or one of its parts such as a core of a socket",
         "simulation"},
        put_sum<&LedgerRow::held, places_of_seconds>},
    LedgerColumn{{"used_unit_s", "s", "of it: with the devices themselves at work, not only their hosts",
                  "simulation"},
                 put_sum<&LedgerRow::used, places_of_seconds>},
    LedgerColumn{{"waited_s", "s", "time that jobs waited, those included that still do", "simulation"},
                 [](Csv csv, Row row) {
                     csv.exact(is_of_jobs(row) ? std::optional{row.waited_ns} : std::nullopt,
                               places_of_seconds);
                 }},
    LedgerColumn{{"wait_mean_s", "s", "of the jobs that have started; empty for a backlog", "simulation"},
                 [](Csv csv, Row row) { csv.number(row.wait_mean_s); }},
    LedgerColumn{
        {"bounded_slowdown_mean", "1", "of the jobs that have ended; empty for a backlog", "simulation"},
        [](Csv csv, Row row) { csv.number(row.slowdown_mean); }},
    LedgerColumn{{"energy_j", "J", "part of the server meters", "simulation"},
                 put_sum<&LedgerRow::energy, places_of_joules>},
    LedgerColumn{{"overhead_j", "J",
                  "part of everything else at the utility meter, in proportion to energy_j at each moment",
                  "simulation"},
                 put_sum<&LedgerRow::overhead, places_of_joules>},
};

}  // namespace

std::span<const LedgerColumn> ledger_table() {
    return ledger;
}

}  // namespace datahall

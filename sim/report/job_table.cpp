#include "sim/report/job_table.hpp"

#include <array>
#include <numeric>

namespace datahall {
namespace {

using Csv = CsvWriter&;
using Of = const Result&;
using Job = const JobRecord&;

std::string_view cluster_name(Of result, std::uint32_t cluster) {
    return cluster < result.clusters.size() ? std::string_view{result.clusters[cluster]} : std::string_view{};
}

std::string_view owner_name(Of result, Job job, Identity kind) {
    if (job.cluster >= result.owners.size()) return {};
    const auto& names = result.owners[job.cluster][kind];
    return job.owner[kind] < names.size() ? std::string_view{names[job.owner[kind]]} : std::string_view{};
}

std::string_view stream_name(Of result, Job job) {
    return job.stream < result.streams.size() ? std::string_view{result.streams[job.stream].name}
                                              : std::string_view{};
}

template <Identity kind>
void put_owner(Csv csv, Of result, Job job) {
    csv.text(owner_name(result, job, kind));
}

bool is_refused(Job job) {
    return job.state == JobState::refused;
}

template <WaitCause cause>
void put_wait(Csv csv, Of, Job job) {
    csv.seconds(is_refused(job) ? -1 : job.waited_ns[static_cast<std::size_t>(cause)]);
}

// A time of the record, in ns.
template <std::int64_t JobRecord::*time>
void put_time(Csv csv, Of, Job job) {
    csv.seconds(job.*time);
}

template <auto number>
void put_number(Csv csv, Of, Job job) {
    csv.number(job.*number);
}

template <auto number>
void put_whole(Csv csv, Of, Job job) {
    csv.whole(job.*number);
}

// Empty for a job that does not share its node.
template <auto amount>
void put_share(Csv csv, Of, Job job) {
    if (!job.share) {
        csv.text({});
    } else {
        csv.whole(static_cast<std::uint64_t>((*job.share).*amount));
    }
}

constexpr std::array jobs{
    JobColumn{{"id", "1", "number of the job in its trace", "workload"}, put_whole<&JobRecord::id>},
    JobColumn{{"cluster", "text", "cluster that the job was submitted to", "scenario"},
              [](Csv csv, Of result, Job job) { csv.text(cluster_name(result, job.cluster)); }},
    JobColumn{{"stream", "text", "stream of the demand that it comes from", "scenario"},
              [](Csv csv, Of result, Job job) { csv.text(stream_name(result, job)); }},
    JobColumn{{"user", "text", "who submitted it; empty if unknown", "workload"}, put_owner<Identity::user>},
    JobColumn{{"account", "text", "account that it is charged to; empty if unknown", "workload"},
              put_owner<Identity::account>},
    JobColumn{{"partition", "text", "partition that it asks for; empty if unknown", "workload"},
              put_owner<Identity::partition>},
    JobColumn{{"qos", "text", "class of service that it asks for; empty if unknown", "workload"},
              put_owner<Identity::qos>},
    JobColumn{{"submit_s", "s", "time of submission after the start of the scenario", "workload"},
              put_time<&JobRecord::submit_ns>},
    JobColumn{{"start_s", "s", "time of the start; empty if it never started", "simulation"},
              put_time<&JobRecord::start_ns>},
    JobColumn{{"end_s", "s", "time of the end; empty if it did not end", "simulation"},
              put_time<&JobRecord::end_ns>},
    JobColumn{{"wait_s", "s", "time in the queue, all visits; empty if it was refused", "simulation"},
              [](Csv csv, Of, Job job) {
                  csv.seconds(is_refused(job) ? -1 : std::reduce(job.waited_ns.begin(), job.waited_ns.end()));
              }},
    JobColumn{{"wait_busy_s", "s", "of it, with fewer devices, processors or memory free than it needs",
               "simulation"},
              put_wait<WaitCause::busy>},
    JobColumn{{"wait_order_s", "s", "of it, with enough free but a job ahead of it", "simulation"},
              put_wait<WaitCause::order>},
    JobColumn{{"wait_fragmentation_s", "s", "of it, with enough free but no legal placement", "simulation"},
              put_wait<WaitCause::fragmentation>},
    JobColumn{
        {"wait_quota_s", "s", "of it, held by a limit of its user, account, QOS or partition", "simulation"},
        put_wait<WaitCause::quota>},
    JobColumn{{"wait_power_s", "s", "of it, held by a power cap", "simulation"}, put_wait<WaitCause::power>},
    JobColumn{{"wait_maintenance_s", "s", "of it, with nodes out of service", "simulation"},
              put_wait<WaitCause::maintenance>},
    JobColumn{{"wait_booting_s", "s", "of it, with nodes asleep or booting that would suffice", "simulation"},
              put_wait<WaitCause::booting>},
    JobColumn{{"wait_reservation_s", "s", "of it, with nodes reserved for others", "simulation"},
              put_wait<WaitCause::reservation>},
    JobColumn{{"reference_s", "s", "run time of the job on its reference devices", "workload"},
              put_time<&JobRecord::reference_ns>},
    JobColumn{
        {"estimate_s", "s",
         "limit that its user set, on the reference devices; the run time if there is none", "workload"},
        put_time<&JobRecord::estimate_ns>},
    JobColumn{{"requested_devices", "count", "reference devices that the job asks for", "workload"},
              put_whole<&JobRecord::requested>},
    JobColumn{{"num_gpu", "count", "GPUs that the job asks of a node that it shares", "workload"},
              put_share<&ShareRequest::gpus>,
              true},
    JobColumn{{"gpu_milli", "count", "thousandths of each of them", "workload"},
              put_share<&ShareRequest::gpu_milli>,
              true},
    JobColumn{{"cpu_milli", "count", "thousandths of a processor", "workload"},
              put_share<&ShareRequest::cpu_milli>,
              true},
    JobColumn{{"memory_mib", "count", "memory in MiB", "workload"},
              put_share<&ShareRequest::memory_mib>,
              true},
    JobColumn{{"devices", "count", "devices held here", "simulation"}, put_number<&JobRecord::devices>},
    JobColumn{
        {"unused_devices", "count", "of the devices held, those that the job does not work on", "simulation"},
        put_number<&JobRecord::unused>},
    JobColumn{{"nodes", "count", "nodes that the job ran on", "simulation"}, put_whole<&JobRecord::nodes>},
    JobColumn{{"leaves", "count", "leaf switches that its nodes hang on; racks where no fabric joins them",
               "simulation"},
              put_whole<&JobRecord::leaves>},
    JobColumn{{"hop_spread", "1", "leaves over the fewest that could hold the job", "simulation"},
              put_number<&JobRecord::hop_spread>},
    JobColumn{{"time_factor", "1", "run time here over run time on the reference devices", "simulation"},
              put_number<&JobRecord::time_factor>},
    JobColumn{{"clock", "1", "clock that it last started at over the nominal one; below 1 under a power cap",
               "simulation"},
              put_number<&JobRecord::clock>},
    JobColumn{{"stops", "count", "times that it was stopped for another job", "simulation"},
              put_whole<&JobRecord::stops>},
    JobColumn{{"run_compute_s", "s",
               "of the time that it held devices: devices and hosts at work at nominal speed", "simulation"},
              put_time<&JobRecord::compute_ns>},
    JobColumn{{"run_network_s", "s", "of that time: what only the network took", "simulation"},
              put_time<&JobRecord::network_ns>},
    JobColumn{{"run_throttled_s", "s", "of that time: what slowed devices cost", "simulation"},
              put_time<&JobRecord::throttled_ns>},
    JobColumn{{"run_contended_s", "s",
               "of that time: what other jobs' traffic and narrow ways over the fabric cost", "simulation"},
              put_time<&JobRecord::contended_ns>,
              false,
              true},
    JobColumn{{"run_lost_s", "s", "of that time: lost when it was stopped, and done again", "simulation"},
              [](Csv csv, Of, Job job) { csv.seconds(job.compute_ns < 0 ? -1 : job.redone_ns); }},
    JobColumn{{"slowdown", "1", "wait and run over the run, of ended jobs", "simulation"},
              put_number<&JobRecord::slowdown>},
    JobColumn{
        {"bounded_slowdown", "1", "the same with runs below 10 s counted as 10 s, at least 1", "simulation"},
        put_number<&JobRecord::bounded_slowdown>},
    JobColumn{{"energy_j", "J", "energy metered for the job while it held devices", "simulation"},
              put_number<&JobRecord::energy_j>},
    JobColumn{
        {"overhead_j", "J",
         "losses, cooling and all else that is not a server, in proportion to its energy at each moment",
         "simulation"},
        put_number<&JobRecord::overhead_j>},
    JobColumn{
        {"state", "text", "completed, timeout, running, queued, refused or preempted (for good)",
         "simulation"},
        [](Csv csv, Of, Job job) { csv.text(job_state_words.at(static_cast<std::size_t>(job.state))); }},
    JobColumn{{"reason", "text", "why the job was refused", "simulation"},
              [](Csv csv, Of, Job job) { csv.text(job.reason); }},
};

}  // namespace

std::span<const JobColumn> job_table() {
    return jobs;
}

std::vector<JobColumn> job_columns(const JobSource& of_run) {
    const bool shares = of_run.has_shares();
    const bool contends = of_run.has_contention();
    std::vector<JobColumn> columns;
    for (const JobColumn& column : jobs) {
        if ((shares || !column.is_of_sharing) && (contends || !column.is_of_fabric))
            columns.push_back(column);
    }
    return columns;
}

}  // namespace datahall

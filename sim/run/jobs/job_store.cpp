#include "sim/run/jobs/job_store.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "sim/metrics/slowdown.hpp"
#include "sim/run/jobs/job_time.hpp"

namespace datahall {
namespace {

// How its time was spent, and how much longer than its run it took.
void note_times(const JobRow& row, const JobKind& kind, JobRecord& record) {
    if (row.start_ns < 0) return;
    const RunSplit split = split_run(kind.time, {.held_ns = row.held_ns,
                                                 .slowed_ns = row.slowed_ns,
                                                 .contended_ns = row.contended_ns,
                                                 .lost_ns = row.redone_ns});
    record.compute_ns = split.compute_ns;
    record.network_ns = split.network_ns;
    record.throttled_ns = split.throttled_ns;
    record.contended_ns = row.contended_ns;
    if (row.end_ns < 0) return;
    record.slowdown = slowdown(row.wait_ns(), row.held_ns);
    record.bounded_slowdown = bounded_slowdown(row.wait_ns(), row.held_ns);
}

}  // namespace

JobRecord record_of(const JobRow& row, const JobKind& kind, const LoggedCluster& cluster) {
    JobRecord record{.id = row.id,
                     .cluster = cluster.number,
                     .stream = cluster.first_stream + kind.stream,
                     .owner = row.owner,
                     .submit_ns = row.submit_ns,
                     .start_ns = row.first_start_ns,
                     .end_ns = row.end_ns,
                     .waited_ns = row.waited_ns,
                     .stops = row.stops,
                     .redone_ns = row.redone_ns,
                     .reference_ns = row.reference_ns,
                     .estimate_ns = row.estimate_ns,
                     .requested = row.requested,
                     .share = kind.share,
                     .devices = static_cast<double>(kind.time.held) / cluster.parts,
                     .unused = static_cast<double>(kind.time.held - kind.time.width) / cluster.parts,
                     .nodes = row.nodes,
                     .leaves = row.leaves,
                     .hop_spread = row.start_ns < 0 ? 0.0 : kind.hop_spread(row.leaves),
                     .clock = row.clock,
                     .time_factor = kind.time.factor,
                     .energy_j = row.energy_j,
                     .overhead_j = row.overhead_j,
                     .state = row.state,
                     .reason = kind.refusal};
    note_times(row, kind, record);
    return record;
}

JobStore::JobStore(JobStoreOptions options) : options_{std::move(options)} {
    if (!options_.folder.empty()) file_.emplace(options_.folder, "jobs.csv");
}

JobLog& JobStore::add_log() {
    const LogSettings settings{.parts = options_.has_records ? RowParts::record : RowParts::figures,
                               .block = options_.block,
                               .file = file_ ? &*file_ : nullptr,
                               .is_whole = options_.forget == Forget::when_run_ends};
    return *logs_.emplace_back(std::make_unique<JobLog>(settings));
}

void JobStore::each(const std::function<void(const JobRecord&)>& take) const {
    if (!options_.has_records) throw std::logic_error{"records of jobs are read that were not kept"};
    for (std::size_t c = 0; c < clusters_.size(); ++c) {
        const JobLog& log = *logs_[c];
        log.each([&](const JobRow& row) { take(record_of(row, log.kind(row.kind), clusters_[c])); });
    }
}

bool JobStore::has_contention() const {
    return std::ranges::any_of(logs_, [](const auto& log) { return log->has_contention(); });
}

bool JobStore::has_shares() const {
    return std::ranges::any_of(logs_, [](const auto& log) { return log->has_shares(); });
}

std::uint64_t JobStore::jobs() const {
    std::uint64_t sum = 0;
    for (const auto& log : logs_) sum += log->rows();
    return sum;
}

}  // namespace datahall

#include "sim/report/result_csv.hpp"

#include <array>
#include <numeric>
#include <string_view>

#include "sim/report/columns_json.hpp"
#include "sim/report/csv.hpp"

namespace datahall {
namespace {

constexpr std::array<std::string_view, job_state_count> job_states{"completed", "timeout", "running",
                                                                   "queued",    "refused", "preempted"};

void put_header(CsvWriter& csv, std::span<const ColumnText> columns) {
    for (const ColumnText& column : columns) csv.text(column.name);
    csv.end_row();
}

std::string_view cluster_name(const Result& result, std::uint32_t cluster) {
    return cluster < result.clusters.size() ? std::string_view{result.clusters[cluster]} : std::string_view{};
}

}  // namespace

void write_series_csv(const Series& series, const Sink& sink) {
    CsvWriter csv{sink};
    for (const SeriesColumn& column : series.columns) csv.text(column.name);
    csv.end_row();
    std::size_t at = 0;
    for (std::size_t row = 0; row < series.rows(); ++row) {
        for (std::size_t c = 0; c < series.columns.size(); ++c) csv.number(series.values[at++]);
        csv.end_row();
    }
    csv.flush();
}

void write_jobs_csv(const Result& result, const Sink& sink) {
    CsvWriter csv{sink};
    put_header(csv, job_columns());
    for (const JobRecord& job : result.jobs) {
        csv.whole(job.id).text(cluster_name(result, job.cluster)).whole(job.user);
        csv.seconds(job.submit_ns).seconds(job.start_ns).seconds(job.end_ns);
        csv.seconds(std::accumulate(job.waited_ns.begin(), job.waited_ns.end(), std::int64_t{0}));
        for (const std::int64_t ns : job.waited_ns) csv.seconds(ns);
        csv.seconds(job.reference_ns);
        csv.whole(job.requested).number(job.devices).whole(job.nodes);
        csv.number(job.time_factor).whole(job.stops).seconds(job.redone_ns).number(job.energy_j);
        csv.number(job.unused).whole(job.leaves).number(job.hop_spread);
        csv.text(job_states.at(static_cast<std::size_t>(job.state))).text(job.reason);
        csv.end_row();
    }
    csv.flush();
}

void write_findings_csv(std::span<const Finding> findings, const Sink& sink) {
    CsvWriter csv{sink};
    put_header(csv, finding_columns());
    for (const Finding& f : findings) {
        csv.text(f.code).text(f.object).text(f.text).number(f.value).number(f.limit).text(f.unit);
        csv.number(f.time_s);
        csv.end_row();
    }
    csv.flush();
}

void write_metrics_csv(std::span<const Metric> metrics, const Sink& sink) {
    CsvWriter csv{sink};
    put_header(csv, metric_columns());
    for (const Metric& m : metrics) {
        csv.text(m.name).number(m.value).text(m.unit).text(m.meaning);
        csv.end_row();
    }
    csv.flush();
}

}  // namespace datahall

#include "sim/report/result_csv.hpp"

#include "sim/report/columns_json.hpp"
#include "sim/report/csv.hpp"
#include "sim/report/job_table.hpp"
#include "sim/report/ledger_table.hpp"

namespace datahall {
namespace {

void put_header(CsvWriter& csv, std::span<const ColumnText> columns) {
    for (const ColumnText& column : columns) csv.text(column.name);
    csv.end_row();
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

void write_jobs_csv(const Result& result, const JobSource& jobs, const Sink& sink) {
    CsvWriter csv{sink};
    const std::vector<JobColumn> columns = job_columns(jobs);
    for (const JobColumn& column : columns) csv.text(column.text.name);
    csv.end_row();
    jobs.each([&](const JobRecord& job) {
        for (const JobColumn& column : columns) column.put(csv, result, job);
        csv.end_row();
    });
    csv.flush();
}

void write_ledger_csv(std::span<const LedgerRow> ledger, const Sink& sink) {
    CsvWriter csv{sink};
    for (const LedgerColumn& column : ledger_table()) csv.text(column.text.name);
    csv.end_row();
    for (const LedgerRow& row : ledger) {
        for (const LedgerColumn& column : ledger_table()) column.put(csv, row);
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

void write_power_events_csv(std::span<const PowerEventRow> events, const Sink& sink) {
    CsvWriter csv{sink};
    put_header(csv, power_event_columns());
    for (const PowerEventRow& e : events) {
        csv.number(e.time_s).text(e.object).text(e.event).number(e.value).text(e.unit);
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

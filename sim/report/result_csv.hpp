// The tables of a result: series.csv (and inlets.csv), jobs.csv, ledger.csv, findings.csv, power_events.csv,
// and metrics for
// `--format csv`.
// What their columns mean is in columns.json (columns_json.hpp).
#pragma once

#include <span>

#include "datahall/job_source.hpp"
#include "datahall/result.hpp"

#include "sim/report/sink.hpp"

namespace datahall {

void write_series_csv(const Series& series, const Sink& sink);
/// `result` has the names behind the numbers of the records.
void write_jobs_csv(const Result& result, const JobSource& jobs, const Sink& sink);
void write_ledger_csv(std::span<const LedgerRow> ledger, const Sink& sink);
void write_findings_csv(std::span<const Finding> findings, const Sink& sink);
void write_power_events_csv(std::span<const PowerEventRow> events, const Sink& sink);
void write_metrics_csv(std::span<const Metric> metrics, const Sink& sink);

}  // namespace datahall

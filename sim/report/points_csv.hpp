// The table of a sweep: points.csv, one row a run, what differs first; and sweep.json, which says what its
// columns are and how to make it again.
//
//     point,replication,hall.power_limit,power_it_mean_w,...,findings,trace_hash,failed
//
// Columns of metrics are named as in the other CSV files: name_unit.  A run that failed has its reason in the
// last column and no figures.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sim/report/sink.hpp"
#include "sim/study/sweep.hpp"

namespace datahall {

/// "power.it_mean" in W -> "power_it_mean_w"; counts and ratios have no ending.
std::string column_name(std::string_view metric, std::string_view unit);

void write_points_csv(const Study& study, const Sweep& sweep, const Sink& sink);

/// How a sweep was made, beside its study.
struct SweepFacts {
    std::string version;
    std::optional<Seconds> until = {};
};
enum class SweepRows { omit, include };

/// {"schema_version", "complete", "version", "study": {...}, "until_s", "points", "runs", "failed",
///  "columns": {name: {unit, meaning, source}}, "rows": [{column: value}]}
std::string sweep_json(const Study& study, const Sweep& sweep, const SweepFacts& facts, SweepRows rows);

/// For people: what differs, the figures that the study names (else a few that most ask for), what failed.
std::string points_table(const Study& study, const Sweep& sweep, std::size_t width);

}  // namespace datahall

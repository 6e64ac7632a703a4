#include "sim/report/duration_csv.hpp"

#include <array>

#include "sim/report/csv.hpp"

namespace datahall {
namespace {

constexpr std::array<ColumnText, 4> columns{{
    {"power_kw", "kW",
     "power at the utility meter: the mean of the time with a load within one bin, which is narrower than "
     "1/2048 "
     "of the highest",
     "simulation"},
    {"time_s", "s", "for how long it was so", "simulation"},
    {"share", "1", "share of the counted time with so much or more: the duration curve", "simulation"},
    {"energy_j", "J", "energy meanwhile; all rows sum to energy.utility", "simulation"},
}};
constexpr int places_of_joules = 15;  // uW ns
constexpr double ns_per_s = 1e9;
constexpr double kw_per_watt = 1e-3;

}  // namespace

std::span<const ColumnText> duration_columns() {
    return columns;
}

void write_duration_csv(std::span<const DurationStep> steps, const Sink& sink) {
    CsvWriter csv{sink};
    for (const ColumnText& column : columns) csv.text(column.name);
    csv.end_row();
    std::int64_t all_ns = 0;
    for (const DurationStep& step : steps) all_ns += step.ns;
    std::int64_t so_far_ns = 0;
    for (const DurationStep& step : steps) {
        so_far_ns += step.ns;
        csv.number(joules_of(step.energy) / (static_cast<double>(step.ns) / ns_per_s) * kw_per_watt);
        csv.seconds(step.ns);
        csv.number(static_cast<double>(so_far_ns) / static_cast<double>(all_ns));
        csv.exact(step.energy, places_of_joules).end_row();
    }
    csv.flush();
}

}  // namespace datahall

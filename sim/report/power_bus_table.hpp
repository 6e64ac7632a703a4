// The columns of a run's power.csv: what each is called, what it means, and how it is written, in one place.
#pragma once

#include <span>

#include "datahall/power_report.hpp"

#include "sim/report/columns_json.hpp"
#include "sim/report/csv.hpp"

namespace datahall {

struct PowerBusColumn {
    ColumnText text;
    void (*put)(CsvWriter& csv, const PowerBusReport& bus);
};

/// In the order of the file.
std::span<const PowerBusColumn> power_bus_table();

void write_power_bus_csv(std::span<const PowerBusReport> buses, const Sink& sink);

}  // namespace datahall

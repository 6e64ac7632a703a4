// duration.csv: the load duration curve of the utility meter, highest load first.
#pragma once

#include <span>

#include "datahall/power_report.hpp"

#include "sim/report/columns_json.hpp"
#include "sim/report/sink.hpp"

namespace datahall {

std::span<const ColumnText> duration_columns();

void write_duration_csv(std::span<const DurationStep> steps, const Sink& sink);

}  // namespace datahall

// losses.csv: where the losses of the power chain went, by level; rows and columns sum to the last digit.
#pragma once

#include <string>
#include <vector>

#include "datahall/power_report.hpp"

#include "sim/report/columns_json.hpp"
#include "sim/report/sink.hpp"

namespace datahall {

/// A name for each column that a level of the chain has in the file.
std::vector<std::string> loss_columns(const PowerReport& report);

/// What stands before those columns, and after them.
inline constexpr ColumnText loss_place_column{
    "place", "text", "hall (its air), ups_room, plant_room or outdoors; total: all of them", "scenario"};
inline constexpr ColumnText loss_total_column{"total_j", "J", "of all levels", "simulation"};

/// A row a place, and one for their sum.
void write_losses_csv(const PowerReport& report, const Sink& sink);

}  // namespace datahall

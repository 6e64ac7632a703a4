// The wiring of a plan as CSV: every cable, cables by tier and medium, every switch, every tray.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "datahall/wiring_report.hpp"

#include "sim/report/sink.hpp"

namespace datahall {

/// Row `i` of a list of cables; called once for each, in order.
using CableSource = std::function<CableRow(std::size_t i)>;

/// cables.csv: a row for each cable.
void write_cables_csv(std::size_t cables, const CableSource& at, const Sink& sink);
/// fabric.csv: a row for each tier and medium; cables that nothing reaches have no medium.
void write_fabric_csv(const WiringReport& wiring, const Sink& sink);
/// switches.csv: a row for each switch, where it stands.
void write_switches_csv(const WiringReport& wiring, const Sink& sink);
/// trays.csv: a row for each length of tray with cables on it.
void write_trays_csv(const WiringReport& wiring, const Sink& sink);

/// columns.json of a plan: unit and meaning of every column of these files.
std::string wiring_columns_json();

}  // namespace datahall

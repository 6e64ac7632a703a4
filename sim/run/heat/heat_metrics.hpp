// The metrics of cooling and of efficiency.
//
//   PUE   total energy over IT energy; IT measured at the rack feeds (category 3), at the outputs of
//         PDUs (2), of the UPS (1): IT and all losses behind that level                ISO/IEC 30134-2
//   pPUE  (IT + one subsystem) / IT                                                    ISO/IEC 30134-2
//   ERF   reused heat over total energy;  ERE = (total - reused) / IT                  ISO/IEC 30134-6
//   CER   heat moved by the plants over their energy                                   ISO/IEC 30134-7
//   WUE   water consumed on site over IT energy, 1 kg = 1 L                            ISO/IEC 30134-9
//   WUE source   the same and the water of the grid's generation         The Green Grid, white paper 35
//
// All are ratios of sums over the counted window.
#pragma once

#include <vector>

#include "datahall/result.hpp"

#include "sim/run/totals.hpp"

namespace datahall {

class World;

/// Appends cooling.*, water.* and efficiency.*; `window` ends now.
void add_heat_metrics(const World& world, const Totals& window, std::vector<Metric>& metrics);

}  // namespace datahall

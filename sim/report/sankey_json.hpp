// sankey.json and heat_sankey.json: nodes and links of where energy went, for programs that draw such
// diagrams.
#pragma once

#include <string>

#include "datahall/power_report.hpp"

namespace datahall {

/// {"unit": "J", "nodes": [{"name", "kind"}], "links": [{"source", "target", "value"}]}; source and target
/// count nodes from 0, values are exact decimals.
std::string sankey_json(const EnergyFlow& flow);

}  // namespace datahall

// The bill of material as CSV.
#pragma once

#include <span>

#include "datahall/result.hpp"

#include "sim/report/sink.hpp"

namespace datahall {

/// group, part, quantity, unit, usd, usd_low, usd_high, date, source, confidence: prices are of one.
void write_bill_csv(std::span<const BillLine> bill, const Sink& sink);

}  // namespace datahall

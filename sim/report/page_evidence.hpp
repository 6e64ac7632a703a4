// What stands behind the figures: refused work, findings, prices, sources, audits.
//
// A section without content says so, except the bill: halls without prices have none.
#pragma once

#include "sim/report/html.hpp"
#include "sim/study/comparison.hpp"

namespace datahall {

bool has_bill(const Comparison& c);

void put_streams(Markup& out, const Comparison& c);
void put_caveats(Markup& out, const Comparison& c);
void put_findings(Markup& out, const Comparison& c);
void put_bill(Markup& out, const Comparison& c);
void put_sources(Markup& out, const Comparison& c);
void put_audits(Markup& out, const Comparison& c);

}  // namespace datahall

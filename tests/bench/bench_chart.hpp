// ns a hold against pending events, for each queue, as a drawing.
#pragma once

#include <span>
#include <string>

#include "sim/report/html.hpp"
#include "tests/bench/trial.hpp"

namespace datahall::bench {

/// Whether holds of several sizes were measured.
bool has_chart(std::span<const Row> rows);
/// REQUIRES: has_chart(rows).
void put_chart(Markup& out, std::span<const Row> rows);
/// The drawing alone, as a file.  REQUIRES: has_chart(rows).
std::string bench_svg(std::span<const Row> rows);

}  // namespace datahall::bench

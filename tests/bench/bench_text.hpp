// The figures of a trial as tables, JSON, CSV and a page with a chart.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "sim/report/sink.hpp"
#include "tests/bench/trial.hpp"

namespace datahall {
class JsonWriter;
}

namespace datahall::bench {

struct Simulation;
struct Target;

std::string_view ending_text(Ending ending);
std::string bench_tables(std::span<const Row> rows, std::size_t width);
std::string targets_table(std::span<const Target> targets, std::size_t width);
void put_target(JsonWriter& json, const Target& target);
/// With everything about machine and build that times depend on.
std::string bench_json(std::span<const Row> rows, const Simulation& simulation);
void write_bench_csv(std::span<const Row> rows, const Sink& sink);
/// The same of a part with rows of its own, which `put_rows` writes, one object each.
std::string part_json(std::span<const Target> targets, const std::function<void(JsonWriter&)>& put_rows);
/// ns a pop against the number of entities, and the targets.
std::string bench_page(std::span<const Row> rows, const Simulation& simulation);

}  // namespace datahall::bench

// Whole simulations: events a second, what each costs beyond the queue, and what the time goes to.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "sim/report/sink.hpp"
#include "tests/bench/time_split.hpp"
#include "tests/bench/verdict.hpp"
#include "tests/bench/whole_run.hpp"

namespace datahall {
class JsonWriter;
class Markup;
}  // namespace datahall

namespace datahall::bench {

struct Simulation {
    std::vector<WholeRun> runs;
    std::vector<Split> splits;
    std::vector<Target> targets;
    std::vector<std::string> notes;  // what was not measured, and why
};

/// Calls `tell` before each thing that it measures.  What takes less than seconds is measured `rounds` times.
Simulation run_simulation(int rounds, const std::function<void(const std::string&)>& tell);

std::string simulation_tables(const Simulation& simulation, std::size_t width);
void put_simulation(JsonWriter& json, const Simulation& simulation);
void put_simulation(Markup& page, const Simulation& simulation);
void write_simulation_csv(const Simulation& simulation, const Sink& sink);

}  // namespace datahall::bench

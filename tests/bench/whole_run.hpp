// Runs a scenario as `datahall run` does, and times what comes after it is built.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace datahall::bench {

/// What to run.
struct HallCase {
    std::string name;
    std::string file;
    std::vector<std::string> overrides = {};
    std::uint64_t replication = 0;
};

/// One run, or several one after the other.
struct WholeRun {
    std::string name;
    std::uint64_t runs = 0;
    std::uint64_t nodes = 0;
    double days = 0.0;         // simulated
    std::uint64_t events = 0;  // dispatched
    double load_s = 0.0;       // CPU time, as all but the wall's: reading the scenario, building the facility
    double run_s = 0.0;        // the first state, all events, the closing of the books
    double wall_s = 0.0;       // of the same
    std::uint64_t grown = 0;   // bytes that the process has grown by at the end

    double events_per_s() const { return static_cast<double>(events) / run_s; }
    WholeRun& operator+=(const WholeRun& o);
};

/// The round that took the least run time.  Each is in a process of its own, so that none finds the memory of
/// another.  Throws std::runtime_error for a run that fails.
WholeRun least_of(int rounds, const HallCase& hall);

}  // namespace datahall::bench

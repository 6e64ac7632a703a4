// The part of the benchmark about the fabric: flows beside SimGrid's, flows over ever larger fabrics, and
// whole fabrics built, wired and routed.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/report/sink.hpp"
#include "tests/bench/verdict.hpp"

namespace datahall::bench {

struct FabricTrial {
    bool full = false;  // the larger set beside SimGrid, too: it takes SimGrid many minutes
    int rounds = 3;
};

struct FlowRow {
    std::string name;
    std::uint64_t hosts = 0;
    std::uint64_t flows = 0;
    std::uint64_t events = 0;            // starts and ends
    std::uint64_t rate_changes = 0;      // of flows
    double cpu_s = 0.0;                  // of the run, routes included
    std::optional<double> rival_s;       // of SimGrid for the same flows
    std::optional<double> difference_s;  // largest, between the ends of a flow
    double changes_per_event() const {
        return static_cast<double>(rate_changes) / static_cast<double>(events);
    }
    double us_per_event() const { return cpu_s * 1e6 / static_cast<double>(events); }
};

struct BuildRow {
    std::string name;
    double cpu_s = 0.0;  // of the whole program
    std::uint64_t most_resident = 0;
};

struct FabricRows {
    std::vector<FlowRow> flows;
    std::vector<BuildRow> builds;
};

/// The least of the rounds; SimGrid runs once.  Calls `tell` before each row.
FabricRows run_fabric_trial(const FabricTrial& trial, const std::function<void(const std::string&)>& tell);

std::vector<Target> fabric_targets(const FabricRows& rows);

std::string fabric_tables(const FabricRows& rows, std::size_t width);
/// With everything about machine and build that times depend on.
std::string fabric_json(const FabricRows& rows);
void write_fabric_csv(const FabricRows& rows, const Sink& sink);

}  // namespace datahall::bench

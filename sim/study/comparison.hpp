// Halls side by side: what a comparison has found, ready to be printed.
//
// Every number is an estimate over replications that share their random numbers between the halls.
// Column 0 is the hall that the others are compared with.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "datahall/result.hpp"

#include "sim/study/statistics.hpp"

namespace datahall {

/// Where the figures of a row come from.
enum class ComparisonView : std::uint8_t {
    design,     // the plan: no simulation
    demand,     // A: the same demand, as it comes
    saturated,  // B: flat out
    cost,       // prices applied to A
};

/// One figure of all halls.  All vectors have one entry for each hall.
struct ComparisonRow {
    std::string id;     // metric name, such as energy.utility
    std::string group;  // "Floor", "Power", ...: rows of one group follow each other
    std::string label;  // for people
    ComparisonView view = ComparisonView::design;
    std::string unit;                                  // SI, as metrics have it
    std::vector<std::optional<Estimate>> values;       // empty: the figure does not exist there
    std::vector<std::optional<Estimate>> differences;  // to hall 0; of hall 0: empty
    std::vector<std::optional<Estimate>> ratios;       // to hall 0; of hall 0: empty
};

struct ComparedHall {
    std::string name;  // scenario name, made unique
    std::string about;
    std::string file;
    std::string scenario_hash;
    Result demand;     // replication 0 of view A: series, findings, sources, audits, floor, streams
    Result saturated;  // replication 0 of view B
};

/// Ratio of power per floor area over stated input ranges (triangular), hall / hall 0.
struct DensityBand {
    double p5 = 0.0, p50 = 0.0, p95 = 0.0;
    std::string source;
    double mean = 0.0;
};

struct Comparison {
    std::vector<ComparedHall> halls;
    std::vector<ComparisonRow> rows;                  // in the order of printing
    std::vector<std::optional<DensityBand>> density;  // one for each hall; empty for hall 0 or without ranges
    std::vector<std::string> verdict;                 // sentences built from cells of the table
    std::vector<std::string> caveats;                 // what a planner must know before trusting it
    std::string equalised;                            // "", "floor", "power"
    std::string version;
    std::uint64_t seed = 0;
    std::uint64_t replications = 0;
    double duration_s = 0.0;
    double warm_up_s = 0.0;
    std::string command;  // that makes it again

    const ComparisonRow* find(const std::string& id, ComparisonView view) const {
        for (const ComparisonRow& r : rows) {
            if (r.id == id && r.view == view) return &r;
        }
        return nullptr;
    }
};

}  // namespace datahall

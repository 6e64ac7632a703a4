// Published figures beside what the product computes for them, as tables of rows.
//
// A group is a file of scenarios/verify with `tables:`; the keys of a row stand in verify_reading.cpp.  A row
// asks a calculation (calculations.hpp), or figures of whole runs, or is context: published, with nothing to
// compare.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tools/datahall/calculations.hpp"

namespace datahall {

enum class VerifyOutcome { pass, fail, context };

struct VerifyRow {
    std::string what;       // what is computed, for people
    std::string figure;     // its name in the calculation or the run
    std::string expected;   // as written: "38.722 kW", a band "1.35 to 1.6", or "" without a published value
    std::string tolerance;  // as written: "0.01 %" of the published value, "1e-4 K", "" without
    std::string source;
    std::string confidence;
    std::string note;

    std::string unit = {};  // of all numbers below
    std::optional<double> published = {};
    std::optional<double> low = {}, high = {};  // a band, in place of a published value
    std::optional<double> within = {};          // tolerance in the unit
    std::optional<double> simulated = {};
    std::string failure = {};  // why it cannot be told; empty: it can

    /// Simulated minus published; outside a band the way back to it, inside 0.
    std::optional<double> difference() const;
    VerifyOutcome outcome() const;
};

/// Reads what is expected in the unit of what was simulated; what cannot be read is the row's failure.
void settle(VerifyRow& row, double simulated, const std::string& unit);

/// A scenario of which rows want figures.
struct VerifyRun {
    std::string scenario;
    std::vector<std::string> overrides;
    friend bool operator==(const VerifyRun&, const VerifyRun&) = default;
};

/// A row that waits for a run.
struct RunRow {
    std::size_t row = 0;
    std::size_t run = 0;
};

/// A row that counts pairs of runs in which a figure falls, by over 1 %, although the climate's figure rises.
struct OrderRow {
    std::size_t row = 0;
    std::vector<double> by;         // one a run
    std::vector<std::size_t> runs;  // as many
};

struct VerifyTable {
    std::string name;  // "cooling.chillers"
    std::string about;
    std::vector<VerifyRow> rows = {};
    std::vector<VerifyRun> runs = {};  // each once
    std::vector<RunRow> run_rows = {};
    std::vector<OrderRow> order_rows = {};
};

/// What `datahall verify --list` says of a table.
struct VerifyTitle {
    std::string name;
    std::string about;
};

/// Every table of every group, unread.
std::vector<VerifyTitle> verify_titles(const std::string& shipped_root);

/// The tables of those names; what needs no run is complete.  Throws a ConfigError with all mistakes of a
/// file.
std::vector<VerifyTable> read_verify_tables(const CalcSources& sources, std::span<const std::string> names);

}  // namespace datahall

// What a plan or a run has found out: plain data, written by sim/report, compared by studies.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "datahall/heat_report.hpp"
#include "datahall/job_record.hpp"
#include "datahall/ledger_row.hpp"
#include "datahall/power_report.hpp"

namespace datahall {

/// One figure.  `name` is group.name in lower case without a unit ("energy.it"); one name always
/// has one unit.  An empty value means that the figure does not exist here (a PUE without load).
struct Metric {
    std::string name;
    std::optional<double> value;
    std::string unit;     // "J", "W", "1", "s", "m", "count", "kg"
    std::string meaning;  // one sentence
};

/// One book that must balance.
struct Audit {
    std::string name;
    bool passed = false;
    double difference = 0.0;  // in the book's own unit
    double tolerance = 0.0;   // 0 = exact
};

/// Something a planner must know: a limit exceeded, a model outside its range, input left out.
struct Finding {
    std::string code;    // "F0201"
    std::string object;  // "denver/hall-a/row-03/rack-017"
    std::string text;    // one sentence
    double value = 0.0;
    double limit = 0.0;
    std::string unit;
    std::optional<double> time_s;  // simulated; empty for the design itself
};

/// Something that happened in the power chain of a run.
struct PowerEventRow {
    double time_s = 0.0;  // simulated
    std::string object;   // bus, or "utility", or "hall" for its racks and plants
    std::string event;
    std::optional<double> value;
    std::string unit;
};

/// A catalogue entry or data set that a result rests on.
struct SourceUse {
    std::string entry;
    std::string source;
    std::string confidence;  // datasheet | measured | published | estimate
    friend auto operator<=>(const SourceUse&, const SourceUse&) = default;
};

/// A table of numbers over simulated time, wide: columns[0] is time_s.
struct SeriesColumn {
    std::string name;  // "it_power_w": the unit is its ending
    std::string unit;
    std::string meaning;
};
struct Series {
    std::vector<SeriesColumn> columns;
    std::vector<double> values;  // rows * columns.size()
    std::size_t rows() const { return columns.empty() ? 0 : values.size() / columns.size(); }
};

/// What became of one stream of the demand, in hours of its reference device, inside the window.
struct StreamResult {
    std::string name;
    std::string work_class;
    std::string reference;    // device that the hours refer to
    std::string cluster;      // who serves it; empty: nobody can
    double carried_in = 0.0;  // open when counting began
    double submitted = 0.0;
    double served = 0.0;
    double refused = 0.0;
    double lost = 0.0;      // not done because devices were slowed down
    double energy_j = 0.0;  // of its jobs over the whole run: a key to divide costs by
    double running = 0.0;   // still to do of running jobs when the window ends
    double queued = 0.0;    // of waiting jobs

    /// What the hall had to do and is not at it: done, waiting, refused or killed.
    double due() const { return carried_in + submitted - running; }
    friend bool operator==(const StreamResult&, const StreamResult&) = default;
};

/// A rack on the floor, for drawings.
struct FloorRack {
    std::string path;
    std::string type;
    std::string role;         // compute | network | storage | management
    double x = 0.0, y = 0.0;  // of its centre, m from the hall's corner
    double width = 0.0, depth = 0.0;
    double nameplate_w = 0.0;
    double limit_w = 0.0;  // of its feed; 0: none
};
struct Floor {
    std::string hall;
    double width = 0.0, depth = 0.0;  // m; x runs along the width
    std::vector<FloorRack> racks;
};

/// A line of the bill of material: so many of one thing, and what one costs.
/// A direction of a cable of the fabric that carried traffic of jobs.
struct LinkRow {
    std::string name;  // from which port to which: "leaf-0:33>spine-0:1"
    std::string tier;
    double capacity = 0.0;  // bit/s
    double use = 0.0;       // over it, mean of the counted time
    double use_highest = 0.0;
};

struct BillLine {
    std::string group;  // server | rack | switch | cable | facility
    std::string part;   // entry of the price book, or of the catalogue that holds the price
    double quantity = 0.0;
    std::string unit;           // each | W
    std::optional<double> usd;  // for one, most likely; empty: no price is known
    double usd_low = 0.0, usd_high = 0.0;
    std::string date, source, confidence;  // of the price
};

struct Result {
    std::string scenario;  // its name
    std::uint64_t seed = 0;
    std::uint64_t replication = 0;
    std::string version;
    std::string scenario_hash;  // of the resolved scenario and the data it read
    std::string trace_hash;     // of every executed event
    bool complete = true;       // false after a signal or a limit
    std::vector<Metric> metrics;
    std::vector<Audit> audits;
    std::vector<Finding> findings;
    std::vector<SourceUse> sources;  // sorted, each once
    Series series;
    std::vector<PowerEventRow> power_events;
    std::vector<JobRecord> jobs;  // by cluster, then in the order of arrival
    std::vector<LedgerRow> ledger;
    std::vector<std::string> clusters;
    std::vector<OwnersByNumber> owners;  // by cluster; as long as there are job records
    std::vector<StreamResult> streams;
    Floor floor;
    std::vector<BillLine> bill;
    std::vector<LinkRow> links;  // those that carried anything
    PowerReport power;
    HeatReport heat;
    Series inlets;  // of each zone's hottest rack, if there are several zones
};

}  // namespace datahall

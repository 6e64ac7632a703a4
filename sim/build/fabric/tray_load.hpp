// How many cables lie on each length of tray, and how full it is.
//
// A row has one tray over its racks, cut at every rack and at the cross tray; the one cross tray, or on a
// grid one above each rack that cables turn at, is cut at every row.  On a grid a cable runs along the row of
// its lower end and crosses at its upper end.  Cables beside the rails of a rack lie on no tray.
// Cost: O(1) for a cable, O(lengths of tray) for the answer.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/build/fabric/cable_plan.hpp"

namespace datahall {

/// A row as its tray sees it.
struct TrayRow {
    Meters y;
    std::vector<Meters> stops;  // x of its racks, in any order
};

/// A length of tray between two neighboring stops, with what lies on it.
struct TraySegment {
    bool crosses = false;   // from `row` to the next one; else along it
    std::uint32_t row = 0;  // from 0
    Meters at;              // y of a tray along a row, x of one across
    Meters from, to;        // x along a row, y across; from <= to
    std::uint64_t cables = 0;
    SquareMeters section;  // of the cables, without the gaps between them
};

/// The way of one cable over the trays: x along the row of its lower end, across, and along the other row.
struct TrayWay {
    bool is_beside_rails = false;  // it lies on no tray
    std::uint32_t rows[2] = {};
    Meters x[3];  // lower end, where it crosses, upper end; the middle one is not used within a row
};
TrayWay way_of(const CableEnd& lower, const CableEnd& upper, const TrayRules& rules);
/// "row-03 4.5..12.3, cross 12.3 to row-07, row-07 12.3..15", or "in rack".
std::string text_of(const TrayWay& way);

class TrayLoad {
public:
    TrayLoad(const TrayRules& rules, std::vector<TrayRow> rows);
    /// REQUIRES: both ends stand in racks of the rows.
    void add(const CableEnd& lower, const CableEnd& upper, Meters diameter);
    /// Along the rows first, then across; those that could carry cables but have none included.
    std::vector<TraySegment> segments() const;

private:
    // Of the cables that begin (or, below 0, end) at a stop; sections in um2, so that sums are exact.
    struct Change {
        std::int64_t cables = 0;
        std::int64_t section_um2 = 0;
    };
    using Changes = std::vector<Change>;
    void along(std::uint32_t row, Meters from, Meters to, std::int64_t section_um2);
    void across(Meters x, std::uint32_t from, std::uint32_t to, std::int64_t section_um2);

    TrayRules rules_;
    std::vector<TrayRow> rows_;         // stops ascending, each once
    std::vector<Changes> along_;        // by row and stop
    std::map<double, Changes> across_;  // by x [m] and row
};

/// Every cable of a plan.
void load_trays(const FabricPlan& plan, const FabricPositions& positions, const TrayRules& rules,
                const TierFamilies& families, TrayLoad& load);

/// The fullest length of tray.
struct TrayFill {
    double worst = 0.0;  // section of cables over that of the tray
    TraySegment fullest;
    std::uint64_t over = 0;  // lengths of tray above the limit
};
TrayFill fill_of(const std::vector<TraySegment>& segments, SquareMeters tray, double limit);

}  // namespace datahall

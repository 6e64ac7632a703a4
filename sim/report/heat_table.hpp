// The columns of zones.csv and racks.csv: what each is called, what it means, and how it is written, in one
// place.
#pragma once

#include <span>

#include "datahall/result.hpp"

#include "sim/report/columns_json.hpp"
#include "sim/report/csv.hpp"

namespace datahall {

struct ZoneColumn {
    ColumnText text;
    void (*put)(CsvWriter& csv, const ZoneReport& zone);
};

/// A rack where it stands, with its zone and the air before it.
struct PlacedRack {
    const FloorRack& rack;
    const ZoneReport& zone;
    const RackInlet& inlet;
};
struct PlacedRackColumn {
    ColumnText text;
    void (*put)(CsvWriter& csv, const PlacedRack& row);
};

/// In the order of the files.
std::span<const ZoneColumn> zone_table();
std::span<const PlacedRackColumn> rack_table();

void write_zones_csv(std::span<const ZoneReport> zones, const Sink& sink);
void write_racks_csv(const Result& result, const Sink& sink);

}  // namespace datahall

#include "sim/report/heat_table.hpp"

#include <array>

namespace datahall {
namespace {

using Csv = CsvWriter&;
using Zone = const ZoneReport&;
using Row = const PlacedRack&;

constexpr int places_of_joules = 15;  // uW ns

template <double ZoneReport::*figure>
void put(Csv csv, Zone zone) {
    csv.number(zone.*figure);
}

template <Int128 ZoneReport::*energy>
void put_energy(Csv csv, Zone zone) {
    csv.exact(zone.*energy, places_of_joules);
}

constexpr std::array zone_columns{
    ZoneColumn{{"zone", "text", "name of the zone", "scenario"},
               [](Csv csv, Zone zone) { csv.text(zone.zone); }},
    ZoneColumn{{"circuit", "text", "air or liquid", "scenario"},
               [](Csv csv, Zone zone) { csv.text(zone.circuit); }},
    ZoneColumn{{"racks", "count", "racks that stand in it", "plan"},
               [](Csv csv, Zone zone) { csv.whole(zone.racks); }},
    ZoneColumn{{"design_w", "W", "heat with everything at its nameplate", "plan"},
               put<&ZoneReport::design_w>},
    ZoneColumn{{"units_w", "W", "that its terminal units can move at the set point", "plan"},
               put<&ZoneReport::units_w>},
    ZoneColumn{{"set_point_c", "degC", "inlet that the plant holds", "scenario"},
               put<&ZoneReport::set_point_c>},
    ZoneColumn{{"heat_j", "J", "heat that came in", "simulation"}, put_energy<&ZoneReport::heat>},
    ZoneColumn{{"moved_j", "J", "heat that its units moved out", "simulation"},
               put_energy<&ZoneReport::moved>},
    ZoneColumn{{"mean_c", "degC", "mean inlet over time", "simulation"}, put<&ZoneReport::mean_c>},
    ZoneColumn{{"hottest_c", "degC", "highest inlet of its hottest rack", "simulation"},
               put<&ZoneReport::hottest_c>},
    ZoneColumn{{"above_recommended_s", "s", "time with its hottest rack at or above the recommended limit",
                "simulation"},
               put<&ZoneReport::above_recommended_s>},
    ZoneColumn{{"above_allowable_s", "s", "time with its hottest rack at or above the allowable limit",
                "simulation"},
               put<&ZoneReport::above_allowable_s>},
    ZoneColumn{{"headroom_w", "W", "that its units can move, less its highest heat", "simulation"},
               put<&ZoneReport::headroom_w>},
    ZoneColumn{{"stranded_w", "W", "that its units can move, less its design heat: of no use to other zones",
                "plan"},
               put<&ZoneReport::stranded_w>},
};

constexpr std::array rack_columns{
    PlacedRackColumn{{"path", "text", "place in the facility", "scenario"},
                     [](Csv csv, Row row) { csv.text(row.rack.path); }},
    PlacedRackColumn{{"type", "text", "rack of the catalogue", "scenario"},
                     [](Csv csv, Row row) { csv.text(row.rack.type); }},
    PlacedRackColumn{{"role", "text", "compute, network, storage or management", "scenario"},
                     [](Csv csv, Row row) { csv.text(row.rack.role); }},
    PlacedRackColumn{{"zone", "text", "zone of zones.csv", "scenario"},
                     [](Csv csv, Row row) { csv.text(row.zone.zone); }},
    PlacedRackColumn{{"x_m", "m", "of its centre, from the hall's corner along the width", "plan"},
                     [](Csv csv, Row row) { csv.number(row.rack.x); }},
    PlacedRackColumn{{"y_m", "m", "of its centre, from the hall's corner along the depth", "plan"},
                     [](Csv csv, Row row) { csv.number(row.rack.y); }},
    PlacedRackColumn{{"nameplate_w", "W", "its nameplate power", "plan"},
                     [](Csv csv, Row row) { csv.number(row.rack.nameplate_w); }},
    PlacedRackColumn{{"inlet_mean_c", "degC",
                      "mean inlet of its zone over time, and what it is warmer at its load when the run ends",
                      "simulation"},
                     [](Csv csv, Row row) { csv.number(row.inlet.mean_c); }},
    PlacedRackColumn{{"inlet_hottest_c", "degC",
                      "highest inlet of its zone and the most that it was warmer: as hot as this at the most",
                      "simulation"},
                     [](Csv csv, Row row) { csv.number(row.inlet.hottest_c); }},
};

template <class Columns>
void put_header(CsvWriter& csv, const Columns& columns) {
    for (const auto& column : columns) csv.text(column.text.name);
    csv.end_row();
}

}  // namespace

std::span<const ZoneColumn> zone_table() {
    return zone_columns;
}

std::span<const PlacedRackColumn> rack_table() {
    return rack_columns;
}

void write_zones_csv(std::span<const ZoneReport> zones, const Sink& sink) {
    CsvWriter csv{sink};
    put_header(csv, zone_columns);
    for (const ZoneReport& zone : zones) {
        for (const ZoneColumn& column : zone_columns) column.put(csv, zone);
        csv.end_row();
    }
    csv.flush();
}

void write_racks_csv(const Result& result, const Sink& sink) {
    CsvWriter csv{sink};
    put_header(csv, rack_columns);
    for (const RackInlet& inlet : result.heat.inlets) {
        const PlacedRack row{result.floor.racks.at(inlet.rack), result.heat.zones.at(inlet.zone), inlet};
        for (const PlacedRackColumn& column : rack_columns) column.put(csv, row);
        csv.end_row();
    }
    csv.flush();
}

}  // namespace datahall

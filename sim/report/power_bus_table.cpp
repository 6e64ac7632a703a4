#include "sim/report/power_bus_table.hpp"

#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace datahall {
namespace {

using Csv = CsvWriter&;
using Bus = const PowerBusReport&;

constexpr int places_of_joules = 15;  // uW ns

template <double PowerBusReport::*figure>
void put(Csv csv, Bus bus) {
    csv.number(bus.*figure);
}

template <Int128 PowerBusReport::*energy>
void put_energy(Csv csv, Bus bus) {
    csv.exact(bus.*energy, places_of_joules);
}

constexpr std::array columns{
    PowerBusColumn{{"bus", "text", "name of the bus", "scenario"},
                   [](Csv csv, Bus bus) { csv.text(bus.bus); }},
    PowerBusColumn{{"level", "text", "level of the chain", "scenario"},
                   [](Csv csv, Bus bus) { csv.text(bus.level); }},
    PowerBusColumn{{"type", "text", "element of the power catalogue", "scenario"},
                   [](Csv csv, Bus bus) { csv.text(bus.type); }},
    PowerBusColumn{{"feeds", "text", "buses that feed it; empty: the utility meter", "scenario"},
                   [](Csv csv, Bus bus) { csv.text(fmt::format("{}", fmt::join(bus.feeds, " "))); }},
    PowerBusColumn{{"units", "count", "units that stand in it", "plan"},
                   [](Csv csv, Bus bus) { csv.whole(bus.units); }},
    PowerBusColumn{{"rating_w", "W", "output of all its units", "plan"}, put<&PowerBusReport::rating_w>},
    PowerBusColumn{{"output_j", "J", "energy that it put out", "simulation"},
                   put_energy<&PowerBusReport::output>},
    PowerBusColumn{{"loss_j", "J", "energy that it lost", "simulation"}, put_energy<&PowerBusReport::loss>},
    PowerBusColumn{{"lowest_w", "W", "lowest output", "simulation"}, put<&PowerBusReport::lowest_w>},
    PowerBusColumn{{"mean_w", "W", "mean output", "simulation"}, put<&PowerBusReport::mean_w>},
    PowerBusColumn{{"highest_w", "W", "highest output", "simulation"}, put<&PowerBusReport::highest_w>},
    PowerBusColumn{{"mean_loading", "1", "mean output over the rating of all units", "simulation"},
                   put<&PowerBusReport::mean_loading>},
    PowerBusColumn{
        {"highest_loading", "1", "highest output over the rating of the units that were in", "simulation"},
        put<&PowerBusReport::highest_loading>},
    PowerBusColumn{
        {"above_80_h", "h", "time above 80 % of the rating of the units that were in", "simulation"},
        [](Csv csv, Bus bus) { csv.number(static_cast<double>(bus.heavy_ns) / 3.6e12); }},
    PowerBusColumn{
        {"headroom_w", "W", "more that it could put out than its highest and keep one loss within its rating",
         "simulation"},
        put<&PowerBusReport::headroom_w>},
    PowerBusColumn{
        {"stranded_w", "W", "of the headroom: more than the buses above could deliver at their highest",
         "simulation"},
        put<&PowerBusReport::stranded_w>},
};

}  // namespace

std::span<const PowerBusColumn> power_bus_table() {
    return columns;
}

void write_power_bus_csv(std::span<const PowerBusReport> buses, const Sink& sink) {
    CsvWriter csv{sink};
    for (const PowerBusColumn& column : columns) csv.text(column.text.name);
    csv.end_row();
    for (const PowerBusReport& bus : buses) {
        for (const PowerBusColumn& column : columns) column.put(csv, bus);
        csv.end_row();
    }
    csv.flush();
}

}  // namespace datahall

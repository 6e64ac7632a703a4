#include "sim/report/wiring_csv.hpp"

#include <array>
#include <span>

#include "sim/report/columns_json.hpp"
#include "sim/report/csv.hpp"
#include "sim/report/json.hpp"

namespace datahall {
namespace {

using Csv = CsvWriter&;

template <class Row>
struct WiringColumn {
    ColumnText text;
    void (*put)(Csv csv, const Row& row);
};

using Cable = WiringColumn<CableRow>;
using Row = const CableRow&;

constexpr std::array cable_columns{
    Cable{{"id", "1", "number of the cable, from 1", "plan"}, [](Csv c, Row r) { c.whole(r.number); }},
    Cable{{"tier", "text", "node-leaf, leaf-spine, spine-core, management, local or global", "plan"},
          [](Csv c, Row r) { c.text(r.tier); }},
    Cable{{"from_kind", "text", "lower end: node, appliance, leaf, spine or core", "plan"},
          [](Csv c, Row r) { c.text(r.from.kind); }},
    Cable{{"from", "text", "lower end: what it is called", "plan"},
          [](Csv c, Row r) { c.text(r.from.name); }},
    Cable{{"from_port", "1", "lower end: port as printed, from 1; of a node its NIC", "plan"},
          [](Csv c, Row r) { c.whole(r.from.port); }},
    Cable{{"from_rack", "text", "lower end: path of the rack", "plan"},
          [](Csv c, Row r) { c.text(r.from.rack); }},
    Cable{{"from_unit", "1", "lower end: height of the port in rack units", "plan"},
          [](Csv c, Row r) { c.number(r.from.unit); }},
    Cable{{"from_x_m", "m", "lower end: along the rows", "plan"}, [](Csv c, Row r) { c.number(r.from.x_m); }},
    Cable{{"from_y_m", "m", "lower end: across the rows", "plan"},
          [](Csv c, Row r) { c.number(r.from.y_m); }},
    Cable{{"from_height_m", "m", "lower end: above the floor", "plan"},
          [](Csv c, Row r) { c.number(r.from.height_m); }},
    Cable{{"from_plug", "text", "lower end: what is plugged in; empty: not said", "plan"},
          [](Csv c, Row r) { c.text(r.from.plug); }},
    Cable{{"from_power_w", "W", "lower end: power drawn there", "plan"},
          [](Csv c, Row r) { c.number(r.from.power_w); }},
    Cable{{"to_kind", "text", "upper end: leaf, spine or core", "plan"},
          [](Csv c, Row r) { c.text(r.to.kind); }},
    Cable{{"to", "text", "upper end: what it is called", "plan"}, [](Csv c, Row r) { c.text(r.to.name); }},
    Cable{{"to_port", "1", "upper end: port as printed, from 1", "plan"},
          [](Csv c, Row r) { c.whole(r.to.port); }},
    Cable{{"to_rack", "text", "upper end: path of the rack", "plan"},
          [](Csv c, Row r) { c.text(r.to.rack); }},
    Cable{{"to_unit", "1", "upper end: height of the port in rack units", "plan"},
          [](Csv c, Row r) { c.number(r.to.unit); }},
    Cable{{"to_x_m", "m", "upper end: along the rows", "plan"}, [](Csv c, Row r) { c.number(r.to.x_m); }},
    Cable{{"to_y_m", "m", "upper end: across the rows", "plan"}, [](Csv c, Row r) { c.number(r.to.y_m); }},
    Cable{{"to_height_m", "m", "upper end: above the floor", "plan"},
          [](Csv c, Row r) { c.number(r.to.height_m); }},
    Cable{{"to_plug", "text", "upper end: what is plugged in; empty: not said", "plan"},
          [](Csv c, Row r) { c.text(r.to.plug); }},
    Cable{{"to_power_w", "W", "upper end: power drawn there", "plan"},
          [](Csv c, Row r) { c.number(r.to.power_w); }},
    Cable{{"route", "text",
           "trays from the lower end to the upper one: x along rows, x of the cross tray, in m", "plan"},
          [](Csv c, Row r) { c.text(r.route); }},
    Cable{{"length_m", "m", "length that the run needs, with slack", "plan"},
          [](Csv c, Row r) { c.number(r.length_m); }},
    Cable{{"stock_m", "m", "length ordered", "plan"}, [](Csv c, Row r) { c.number(r.ordered_m); }},
    Cable{{"family", "text", "family of the cables catalogue", "plan"},
          [](Csv c, Row r) { c.text(r.family); }},
    Cable{{"medium", "text", "medium of the family; empty: none reaches", "plan"},
          [](Csv c, Row r) { c.text(r.medium); }},
    Cable{{"transceivers", "count", "modules bought with it; 0: its ends are fixed on", "plan"},
          [](Csv c, Row r) { c.whole(r.transceivers); }},
    Cable{{"mass_kg", "kg", "mass of the ordered length", "plan"}, [](Csv c, Row r) { c.number(r.mass_kg); }},
    Cable{{"price_usd", "USD", "price with both ends; empty: not known", "plan"},
          [](Csv c, Row r) { c.number(r.price_usd); }},
};

using Part = WiringColumn<MediumRow>;
using PartRow = const MediumRow&;

constexpr std::array medium_columns{
    Part{{"tier", "text", "tier of the cables", "plan"}, [](Csv c, PartRow r) { c.text(r.tier); }},
    Part{{"family", "text", "family of the cables catalogue", "plan"},
         [](Csv c, PartRow r) { c.text(r.family); }},
    Part{{"medium", "text", "medium of the family; empty: none reaches", "plan"},
         [](Csv c, PartRow r) { c.text(r.medium); }},
    Part{{"reach_m", "m", "longest cable of the medium", "plan"},
         [](Csv c, PartRow r) { c.number(r.reach_m); }},
    Part{{"cables", "count", "cables", "plan"}, [](Csv c, PartRow r) { c.whole(r.sums.cables); }},
    Part{{"length_m", "m", "length that their runs need", "plan"},
         [](Csv c, PartRow r) { c.number(r.sums.length_m); }},
    Part{{"stock_m", "m", "length ordered", "plan"}, [](Csv c, PartRow r) { c.number(r.sums.ordered_m); }},
    Part{{"longest_m", "m", "longest run", "plan"}, [](Csv c, PartRow r) { c.number(r.sums.longest_m); }},
    Part{{"transceivers", "count", "modules", "plan"},
         [](Csv c, PartRow r) { c.whole(r.sums.transceivers); }},
    Part{{"power_w", "W", "power of both ends", "plan"}, [](Csv c, PartRow r) { c.number(r.sums.power_w); }},
    Part{{"mass_kg", "kg", "mass", "plan"}, [](Csv c, PartRow r) { c.number(r.sums.mass_kg); }},
    Part{{"price_usd", "USD", "price with both ends; empty: not known", "plan"},
         [](Csv c, PartRow r) { c.number(r.sums.price_usd); }},
};

using Switch = WiringColumn<SwitchRow>;
using OneSwitch = const SwitchRow&;

constexpr std::array switch_columns{
    Switch{{"switch", "text", "what it is called", "plan"}, [](Csv c, OneSwitch r) { c.text(r.name); }},
    Switch{{"role", "text", "leaf, spine or core", "plan"}, [](Csv c, OneSwitch r) { c.text(r.role); }},
    Switch{{"group", "1", "what it stands with: unit, pod or group, from 0", "plan"},
           [](Csv c, OneSwitch r) { c.whole(r.group); }},
    Switch{{"type", "text", "entry of the switches catalogue", "scenario"},
           [](Csv c, OneSwitch r) { c.text(r.type); }},
    Switch{{"rack", "text", "path of its rack", "plan"}, [](Csv c, OneSwitch r) { c.text(r.rack); }},
    Switch{{"unit", "1", "height of its ports in rack units", "plan"},
           [](Csv c, OneSwitch r) { c.number(r.unit); }},
    Switch{{"x_m", "m", "along the rows", "plan"}, [](Csv c, OneSwitch r) { c.number(r.x_m); }},
    Switch{{"y_m", "m", "across the rows", "plan"}, [](Csv c, OneSwitch r) { c.number(r.y_m); }},
    Switch{{"ports", "count", "ports that it has", "plan"}, [](Csv c, OneSwitch r) { c.whole(r.ports); }},
    Switch{{"ports_down", "count", "with a cable from a node, an appliance or a lower switch", "plan"},
           [](Csv c, OneSwitch r) { c.whole(r.ports_down); }},
    Switch{{"ports_up", "count", "with any other cable", "plan"},
           [](Csv c, OneSwitch r) { c.whole(r.ports_up); }},
    Switch{{"power_w", "W", "typical power without cable ends", "plan"},
           [](Csv c, OneSwitch r) { c.number(r.power_w); }},
};

using Tray = WiringColumn<TrayRowReport>;
using OneTray = const TrayRowReport&;

constexpr std::array tray_columns{
    Tray{{"tray", "text", "row, or cross tray at an x", "plan"}, [](Csv c, OneTray r) { c.text(r.tray); }},
    Tray{{"x1_m", "m", "one end, along the rows", "plan"}, [](Csv c, OneTray r) { c.number(r.x1_m); }},
    Tray{{"y1_m", "m", "one end, across the rows", "plan"}, [](Csv c, OneTray r) { c.number(r.y1_m); }},
    Tray{{"x2_m", "m", "other end, along the rows", "plan"}, [](Csv c, OneTray r) { c.number(r.x2_m); }},
    Tray{{"y2_m", "m", "other end, across the rows", "plan"}, [](Csv c, OneTray r) { c.number(r.y2_m); }},
    Tray{{"cables", "count", "cables that lie on it", "plan"}, [](Csv c, OneTray r) { c.whole(r.cables); }},
    Tray{{"section_m2", "m2", "their section", "plan"}, [](Csv c, OneTray r) { c.number(r.section_m2); }},
    Tray{{"fill", "1", "that section over the tray's; hall.tray.fill is the limit", "plan"},
         [](Csv c, OneTray r) { c.number(r.fill); }},
};

template <class Row>
void put_row(Csv csv, std::span<const WiringColumn<Row>> columns, const Row& row) {
    for (const WiringColumn<Row>& column : columns) column.put(csv, row);
    csv.end_row();
}

template <class Row>
void put_header(Csv csv, std::span<const WiringColumn<Row>> columns) {
    for (const WiringColumn<Row>& column : columns) csv.text(column.text.name);
    csv.end_row();
}

template <class Row>
void write_rows(std::span<const WiringColumn<Row>> columns, const std::vector<Row>& rows, const Sink& sink) {
    CsvWriter csv{sink};
    put_header(csv, columns);
    for (const Row& row : rows) put_row(csv, columns, row);
    csv.flush();
}

template <class Row>
void put_file(JsonWriter& json, std::string_view file, std::span<const WiringColumn<Row>> columns) {
    json.key(file).begin_object();
    for (const WiringColumn<Row>& column : columns) {
        json.key(column.text.name).begin_object(JsonWriter::Layout::one_line);
        json.key("unit").text(column.text.unit);
        json.key("meaning").text(column.text.meaning);
        json.key("source").text(column.text.source);
        json.end_object();
    }
    json.end_object();
}

}  // namespace

void write_cables_csv(std::size_t cables, const CableSource& at, const Sink& sink) {
    constexpr std::span<const Cable> columns{cable_columns};
    CsvWriter csv{sink};
    put_header(csv, columns);
    for (std::size_t i = 0; i < cables; ++i) put_row(csv, columns, at(i));
    csv.flush();
}

void write_fabric_csv(const WiringReport& wiring, const Sink& sink) {
    write_rows(std::span<const Part>{medium_columns}, wiring.media, sink);
}

void write_switches_csv(const WiringReport& wiring, const Sink& sink) {
    write_rows(std::span<const Switch>{switch_columns}, wiring.switches, sink);
}

void write_trays_csv(const WiringReport& wiring, const Sink& sink) {
    write_rows(std::span<const Tray>{tray_columns}, wiring.trays, sink);
}

std::string wiring_columns_json() {
    JsonWriter json;
    json.begin_object();
    put_file(json, "cables.csv", std::span<const Cable>{cable_columns});
    put_file(json, "fabric.csv", std::span<const Part>{medium_columns});
    put_file(json, "switches.csv", std::span<const Switch>{switch_columns});
    put_file(json, "trays.csv", std::span<const Tray>{tray_columns});
    json.end_object();
    return json.finish();
}

}  // namespace datahall

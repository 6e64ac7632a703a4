#include "tools/datahall/listing.hpp"

#include "sim/report/csv.hpp"
#include "sim/report/json.hpp"
#include "sim/report/table.hpp"

namespace datahall {
namespace {

std::string as_table(const Listing& listing, std::size_t width) {
    std::vector<TableColumn> columns;
    for (const std::string& name : listing.columns) columns.push_back({name});
    columns.back().flows = true;
    Table table{std::move(columns)};
    for (const auto& row : listing.rows) table.add(row);
    return table.render(width);
}

std::string as_json(const Listing& listing) {
    JsonWriter json;
    json.begin_array();
    for (const auto& row : listing.rows) {
        json.begin_object(JsonWriter::Layout::one_line);
        for (std::size_t c = 0; c < row.size(); ++c) json.key(listing.columns[c]).text(row[c]);
        json.end_object();
    }
    json.end_array();
    return json.finish();
}

void as_csv(const Listing& listing, const Sink& sink) {
    CsvWriter csv{sink};
    for (const std::string& name : listing.columns) csv.text(name);
    csv.end_row();
    for (const auto& row : listing.rows) {
        for (const std::string& cell : row) csv.text(cell);
        csv.end_row();
    }
    csv.flush();
}

}  // namespace

void print_listing(const Listing& listing, std::string_view format, std::size_t width, const Sink& sink) {
    if (format == "json") return sink(as_json(listing));
    if (format == "csv") return as_csv(listing, sink);
    sink(as_table(listing, width));
}

}  // namespace datahall

#include "tools/datahall/calc_sheet.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/config/utf8.hpp"
#include "sim/report/csv.hpp"
#include "sim/report/json.hpp"
#include "sim/report/table.hpp"

namespace datahall {
namespace {

constexpr std::uint64_t schema_version = 1;

std::string for_people(const SheetValue& value) {
    if (const auto* number = std::get_if<double>(&value)) return fmt::format("{:.7g}", *number);
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "yes" : "no";
    return std::get<std::string>(value);
}

void put(JsonWriter& json, const SheetValue& value) {
    if (const auto* number = std::get_if<double>(&value)) {
        json.number(*number);
    } else if (const auto* flag = std::get_if<bool>(&value)) {
        json.flag(*flag);
    } else {
        json.text(std::get<std::string>(value));
    }
}

void put(CsvWriter& csv, const SheetValue& value) {
    if (const auto* number = std::get_if<double>(&value)) {
        csv.number(*number);
    } else {
        csv.text(for_people(value));
    }
}

std::string_view shown_unit(const SheetRow& row) {
    return row.unit == "1" ? std::string_view{} : row.unit;
}

bool is_text(const SheetValue& value) {
    return std::holds_alternative<std::string>(value);
}

// Names and notes would make a column of numbers too wide: each is a line.
std::string text_lines(const std::vector<SheetRow>& rows) {
    std::string lines;
    for (const SheetRow& row : rows) {
        if (is_text(row.value)) lines += fmt::format("{}: {}\n", row.name, escaped(for_people(row.value)));
    }
    return lines;
}

std::string as_table(const CalcSheet& sheet, std::size_t width) {
    Table table{{{"figure", Align::left},
                 {"value", Align::right},
                 {"unit", Align::left},
                 {"meaning", Align::left, true}}};
    const auto add = [&table](const std::vector<SheetRow>& rows) {
        for (const SheetRow& row : rows) {
            if (is_text(row.value)) continue;
            table.add({std::string{row.name}, for_people(row.value), std::string{shown_unit(row)},
                       std::string{row.meaning}});
        }
    };
    table.add_heading("given");
    add(sheet.inputs);
    table.add_heading("follows");
    add(sheet.results);
    std::string text = text_lines(sheet.inputs) + table.render(width) + text_lines(sheet.results);
    if (sheet.list.rows.empty()) return text;
    std::vector<TableColumn> columns;
    columns.reserve(sheet.list.columns.size());
    for (const std::string_view name : sheet.list.columns)
        columns.push_back({std::string{name}, Align::right});
    columns.front().align = Align::left;
    Table list{std::move(columns)};
    for (const auto& row : sheet.list.rows) {
        std::vector<std::string> cells;
        cells.reserve(row.size());
        for (const SheetValue& value : row) cells.push_back(for_people(value));
        list.add(cells);
    }
    return text + '\n' + list.render(width);
}

void put_rows(JsonWriter& json, std::string_view key, const std::vector<SheetRow>& rows) {
    json.key(key).begin_object();
    for (const SheetRow& row : rows) {
        json.key(row.name).begin_object(JsonWriter::Layout::one_line);
        put(json.key("value"), row.value);
        if (!row.unit.empty()) json.key("unit").text(row.unit);
        json.key("meaning").text(row.meaning);
        json.end_object();
    }
    json.end_object();
}

void put_list(JsonWriter& json, const SheetTable& list) {
    json.key("list").begin_array();
    for (const auto& row : list.rows) {
        json.begin_object(JsonWriter::Layout::one_line);
        for (std::size_t c = 0; c < row.size(); ++c) put(json.key(list.columns[c]), row[c]);
        json.end_object();
    }
    json.end_array();
}

std::string as_json(const CalcSheet& sheet, std::string_view what) {
    JsonWriter json;
    json.begin_object();
    json.key("schema_version").whole(schema_version);
    json.key("calculation").text(what);
    put_rows(json, "given", sheet.inputs);
    put_rows(json, "follows", sheet.results);
    if (!sheet.list.rows.empty()) put_list(json, sheet.list);
    json.end_object();
    return json.finish();
}

void list_as_csv(const SheetTable& list, CsvWriter& csv) {
    for (const std::string_view name : list.columns) csv.text(name);
    csv.end_row();
    for (const auto& row : list.rows) {
        for (const SheetValue& value : row) put(csv, value);
        csv.end_row();
    }
}

void as_csv(const CalcSheet& sheet, const Sink& sink) {
    CsvWriter csv{sink};
    if (!sheet.list.rows.empty()) {
        list_as_csv(sheet.list, csv);
        return csv.flush();
    }
    csv.text("kind").text("figure").text("value").text("unit").text("meaning").end_row();
    const auto add = [&csv](std::string_view kind, const std::vector<SheetRow>& rows) {
        for (const SheetRow& row : rows) {
            csv.text(kind).text(row.name);
            put(csv, row.value);
            csv.text(row.unit).text(row.meaning).end_row();
        }
    };
    add("given", sheet.inputs);
    add("follows", sheet.results);
    csv.flush();
}

}  // namespace

const SheetRow* CalcSheet::find(std::string_view name) const {
    for (const std::vector<SheetRow>* rows : {&results, &inputs}) {
        const auto found = std::ranges::find(*rows, name, &SheetRow::name);
        if (found != rows->end()) return &*found;
    }
    return nullptr;
}

void print_sheet(const CalcSheet& sheet, std::string_view what, std::string_view format, std::size_t width,
                 const Sink& sink) {
    if (format == "json") return sink(as_json(sheet, what));
    if (format == "csv") return as_csv(sheet, sink);
    sink(as_table(sheet, width));
}

}  // namespace datahall

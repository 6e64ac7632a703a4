// What a calculation says: figures with their units, and for some a table of many rows.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/report/sink.hpp"

namespace datahall {

using SheetValue = std::variant<double, bool, std::string>;

struct SheetRow {
    std::string_view name;
    SheetValue value;
    std::string_view unit;     // of the SI base; "1" for ratios, "" for what is no number
    std::string_view meaning;  // without a full stop
};

struct SheetTable {
    std::vector<std::string_view> columns;
    std::vector<std::vector<SheetValue>> rows;
};

struct CalcSheet {
    std::vector<SheetRow> inputs;  // as they were understood
    std::vector<SheetRow> results;
    SheetTable list = {};

    /// The row of that name among the results, else the inputs, or null.
    const SheetRow* find(std::string_view name) const;
};

/// `format`: "table" of at most `width` columns with seven digits; "json" and "csv" with all digits.  CSV is
/// the table of many rows if there is one.
void print_sheet(const CalcSheet& sheet, std::string_view what, std::string_view format, std::size_t width,
                 const Sink& sink);

}  // namespace datahall

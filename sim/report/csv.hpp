// CSV as RFC 4180 has it: comma, quotes where needed, LF, a header always, UTF-8 without a mark.
//
// Text is written as it is, so that it reads back to the same bytes.  Names that a spreadsheet
// would take for a formula are refused when a scenario is read, not changed here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "datahall/int128.hpp"

#include "sim/report/sink.hpp"

namespace datahall {

class CsvWriter {
public:
    explicit CsvWriter(Sink sink) : sink_{std::move(sink)} {}

    /// Cells of the present row, left to right.
    CsvWriter& text(std::string_view value);
    CsvWriter& whole(std::uint64_t value);
    /// Shortest decimal that reads back to the same double; NaN and infinities are empty cells.
    CsvWriter& number(double value);
    CsvWriter& number(const std::optional<double>& value);
    /// Seconds as an exact decimal ("1.000000001"); empty below zero, which means never.
    CsvWriter& seconds(std::int64_t nanoseconds);
    /// An integer with that many decimals, exact; empty if there is none.
    CsvWriter& exact(const std::optional<Int128>& value, int places);
    void end_row();

    /// Passes on what is still held back; call it after the last row.
    void flush();

private:
    void cell(std::string_view written);

    Sink sink_;
    std::string buffer_;
    bool row_started_ = false;
};

/// One cell: quoted if it holds a comma, a quote or a line end.
std::string csv_cell(std::string_view text);

/// `value` x 10^-places without trailing zeros: (-1500, 3) -> "-1.5".
std::string exact_decimal(Int128 value, int places);

/// `nanoseconds` >= 0 as seconds without trailing zeros: 1'500'000'000 -> "1.5".
std::string exact_seconds(std::int64_t nanoseconds);

}  // namespace datahall

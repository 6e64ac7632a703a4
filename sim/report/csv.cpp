#include "sim/report/csv.hpp"

#include <cmath>

#include <fmt/format.h>

namespace datahall {
namespace {
constexpr std::size_t piece = 1U << 16U;  // bytes passed on at once
constexpr std::int64_t ns_per_s = 1'000'000'000;
}  // namespace

std::string csv_cell(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string{text};
    std::string out{'"'};
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + '"';
}

std::string exact_decimal(Int128 value, int places) {
    std::string digits;  // the last first
    for (Int128 rest = value < 0 ? -value : value; rest > 0 || digits.size() <= std::size_t(places);
         rest /= 10) {
        digits += static_cast<char>('0' + static_cast<int>(rest % 10));
    }
    std::string out{value < 0 ? "-" : ""};
    out.append(digits.rbegin(), digits.rend() - places);
    std::string fraction(digits.rend() - places, digits.rend());
    fraction.erase(fraction.find_last_not_of('0') + 1);
    return fraction.empty() ? out : out + '.' + fraction;
}

std::string exact_seconds(std::int64_t nanoseconds) {
    const std::int64_t fraction = nanoseconds % ns_per_s;
    std::string out = fmt::format("{}", nanoseconds / ns_per_s);
    if (fraction == 0) return out;
    out += fmt::format(".{:09}", fraction);
    out.erase(out.find_last_not_of('0') + 1);
    return out;
}

void CsvWriter::cell(std::string_view written) {
    if (row_started_) buffer_ += ',';
    buffer_ += written;
    row_started_ = true;
}

CsvWriter& CsvWriter::text(std::string_view value) {
    cell(csv_cell(value));
    return *this;
}

CsvWriter& CsvWriter::whole(std::uint64_t value) {
    cell(fmt::format("{}", value));
    return *this;
}

CsvWriter& CsvWriter::number(double value) {
    cell(std::isfinite(value) ? fmt::format("{}", value) : std::string{});
    return *this;
}

CsvWriter& CsvWriter::number(const std::optional<double>& value) {
    if (value) return number(*value);
    cell({});
    return *this;
}

CsvWriter& CsvWriter::seconds(std::int64_t nanoseconds) {
    cell(nanoseconds < 0 ? std::string{} : exact_seconds(nanoseconds));
    return *this;
}

CsvWriter& CsvWriter::exact(const std::optional<Int128>& value, int places) {
    cell(value ? exact_decimal(*value, places) : std::string{});
    return *this;
}

void CsvWriter::end_row() {
    buffer_ += '\n';
    row_started_ = false;
    if (buffer_.size() >= piece) flush();
}

void CsvWriter::flush() {
    if (buffer_.empty()) return;
    sink_(buffer_);
    buffer_.clear();
}

}  // namespace datahall

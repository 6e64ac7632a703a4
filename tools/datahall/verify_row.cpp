#include <cmath>

#include <fmt/format.h>

#include "sim/study/expectations.hpp"
#include "tools/datahall/verify_table.hpp"

namespace datahall {
namespace {

constexpr std::string_view between = " to ";  // of the ends of a band

std::optional<double> number_in(VerifyRow& row, const std::string& text, const std::string& unit) {
    const Parsed<double> parsed = parse_bound(text, unit);
    if (!parsed.value) row.failure = fmt::format("expected {}, got \"{}\"", parsed.expected, text);
    return parsed.value;
}

// A tolerance of a temperature is a difference; "%" is a share of the published value, whatever it is.
std::optional<double> tolerance_of(VerifyRow& row) {
    if (row.tolerance.empty()) return std::nullopt;
    if (row.tolerance.ends_with('%')) {
        const auto share = number_in(row, row.tolerance, "1");
        if (!share || !row.published) return std::nullopt;
        return *share * std::fabs(*row.published);
    }
    return number_in(row, row.tolerance, row.unit == "degC" ? "K" : row.unit);
}

}  // namespace

std::optional<double> VerifyRow::difference() const {
    if (!simulated) return std::nullopt;
    if (published) return *simulated - *published;
    if (low && *simulated < *low) return *simulated - *low;
    if (high && *simulated > *high) return *simulated - *high;
    return low || high ? std::optional{0.0} : std::nullopt;
}

VerifyOutcome VerifyRow::outcome() const {
    if (!failure.empty()) return VerifyOutcome::fail;
    const std::optional<double> apart = difference();
    const bool is_judged = apart && (within || low || high);
    if (!is_judged) return VerifyOutcome::context;
    return std::fabs(*apart) <= within.value_or(0.0) ? VerifyOutcome::pass : VerifyOutcome::fail;
}

void settle(VerifyRow& row, double simulated, const std::string& unit) {
    row.unit = unit;
    row.simulated = simulated;
    if (!std::isfinite(simulated)) row.failure = "the figure is not finite";
    if (row.expected.empty()) return;
    const std::size_t middle = row.expected.find(between);
    if (middle == std::string::npos) {
        row.published = number_in(row, row.expected, unit);
        row.within = tolerance_of(row);
        return;
    }
    row.low = number_in(row, row.expected.substr(0, middle), unit);
    row.high = number_in(row, row.expected.substr(middle + between.size()), unit);
}

}  // namespace datahall

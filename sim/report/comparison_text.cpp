#include "sim/report/comparison_text.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/config/utf8.hpp"
#include "sim/report/figures.hpp"
#include "sim/report/table.hpp"

namespace datahall {
namespace {

// "0.2%", "12%": rounded up, and short, for a row must fit a line.
std::string percent(double share) {
    constexpr double noise = 1e-9;  // of the arithmetic: 4 % stay 4 %
    const double value = 100.0 * share - noise;
    if (value > 9.9) return fmt::format("{:.0f}%", std::ceil(value));
    return fmt::format("{:.1f}%", std::ceil(10.0 * value) / 10.0);
}

std::string letter(std::size_t hall) {
    return std::string(1, static_cast<char>('A' + hall));
}

// The largest value of a row, which its unit must fit.
double largest_of(const ComparisonRow& row) {
    double value = 0.0;
    for (const auto& v : row.values) {
        if (v) value = std::max(value, std::fabs(v->value));
    }
    return value;
}

std::string ratio_cell(const std::optional<Estimate>& ratio) {
    return ratio ? with_interval(*ratio, ratio->value, "1") : "-";
}

std::vector<std::string> cells_of(const ComparisonRow& row) {
    const double scale = largest_of(row);
    std::vector<std::string> cells{row.label, for_people(scale, row.unit).unit};
    for (const auto& value : row.values) {
        cells.push_back(value ? with_interval(*value, scale, row.unit) : "-");
    }
    for (std::size_t h = 1; h < row.ratios.size(); ++h) cells.push_back(ratio_cell(row.ratios[h]));
    return cells;
}

std::vector<TableColumn> columns_of(std::size_t halls) {
    std::vector<TableColumn> columns{{"figure"}, {"unit"}};
    for (std::size_t h = 0; h < halls; ++h) {
        columns.push_back({h == 0 ? letter(h) + " (base)" : letter(h), Align::right});
    }
    for (std::size_t h = 1; h < halls; ++h) columns.push_back({letter(h) + "/A", Align::right});
    return columns;
}

// "-- Floor --": the group that the lines below belong to.
std::string bar(const std::string& group) {
    return "-- " + group + " --";
}

std::string table_of(const Comparison& c, std::size_t width) {
    Table table{columns_of(c.halls.size())};
    std::string group;
    for (const ComparisonRow& row : c.rows) {
        if (row.group != group) table.add_heading(bar(group = row.group));
        table.add(cells_of(row));
    }
    return table.render(width);
}

std::string bullets(const std::string& heading, const std::vector<std::string>& texts, std::size_t width) {
    if (texts.empty()) return {};
    std::string out = '\n' + heading + '\n';
    for (const std::string& text : texts) {
        std::string start = "- ";
        for (const std::string& line : wrapped(escaped(text), width > 10 ? width - 2 : 8)) {
            out += start + line + '\n';
            start = "  ";
        }
    }
    return out;
}

std::string heading_of(const Comparison& c, std::size_t width) {
    const Figure span = for_people(c.duration_s, "s");
    const Figure warm_up = for_people(c.warm_up_s, "s");
    const std::string first =
        fmt::format("{} halls, {} replication{} of {} {} (warm-up {} {}), seed {}{}", c.halls.size(),
                    c.replications, c.replications == 1 ? "" : "s", span.number, span.unit, warm_up.number,
                    warm_up.unit, c.seed, c.equalised.empty() ? "" : ", equal " + c.equalised);
    std::string out;
    for (const std::string& line : wrapped(first, width)) out += line + '\n';
    for (std::size_t h = 0; h < c.halls.size(); ++h) {
        std::string start = letter(h) + "  ";
        const std::string text = escaped(c.halls[h].name + ": " + c.halls[h].about);
        for (const std::string& line : wrapped(text, width > 12 ? width - 3 : 9)) {
            out += start + line + '\n';
            start = "   ";
        }
    }
    return out + '\n';
}

constexpr const char* legend =
    "Demand: the jobs as they come. Saturated: flat out; work per m2, MW, MWh and dollar is of the part of "
    "the hall "
    "that works for it, by the energy of its jobs. +- is the 95 % interval (its wider side, in % of "
    "the value); where there is none, nothing was left to chance or one replication was run.";

}  // namespace

std::string with_interval(const Estimate& e, double largest, const std::string& unit) {
    std::string value = for_people(e.value, largest, unit).first;
    const double half = std::max(e.high - e.value, e.value - e.low);
    constexpr double rounding = 1e-9;  // of sums of doubles: no spread
    if (half <= rounding * std::fabs(e.value)) return value;
    if (e.value != 0.0) return value + " +-" + percent(half / std::fabs(e.value));
    return fmt::format("0 ({}..{})", four_digits(e.low), four_digits(e.high));
}

std::string comparison_report(const Comparison& comparison, std::size_t width) {
    std::string out = heading_of(comparison, width) + table_of(comparison, width);
    out += '\n';
    for (const std::string& line : wrapped(legend, width)) out += line + '\n';
    out += bullets("Verdict", comparison.verdict, width);
    return out + bullets("Caveats", comparison.caveats, width);
}

}  // namespace datahall

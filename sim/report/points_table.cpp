// The table of a sweep for people.
#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "sim/report/figures.hpp"
#include "sim/report/points_csv.hpp"
#include "sim/report/table.hpp"

namespace datahall {
namespace {

// What is shown when the study names no metrics: all of them would take pages.
constexpr std::array<std::string_view, 5> usual{"power.it_mean", "efficiency.pue", "devices.utilization",
                                                "jobs.wait_p95", "work.served"};

std::vector<std::size_t> shown_columns(const Study& study, const Sweep& sweep) {
    std::vector<std::size_t> shown;
    for (std::size_t c = 0; c < sweep.columns.size(); ++c) {
        const bool is_usual = std::ranges::find(usual, sweep.columns[c].metric) != usual.end();
        if (is_usual || !study.config().metrics.empty()) shown.push_back(c);
    }
    return shown;
}

bool any_failed(const Sweep& sweep) {
    return std::ranges::any_of(sweep.rows, [](const SweepRow& row) { return !row.failure.empty(); });
}

// The last part of a key says enough, unless two axes share it.
std::string short_name(const std::string& key, const std::vector<StudyAxis>& axes) {
    const auto last_part = [](const std::string& path) { return path.substr(path.rfind('.') + 1); };
    const auto twins = std::ranges::count_if(
        axes, [&](const StudyAxis& axis) { return last_part(axis.key) == last_part(key); });
    return twins > 1 ? key : last_part(key);
}

std::vector<TableColumn> headers(const Study& study, const Sweep& sweep,
                                 const std::vector<std::size_t>& shown) {
    std::vector<TableColumn> columns{{"point", Align::right}};
    if (study.config().replications > 1) columns.push_back({"replication", Align::right});
    for (const StudyAxis& axis : study.config().axes) {
        columns.push_back({short_name(axis.key, study.config().axes), Align::right});
    }
    for (const std::size_t c : shown) columns.push_back({sweep.columns[c].metric, Align::right});
    columns.push_back({"findings", Align::right});
    if (any_failed(sweep)) columns.push_back({"failed", Align::left, true});
    return columns;
}

std::string cell(const std::optional<double>& value, const std::string& unit) {
    if (!value) return "-";
    const Figure figure = for_people(*value, unit);
    return figure.unit.empty() ? figure.number : figure.number + " " + figure.unit;
}

}  // namespace

std::string points_table(const Study& study, const Sweep& sweep, std::size_t width) {
    const std::vector<std::size_t> shown = shown_columns(study, sweep);
    const bool with_reasons = any_failed(sweep);
    Table table{headers(study, sweep, shown)};
    for (const SweepRow& row : sweep.rows) {
        std::vector<std::string> cells{std::to_string(row.point)};
        if (study.config().replications > 1) cells.push_back(std::to_string(row.replication));
        const std::vector<std::size_t> choices = study.choices(row.point);
        for (std::size_t a = 0; a < choices.size(); ++a) {
            cells.push_back(study.config().axes[a].values[choices[a]]);
        }
        for (const std::size_t c : shown) cells.push_back(cell(row.values[c], sweep.columns[c].unit));
        cells.push_back(row.failure.empty() ? std::to_string(row.findings) : "-");
        if (with_reasons) cells.push_back(row.failure);
        table.add(cells);
    }
    return table.render(width);
}

}  // namespace datahall

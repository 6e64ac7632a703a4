#include "sim/report/losses_csv.hpp"

#include <numeric>
#include <span>

#include "sim/report/csv.hpp"

namespace datahall {
namespace {

constexpr int places_of_joules = 15;  // uW ns

void put_row(CsvWriter& csv, const std::string& place, std::span<const Int128> by_level) {
    csv.text(place);
    for (const Int128 loss : by_level) csv.exact(loss, places_of_joules);
    csv.exact(std::accumulate(by_level.begin(), by_level.end(), Int128{0}), places_of_joules);
    csv.end_row();
}

}  // namespace

std::vector<std::string> loss_columns(const PowerReport& report) {
    std::vector<std::string> names;
    for (const std::string& level : report.levels) names.push_back(level + "_j");
    return names;
}

void write_losses_csv(const PowerReport& report, const Sink& sink) {
    CsvWriter csv{sink};
    csv.text(loss_place_column.name);
    for (const std::string& name : loss_columns(report)) csv.text(name);
    csv.text(loss_total_column.name).end_row();
    std::vector<Int128> total(report.levels.size());
    for (const LocatedLosses& row : report.losses) {
        put_row(csv, row.place, row.by_level);
        for (std::size_t level = 0; level < total.size(); ++level) total[level] += row.by_level[level];
    }
    put_row(csv, "total", total);
    csv.flush();
}

}  // namespace datahall

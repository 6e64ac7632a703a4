#include "sim/report/comparison_csv.hpp"

#include "sim/report/comparison_json.hpp"
#include "sim/report/csv.hpp"

namespace datahall {
namespace {

void put_header(CsvWriter& csv) {
    for (const char* name : {"metric", "view", "group", "label", "unit", "hall"}) csv.text(name);
    for (const char* name : {"value", "difference", "ratio"}) {
        csv.text(name).text(std::string{name} + "_low").text(std::string{name} + "_high");
    }
    csv.end_row();
}

void put_estimate(CsvWriter& csv, const std::optional<Estimate>& e) {
    const auto cell = [&](double Estimate::*field) {
        csv.number(e ? std::optional{(*e).*field} : std::nullopt);
    };
    cell(&Estimate::value);
    cell(&Estimate::low);
    cell(&Estimate::high);
}

}  // namespace

void write_comparison_csv(const Comparison& comparison, const Sink& sink) {
    CsvWriter csv{sink};
    put_header(csv);
    for (const ComparisonRow& row : comparison.rows) {
        for (std::size_t h = 0; h < comparison.halls.size(); ++h) {
            csv.text(row.id).text(name_of(row.view)).text(row.group).text(row.label).text(row.unit);
            csv.text(comparison.halls[h].name);
            put_estimate(csv, row.values[h]);
            put_estimate(csv, row.differences[h]);
            put_estimate(csv, row.ratios[h]);
            csv.end_row();
        }
    }
    csv.flush();
}

}  // namespace datahall

#include "sim/study/comparison_rows.hpp"

#include <algorithm>

namespace datahall {
namespace {

// One figure of one hall in all replications.
struct Sample {
    std::vector<double> top;
    std::vector<double> bottom;  // empty: no ratio
    bool exists() const { return !top.empty(); }
    bool is_ratio() const { return !bottom.empty(); }
};

std::vector<double> read_all(const FigureOfRun& figure, const std::vector<Result>& runs) {
    std::vector<double> values;
    for (const Result& run : runs) {
        const std::optional<double> value = figure(run);
        if (!value) return {};
        values.push_back(*value);
    }
    return values;
}

Sample sample_of(const ComparedFigure& figure, const HallResults& hall) {
    const std::vector<Result>& runs = hall.of(figure.view);
    Sample sample{read_all(figure.top, runs), {}};
    if (!figure.bottom || !sample.exists()) return sample;
    sample.bottom = read_all(figure.bottom, runs);
    if (sample.bottom.empty()) sample.top.clear();
    return sample;
}

std::optional<double> ratio_without(const Sample& s, std::size_t left_out) {
    const double bottom = mean_without(s.bottom, left_out);
    if (bottom == 0.0) return {};
    return mean_without(s.top, left_out) / bottom;
}

std::optional<Estimate> value_of(const Sample& s) {
    if (!s.exists()) return {};
    return s.is_ratio() ? paired_ratio(s.bottom, s.top) : mean_of(s.top);
}

std::optional<Estimate> difference_of(const Sample& base, const Sample& other) {
    if (!base.exists() || !other.exists()) return {};
    if (!base.is_ratio()) return paired_difference(base.top, other.top);
    return jackknife(base.top.size(), [&](std::size_t left_out) -> std::optional<double> {
        const auto a = ratio_without(base, left_out);
        const auto b = ratio_without(other, left_out);
        return a && b ? std::optional{*b - *a} : std::nullopt;
    });
}

std::optional<Estimate> ratio_of(const Sample& base, const Sample& other) {
    if (!base.exists() || !other.exists()) return {};
    if (!base.is_ratio()) return paired_ratio(base.top, other.top);
    return jackknife(base.top.size(), [&](std::size_t left_out) -> std::optional<double> {
        const auto a = ratio_without(base, left_out);
        const auto b = ratio_without(other, left_out);
        return a && b && *a != 0.0 ? std::optional{*b / *a} : std::nullopt;
    });
}

ComparisonRow row_of(const ComparedFigure& figure, std::span<const HallResults> halls) {
    ComparisonRow row{.id = figure.id,
                      .group = figure.group,
                      .label = figure.label,
                      .view = figure.view,
                      .unit = figure.unit,
                      .values = {},
                      .differences = {std::nullopt},
                      .ratios = {std::nullopt}};
    std::vector<Sample> samples;
    for (const HallResults& hall : halls) {
        samples.push_back(sample_of(figure, hall));
        row.values.push_back(value_of(samples.back()));
        if (samples.size() == 1) continue;
        row.differences.push_back(difference_of(samples.front(), samples.back()));
        row.ratios.push_back(ratio_of(samples.front(), samples.back()));
    }
    return row;
}

}  // namespace

std::vector<ComparisonRow> comparison_rows(std::span<const HallResults> halls) {
    std::vector<ComparisonRow> rows;
    for (const ComparedFigure& figure : compared_figures(halls)) {
        ComparisonRow row = row_of(figure, halls);
        const bool exists = std::ranges::any_of(row.values, [](const auto& v) { return v.has_value(); });
        if (exists) rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace datahall

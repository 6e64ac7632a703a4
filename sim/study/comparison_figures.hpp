// Which figures of two or more halls are put side by side, and how each is read from a run.
//
// A figure is the mean over the replications of its `top`, or the ratio of the means of `top` and `bottom`
// (never the mean of ratios).
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "datahall/result.hpp"

#include "sim/study/comparison.hpp"

namespace datahall {

/// The runs of one hall, by replication, without their job records.
struct HallResults {
    std::vector<Result> demand;     // view A
    std::vector<Result> saturated;  // view B
    const std::vector<Result>& of(ComparisonView view) const {
        return view == ComparisonView::saturated ? saturated : demand;
    }
};

/// What one run says; empty if the figure does not exist there.
using FigureOfRun = std::function<std::optional<double>(const Result&)>;

struct ComparedFigure {
    std::string id;
    std::string group;
    std::string label;
    ComparisonView view = ComparisonView::design;
    std::string unit;
    FigureOfRun top;
    FigureOfRun bottom = {};  // null: the figure is no ratio
};

/// In the order of printing: floor, power, network, demand, saturated, cost.  Streams, devices and costs
/// are those of the halls, in the order of their first appearance.  REQUIRES: a replication or more.
std::vector<ComparedFigure> compared_figures(std::span<const HallResults> halls);

/// The value of a metric of this name.
std::optional<double> metric_value(const Result& run, std::string_view name);

}  // namespace datahall

// Bands that figures must lie in: what a scenario's `expect:` says, and what became of it.
//
// A bound is a quantity in any unit of the metric's kind ("440 mi" for a length), or a number with exactly
// the unit of the metric where no such kind exists ("3 W/m2").  Bounds belong to the band.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "datahall/config_error.hpp"
#include "datahall/result.hpp"

#include "sim/config/quantity.hpp"
#include "sim/config/scenario.hpp"

namespace datahall {

/// A band in the unit of its metric.
struct Band {
    std::optional<double> equals, low, high;
};

/// What became of one expectation.
struct Verdict {
    Expectation expected;
    std::optional<double> value;
    std::string unit;
    Band band;
    std::string failure;  // empty: met; else one sentence

    bool is_met() const { return failure.empty(); }
};

/// The number of a bound in `unit`: "440 mi" for a unit of length, "3 W/m2" where only that unit will do.
Parsed<double> parse_bound(const std::string& text, const std::string& unit);

/// Whether a value is the expected one: counts exactly, all else within a billionth of it.
bool is_equal(double value, double expected, std::string_view unit);

/// One verdict for each expectation.  A figure without a value, a name that no figure has and a bound
/// that is no quantity of its kind are failures.
std::vector<Verdict> check_expectations(std::span<const Expectation> expected,
                                        std::span<const Metric> metrics);

/// Expectations that can be neither met nor missed: unknown metrics, bounds of another kind.  `index` is that
/// of the expectation; the place of the problem is left to whoever knows the file.
struct ExpectationMistake {
    std::size_t index = 0;
    std::string key;  // metric, equals, low or high
    std::string code;
    std::string text;
    std::string hint;
};
std::vector<ExpectationMistake> find_mistakes(std::span<const Expectation> expected,
                                              std::span<const Metric> metrics);

/// Throws a ConfigError with all mistakes of a scenario's expectations, each in its place; also if there are
/// none to check.
void require_expectations(const Scenario& scenario, std::span<const Metric> metrics);

}  // namespace datahall

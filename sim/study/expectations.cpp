#include "sim/study/expectations.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "sim/config/near_name.hpp"
#include "sim/config/problems.hpp"
#include "sim/config/quantity.hpp"

namespace datahall {
namespace {

constexpr double closeness = 1e-9;  // of values that are said to be equal

const Metric* metric_named(const std::string& name, std::span<const Metric> metrics) {
    const auto found = std::ranges::find(metrics, name, &Metric::name);
    return found == metrics.end() ? nullptr : &*found;
}

// The kind of quantity that a metric's unit belongs to; none for units that no setting has.
std::optional<Dimension> dimension_of(std::string_view unit) {
    if (unit == "1") return Dimension::ratio;
    if (unit == "count") return Dimension::number;
    for (const UnitTable& table : unit_tables()) {
        if (!table.base.empty() && table.base == unit) return table.dimension;
    }
    return std::nullopt;
}

// A metric whose unit is a multiple of its kind's base, such as miles.
struct Scaled {
    Dimension dimension;
    double base_per_unit;
};
std::optional<Scaled> scaled(std::string_view unit) {
    for (const UnitTable& table : unit_tables()) {
        for (const Unit& u : table.units) {
            if (u.symbol == unit && u.offset == 0.0) return Scaled{table.dimension, u.multiply / u.divide};
        }
    }
    return std::nullopt;
}

// "3 W/m2" where the unit is W/m2.
Parsed<double> parse_exact_unit(std::string_view text, const std::string& unit) {
    Parsed<double> refused{{}, fmt::format("a number with its unit such as \"12 {}\"", unit), {}};
    if (!text.ends_with(unit)) return refused;
    text.remove_suffix(unit.size());
    while (text.ends_with(' ')) text.remove_suffix(1);
    Parsed<double> number = parse_quantity(text, Dimension::number);
    return number.value ? number : refused;
}

struct Bound {
    const char* key;
    const std::optional<std::string>& text;
};
std::array<Bound, 3> bounds_of(const Expectation& e) {
    return {{{"equals", e.equals}, {"low", e.low}, {"high", e.high}}};
}

Band band_of(const Expectation& e, const std::string& unit) {
    const auto read = [&unit](const std::optional<std::string>& text) {
        return text ? parse_bound(*text, unit).value : std::nullopt;
    };
    return {.equals = read(e.equals), .low = read(e.low), .high = read(e.high)};
}

std::string failure_of(const Verdict& v) {
    const Band& band = v.band;
    if (!v.value) return "the figure does not exist here";
    if (!std::isfinite(*v.value)) return "the figure is not finite";
    if (band.equals && !is_equal(*v.value, *band.equals, v.unit)) return "not equal";
    if (band.low && *v.value < *band.low) return "too low";
    if (band.high && *v.value > *band.high) return "too high";
    return {};
}

std::optional<ExpectationMistake> mistake_of_bound(const Bound& bound, const Metric& metric) {
    if (!bound.text) return std::nullopt;
    const Parsed<double> parsed = parse_bound(*bound.text, metric.unit);
    if (parsed.value) return std::nullopt;
    return ExpectationMistake{
        .index = 0,
        .key = bound.key,
        .code = "E0202",
        .text = fmt::format("expected {} for {}, got \"{}\"", parsed.expected, metric.name, *bound.text),
        .hint = parsed.hint};
}

ExpectationMistake unknown_metric(const Expectation& e, std::span<const Metric> metrics) {
    std::vector<std::string> known;
    for (const Metric& m : metrics) known.push_back(m.name);
    const std::string guess = did_you_mean(e.metric, known);
    return {.index = 0,
            .key = "metric",
            .code = "E0401",
            .text = fmt::format("no metric is named '{}'", e.metric),
            .hint = guess.empty() ? "`datahall list metrics` lists them" : guess};
}

std::vector<ExpectationMistake> mistakes_of(const Expectation& e, std::span<const Metric> metrics) {
    const Metric* metric = metric_named(e.metric, metrics);
    if (!metric) return {unknown_metric(e, metrics)};
    std::vector<ExpectationMistake> mistakes;
    for (const Bound& bound : bounds_of(e)) {
        if (auto mistake = mistake_of_bound(bound, *metric)) mistakes.push_back(std::move(*mistake));
    }
    const Band band = band_of(e, metric->unit);
    if (band.low && band.high && *band.low > *band.high) {
        mistakes.push_back({.index = 0,
                            .key = "high",
                            .code = "E0501",
                            .text = fmt::format("expected at least the low bound {}", *e.low),
                            .hint = ""});
    }
    return mistakes;
}

}  // namespace

Parsed<double> parse_bound(const std::string& text, const std::string& unit) {
    if (const auto dimension = dimension_of(unit)) return parse_quantity(text, *dimension);
    if (const auto multiple = scaled(unit)) {
        Parsed<double> parsed = parse_quantity(text, multiple->dimension);
        if (parsed.value) *parsed.value /= multiple->base_per_unit;
        return parsed;
    }
    return parse_exact_unit(text, unit);
}

bool is_equal(double value, double expected, std::string_view unit) {
    if (unit == "count") return value == expected;
    return std::abs(value - expected) <= closeness * std::abs(expected);
}

std::vector<Verdict> check_expectations(std::span<const Expectation> expected,
                                        std::span<const Metric> metrics) {
    std::vector<Verdict> verdicts;
    for (const Expectation& e : expected) {
        Verdict& v = verdicts.emplace_back();
        v.expected = e;
        const std::vector<ExpectationMistake> mistakes = mistakes_of(e, metrics);
        if (const Metric* metric = metric_named(e.metric, metrics)) {
            v.value = metric->value;
            v.unit = metric->unit;
            v.band = band_of(e, metric->unit);
        }
        v.failure = mistakes.empty() ? failure_of(v) : mistakes.front().text;
    }
    return verdicts;
}

std::vector<ExpectationMistake> find_mistakes(std::span<const Expectation> expected,
                                              std::span<const Metric> metrics) {
    std::vector<ExpectationMistake> all;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        for (ExpectationMistake& mistake : mistakes_of(expected[i], metrics)) {
            mistake.index = i;
            all.push_back(std::move(mistake));
        }
    }
    return all;
}

void require_expectations(const Scenario& scenario, std::span<const Metric> metrics) {
    const std::vector<Expectation>& expected = scenario.config().expect;
    Problems problems;
    if (expected.empty()) {
        Where file = scenario.where("");
        file.line = file.column = 0;
        problems.add({file, "E0103", "expect", "'expect' is required, but missing",
                      "expect: [{metric: energy.it, low: 1 MWh}]"});
    }
    for (ExpectationMistake& m : find_mistakes(expected, metrics)) {
        const std::string path = fmt::format("expect[{}].{}", m.index, m.key);
        problems.add({scenario.where(path), m.code, path, m.text, m.hint});
    }
    problems.throw_if_any();
}

}  // namespace datahall

// Small parts that the sections of the comparison page share: numbers with units, names of halls, tables.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "sim/report/html.hpp"
#include "sim/study/comparison.hpp"

namespace datahall {

/// Where a figure comes from, in two words.
std::string_view view_name(ComparisonView view);

/// A unit as it is printed: m2 -> m², degC -> °C.
std::string unit_for_page(std::string_view unit);

/// A number: thousands set apart by space that is not copied, a true minus sign.
void put_number(Markup& out, std::string_view number);

/// Number and unit.  `largest` is the value whose size of unit all of a row share; what would be lost in
/// it (below a thousandth) has its own.
void put_value(Markup& out, double value, std::string_view unit, double largest);
inline void put_value(Markup& out, double value, std::string_view unit) {
    put_value(out, value, unit, value);
}

/// The same with the interval below, if it has a width.
void put_estimate(Markup& out, const Estimate& e, std::string_view unit, double largest);
/// With a sign.
void put_difference(Markup& out, const Estimate& e, std::string_view unit, double largest);
/// "4.618×" with its interval, and a word where that interval holds 1.
void put_ratio(Markup& out, const Estimate& ratio);
/// Whether an interval of some width holds 1: nobody may be called better.
bool is_undecided(const Estimate& ratio);

/// 0.1234 as "12.3 %".
std::string percent(double share);

/// The entry of hall `i`; empty where the vector is too short.
const Estimate* at_hall(const std::vector<std::optional<Estimate>>& values, std::size_t i);
/// The value of largest magnitude; 0 without values.
double largest_of(const ComparisonRow& row);

/// A hall's piece of line and its name.
void put_hall_name(Markup& out, const Comparison& c, std::size_t hall);

/// Opens <section id="..."> with its heading; the caller closes it.
void open_section(Markup& out, std::string_view id, std::string_view heading);

/// A box that scrolls by itself where a table is wider than the screen; the caller closes both elements.
void open_table(Markup& out, std::string_view label, std::string_view css_class);

struct PageColumn {
    std::string_view heading;
    bool is_number = false;
};
void put_head(Markup& out, std::initializer_list<PageColumn> columns);

}  // namespace datahall

#include "sim/report/page_cells.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/report/figures.hpp"
#include "sim/report/series_svg.hpp"

namespace datahall {
namespace {

constexpr std::string_view minus_sign = "\u2212";
constexpr double lost_below = 1e-3;  // of the largest: three of the four digits would be zeros

// The unit that `value` is printed in, beside values as large as `largest`.
double sized_by(double value, double largest) {
    return std::fabs(value) < std::fabs(largest) * lost_below ? value : largest;
}

struct Printed {
    std::string unit;
    double sized = 0.0;
    std::string_view si;

    Printed(double value, std::string_view si_unit, double largest)
        : sized{sized_by(value, largest)}, si{si_unit} {
        unit = unit_for_page(for_people(value, sized, si).unit);
    }
    std::string number(double value) const { return for_people(value, sized, si).first; }
};

void put_unit(Markup& out, std::string_view unit) {
    if (!unit.empty()) out.text(" ").element("span", unit, {{"class", "unit"}});
}

void put_range(Markup& out, std::string_view low, std::string_view high) {
    out.open("span", {{"class", "range"}});
    put_number(out, low);
    out.text(" to ");
    put_number(out, high);
    out.close();
}

}  // namespace

std::string_view view_name(ComparisonView view) {
    constexpr std::string_view names[] = {"plan", "same demand", "flat out", "cost"};
    return names[static_cast<std::size_t>(view)];
}

std::string unit_for_page(std::string_view unit) {
    struct Spelling {
        std::string_view plain, printed;
    };
    constexpr Spelling spellings[] = {{"m2", "m²"}, {"m3", "m³"}, {"degC", "°C"}, {"CO2", "CO₂"}};
    if (unit == "1" || unit == "count") return {};
    std::string printed{unit};
    for (const Spelling& s : spellings) {
        const auto at = printed.find(s.plain);
        if (at != std::string::npos) printed.replace(at, s.plain.size(), s.printed);
    }
    return printed;
}

void put_number(Markup& out, std::string_view number) {
    constexpr std::size_t group = 3;
    constexpr std::size_t ungrouped = 4;  // digits that are read at a glance
    if (number.starts_with('-')) {
        out.text(minus_sign);
        number.remove_prefix(1);
    }
    std::size_t whole = std::min(number.find_first_not_of("0123456789"), number.size());
    if (whole > ungrouped && number.find('e') == std::string_view::npos) {
        while (whole > group) {
            const std::size_t head = (whole - 1) % group + 1;
            out.element("span", number.substr(0, head), {{"class", "g"}});
            number.remove_prefix(head);
            whole -= head;
        }
    }
    out.text(number);
}

void put_value(Markup& out, double value, std::string_view unit, double largest) {
    const Printed printed{value, unit, largest};
    put_number(out, printed.number(value));
    put_unit(out, printed.unit);
}

void put_estimate(Markup& out, const Estimate& e, std::string_view unit, double largest) {
    const Printed printed{e.value, unit, largest};
    put_number(out, printed.number(e.value));
    put_unit(out, printed.unit);
    if (e.low < e.high) put_range(out, printed.number(e.low), printed.number(e.high));
}

void put_difference(Markup& out, const Estimate& e, std::string_view unit, double largest) {
    if (e.value > 0) out.text("+");
    put_estimate(out, e, unit, largest);
}

bool is_undecided(const Estimate& ratio) {
    return ratio.low < ratio.high && ratio.low <= 1.0 && 1.0 <= ratio.high;
}

void put_ratio(Markup& out, const Estimate& ratio) {
    put_number(out, four_digits(ratio.value));
    out.text("×");
    if (ratio.low < ratio.high) put_range(out, four_digits(ratio.low), four_digits(ratio.high));
    if (is_undecided(ratio)) out.element("span", "no clear difference", {{"class", "range"}});
}

std::string percent(double share) {
    return std::isfinite(share) ? fmt::format("{:.1f} %", 100.0 * share) : std::string{"—"};
}

const Estimate* at_hall(const std::vector<std::optional<Estimate>>& values, std::size_t i) {
    return i < values.size() && values[i] ? &*values[i] : nullptr;
}

double largest_of(const ComparisonRow& row) {
    double largest = 0;
    for (const auto& v : row.values) {
        if (v && std::fabs(v->value) > std::fabs(largest)) largest = v->value;
    }
    return largest;
}

void put_hall_name(Markup& out, const Comparison& c, std::size_t hall) {
    out.open("span", {{"class", "hall-name"}});
    put_hall_mark(out, hall);
    out.text(" ").text(c.halls[hall].name).close();
}

void open_section(Markup& out, std::string_view id, std::string_view heading) {
    const std::string heading_id = fmt::format("{}-heading", id);
    out.line().open("section", {{"id", id}, {"aria-labelledby", heading_id}});
    out.element("h2", heading, {{"id", heading_id}}).line();
}

void open_table(Markup& out, std::string_view label, std::string_view css_class) {
    out.open("div", {{"class", "scroll"}, {"role", "region"}, {"aria-label", label}, {"tabindex", "0"}});
    out.open("table", {{"class", css_class}});
}

void put_head(Markup& out, std::initializer_list<PageColumn> columns) {
    out.open("thead").open("tr");
    for (const PageColumn& column : columns) {
        out.element("th", column.heading,
                    {{"scope", "col"}, {"class", column.is_number ? "number" : "words"}});
    }
    out.close().close().line();
}

}  // namespace datahall

#include "sim/report/page_figures.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "sim/report/page_cells.hpp"

namespace datahall {
namespace {

struct ViewMeaning {
    ComparisonView view;
    std::string_view meaning;
};
constexpr ViewMeaning meanings[] = {
    {ComparisonView::design, "what would be built; nothing is simulated"},
    {ComparisonView::demand, "the same arrivals in every hall, as they come"},
    {ComparisonView::saturated, "an endless backlog of work that the hall can serve"},
    {ComparisonView::cost, "prices applied to the hall and to its run under the same demand"},
};

void put_views(Markup& out, const Comparison& c) {
    out.open("dl", {{"class", "views"}});
    for (const ViewMeaning& m : meanings) {
        const auto uses = [&m](const ComparisonRow& row) { return row.view == m.view; };
        if (std::ranges::none_of(c.rows, uses)) continue;
        out.open("div").open("dt").element("span", view_name(m.view), {{"class", "view"}}).close();
        out.element("dd", m.meaning).close();
    }
    out.close().line();
    out.element(
        "p",
        fmt::format("Ratios and differences are to {}. {}", c.halls[0].name,
                    c.replications > 1
                        ? fmt::format("Ranges are 95 % intervals over {} replications.", c.replications)
                        : "One replication: there are no ranges."),
        {{"class", "note"}});
}

void put_columns(Markup& out, const Comparison& c) {
    out.open("thead").open("tr");
    out.element("th", "Figure", {{"scope", "col"}, {"rowspan", "2"}, {"class", "words"}});
    out.open("th", {{"scope", "col"}, {"rowspan", "2"}, {"class", "number"}});
    put_hall_name(out, c, 0);
    out.element("span", "base", {{"class", "base"}}).close();
    for (std::size_t i = 1; i < c.halls.size(); ++i) {
        out.open("th", {{"scope", "colgroup"}, {"colspan", "3"}, {"class", "hall"}});
        put_hall_name(out, c, i);
        out.close();
    }
    out.close().open("tr");
    for (std::size_t i = 1; i < c.halls.size(); ++i) {
        for (const std::string_view name : {"value", "difference", "ratio"}) {
            out.element("th", name,
                        {{"scope", "col"}, {"class", name == "value" ? "number hall" : "number"}});
        }
    }
    out.close().close().line();
}

template <class Put>
void put_cell(Markup& out, std::string_view css_class, const Estimate* e, Put put) {
    out.open("td", {{"class", css_class}});
    if (e != nullptr) {
        put(*e);
    } else {
        out.text("—");
    }
    out.close();
}

void put_row(Markup& out, const Comparison& c, const ComparisonRow& row) {
    const double largest = largest_of(row);
    const auto value = [&](const Estimate& e) { put_estimate(out, e, row.unit, largest); };
    const auto difference = [&](const Estimate& e) { put_difference(out, e, row.unit, largest); };
    const auto ratio = [&](const Estimate& e) { put_ratio(out, e); };
    out.open("tr").open("th", {{"scope", "row"}, {"title", row.id}}).text(row.label).text(" ");
    out.element("span", view_name(row.view), {{"class", "view"}}).close();
    put_cell(out, "number", at_hall(row.values, 0), value);
    for (std::size_t i = 1; i < c.halls.size(); ++i) {
        put_cell(out, "number hall", at_hall(row.values, i), value);
        put_cell(out, "number", at_hall(row.differences, i), difference);
        put_cell(out, "number ratio", at_hall(row.ratios, i), ratio);
    }
    out.close().line();
}

}  // namespace

void put_figures(Markup& out, const Comparison& c) {
    open_section(out, "figures", "All figures");
    put_views(out, c);
    open_table(out, "All figures by hall", "figures");
    put_columns(out, c);
    const std::string columns = std::to_string(2 + 3 * (c.halls.size() - 1));
    for (std::size_t i = 0; i < c.rows.size(); ++i) {
        const ComparisonRow& row = c.rows[i];
        if (i == 0 || row.group != c.rows[i - 1].group) {
            if (i > 0) out.close();
            out.open("tbody").open("tr", {{"class", "group"}});
            out.element("th", row.group, {{"scope", "rowgroup"}, {"colspan", columns}}).close().line();
        }
        put_row(out, c, row);
    }
    if (!c.rows.empty()) out.close();
    out.close().close().close().line();
}

}  // namespace datahall

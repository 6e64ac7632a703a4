#include "sim/report/page_summary.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "sim/report/figures.hpp"
#include "sim/report/page_cells.hpp"
#include "sim/report/svg.hpp"

namespace datahall {
namespace {

constexpr std::size_t tiles_shown = 6;
constexpr std::string_view density_id = "power.density";

struct Telling {
    std::string_view id;
    ComparisonView view;
};
constexpr std::array<Telling, 6> well_known{{{density_id, ComparisonView::design},
                                             {"energy.utility", ComparisonView::demand},
                                             {"cost.monthly", ComparisonView::cost},
                                             {"work.per_energy_gpu_2017", ComparisonView::saturated},
                                             {"efficiency.pue", ComparisonView::demand},
                                             {"network.cable_length", ComparisonView::design}}};

bool has_ratio(const ComparisonRow& row) {
    return std::ranges::any_of(row.ratios, [](const auto& r) { return r.has_value(); });
}

// Nothing to tell where all halls are the same.
bool is_equal_everywhere(const ComparisonRow& row) {
    return std::ranges::all_of(row.ratios, [](const auto& r) { return !r || *r == Estimate{1.0, 1.0, 1.0}; });
}

void put_tile_hall(Markup& out, const Comparison& c, const ComparisonRow& row, std::size_t hall) {
    out.open("li");
    put_hall_name(out, c, hall);
    out.open("span", {{"class", "value"}});
    if (const Estimate* value = at_hall(row.values, hall)) {
        put_value(out, value->value, row.unit, largest_of(row));
    } else {
        out.text("—");
    }
    const Estimate* ratio = at_hall(row.ratios, hall);
    if (c.halls.size() > 2 && ratio != nullptr) {
        out.text(" ").open("b").text(four_digits(ratio->value) + "×").close();
    }
    out.close().close();
}

void put_tile(Markup& out, const Comparison& c, const ComparisonRow& row) {
    out.open("li", {{"class", "tile"}});
    out.open("h3")
        .text(row.label)
        .text(" ")
        .element("span", view_name(row.view), {{"class", "view"}})
        .close();
    const Estimate* ratio = at_hall(row.ratios, 1);
    if (c.halls.size() == 2 && ratio != nullptr) {
        out.open("p", {{"class", "big"}});
        put_number(out, four_digits(ratio->value));
        out.text("×");
        if (ratio->low < ratio->high) {
            out.element("span", four_digits(ratio->low) + " to " + four_digits(ratio->high),
                        {{"class", "range"}});
        }
        if (is_undecided(*ratio)) out.element("span", "no clear difference", {{"class", "range"}});
        out.close();
    }
    out.open("ul");
    for (std::size_t i = 0; i < c.halls.size(); ++i) put_tile_hall(out, c, row, i);
    out.close().close().line();
}

// What the rows say of power per floor area, to stand beside the band.
struct Dot {
    std::string_view view;
    double ratio;
};
std::vector<Dot> dots_of(const Comparison& c, std::size_t hall) {
    std::vector<Dot> dots;
    for (const ComparisonRow& row : c.rows) {
        const Estimate* ratio = row.id.starts_with(density_id) ? at_hall(row.ratios, hall) : nullptr;
        if (ratio != nullptr && std::isfinite(ratio->value))
            dots.push_back({view_name(row.view), ratio->value});
    }
    return dots;
}

void put_band_drawing(Markup& out, const DensityBand& band, const std::vector<Dot>& dots) {
    constexpr double width = 520;
    constexpr double left = 14;
    constexpr double band_y = 30;
    double low = std::min(1.0, band.p5);
    double high = band.p95;
    for (const Dot& dot : dots) {
        low = std::min(low, dot.ratio);
        high = std::max(high, dot.ratio);
    }
    const Ticks ticks = ticks_over(std::floor(low), high, 8);
    const auto across = [&](double ratio) {
        return left + (width - 2 * left) * (ratio - ticks.first) / (ticks.last() - ticks.first);
    };
    open_svg(out, {0, 0, width, 78},
             fmt::format("Ratio of power per floor area: 5 % to 95 % from {} to {}, median {}",
                         four_digits(band.p5), four_digits(band.p95), four_digits(band.p50)),
             "band");
    put_line(out, {left, 52}, {width - left, 52}, "axis");
    for (int i = 0; i <= ticks.count; ++i) {
        put_line(out, {across(ticks.at(i)), 52}, {across(ticks.at(i)), 57}, "axis");
        put_label(out, {across(ticks.at(i)), 71}, ticks.label(i) + "×", SvgAnchor::middle);
    }
    put_rect(out, {across(band.p5), band_y - 9, across(band.p95) - across(band.p5), 18}, "interval");
    put_line(out, {across(band.p50), band_y - 13}, {across(band.p50), band_y + 13}, "median");
    for (const Dot& dot : dots) {
        out.open("g").element("title", fmt::format("{}: {}×", dot.view, four_digits(dot.ratio)));
        put_circle(out, {across(dot.ratio), band_y}, 5, "dot");
        out.close();
    }
    out.close().line();
}

void put_term(Markup& out, std::string_view key, std::string_view name, std::string_view value) {
    out.open("div").open("dt").element("span", "", {{"class", key}}).text(name).close();
    out.element("dd", value).close();
}

void put_density_of(Markup& out, const Comparison& c, std::size_t hall, const DensityBand& band) {
    const std::vector<Dot> dots = dots_of(c, hall);
    out.open("div", {{"class", "density"}}).open("div");
    out.element("h3", fmt::format("Power per floor area, {} over {}", c.halls[hall].name, c.halls[0].name));
    out.open("dl");
    for (const Dot& dot : dots) {
        put_term(out, "key-dot", fmt::format("This comparison, {}", dot.view), four_digits(dot.ratio) + "×");
    }
    if (!dots.empty() && dots.front().ratio > 0.0) {
        put_term(out, "", "Floor that the same nameplate power would fill",
                 fmt::format("{} %", four_digits(100.0 / dots.front().ratio)));
    }
    put_term(out, "key-median", "Median over the stated input ranges", four_digits(band.p50) + "×");
    put_term(out, "key-interval", "5 % to 95 % of Monte Carlo draws",
             fmt::format("{}× to {}×", four_digits(band.p5), four_digits(band.p95)));
    out.close();
    if (!band.source.empty()) out.element("p", "Ranges: " + band.source, {{"class", "note"}});
    out.close();
    put_band_drawing(out, band, dots);
    out.close().line();
}

}  // namespace

std::vector<const ComparisonRow*> telling_rows(const Comparison& c, std::size_t most) {
    std::vector<const ComparisonRow*> rows;
    std::vector<std::string_view> groups;
    const auto take = [&](const ComparisonRow& row) {
        if (rows.size() >= most || !has_ratio(row)) return;
        rows.push_back(&row);
        groups.emplace_back(row.group);
    };
    for (const Telling& t : well_known) {
        for (const ComparisonRow& row : c.rows) {
            if (row.id == t.id && row.view == t.view) take(row);
        }
    }
    for (const ComparisonRow& row : c.rows) {
        const bool is_new = std::ranges::find(groups, row.group) == groups.end();
        if (is_new && !is_equal_everywhere(row)) take(row);
    }
    return rows;
}

void put_verdict(Markup& out, const Comparison& c) {
    if (c.verdict.empty()) return;
    out.open("div", {{"class", "verdict"}});
    for (const std::string& sentence : c.verdict) out.element("p", sentence);
    out.close().line();
}

void put_tiles(Markup& out, const Comparison& c) {
    const auto rows = telling_rows(c, tiles_shown);
    if (rows.empty()) return;
    if (c.halls.size() == 2) {
        out.element("p", fmt::format("How many times as much {} has as {}", c.halls[1].name, c.halls[0].name),
                    {{"class", "tiles-head"}});
    }
    out.open("ul", {{"class", "tiles"}}).line();
    for (const ComparisonRow* row : rows) put_tile(out, c, *row);
    out.close().line();
}

void put_density(Markup& out, const Comparison& c) {
    for (std::size_t i = 1; i < std::min(c.density.size(), c.halls.size()); ++i) {
        if (c.density[i]) put_density_of(out, c, i, *c.density[i]);
    }
}

}  // namespace datahall

#include "sim/report/one_line_svg.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "sim/report/figures.hpp"
#include "sim/report/svg.hpp"

namespace datahall {
namespace {

// Colours by the most that a bus carries: up to 80 %, up to its rating, above it.
constexpr std::string_view style =
    ".one-line{color:#1a2026;background:#fff;font-family:system-ui,sans-serif}"
    ".one-line text{font-size:11px;fill:currentColor}"
    ".wire{stroke:#8894a0;stroke-width:1}.spare{stroke:#8894a0;stroke-width:1;stroke-dasharray:4 3}"
    ".box{stroke:#535c66;stroke-width:1}.calm{fill:#d7ecd9}.full{fill:#fbe8a6}.over{fill:#f6c3bd}"
    ".plain{fill:#f5f6f8}"
    "@media(prefers-color-scheme:dark){.one-line{color:#e7ebef;background:#12161a}.calm{fill:#1f4a2b}"
    ".full{fill:#5d4a0e}.over{fill:#6e2119}.plain{fill:#1b2127}}";

constexpr double width = 960;
constexpr double box_height = 46;
constexpr double row_height = 96;
constexpr double top = 44;
constexpr double widest_box = 150;
constexpr std::size_t most_boxes = 8;  // in a line
constexpr double continuous_share = 0.8;

// What the diagram shows of one bus: what it carries as a rule, and at the most.
struct Bus {
    std::string name, level;
    std::vector<std::string> feeds;  // buses
    double watts = 0;
    std::optional<double> most_watts{};
    double loading = 0;
    double most_loading = 0;
    bool is_source = false;  // beside the utility
    bool is_on_utility = false;
    std::string about{};
};

struct Diagram {
    std::vector<Bus> buses;  // grid first
    std::string utility;     // what it delivers
    std::string_view legend;
};

// One bus, or a level of many.
struct Box {
    std::vector<const Bus*> rows;
    SvgPoint center;
    double width = 0;
    double most(double Bus::*loading) const {
        double worst = 0;
        for (const Bus* r : rows) worst = std::max(worst, r->*loading);
        return worst;
    }
};

struct Line {
    std::string level;
    std::vector<Box> boxes;
    bool has_sources() const { return boxes.front().rows.front()->is_source; }
};

// Buses of a level that hang on the same boxes go into one where each of its own would not fit.
std::vector<Box> merged(const std::vector<Box>& boxes, const std::map<std::string, std::size_t>& box_of) {
    std::map<std::set<std::size_t>, std::size_t> by_feeds;
    std::vector<Box> few;
    for (const Box& box : boxes) {
        std::set<std::size_t> feeds;
        for (const std::string& feed : box.rows.front()->feeds) {
            const auto above = box_of.find(feed);  // none: it stands in this line
            if (above != box_of.end()) feeds.insert(above->second);
        }
        const auto [at, is_new] = by_feeds.try_emplace(feeds, few.size());
        if (is_new) few.emplace_back();
        few[at->second].rows.push_back(box.rows.front());
    }
    if (few.size() <= most_boxes) return few;
    Box all;
    for (const Box& box : boxes) all.rows.push_back(box.rows.front());
    return {all};
}

std::vector<Line> lines_of(const std::vector<Bus>& buses) {
    std::vector<Line> lines;
    for (const Bus& row : buses) {
        if (lines.empty() || lines.back().level != row.level) lines.push_back({row.level, {}});
        lines.back().boxes.push_back({.rows = {&row}, .center = {}});
    }
    std::map<std::string, std::size_t> box_of;  // by bus, of all lines so far
    std::size_t boxes = 0;
    for (Line& line : lines) {
        if (line.boxes.size() > most_boxes) line.boxes = merged(line.boxes, box_of);
        for (const Box& box : line.boxes) {
            for (const Bus* row : box.rows) box_of[row->name] = boxes;
            ++boxes;
        }
    }
    return lines;
}

void place(Box& box, std::size_t number, std::size_t boxes, double y) {
    const double room = width / static_cast<double>(boxes);
    box.center = {room * (static_cast<double>(number) + 0.5), y};
    box.width = std::min(widest_box, room - 10);
}

// Sources stand beside the utility, in the middle of the first line.  Returns the height.
double place(std::vector<Line>& lines, Box& utility) {
    std::vector<Box*> first;
    double y = top + row_height;
    for (Line& line : lines) {
        for (std::size_t i = 0; i < line.boxes.size(); ++i) {
            if (line.has_sources()) first.push_back(&line.boxes[i]);
            place(line.boxes[i], i, line.boxes.size(), y);
        }
        if (!line.has_sources()) y += row_height;
    }
    const std::size_t middle = (first.size() + 1) / 2;
    place(utility, middle, 2 * middle + 1, top + box_height / 2);
    // From the right of it on, then to its left.
    for (std::size_t i = 0; i < first.size(); ++i) {
        const std::size_t at = i < middle ? middle + 1 + i : i - middle;
        place(*first[i], at, 2 * middle + 1, top + box_height / 2);
    }
    return y - row_height + box_height + 10;
}

std::string_view class_of(const Box& box) {
    const double worst = box.most(&Bus::most_loading);
    if (worst > 1.0 + 1e-9) return "box over";
    return worst > continuous_share ? "box full" : "box calm";
}

std::string power_text(double watts) {
    const Figure f = for_people(watts, "W");
    return f.number + " " + f.unit;
}

void put_lines_of_text(Markup& out, SvgPoint center, const std::vector<std::string>& texts) {
    double y = center.y - 14 + 4;
    for (const std::string& text : texts) {
        put_label(out, {center.x, y}, text, SvgAnchor::middle);
        y += 14;
    }
}

std::string power_line(const Box& box) {
    const Bus& first = *box.rows.front();
    double watts = 0;
    for (const Bus* row : box.rows) watts += row->watts;
    std::string text = power_text(watts);
    // The highest of many buses need not come together.
    if (box.rows.size() == 1 && first.most_watts) text += " \u2192 " + power_text(*first.most_watts);
    return text;
}

void put_box(Markup& out, const Box& box) {
    const Bus& r = *box.rows.front();
    const bool is_one = box.rows.size() == 1;
    out.open("g").element("title", is_one ? r.about : r.level);
    put_rect(out, {box.center.x - box.width / 2, box.center.y - box_height / 2, box.width, box_height},
             class_of(box));
    put_lines_of_text(out, box.center,
                      {is_one ? r.name : fmt::format("{} {}", box.rows.size(), r.level), power_line(box),
                       fmt::format("{}{:.0f} % \u2192 {:.0f} %", is_one ? "" : "up to ",
                                   box.most(&Bus::loading) * 100, box.most(&Bus::most_loading) * 100)});
    out.close();
}

using Centers = std::map<std::string, const Box*>;

Centers centers_of(const std::vector<Line>& lines) {
    Centers centers;
    for (const Line& line : lines) {
        for (const Box& box : line.boxes) {
            for (const Bus* row : box.rows) centers[row->name] = &box;
        }
    }
    return centers;
}

// To each box that feeds it once, in the order of its feeds.
void put_wires_to(Markup& out, const Box& box, const Centers& centers, SvgPoint grid) {
    const SvgPoint foot{box.center.x, box.center.y - box_height / 2};
    std::set<const Box*> drawn;
    for (const Bus* row : box.rows) {
        if (row->is_on_utility && drawn.insert(nullptr).second) put_line(out, grid, foot, "wire");
        for (const std::string& feed : row->feeds) {
            const Box* from = centers.at(feed);
            if (!drawn.insert(from).second) continue;
            const bool is_idle = from->rows.front()->watts == 0;
            put_line(out, {from->center.x, from->center.y + box_height / 2}, foot,
                     is_idle ? "spare" : "wire");
        }
    }
}

void put_wires(Markup& out, const std::vector<Line>& lines, SvgPoint grid) {
    const Centers centers = centers_of(lines);
    for (const Line& line : lines) {
        for (const Box& box : line.boxes) put_wires_to(out, box, centers, grid);
    }
}

std::string draw(const Diagram& diagram, const std::string& title) {
    std::vector<Line> lines = lines_of(diagram.buses);
    Box utility;
    const double height = place(lines, utility);
    const SvgPoint grid = utility.center;
    Markup out;
    open_svg(out, {0, 0, width, height}, title, "one-line");
    out.style_sheet(style).line();
    put_label(out, {8, 18}, title, SvgAnchor::start);
    put_label(out, {width - 8, 18}, diagram.legend, SvgAnchor::end);
    put_wires(out, lines, grid);
    put_rect(out, {grid.x - utility.width / 2, grid.y - box_height / 2, utility.width, box_height},
             "box plain");
    put_lines_of_text(out, {grid.x, grid.y + 7}, {"utility", diagram.utility});
    for (const Line& line : lines) {
        for (const Box& box : line.boxes) put_box(out, box);
        out.line();
    }
    out.close();
    return out.take();
}

std::string about(const PowerPlanRow& r) {
    std::string text = fmt::format("{}: {} x {}, {} planned", r.bus, r.units, power_text(r.unit_rating_w),
                                   power_text(r.planned_w));
    if (!r.one.empty()) text += fmt::format("; {:.0f} % when {} is lost", r.after_one * 100, r.one);
    if (r.racks_down > 0) text += fmt::format("; {} racks are down with it", r.racks_down);
    return text;
}

std::string about(const PowerBusReport& r) {
    return fmt::format("{}: {} units of {} together; output {} to {}, mean {}; {:.4g} h above 80 %", r.bus,
                       r.units, power_text(r.rating_w), power_text(r.lowest_w), power_text(r.highest_w),
                       power_text(r.mean_w), static_cast<double>(r.heavy_ns) / 3.6e12);
}

}  // namespace

std::string one_line_svg(const PowerPlan& plan, const std::string& title) {
    Diagram diagram{
        .buses = {},
        .utility = power_text(plan.utility_w),
        .legend = "load \u2192 load after the worst single loss; colour: to 80 %, to 100 %, above"};
    for (const PowerPlanRow& r : plan.rows) {
        diagram.buses.push_back({.name = r.bus,
                                 .level = r.level,
                                 .feeds = r.feeds,
                                 .watts = r.planned_w,
                                 .loading = r.normal,
                                 .most_loading = r.after_one,
                                 .is_source = r.is_source,
                                 .is_on_utility = r.is_on_utility,
                                 .about = about(r)});
    }
    return draw(diagram, title);
}

std::string one_line_svg(const PowerReport& report, const std::string& title) {
    Diagram diagram{
        .buses = {},
        .utility = power_text(report.utility_mean_w) + " \u2192 " + power_text(report.utility_highest_w),
        .legend = "mean \u2192 highest load; colour by the highest: to 80 %, to 100 %, above"};
    for (const PowerBusReport& r : report.buses) {
        diagram.buses.push_back({.name = r.bus,
                                 .level = r.level,
                                 .feeds = r.feeds,
                                 .watts = r.mean_w,
                                 .most_watts = r.highest_w,
                                 .loading = r.mean_loading,
                                 .most_loading = r.highest_loading,
                                 .is_source = r.is_source,
                                 .is_on_utility = r.is_on_utility,
                                 .about = about(r)});
    }
    return draw(diagram, title);
}

}  // namespace datahall

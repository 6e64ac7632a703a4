#include "sim/build/fabric/tray_load.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace datahall {
namespace {

constexpr double square_meters_per_um2 = 1e-12;

std::size_t stop_at(const TrayRow& row, Meters x) {
    return static_cast<std::size_t>(std::ranges::lower_bound(row.stops, x) - row.stops.begin());
}

}  // namespace

TrayWay way_of(const CableEnd& lower, const CableEnd& upper, const TrayRules& rules) {
    const Meters cross = rules.cross == CrossTray::grid ? upper.x : rules.cross_x;
    return {.is_beside_rails = lower.rack == upper.rack && rules.in_rack == InRack::beside,
            .rows = {lower.row, upper.row},
            .x = {lower.x, cross, upper.x}};
}

std::string text_of(const TrayWay& way) {
    if (way.is_beside_rails) return "in rack";
    const double a = way.x[0].si();
    const double cross = way.x[1].si();
    const double b = way.x[2].si();
    if (way.rows[0] == way.rows[1]) return fmt::format("row-{:02} {:.7g}..{:.7g}", way.rows[0] + 1, a, b);
    return fmt::format("row-{:02} {:.7g}..{:.7g}, cross {:.7g} to row-{:02}, row-{:02} {:.7g}..{:.7g}",
                       way.rows[0] + 1, a, cross, cross, way.rows[1] + 1, way.rows[1] + 1, cross, b);
}

TrayLoad::TrayLoad(const TrayRules& rules, std::vector<TrayRow> rows)
    : rules_{rules}, rows_{std::move(rows)} {
    for (TrayRow& row : rows_) {
        if (rules_.cross == CrossTray::at_x && !row.stops.empty()) row.stops.push_back(rules_.cross_x);
        if (rules_.cross == CrossTray::grid) {
            // Cables turn into this row above racks of other rows.
            for (const TrayRow& other : rows_)
                row.stops.insert(row.stops.end(), other.stops.begin(), other.stops.end());
        }
        std::ranges::sort(row.stops);
        row.stops.erase(std::unique(row.stops.begin(), row.stops.end()), row.stops.end());
        along_.emplace_back(row.stops.size());
    }
}

void TrayLoad::add(const CableEnd& lower, const CableEnd& upper, Meters diameter) {
    const TrayWay way = way_of(lower, upper, rules_);
    if (way.is_beside_rails) return;
    const std::int64_t section = std::llround(section_of(diameter).si() / square_meters_per_um2);
    if (way.rows[0] == way.rows[1]) return along(way.rows[0], way.x[0], way.x[2], section);
    along(way.rows[0], way.x[0], way.x[1], section);
    across(way.x[1], way.rows[0], way.rows[1], section);
    along(way.rows[1], way.x[1], way.x[2], section);
}

void TrayLoad::along(std::uint32_t row, Meters from, Meters to, std::int64_t section_um2) {
    const auto [low, high] = std::minmax(from, to);
    Changes& changes = along_.at(row);
    Change& begin = changes.at(stop_at(rows_[row], low));
    ++begin.cables;
    begin.section_um2 += section_um2;
    Change& end = changes.at(stop_at(rows_[row], high));
    --end.cables;
    end.section_um2 -= section_um2;
}

void TrayLoad::across(Meters x, std::uint32_t from, std::uint32_t to, std::int64_t section_um2) {
    const auto [low, high] = std::minmax(from, to);
    Changes& changes = across_[x.si()];
    changes.resize(rows_.size());
    ++changes.at(low).cables;
    changes[low].section_um2 += section_um2;
    --changes.at(high).cables;
    changes[high].section_um2 -= section_um2;
}

std::vector<TraySegment> TrayLoad::segments() const {
    std::vector<TraySegment> segments;
    const auto put = [&segments](TraySegment segment, const Change& load) {
        segment.cables = static_cast<std::uint64_t>(load.cables);
        segment.section =
            SquareMeters::from_si(static_cast<double>(load.section_um2) * square_meters_per_um2);
        segments.push_back(segment);
    };
    const auto step = [](Change& load, const Change& change) {
        load.cables += change.cables;
        load.section_um2 += change.section_um2;
    };
    for (std::uint32_t row = 0; row < rows_.size(); ++row) {
        const TrayRow& r = rows_[row];
        Change load;
        for (std::size_t i = 0; i + 1 < r.stops.size(); ++i) {
            step(load, along_[row][i]);
            put({.row = row, .at = r.y, .from = r.stops[i], .to = r.stops[i + 1], .section = {}}, load);
        }
    }
    for (const auto& [x, changes] : across_) {
        Change load;
        for (std::uint32_t row = 0; row + 1 < rows_.size(); ++row) {
            step(load, changes[row]);
            put({.crosses = true,
                 .row = row,
                 .at = Meters::from_si(x),
                 .from = rows_[row].y,
                 .to = rows_[row + 1].y,
                 .section = {}},
                load);
        }
    }
    return segments;
}

void load_trays(const FabricPlan& plan, const FabricPositions& positions, const TrayRules& rules,
                const TierFamilies& families, TrayLoad& load) {
    for (const LinkPlan& link : plan.links) {
        const CableEnd& lower = positions.lower_end(link);
        const CableEnd& upper = positions.switches.at(link.upper);
        const CableFamily& family = *families[static_cast<std::size_t>(link.tier)];
        const CableMeasure cable = measure_cable(lower, upper, rules, family);
        // What nothing reaches takes the room of what reaches farthest.
        load.add(lower, upper,
                 cable.medium ? family.media[*cable.medium].diameter : family.media.back().diameter);
    }
}

TrayFill fill_of(const std::vector<TraySegment>& segments, SquareMeters tray, double limit) {
    TrayFill fill;
    for (const TraySegment& segment : segments) {
        const double share = segment.section / tray;
        if (share > limit) ++fill.over;
        if (share <= fill.worst) continue;
        fill.worst = share;
        fill.fullest = segment;
    }
    return fill;
}

}  // namespace datahall

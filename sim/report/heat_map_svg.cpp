#include "sim/report/heat_map_svg.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "sim/report/floor_parts.hpp"
#include "sim/report/svg.hpp"

namespace datahall {
namespace {

// From pale yellow to dark red; in the dark the hottest racks are the lightest.
constexpr std::string_view style =
    ".heat-map{color:#1a2026;background:#fff;font-family:system-ui,sans-serif}"
    ".heat-map text{font-size:12px;fill:currentColor}"
    ".outline{fill:none;stroke:#8894a0;stroke-width:1}.axis{stroke:currentColor;stroke-width:1}"
    ".limit{stroke:currentColor;stroke-width:2}.rack{stroke:#535c66;stroke-width:.6}"
    ".hatch{fill:#11161b;stroke:#fff;stroke-width:.5}.over{stroke:#535c66;stroke-width:.6}"
    ".plain{fill:#f5f6f8}"
    ".h0{fill:#fff3c4}.h1{fill:#ffe59a}.h2{fill:#ffd470}.h3{fill:#ffbf4f}.h4{fill:#ffa63a}.h5{fill:#fb8b2f}"
    ".h6{fill:#f06f2b}.h7{fill:#e0532b}.h8{fill:#cb3a2e}.h9{fill:#b02433}.h10{fill:#8f1537}.h11{fill:#6b0b37}"
    "@media(prefers-color-scheme:dark){.heat-map{color:#e7ebef;background:#12161a}"
    ".rack,.over{stroke:#aab4be}.plain{fill:#1b2127}"
    ".h0{fill:#5a0f38}.h1{fill:#7a1438}.h2{fill:#971f37}.h3{fill:#b23033}.h4{fill:#ca4530}.h5{fill:#dd5d30}"
    ".h6{fill:#ec7835}.h7{fill:#f69340}.h8{fill:#fcae52}.h9{fill:#ffc86f}.h10{fill:#ffdf95}"
    ".h11{fill:#fff2c0}}";

constexpr double width = 960;
constexpr double margin = 24;
constexpr SvgBox ramp{180, 64, 600, 14};  // room for the names of the limits on both sides
constexpr double keys_y = 112;            // what hatchings mean
constexpr double floor_y = 140;
constexpr double tallest_floor = 1200;
constexpr double scale_bar_room = 36;
constexpr const char* above_recommended = "above-recommended";
constexpr const char* above_allowable = "above-allowable";

std::string degrees_text(double degrees) {
    return fmt::format("{:.1f} \u00b0C", degrees);
}

class HeatMap {
public:
    explicit HeatMap(const Result& result) : floor_{result.floor}, heat_{result.heat} {
        double low = heat_.recommended_c;
        double high = heat_.allowable_c;
        for (const RackInlet& inlet : heat_.inlets) {
            low = std::min(low, inlet.hottest_c);
            high = std::max(high, inlet.hottest_c);
            if (inlet.hottest_c >= heat_.allowable_c) {
                ++too_hot_;
            } else if (inlet.hottest_c >= heat_.recommended_c) {
                ++hot_;
            }
        }
        bands_ = ticks_over(low, std::max(low, high), ramp_colors);
        frame_.corner = {margin, floor_y};
        if (floor_.width > 0) frame_.units = (width - 2 * margin) / floor_.width;
        if (floor_.depth > 0) frame_.units = std::min(frame_.units, tallest_floor / floor_.depth);
    }

    std::string draw(const std::string& title) {
        Markup out;
        const double bottom = floor_y + floor_.depth * frame_.units;
        open_svg(out, {0, 0, width, bottom + scale_bar_room}, title + ": " + summary(), "heat-map");
        out.style_sheet(style).line();
        const double spacing = hatch_spacing();
        const double line = 0.16 * spacing;
        put_hatching(out, above_recommended, {spacing, line, false});
        put_hatching(out, above_allowable, {spacing, line, true});
        put_label(out, {margin, 24}, title + ": hottest inlet air of each rack", SvgAnchor::start);
        put_ramp(out);
        put_keys(out);
        put_rect(out, frame_.box_of(floor_), "outline");
        out.line();
        for (const RackInlet& inlet : heat_.inlets) put_rack(out, inlet);
        if (floor_.width > 0) put_scale_bar(out, {margin, bottom + 18}, floor_.width, frame_.units);
        put_label(out, {width - margin, bottom + 22}, summary(), SvgAnchor::end);
        out.close();
        return out.take();
    }

private:
    std::string summary() const {
        return fmt::format(
            "{} racks: {} at or above the allowable limit, {} more at or above the recommended one",
            heat_.inlets.size(), too_hot_, hot_);
    }

    // Coarse enough to leave the color seen, fine enough to fall on every rack.
    double hatch_spacing() const {
        double least = 18;
        for (const FloorRack& rack : floor_.racks)
            least = std::min(least, std::min(rack.width, rack.depth) * frame_.units);
        return std::max(least / 2, 2.0);
    }

    // Colors with their temperatures below, and the limits above.
    void put_ramp(Markup& out) const {
        const double each = ramp.width / bands_.count;
        for (int band = 0; band < bands_.count; ++band) {
            const double middle = (bands_.at(band) + bands_.at(band + 1)) / 2;
            put_rect(out, {ramp.x + each * band, ramp.y, each, ramp.height},
                     fmt::format("rack h{}", ramp_color_of(middle, bands_)));
        }
        for (int tick = 0; tick <= bands_.count; ++tick) {
            put_label(out, {ramp.x + each * tick, ramp.y + ramp.height + 16}, bands_.label(tick),
                      SvgAnchor::middle);
        }
        put_label(out, {ramp.x + ramp.width + 26, ramp.y + ramp.height + 16}, "\u00b0C", SvgAnchor::start);
        put_limit(out, heat_.recommended_c, "recommended", SvgAnchor::end);
        put_limit(out, heat_.allowable_c, "allowable", SvgAnchor::start);
        out.line();
    }

    void put_limit(Markup& out, double degrees, std::string_view name, SvgAnchor side) const {
        const double x = ramp.x + ramp.width * (degrees - bands_.first) / (bands_.last() - bands_.first);
        put_line(out, {x, ramp.y - 14}, {x, ramp.y + ramp.height + 3}, "limit");
        put_label(out, {side == SvgAnchor::end ? x - 6 : x + 6, ramp.y - 5},
                  fmt::format("{} {}", name, degrees_text(degrees)), side);
    }

    static void put_keys(Markup& out) {
        struct Key {
            double x;
            const char* hatching;
            const char* text;
        };
        for (const Key& key : {Key{ramp.x, nullptr, "below the recommended limit"},
                               Key{ramp.x + 235, above_recommended, "at or above it"},
                               Key{ramp.x + 385, above_allowable, "at or above the allowable limit"}}) {
            const SvgBox box{key.x, keys_y, 22, 14};
            put_rect(out, box, "rack plain");
            if (key.hatching != nullptr) put_hatched(out, box, key.hatching);
            put_label(out, {key.x + 30, keys_y + 11}, key.text, SvgAnchor::start);
        }
        out.line();
    }

    std::string title_of(const FloorRack& rack, const RackInlet& inlet) const {
        std::string title = fmt::format("{}: zone {}, inlet {} in the mean, {} at the hottest", rack.path,
                                        heat_.zones.at(inlet.zone).zone, degrees_text(inlet.mean_c),
                                        degrees_text(inlet.hottest_c));
        if (inlet.hottest_c >= heat_.allowable_c) return title + ", at or above the allowable limit";
        if (inlet.hottest_c >= heat_.recommended_c) title += ", at or above the recommended limit";
        return title;
    }

    void put_rack(Markup& out, const RackInlet& inlet) const {
        const FloorRack& rack = floor_.racks.at(inlet.rack);
        const SvgBox box = frame_.box_of(rack);
        out.open("g").element("title", title_of(rack, inlet));
        put_rect(out, box, fmt::format("rack h{}", ramp_color_of(inlet.hottest_c, bands_)));
        if (inlet.hottest_c >= heat_.allowable_c) {
            put_hatched(out, box, above_allowable);
        } else if (inlet.hottest_c >= heat_.recommended_c) {
            put_hatched(out, box, above_recommended);
        }
        out.close().line();
    }

    const Floor& floor_;
    const HeatReport& heat_;
    Ticks bands_;  // degC
    FloorFrame frame_;
    std::size_t hot_ = 0, too_hot_ = 0;  // racks
};

}  // namespace

std::string heat_map_svg(const Result& result) {
    return HeatMap{result}.draw(result.scenario);
}

}  // namespace datahall

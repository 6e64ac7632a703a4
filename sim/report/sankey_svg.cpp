#include "sim/report/sankey_svg.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include <fmt/format.h>

#include "sim/report/figures.hpp"
#include "sim/report/svg.hpp"

namespace datahall {
namespace {

constexpr std::string_view style =
    ".sankey{color:#1a2026;background:#fff;font-family:system-ui,sans-serif}"
    ".sankey text{font-size:12px;fill:currentColor}"
    ".node{fill:#535c66}.band{fill-opacity:.55}.level{fill:#9db4cf}.use{fill:#8fc298}.loss{fill:#e39a91}"
    "@media(prefers-color-scheme:dark){.sankey{color:#e7ebef;background:#12161a}.node{fill:#aab4be}"
    ".level{fill:#3d5a7d}.use{fill:#2f6b3d}.loss{fill:#8c352b}}";

constexpr double width = 960;
constexpr double left = 8;
constexpr double label_room = 270;  // right of the last column
constexpr double top = 44;
constexpr double full_height = 360;  // of all that the sources deliver
constexpr double node_width = 10;
constexpr double gap = 22;           // between nodes of a column
constexpr double label_height = 54;  // right of a node that is no end
constexpr double least_band = 1;     // so that small losses are seen

struct Node {
    Int128 in = 0, out = 0;
    std::size_t column = 0;
    double y = 0, height = 0;
    double next_in = 0, next_out = 0;  // where the next band is joined
    bool is_used() const { return in > 0 || out > 0; }
    Int128 through() const { return std::max(in, out); }
};

struct Band {
    EnergyLink link;
    double leaves = 0, enters = 0;  // its upper edge at both ends
};

class Drawing {
public:
    explicit Drawing(const EnergyFlow& flow) : flow_{flow}, nodes_(flow.nodes.size()) {
        for (const EnergyLink& link : flow.links) {
            nodes_[link.from].out += link.energy;
            nodes_[link.to].in += link.energy;
        }
        for (std::size_t n = 0; n < nodes_.size(); ++n) {
            if (flow.nodes[n].kind == "source") all_ += nodes_[n].out;
        }
        place_columns();
        place_rows();
    }

    double height() const { return bottom_ + 16; }

    void put(Markup& out) {
        for (const Band& band : joined_bands()) put_band(out, band);
        for (std::size_t n = 0; n < nodes_.size(); ++n) {
            if (nodes_[n].is_used()) put_node(out, n);
        }
    }

private:
    bool is_end(std::size_t n) const { return flow_.nodes[n].kind == "use" || flow_.nodes[n].kind == "loss"; }

    // A level stands right of all that feed it; levels may be listed in any order, but have no loops.  A
    // source stands just left of the first that it feeds.
    void place_columns() {
        for (std::size_t pass = 0; pass < nodes_.size(); ++pass) {
            for (const EnergyLink& link : flow_.links) {
                if (link.from == link.to) continue;
                nodes_[link.to].column =
                    std::max(nodes_[link.to].column, std::min(nodes_[link.from].column + 1, nodes_.size()));
            }
        }
        for (std::size_t n = 0; n < nodes_.size(); ++n) {
            if (flow_.nodes[n].kind == "source") nodes_[n].column = before_first_of(n);
        }
        for (std::size_t n = 0; n < nodes_.size(); ++n) {
            if (!is_end(n) && nodes_[n].is_used()) last_ = std::max(last_, nodes_[n].column + 1);
        }
        for (std::size_t n = 0; n < nodes_.size(); ++n) {
            if (is_end(n)) nodes_[n].column = last_;
        }
    }

    std::size_t before_first_of(std::size_t source) const {
        std::size_t first = nodes_.size();
        for (const EnergyLink& link : flow_.links) {
            if (link.from == source) first = std::min(first, nodes_[link.to].column);
        }
        return first == nodes_.size() ? 0 : std::max<std::size_t>(first, 1) - 1;
    }

    void place_rows() {
        for (std::size_t column = 0; column <= last_; ++column) {
            double y = top;
            for (const std::size_t n : order_of(column)) {
                Node& node = nodes_[n];
                node.y = node.next_in = node.next_out = y;
                node.height = std::max(least_band, height_of(node.through()));
                y += std::max(node.height + gap, is_end(n) ? 0.0 : label_height);
                bottom_ = std::max(bottom_, node.y + node.height);
            }
        }
    }

    // Levels stand as high as what feeds them, so that bands do not cross; ends as they are listed.
    std::vector<std::size_t> order_of(std::size_t column) const {
        std::vector<std::size_t> order;
        for (std::size_t n = 0; n < nodes_.size(); ++n) {
            if (nodes_[n].is_used() && nodes_[n].column == column) order.push_back(n);
        }
        if (column < last_)
            std::ranges::stable_sort(order, {}, [this](std::size_t n) { return height_of_feeds(n); });
        return order;
    }

    // Where they stand, in the mean; of a source: below all.
    double height_of_feeds(std::size_t n) const {
        double sum = 0;
        double all = 0;
        for (const EnergyLink& link : flow_.links) {
            if (link.to != n || nodes_[link.from].column >= nodes_[n].column) continue;
            const double energy = static_cast<double>(link.energy);
            sum += energy * (nodes_[link.from].y + nodes_[link.from].height / 2);
            all += energy;
        }
        return all > 0 ? sum / all : std::numeric_limits<double>::infinity();
    }

    double height_of(Int128 energy) const {
        return full_height * static_cast<double>(energy) / static_cast<double>(all_);
    }
    double x_of(const Node& node) const {
        const double room = width - left - label_room - node_width;
        return left +
               room * static_cast<double>(node.column) / static_cast<double>(std::max<std::size_t>(last_, 1));
    }
    std::string energy_of(std::size_t n) const {
        const Figure f = for_people(joules_of(nodes_[n].through()), "J");
        return f.number + " " + f.unit;
    }
    std::string share_of(std::size_t n) const {
        return fmt::format("{:.2f} %",
                           100.0 * static_cast<double>(nodes_[n].through()) / static_cast<double>(all_));
    }

    // Bands leave a node in the order of where they end, and enter it in that of where they begin, so that
    // few cross; nodes of one height as they are listed.
    std::vector<Band> joined_bands() {
        std::vector<Band> bands;
        for (const EnergyLink& link : flow_.links) bands.push_back({link});
        std::ranges::stable_sort(bands, {}, [](const Band& b) { return b.link.to; });
        std::ranges::stable_sort(bands, {}, [this](const Band& b) { return nodes_[b.link.to].y; });
        for (Band& b : bands) {
            b.leaves = nodes_[b.link.from].next_out;
            nodes_[b.link.from].next_out += height_of(b.link.energy);
        }
        std::ranges::stable_sort(bands, {}, [this](const Band& b) { return nodes_[b.link.from].y; });
        for (Band& b : bands) {
            b.enters = nodes_[b.link.to].next_in;
            nodes_[b.link.to].next_in += height_of(b.link.energy);
        }
        return bands;
    }

    void put_band(Markup& out, const Band& band) const {
        const EnergyLink& link = band.link;
        const Node& from = nodes_[link.from];
        const Node& to = nodes_[link.to];
        const double drawn = std::max(least_band, height_of(link.energy));
        const double x1 = x_of(from) + node_width;
        const double x2 = x_of(to);
        const double middle = (x1 + x2) / 2;
        const auto n = svg_number;
        const double y1 = band.leaves;
        const double y2 = band.enters;
        out.leaf("path",
                 {{"class", "band " + flow_.nodes[link.to].kind},
                  {"d", fmt::format("M{} {}C{} {} {} {} {} {}V{}C{} {} {} {} {} {}Z", n(x1), n(y1), n(middle),
                                    n(y1), n(middle), n(y2), n(x2), n(y2), n(y2 + drawn), n(middle),
                                    n(y2 + drawn), n(middle), n(y1 + drawn), n(x1), n(y1 + drawn))}});
    }

    void put_node(Markup& out, std::size_t n) {
        const Node& node = nodes_[n];
        const double x = x_of(node);
        put_rect(out, {x, node.y, node_width, node.height}, "node");
        const double after = x + node_width + 6;
        if (is_end(n)) {
            put_label(out, {after, node.y + node.height / 2 + 4},
                      flow_.nodes[n].name + ": " + energy_of(n) + ", " + share_of(n), SvgAnchor::start);
        } else {
            put_label(out, {after, node.y + 16}, flow_.nodes[n].name, SvgAnchor::start);
            put_label(out, {after, node.y + 32}, energy_of(n), SvgAnchor::start);
            put_label(out, {after, node.y + 48}, share_of(n), SvgAnchor::start);
        }
        out.line();
    }

    const EnergyFlow& flow_;
    std::vector<Node> nodes_;
    Int128 all_ = 0;
    std::size_t last_ = 1;  // column of uses and losses
    double bottom_ = top;
};

}  // namespace

std::string sankey_svg(const EnergyFlow& flow, const std::string& title) {
    Drawing drawing{flow};
    Markup out;
    open_svg(out, {0, 0, width, drawing.height()}, title, "sankey");
    out.style_sheet(style).line();
    put_label(out, {left, 18}, title, SvgAnchor::start);
    drawing.put(out);
    out.close();
    return out.take();
}

}  // namespace datahall

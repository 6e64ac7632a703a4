#include "sim/report/fabric_svg.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/report/figures.hpp"
#include "sim/report/svg.hpp"

namespace datahall {
namespace {

constexpr std::string_view style =
    ".fabric{color:#1a2026;background:#fff;font-family:system-ui,sans-serif}"
    ".fabric text{font-size:12px;fill:currentColor}.fabric .soft text{fill:#535c66;font-size:11px}"
    ".bundle{fill:none;stroke-opacity:.55}.t0{stroke:#5a6672}.t1{stroke:#0a66b5}.t2{stroke:#a04a00}"
    ".t3{stroke:#5a6672;stroke-dasharray:4 3}.t4{stroke:#00706b}.t5{stroke:#6a3fc0}"
    ".box{stroke:#535c66;stroke-width:1;fill:#f5f6f8}.leaf{fill:#dbe9f6}.spine{fill:#f8e5d3}.core{fill:#"
    "e6def6}"
    "@media(prefers-color-scheme:dark){.fabric{color:#e7ebef;background:#12161a}"
    ".fabric .soft text{fill:#a4aeb9}.box{fill:#1b2127}.leaf{fill:#1d3850}.spine{fill:#4d3016}"
    ".core{fill:#372a58}.t0,.t3{stroke:#b6c0ca}.t1{stroke:#6cb4ff}.t2{stroke:#f2a45c}.t4{stroke:#4fd0c4}"
    ".t5{stroke:#b9a0ff}}";

constexpr double width = 1200;
constexpr double left = 190;  // for the names of rows
constexpr double right = 16;
constexpr double top = 64;        // above the upper row
constexpr double arc_room = 130;  // more where arcs stand on it
constexpr double box_height = 34;
constexpr double row_height = 170;
constexpr double widest_box = 90;
constexpr double thickest = 6;
constexpr std::size_t most_boxes = 32;    // in a row
constexpr std::size_t boxes_merged = 16;  // aimed at where groups are more than that
constexpr std::size_t levels = 4;         // nodes, then the roles

constexpr std::array<std::string_view, levels> level_names{"nodes", "leaf", "spine", "core"};
constexpr std::array<std::string_view, link_tiers> tier_names{"node-leaf",  "leaf-spine", "spine-core",
                                                              "management", "local",      "global"};

// Some nodes, or some switches of a role.
struct Bunch {
    std::uint64_t members = 0;
    std::uint32_t first = 0;   // of them, by index within the role
    std::uint64_t inside = 0;  // cables between its members
    SvgPoint center{};
    double width = 0;
};

struct BundleKey {
    LinkTier tier;
    std::size_t lower_level, lower, upper_level, upper;  // boxes
    friend auto operator<=>(const BundleKey&, const BundleKey&) = default;
};

struct TopologyView {
    std::array<std::vector<Bunch>, levels> boxes;
    std::vector<std::size_t> box_of_switch;
    std::map<std::uint32_t, std::size_t> box_of_node;
    std::map<BundleKey, std::uint64_t> bundles;
    std::array<std::uint64_t, link_tiers> cables{};
};

std::size_t level_of(SwitchRole role) {
    return static_cast<std::size_t>(role) + 1;
}

// Which box each switch of a role goes into: itself, its group, or as many neighbors as it takes.
std::vector<std::size_t> boxes_of_role(const FabricPlan& plan, SwitchRole role) {
    std::vector<std::uint32_t> groups;
    for (const SwitchPlan& s : plan.switches) {
        if (s.role == role) groups.push_back(s.group);
    }
    const std::set<std::uint32_t> distinct{groups.begin(), groups.end()};
    const bool one_by_one = groups.size() <= most_boxes;
    const bool by_group = !one_by_one && distinct.size() > 1;
    const std::size_t parts = by_group ? distinct.size() : groups.size();
    const std::size_t together = parts <= most_boxes ? 1 : (parts + boxes_merged - 1) / boxes_merged;
    std::vector<std::size_t> boxes;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const auto rank = by_group ? std::distance(distinct.begin(), distinct.find(groups[i]))
                                   : static_cast<std::ptrdiff_t>(i);
        boxes.push_back(static_cast<std::size_t>(rank) / together);
    }
    return boxes;
}

void box_switches(const FabricPlan& plan, TopologyView& view) {
    std::array<std::vector<std::size_t>, levels> of_role;
    for (const SwitchRole role : {SwitchRole::leaf, SwitchRole::spine, SwitchRole::core}) {
        of_role[level_of(role)] = boxes_of_role(plan, role);
    }
    std::array<std::size_t, levels> seen{};
    for (const SwitchPlan& s : plan.switches) {
        const std::size_t level = level_of(s.role);
        const std::size_t box = of_role[level].at(seen[level]);
        std::vector<Bunch>& boxes = view.boxes[level];
        if (boxes.size() <= box) boxes.resize(box + 1);
        if (boxes[box].members++ == 0) boxes[box].first = static_cast<std::uint32_t>(seen[level]);
        ++seen[level];
        view.box_of_switch.push_back(box);
    }
}

// Nodes go together by the box of the leaf that their first cable ends in.
void box_nodes(const FabricPlan& plan, TopologyView& view) {
    std::map<std::size_t, std::size_t> box_of_leaf;
    for (const LinkPlan& link : plan.links) {
        if (link.tier != LinkTier::node_leaf || view.box_of_node.contains(link.lower)) continue;
        const auto [at, is_new] =
            box_of_leaf.try_emplace(view.box_of_switch[link.upper], view.boxes[0].size());
        if (is_new) view.boxes[0].push_back({.first = link.lower});
        ++view.boxes[0][at->second].members;
        view.box_of_node[link.lower] = at->second;
    }
}

void bundle_cables(const FabricPlan& plan, TopologyView& view) {
    for (const LinkPlan& link : plan.links) {
        ++view.cables[static_cast<std::size_t>(link.tier)];
        if (link.tier == LinkTier::management) continue;
        const bool is_access = link.tier == LinkTier::node_leaf;
        const BundleKey key{
            .tier = link.tier,
            .lower_level = is_access ? 0 : level_of(plan.switches[link.lower].role),
            .lower = is_access ? view.box_of_node.at(link.lower) : view.box_of_switch[link.lower],
            .upper_level = level_of(plan.switches[link.upper].role),
            .upper = view.box_of_switch[link.upper]};
        if (key.lower_level == key.upper_level && key.lower == key.upper) {
            ++view.boxes[key.upper_level][key.upper].inside;
        } else {
            ++view.bundles[key];
        }
    }
}

bool is_level(LinkTier tier) {
    return tier == LinkTier::local || tier == LinkTier::global;
}

// The row that the lower ends of a tier's cables stand in.
std::size_t lower_level_of(const TopologyView& view, LinkTier tier) {
    for (const auto& [key, cables] : view.bundles) {
        if (key.tier == tier) return key.lower_level;
    }
    return 1;
}

// Returns the height of the drawing.
double place(TopologyView& view) {
    std::size_t rows = 0;
    for (const auto& boxes : view.boxes) rows += boxes.empty() ? 0U : 1U;
    const bool has_arcs =
        std::ranges::any_of(view.bundles, [](const auto& bundle) { return is_level(bundle.first.tier); });
    double y =
        top + (has_arcs ? arc_room : 0.0) + box_height / 2 + row_height * static_cast<double>(rows - 1);
    const double height = y + box_height / 2 + 30;
    for (auto& boxes : view.boxes) {
        if (boxes.empty()) continue;
        const double room = (width - left - right) / static_cast<double>(boxes.size());
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            boxes[i].center = {left + room * (static_cast<double>(i) + 0.5), y};
            boxes[i].width = std::min(widest_box, room - std::min(8.0, room * 0.2));
        }
        y -= row_height;
    }
    return height;
}

// Bundles of one tier.
struct TierBundles {
    std::size_t bundles = 0;
    std::uint64_t most = 0;  // cables in one
};

std::array<TierBundles, link_tiers> measure(const TopologyView& view) {
    std::array<TierBundles, link_tiers> tiers{};
    for (const auto& [key, cables] : view.bundles) {
        TierBundles& tier = tiers[static_cast<std::size_t>(key.tier)];
        ++tier.bundles;
        tier.most = std::max(tier.most, cables);
    }
    return tiers;
}

void put_bundle(Markup& out, const TopologyView& view, const BundleKey& key, std::uint64_t cables,
                const TierBundles& tier) {
    const Bunch& lower = view.boxes[key.lower_level][key.lower];
    const Bunch& upper = view.boxes[key.upper_level][key.upper];
    const double share = static_cast<double>(cables) / static_cast<double>(tier.most);
    // A mesh of many bundles stays light.
    const double thick = std::max(0.5, thickest * share / (tier.bundles > 64 ? 4.0 : 1.0));
    std::string d;
    if (key.lower_level == key.upper_level) {
        const double y = lower.center.y - box_height / 2;
        const double reach = std::fabs(upper.center.x - lower.center.x);
        // Half way up to its control point: no arc leaves the room above its row.
        const double rise = std::min(2 * (arc_room - 14), 30 + reach / 3);
        d = fmt::format("M{} {}Q{} {} {} {}", svg_number(lower.center.x), svg_number(y),
                        svg_number((lower.center.x + upper.center.x) / 2), svg_number(y - rise),
                        svg_number(upper.center.x), svg_number(y));
    } else {
        d = fmt::format("M{} {}L{} {}", svg_number(lower.center.x),
                        svg_number(lower.center.y - box_height / 2), svg_number(upper.center.x),
                        svg_number(upper.center.y + box_height / 2));
    }
    const std::string css = fmt::format("bundle t{}", static_cast<int>(key.tier));
    out.open("path", {{"class", css}, {"d", d}, {"stroke-width", svg_number(thick)}});
    out.element("title",
                fmt::format("{}: {} cables", tier_names[static_cast<std::size_t>(key.tier)], cables));
    out.close();
}

void put_boxes(Markup& out, const TopologyView& view, std::size_t level) {
    for (const Bunch& box : view.boxes[level]) {
        const std::string css = fmt::format("box {}", level_names[level]);
        const bool is_one = box.members == 1;
        std::string text = is_one ? std::to_string(box.first) : fmt::format("x{}", box.members);
        out.open("g").element("title", is_one ? fmt::format("{}-{}", level_names[level], box.first)
                                              : fmt::format("{} {}{}, {} on", box.members, level_names[level],
                                                            level == 0 ? "" : " switches", box.first));
        put_rect(out, {box.center.x - box.width / 2, box.center.y - box_height / 2, box.width, box_height},
                 css);
        put_label(out, {box.center.x, box.center.y + 4}, text, SvgAnchor::middle);
        out.close();
    }
    out.line();
}

// "64 cables each", or "32 to 64 cables each".
std::string each_text(const TopologyView& view, LinkTier tier) {
    std::uint64_t least = UINT64_MAX;
    std::uint64_t most = 0;
    std::size_t bundles = 0;
    for (const auto& [key, cables] : view.bundles) {
        if (key.tier != tier) continue;
        least = std::min(least, cables);
        most = std::max(most, cables);
        ++bundles;
    }
    if (bundles == 0) return "all within boxes";
    return least == most ? fmt::format("{} bundles of {}", bundles, most)
                         : fmt::format("{} bundles of {} to {}", bundles, least, most);
}

void put_row_names(Markup& out, const TopologyView& view, const WiringReport& wiring) {
    for (std::size_t level = 0; level < levels; ++level) {
        if (view.boxes[level].empty()) continue;
        std::uint64_t members = 0;
        std::uint64_t inside = 0;
        for (const Bunch& box : view.boxes[level]) {
            members += box.members;
            inside += box.inside;
        }
        const double y = view.boxes[level].front().center.y;
        put_label(out, {8, y + 4},
                  level == 0 ? fmt::format("{} nodes", members)
                             : fmt::format("{} {} switches", members, level_names[level]),
                  SvgAnchor::start);
        if (inside == 0) continue;
        out.open("g", {{"class", "soft"}});
        put_label(out, {8, y + 19}, fmt::format("{} cables within boxes", inside), SvgAnchor::start);
        out.close();
    }
    out.open("g", {{"class", "soft"}});
    for (const TierRow& tier : wiring.tiers) {
        const auto at = std::ranges::find(tier_names, tier.tier) - tier_names.begin();
        const auto t = static_cast<LinkTier>(at);
        if (t == LinkTier::management) continue;
        // Beside the bundles: above the row of their lower ends.
        const double row = view.boxes[lower_level_of(view, t)].front().center.y;
        const double y = row - row_height / 2 - 18 - (t == LinkTier::local ? 52 : 0);
        const Figure length = for_people(tier.sums.length_m, "m");
        put_label(out, {8, y}, fmt::format("{}: {} cables", tier.tier, tier.sums.cables), SvgAnchor::start);
        put_label(out, {8, y + 15}, each_text(view, t), SvgAnchor::start);
        put_label(out, {8, y + 30}, fmt::format("{} {}", length.number, length.unit), SvgAnchor::start);
    }
    out.close().line();
}

std::string subtitle_of(const WiringReport& wiring) {
    const Figure bisection = for_people(wiring.bisection_bps, "bit/s");
    const Figure length = for_people(wiring.total.length_m, "m");
    return fmt::format("{} cables, {} {}; bisection {} {} one way", wiring.total.cables, length.number,
                       length.unit, bisection.number, bisection.unit);
}

}  // namespace

std::string fabric_svg(const FabricPlan& plan, const WiringReport& wiring, const std::string& title) {
    TopologyView view;
    box_switches(plan, view);
    box_nodes(plan, view);
    bundle_cables(plan, view);
    const double height = place(view);
    const auto tiers = measure(view);
    Markup out;
    open_svg(out, {0, 0, width, height}, title, "fabric");
    out.style_sheet(style).line();
    put_label(out, {8, 20}, title, SvgAnchor::start);
    put_label(out, {width - 8, 20}, subtitle_of(wiring), SvgAnchor::end);
    for (const auto& [key, cables] : view.bundles) {
        put_bundle(out, view, key, cables, tiers[static_cast<std::size_t>(key.tier)]);
    }
    out.line();
    for (std::size_t level = 0; level < levels; ++level) put_boxes(out, view, level);
    put_row_names(out, view, wiring);
    out.close();
    return out.take();
}

}  // namespace datahall

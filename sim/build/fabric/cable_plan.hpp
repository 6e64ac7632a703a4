// From positions of ports to metres, media, watts and dollars of cable.
//
// Every cable is measured by itself: its two ends, the trays between them, slack, and the stock
// length that it is ordered in.  What is reported is the sum of single cables, never an estimate
// from areas.  "Geometric" is the length that the run needs, "ordered" the stock length above it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "datahall/model/cabling.hpp"
#include "datahall/model/topology.hpp"
#include "datahall/units.hpp"

#include "sim/config/design_config.hpp"

namespace datahall {

/// Where a port is.  Rows count across the hall from 0 in the order of y.
struct CableEnd {
    Meters x;                // along the row, of the rack's center
    Meters y;                // across the rows
    Meters height;           // of the port above the floor
    std::uint32_t rack = 0;  // same number = same rack
    std::uint32_t row = 0;
};

/// Lengths that cables are sold in: a list, rising, and multiples of a step beyond its end.
/// An empty list with a step of 0 means cut to length.
struct StockLengths {
    std::vector<Meters> list;
    Meters step = Meters::from_si(10.0);
};
/// 0.5 to 3 m in halves as copper is sold, then up to 500 m as fiber assemblies are.
StockLengths common_stock();

/// length = (1 + share) * (up + along the trays + down + loop) + fixed
/// Within a rack, beside the rails: |difference of heights| + in_rack_allowance.
struct TrayRules {
    Meters tray_height = Meters::from_si(2.7);
    double slack_share = 0.05;
    Meters service_loop = Meters::from_si(0.6);
    Meters fixed_slack;
    CrossTray cross = CrossTray::at_x;
    Meters cross_x;  // used with at_x
    InRack in_rack = InRack::beside;
    Meters in_rack_allowance = Meters::from_si(1.0);  // 0.6 to the side and back, 0.4 loop
    StockLengths stock = common_stock();
};

/// The length that the run between two ports needs.
Meters geometric_length(const CableEnd& a, const CableEnd& b, const TrayRules& rules);
/// The least stock length that is not shorter.
Meters ordered_length(Meters geometric, const StockLengths& stock);
/// Position of the first medium that reaches, or empty.
std::optional<std::size_t> pick_medium(const CableFamily& family, Meters length);
/// One cable by itself.
struct CableMeasure {
    Meters geometric;
    Meters ordered;
    std::optional<std::size_t> medium;  // position in its family; empty: none reaches
};
CableMeasure measure_cable(const CableEnd& a, const CableEnd& b, const TrayRules& rules,
                           const CableFamily& family);
/// Whether the lower end of its cables is in a NIC or an appliance, not in a switch.
constexpr bool ends_at_node(LinkTier tier) {
    return tier == LinkTier::node_leaf || tier == LinkTier::management;
}
/// Of a round jacket.
SquareMeters section_of(Meters diameter);
/// Section of tray that `cables` equal cables ask for; `fill` is the share that may be used.
SquareMeters tray_section(std::uint64_t cables, Meters diameter, double fill = 0.4);

/// Cables of one medium.
struct MediumTotals {
    const Medium* medium = nullptr;
    std::uint64_t cables = 0;
    Meters geometric;
    Meters ordered;
    Meters longest;  // geometric: compare with medium->reach
};

/// A line of the order: so many cables of one medium and one length.
struct OrderLine {
    std::uint32_t medium = 0;  // position in TierCables::media; media.size() = out of reach
    Meters length;
    std::uint64_t cables = 0;
};

/// All cables of one tier.
struct TierCables {
    std::uint64_t cables = 0;
    std::uint64_t out_of_reach = 0;  // no medium is long enough: not in media, power or price
    Meters geometric;
    Meters ordered;
    Meters longest_geometric;
    Meters longest_ordered;
    std::uint64_t transceivers = 0;
    Watts power;           // of both ends
    Watts power_in_nodes;  // the part of it drawn in NICs and appliances
    Kilograms mass;
    Dollars price;
    std::vector<MediumTotals> media;  // as in the family, unused ones included
    std::vector<OrderLine> order;     // by length, then medium
};

struct CableSchedule {
    std::array<TierCables, link_tiers> tiers;  // by LinkTier
    /// Cables that pass between row g and row g + 1, and the sum of their sections (no fill).
    std::vector<std::uint64_t> crossing;
    std::vector<SquareMeters> crossing_section;

    const TierCables& of(LinkTier tier) const { return tiers[static_cast<std::size_t>(tier)]; }
    /// Sums over the tiers; `media` and `order` stay empty.
    TierCables total() const;
};

/// The family that each tier is cabled with; null where a tier has no cables.
using TierFamilies = std::array<const CableFamily*, link_tiers>;

/// Adds up cables one by one.  The families must outlive the plan and its schedule.
class CablePlan {
public:
    CablePlan(TrayRules rules, const TierFamilies& families);
    void add(LinkTier tier, const CableEnd& lower, const CableEnd& upper);
    const CableSchedule& schedule() const { return schedule_; }

private:
    void add_medium(LinkTier tier, Meters geometric, Meters ordered, std::optional<std::size_t> medium);
    void add_crossing(const CableEnd& a, const CableEnd& b, Meters diameter);

    TrayRules rules_;
    TierFamilies families_;
    CableSchedule schedule_;
};

/// Positions of everything that a FabricPlan joins.
struct FabricPositions {
    std::vector<CableEnd> nodes;       // by node; all its NICs sit together
    std::vector<CableEnd> switches;    // by position in FabricPlan::switches
    std::vector<CableEnd> appliances;  // by management port; may be empty if there are none

    const CableEnd& lower_end(const LinkPlan& link) const;
};

/// The schedule of a whole fabric.
CableSchedule plan_cables(const FabricPlan& plan, const FabricPositions& positions, const TrayRules& rules,
                          const TierFamilies& families);

}  // namespace datahall

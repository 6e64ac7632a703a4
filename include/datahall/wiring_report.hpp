// The wiring of a plan: each cable with both its ends, sums by tier and medium, switches, trays.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace datahall {

/// One end of a cable.
struct CableEndRow {
    std::string kind;                             // node | appliance | leaf | spine | core
    std::string name;                             // "node-17", "leaf-3", or as a file of the fabric calls it
    std::uint32_t port = 0;                       // as printed on it, from 1
    std::string rack;                             // path
    double unit = 0.0;                            // height of the port in rack units
    double x_m = 0.0, y_m = 0.0, height_m = 0.0;  // from the hall's corner, above the floor
    std::string plug;                             // what is plugged in; empty: not said
    double power_w = 0.0;                         // drawn at this end
};

/// One cable.
struct CableRow {
    std::uint64_t number = 0;  // from 1
    std::string tier;
    CableEndRow from, to;             // lower end, upper end
    std::string route;                // over the trays
    std::optional<double> cross_x_m;  // where it goes from row to row; empty: it stays in its row
    double length_m = 0.0;
    double ordered_m = 0.0;
    std::string family;
    std::string medium;  // empty: none reaches
    std::uint64_t transceivers = 0;
    double mass_kg = 0.0;
    std::optional<double> price_usd;  // empty: not known
};

/// Cables added up.
struct CableSums {
    std::uint64_t cables = 0;
    double length_m = 0.0;
    double ordered_m = 0.0;
    double longest_m = 0.0;
    std::uint64_t transceivers = 0;
    double power_w = 0.0;  // of both ends
    double mass_kg = 0.0;
    std::optional<double> price_usd = 0.0;  // empty: one of them has no price
};

/// Cables of one tier and medium.
struct MediumRow {
    std::string tier;
    std::string family;
    std::string medium;  // empty: none reaches
    double reach_m = 0.0;
    CableSums sums;
};

struct TierRow {
    std::string tier;
    CableSums sums;
};

/// All switches of a role.
struct SwitchRoleRow {
    std::string role;
    std::uint64_t switches = 0;
    std::uint64_t racks = 0;       // that they stand in
    std::uint64_t rack_units = 0;  // that they take
    double power_w = 0.0;          // without optics, all ports up
    double power_max_w = 0.0;      // for sizing
    double mass_kg = 0.0;
    std::optional<double> oversubscription;  // worst down to up bandwidth; empty: nothing is above
};

/// One switch where it stands.
struct SwitchRow {
    std::string name;
    std::string role;
    std::uint32_t group = 0;
    std::string type;
    std::string rack;
    double unit = 0.0;
    double x_m = 0.0, y_m = 0.0;
    std::uint32_t ports = 0;
    std::uint32_t ports_down = 0;  // with a cable from below: nodes, appliances, switches of a lower role
    std::uint32_t ports_up = 0;    // the others with a cable
    double power_w = 0.0;          // without optics
};

/// A length of tray.
struct TrayRowReport {
    std::string tray;  // "row-03", "cross 12.3"
    double x1_m = 0.0, y1_m = 0.0, x2_m = 0.0, y2_m = 0.0;
    std::uint64_t cables = 0;
    double section_m2 = 0.0;  // of the cables
    double fill = 0.0;        // over the section of the tray
};

struct WiringReport {
    std::string fabric;            // empty: there is none
    std::vector<TierRow> tiers;    // those with cables
    std::vector<MediumRow> media;  // by tier, those with cables
    CableSums total;
    std::vector<SwitchRoleRow> roles;
    std::vector<SwitchRow> switches;
    std::vector<TrayRowReport> trays;
    double tray_m2 = 0.0;        // section of a tray
    double tray_limit = 0.0;     // share of it that cables may take
    double bisection_bps = 0.0;  // one way
    std::string bisection_tier;
    double cabling_s = 0.0;         // labor for the cables
    double racking_s = 0.0;         // for the racks
    std::vector<CableRow> longest;  // of each tier, the first of equal ones
};

}  // namespace datahall

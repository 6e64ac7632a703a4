// What a scenario says of the design: site, floor, power chain, cooling, fabric.
//
// Described in scenario.cpp with the rest of the scenario; names are still text.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "datahall/model/routing.hpp"
#include "datahall/model/topology.hpp"
#include "datahall/model/weather.hpp"
#include "datahall/units.hpp"

#include "sim/config/capping_config.hpp"
#include "sim/config/cooling_config.hpp"
#include "sim/config/job_rules.hpp"
#include "sim/config/on_site_config.hpp"
#include "sim/config/signals_config.hpp"
#include "sim/config/swings_config.hpp"

namespace datahall {

struct SiteConfig {
    std::string name = "site";
    std::unique_ptr<WeatherModel> weather;
    std::optional<CarbonConfig> carbon;                   // of the grid's energy; absent: not known
    std::optional<EnergyPriceConfig> energy_price;        // absent: the one of `economics`
    std::optional<CubicMetersPerJoule> generation_water;  // of the grid's energy; absent: not known
};

/// `count` racks of one type in a row of a block.
struct BlockRacks {
    std::string rack;
    std::int64_t count = 1;
};

/// A pattern of racks that is set down `repeat` times, or as often as floor and power allow.
struct BlockConfig {
    std::string name;
    std::optional<std::int64_t> repeat;  // absent: fill
    std::vector<BlockRacks> racks;
};

/// How a cable gets from row to row: over one tray across all rows, or over a grid of ladders.
enum class CrossTray : std::uint8_t { at_x, grid };
/// How two ports of one rack are joined: beside the mounting rails, or over the tray as all others.
enum class InRack : std::uint8_t { beside, over_tray };

struct TrayConfig {
    Meters height = Meters::from_si(2.7);
    Meters slack;                         // added to each cable
    double slack_share = 0.05;            // of the run and its loop
    Meters loop = Meters::from_si(0.6);   // service loop of each cable
    std::optional<Meters> cross_at;       // x of the one cross tray; absent: the middle of the rows
    Meters width = Meters::from_si(0.6);  // inside
    Meters depth = Meters::from_si(0.1);
    double fill = 0.4;  // share of that section that cables may take
    CrossTray cross = CrossTray::at_x;
    InRack in_rack = InRack::beside;
    std::vector<Meters> stock;  // rising lengths that cables are sold in; empty: the usual ones
};

/// What planners would put into such a hall: the spread behind a published density, low, mode, high.
struct PlanningRange {
    std::vector<Watts> rack_power;            // of a rack position, support racks blended in
    std::vector<SquareMeters> area_per_rack;  // of the floor, aisles included
    std::string source;
};

struct HallConfig {
    std::string name = "hall";
    Meters width;
    Meters depth;
    Meters end_aisle = Meters::from_si(1.5);
    Meters rack_pitch = Meters::from_si(0.6);
    Meters row_pitch = Meters::from_si(2.8);  // mean over cold and hot aisles
    double lost_share = 0.10;                 // positions lost to columns, in-row coolers, PDUs
    std::optional<Watts> power_limit;         // of all racks by nameplate
    TrayConfig tray;
    std::vector<BlockConfig> blocks;
    std::optional<PlanningRange> planning;
};

/// How the units of a level stand: one for each rack, groups of racks, or one bus for the hall.
enum class Grouping : std::uint8_t { rack, group, hall };
/// What stands beyond the load's need; sim/build/power/redundancy.hpp says how it is wired.
enum class Redundancy : std::uint8_t {
    n,
    n_plus_1,
    two_n,
    two_n_plus_1,
    three_n_by_2,
    four_n_by_3,
    catcher,
    as_chain  // no name: a level that does not say
};

/// Generator sets behind each bus of a level: they carry it when its feeds are lost.
struct StandbyConfig {
    std::string type;             // of the power catalogue
    std::int64_t units = 1;       // that carry it together
    std::int64_t spare = 0;       // beside those
    std::optional<Watts> rating;  // of one; absent: sized to the load
};

/// One level of the power chain, from the grid towards the racks.
struct PowerLevelConfig {
    std::string name;
    std::string type;  // of the power catalogue
    Grouping per = Grouping::hall;
    std::optional<Watts> rating;  // output of one unit; absent: sized to its load
    Redundancy redundancy = Redundancy::as_chain;
    double design_load = 0.8;  // share of the rating that the planned load may use
    std::int64_t units = 1;    // that carry the load of one rack or group together
    std::string battery;       // of the catalogue; empty: none
    std::string breaker;       // of the catalogue; empty: none that opens
    std::optional<StandbyConfig> generator;
    Watts fixed_load;  // constant load on the output of each rack, group or bus
};

/// A bus of a power chain that is drawn bus by bus.
struct PowerElementConfig {
    std::string name;
    std::string type;  // of the power catalogue
    Watts rating;      // output of one unit
    std::int64_t units = 1;
    std::optional<std::int64_t> needed;  // without spare ones; absent: all
    std::vector<std::string> from;       // elements, or "utility"; empty: generator sets
    bool in_turn = false;                // the first live feed carries all, as behind a transfer switch
    std::string battery;                 // of the catalogue; empty: none
    std::string breaker;                 // of the catalogue; empty: none that opens
    Watts fixed_load;                    // constant load on its output
};

/// Whom racks hang on; the first entry that covers a rack holds.
struct RackFeedConfig {
    std::string block;                // of hall.blocks; empty: any
    std::optional<std::int64_t> row;  // from 1; absent: any
    std::vector<std::string> from;
    bool in_turn = false;
};

struct PowerConfig {
    Redundancy redundancy = Redundancy::n;  // of levels that do not say
    std::vector<PowerLevelConfig> chain;
    std::vector<PowerElementConfig> elements;   // in place of the chain
    std::vector<RackFeedConfig> rack_feeds;     // of these elements
    std::vector<PowerCap> job_caps;             // that starts of jobs keep to
    std::vector<CappingConfig> capping;         // of jobs that run
    std::optional<RampRule> ramp_limit;         // that starts of jobs keep to
    std::optional<Watts> grid_limit;            // contracted power at the utility meter
    Seconds hold_up = Seconds::from_si(0.015);  // without power before racks and plants stop
    std::string mechanical_from;  // level or element that feeds the cooling plants; empty: the utility meter
    std::string fans_from, pumps_from;  // of their air handlers, of their pumps; empty: as the rest
    Watts other_load;                   // constant load at the utility meter (lighting, offices)
    SwingsConfig swings;
    std::optional<SolarConfig> solar;  // at the utility meter
    std::optional<SiteStoreConfig> storage;

    /// What feeds a PlantDrive, and the key that says so.
    const std::string& drive_from(std::size_t drive) const {
        const std::string& own = drive == 0 ? fans_from : drive == 1 ? pumps_from : mechanical_from;
        return own.empty() ? mechanical_from : own;
    }
    std::string drive_key(std::size_t drive) const {
        if (drive == 0 && !fans_from.empty()) return "fans_from";
        return drive == 1 && !pumps_from.empty() ? "pumps_from" : "mechanical_from";
    }
};

/// Labor of wiring.  Source: planners' rules, estimates.
struct InstallationConfig {
    Seconds per_cable = Seconds::from_si(0.2 * 3600);
    Seconds per_rack = Seconds::from_si(6.0 * 3600);
};

/// Which free position for its role a switch takes: nearest to its nodes, rack by rack, or racks in turn.
enum class SwitchPlacing : std::uint8_t { near_nodes, rack_by_rack, in_turn };

struct FabricConfig {
    std::string name = "compute";
    std::unique_ptr<TopologyGenerator> topology;
    std::string node;                        // node type whose NICs it joins
    std::string device;                      // switch type
    std::string cables;                      // cable family of the node ports
    std::string uplink_cables;               // of the ports between switches; empty: the same
    std::int64_t planes = 1;                 // fabrics that deal out the NICs of a node
    std::unique_ptr<RoutingEngine> routing;  // null: adaptive
    double efficiency = 0.96;                // bytes of messages over the bytes that a port could carry
    Seconds reroute_delay = Seconds::from_si(10.0);  // from a failure to new routes
    InstallationConfig installation;
    std::array<SwitchPlacing, 3> placing{SwitchPlacing::near_nodes, SwitchPlacing::rack_by_rack,
                                         SwitchPlacing::rack_by_rack};  // by SwitchRole
};

}  // namespace datahall

// Catalogue entries: what a planner can put into a hall.  Plain values, each with its origin.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "datahall/keys.hpp"
#include "datahall/loss_curve.hpp"
#include "datahall/standby.hpp"
#include "datahall/units.hpp"

namespace datahall {

/// Where a figure comes from, and how far to trust it.
enum class Confidence : std::uint8_t { datasheet, measured, published, estimate };
struct Provenance {
    std::string source;
    Confidence confidence = Confidence::estimate;
};
const char* name_of(Confidence confidence);

/// Where losses of the power chain go.
enum class LossPlace : std::uint8_t { outdoors, ups_room, plant_room, hall };
inline constexpr std::size_t loss_places = 4;
const char* name_of(LossPlace place);

/// Where IT energy may be measured (ISO/IEC 30134-2): at the outputs of the UPS, of the PDUs.
enum class PowerRole : std::uint8_t { none, ups, pdu };

/// One kind of UPS, transformer, PDU, power supply ...
struct LossElementType {
    LossCurve curve;
    double heat_to_hall = 0.0;                   // share of the loss that the hall's air cooling must remove
    LossPlace other_heat = LossPlace::outdoors;  // where the rest goes; not the hall
    std::optional<TransferRule> transfer;        // between feeds that are used in turn; absent: at once
    std::optional<GeneratorRule> generator;      // absent: it is none
    WalkIn walk_in;                              // of a bus with a store
    std::optional<EcoMode> eco;                  // absent: it always converts
    std::optional<BypassRule> bypass;            // absent: it bears any load
    PowerRole role = PowerRole::none;
    double derating = 1.0;     // share of its rating that may be used where it stands
    double mass_per_kw = 0.0;  // kg for a kW of rating; 0: unknown
    std::string price;         // entry of the price book, per watt; empty: unknown
    Provenance origin;
};

/// The batteries behind a bus: sized to its rating, x = load / rating.
struct BatteryType {
    Seconds runtime;                // at the rating when new
    double exponent = 1.40;         // runtime ((x + own_draw) / (1 + own_draw))^-exponent
    double own_draw = 0.10;         // of what they feed, with no load
    std::vector<double> loads;      // table in place of the formula
    std::vector<Seconds> runtimes;  // at those loads
    double health = 1.0;            // share of the runtime when new
    double charge_share = 0.05;     // of the rating that charges them
    double charge_efficiency = 0.95;
    Provenance origin;
};

/// A breaker, for currents over its rating.
struct BreakerType {
    Seconds time_constant;          // of its thermal element; of a table: of its cooling
    double pickup = 1.05;           // what it carries for ever
    std::vector<double> currents;   // table in place of the thermal element
    std::vector<Seconds> times;     // until it opens from cold
    std::optional<double> instant;  // opens it whatever came before
    Seconds instant_delay;
    Seconds reclose_after = Seconds::from_si(1'800.0);  // until somebody has closed it again
    Provenance origin;
};

/// What the power of a component follows: a constant, the host's utilisation, or its device's work.
enum class Follows : std::uint8_t { nothing, host, device };
struct Component {
    std::string name;
    std::int64_t count = 1;
    Watts idle;  // each
    Watts busy;  // each; equal to idle when it follows nothing
    Follows follows = Follows::nothing;
};

/// Power supplies of one node: they share its load equally.
struct PowerSupply {
    std::string type;  // of the loss elements
    std::int64_t units = 1;
    Watts rating;  // of one unit, output
};

/// Processors of a server that jobs without accelerators may use.
struct HostSockets {
    std::string device;        // of the devices catalogue
    std::int64_t sockets = 2;  // in a node
    std::int64_t offered = 1;  // of them to jobs; the rest serves the node's own devices
};

/// A server.  Its power comes from components (DC side, then fans and power supplies) or from an
/// eleven-point curve at the inlet (AC side, idle then 10..100 % utilisation).
struct NodeType {
    std::string device;  // of the devices catalogue: what jobs ask for
    std::int64_t devices = 1;
    Watts nameplate;  // AC; what breakers and cooling are planned for
    std::int64_t rack_units = 1;
    Kilograms mass;
    std::int64_t nics = 1;           // fabric endpoints
    std::int64_t nvlink_domain = 0;  // devices that a rack-scale NVLink domain joins; 0: those of a node
    std::vector<Component> components;
    double fan_share = 0.0;  // fans as a share of the component power
    std::optional<PowerSupply> supply;
    std::optional<HostSockets> host;
    std::int64_t cpus = 0;      // that jobs which share the node ask for
    Bits memory;                // the same
    std::vector<Watts> curve;   // AC watts at 0, 10, ... 100 %
    double liquid_share = 0.0;  // of the node's heat, into cold plates
    Provenance origin;
};

/// A cabinet and what stands in it.
enum class RackRole : std::uint8_t { compute, network, storage, management };
struct RackType {
    RackRole role = RackRole::compute;
    std::string node;                       // empty: no servers
    std::optional<std::int64_t> nodes;      // absent: as many as power, units and mass allow
    std::int64_t switches = 0;              // positions for fabric switches
    std::vector<std::string> switch_roles;  // leaf, spine, core; empty: any
    Watts other_power;                      // constant load of other equipment in it
    Watts power_limit;                      // of its feed; 0: none
    std::int64_t units = 42;
    Kilograms empty_mass;
    Kilograms mass_limit;  // of its position; 0: none
    Meters width = Meters::from_si(0.6);
    Meters depth = Meters::from_si(1.2);
    std::int64_t phases = 3;  // 1: all of it hangs on one, racks take them in turn
    double first_unit = 4.0;  // port height of the lowest node or switch, in rack units
    double unit_step = 1.0;   // from one to the next
    Provenance origin;
};

void describe(Keys& k, Provenance& p);
void describe(Keys& k, LossElementType& e);
void describe(Keys& k, BatteryType& b);
void describe(Keys& k, BreakerType& b);
void describe(Keys& k, Component& c);
void describe(Keys& k, PowerSupply& s);
void describe(Keys& k, HostSockets& h);
void describe(Keys& k, NodeType& n);
void describe(Keys& k, RackType& r);

}  // namespace datahall

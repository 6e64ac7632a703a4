// The keys of the equipment catalogue: nodes, racks and elements of the power chain.
#include <array>
#include <span>
#include <string_view>

#include "datahall/equipment.hpp"

namespace datahall {
namespace {

using namespace std::string_view_literals;
constexpr std::array<std::string_view, 3> meter_names{"none", "ups", "pdu"};
constexpr std::array confidence_names{"datasheet"sv, "measured"sv, "published"sv, "estimate"sv};
constexpr std::array follows_names{"nothing"sv, "host"sv, "device"sv};
constexpr std::array role_names{"compute"sv, "network"sv, "storage"sv, "management"sv};

constexpr std::array place_names{"outdoors"sv, "ups_room"sv, "plant_room"sv, "hall"sv};
static_assert(place_names.size() == loss_places);

constexpr std::size_t curve_points = 11;

// Losses of a quadratic must not be negative anywhere in its range: look at both ends and the vertex.
bool is_negative_somewhere(double a, double b, double c) {
    const auto loss = [&](double x) { return a + b * x + c * x * x; };
    const double vertex = c > 0 ? -b / (2 * c) : 0.0;
    const bool inside = vertex > 0 && vertex < 1.25;
    return loss(0) < 0 || loss(1.25) < 0 || (inside && loss(vertex) < 0);
}

void check_table(Keys& k, const LossCurve& c) {
    if (c.load.size() != c.efficiencies.size() || c.load.size() < 2) {
        return k.refuse("efficiencies", "expected as many efficiencies as loads, at least two");
    }
    for (std::size_t i = 0; i < c.load.size(); ++i) {
        const bool rising = i == 0 || c.load[i] > c.load[i - 1];
        if (!rising || c.load[i] <= 0 || c.load[i] > 1.25) {
            return k.refuse("load", "expected loads that rise from above 0 to at most 1.25");
        }
        if (c.efficiencies[i] <= 0 || c.efficiencies[i] > 1) {
            return k.refuse("efficiencies", "expected efficiencies above 0 and at most 1");
        }
    }
}

}  // namespace

const char* name_of(Confidence confidence) {
    return confidence_names[static_cast<std::size_t>(confidence)].data();
}

const char* name_of(LossPlace place) {
    return place_names[static_cast<std::size_t>(place)].data();
}

void describe(Keys& k, Provenance& p) {
    k.required({"source", "Where the figures come from"}, p.source);
    k.choice({"confidence", "How far to trust them"}, Presence::required, confidence_names, p.confidence);
}

void describe(Keys& k, LossCurve& c) {
    k.optional({"a", "No-load loss as a share of the rating", {.at_least = 0}}, c.a);
    k.optional({"b", "Loss proportional to the load, as a share of it"}, c.b);
    k.optional({"c", "Resistive loss at full load, as a share of the rating"}, c.c);
    k.optional({"efficiency", "Affine form: slope of output over input", {.above = 0, .at_most = 1}},
               c.efficiency);
    k.optional({"constant", "Affine form: constant added to the output of each unit", {.at_least = 0}},
               c.constant);
    k.optional({"load", "Table form: load fractions, rising"}, c.load);
    k.optional({"efficiencies", "Table form: output over input at those loads"}, c.efficiencies);

    const bool quadratic = c.a || c.b || c.c;
    const bool table = !c.load.empty() || !c.efficiencies.empty();
    if (int{quadratic} + int{c.efficiency.has_value()} + int{table} > 1) {
        k.refuse("", "expected one form of curve: a, b, c, or efficiency, or load with efficiencies");
    } else if (table) {
        check_table(k, c);
    } else if (quadratic && is_negative_somewhere(c.a.value_or(0), c.b.value_or(0), c.c.value_or(0))) {
        k.refuse("", "expected a loss that is never negative for loads from 0 to 1.25");
    }
}

void describe(Keys& k, LossElementType& e) {
    k.required({"curve", "Loss against load"}, e.curve);
    k.optional({"heat_to_hall",
                "Share of the loss that the hall's air cooling removes",
                {.at_least = 0, .at_most = 1}},
               e.heat_to_hall);
    k.choice(
        {"other_heat", "Where the rest of the loss goes: into a room with cooling of its own, or outdoors"},
        Presence::optional, std::span{place_names}.first(loss_places - 1), e.other_heat);
    k.optional(
        {"transfer", "How it goes from one to the next of feeds that it uses in turn; absent: at once"},
        e.transfer);
    k.optional({"generator", "How generator sets start and what they burn; absent: it is none"}, e.generator);
    k.optional({"walk_in", "How one with a battery takes its load back from its feeds"}, e.walk_in);
    k.optional({"eco", "When a UPS passes the grid on as it is; absent: it always converts"}, e.eco);
    k.optional({"bypass", "What overload makes a UPS give up; absent: it bears any"}, e.bypass);
    k.choice({"role", "At whose outputs PUE of category 1 (ups) or 2 (pdu) measures IT energy"},
             Presence::optional, meter_names, e.role);
    k.optional({"derating",
                "Share of its rating that may be used where it stands: heat, altitude, continuous load",
                {.above = 0, .at_most = 1}},
               e.derating);
    k.optional({"mass_per_kw", "Kilograms for a kW of rating; 0: unknown", {.at_least = 0, .at_most = 1e3}},
               e.mass_per_kw);
    k.optional({"price", "Entry of the price book, per watt of rating; absent: unknown"}, e.price);
    describe(k, e.origin);
}

void describe(Keys& k, Component& c) {
    k.required({"name", "What it is"}, c.name);
    k.optional({"count", "How many there are in a node", {.at_least = 1, .at_most = 1e6}}, c.count);
    k.required({"idle", "Power of one when the node is idle", {.at_least = 0}}, c.idle);
    c.busy = c.idle;
    k.optional({"busy", "Power of one when what it follows is at 100 %", {.at_least = 0}}, c.busy);
    k.choice({"follows", "What its power follows between idle and busy"}, Presence::optional, follows_names,
             c.follows);
    if (c.busy < c.idle) k.refuse("busy", "expected at least the idle power");
}

void describe(Keys& k, PowerSupply& s) {
    k.required({"type", "Element of the power catalogue"}, s.type);
    k.optional({"units", "Supplies that share the node's load equally", {.at_least = 1, .at_most = 64}},
               s.units);
    k.required({"rating", "Output of one supply", {.above = 0}}, s.rating);
}

void describe(Keys& k, HostSockets& h) {
    k.required({"device", "Entry of the devices catalogue: one socket"}, h.device);
    k.optional({"sockets", "Sockets in a node", {.at_least = 1, .at_most = 16}}, h.sockets);
    k.optional({"offered",
                "Sockets that jobs without accelerators may use; the others serve the node's own devices",
                {.at_least = 0, .at_most = 16}},
               h.offered);
    if (h.offered > h.sockets) k.refuse("offered", "expected at most the node's sockets");
}

void describe(Keys& k, NodeType& n) {
    k.required({"device", "Entry of the devices catalogue that jobs run on"}, n.device);
    k.optional({"devices", "Devices in a node", {.at_least = 1, .at_most = 1024}}, n.devices);
    k.required({"nameplate", "Highest power at the inlet, for planning", {.above = 0, .example = "10.2 kW"}},
               n.nameplate);
    k.required({"rack_units", "Height in rack units", {.at_least = 1, .at_most = 60}}, n.rack_units);
    k.required({"mass", "Mass of a node", {.at_least = 0}}, n.mass);
    k.optional({"nics", "Fabric ports of a node", {.at_least = 0, .at_most = 64}}, n.nics);
    k.optional({"nvlink_domain",
                "Devices that one NVLink domain joins, on neighboring nodes of a rack; 0 for those of a node",
                {.at_least = 0, .at_most = 4096}},
               n.nvlink_domain);
    if (n.devices > 0 && n.nvlink_domain % n.devices != 0) {
        k.refuse("nvlink_domain", "expected a multiple of the devices in a node");
    }
    k.optional({"components", "Power by component, behind the power supply"}, n.components);
    k.optional(
        {"fan_share", "Fan power as a share of the components' power", {.at_least = 0, .at_most = 0.5}},
        n.fan_share);
    k.optional({"supply", "Power supplies"}, n.supply);
    k.optional({"host", "Processors beside the devices, for jobs without accelerators"}, n.host);
    k.optional({"cpus",
                "Processors that jobs ask for where they share the node (`sharing` of a cluster), as a rule "
                "hardware threads",
                {.at_least = 0, .at_most = 1e6}},
               n.cpus);
    k.optional({"memory", "Memory that they ask for there", {.at_least = 0, .example = "384 GiB"}}, n.memory);
    k.optional({"curve", "Power at the inlet when idle and at 10, 20 ... 100 % utilization"}, n.curve);
    k.optional({"liquid_share", "Share of the heat taken by cold plates", {.at_least = 0, .at_most = 1}},
               n.liquid_share);
    describe(k, n.origin);
    if (n.components.empty() == n.curve.empty()) {
        k.refuse("", "expected either components or an eleven-point curve");
    }
    if (!n.curve.empty() && n.curve.size() != curve_points) {
        k.refuse("curve", "expected 11 powers: idle, then 10 % to 100 % in steps of 10 %");
    }
}

void describe(Keys& k, RackType& r) {
    k.choice({"role", "What it is for"}, Presence::optional, role_names, r.role);
    k.optional({"node", "Node type of the nodes catalogue"}, r.node);
    k.optional({"nodes", "Nodes in the rack; absent: as many as fit", {.at_least = 0, .at_most = 128}},
               r.nodes);
    k.optional(
        {"phases",
         "3: its load is spread over the phases evenly; 1: all of it hangs on one, racks take them in turn",
         {.at_least = 1, .at_most = 3}},
        r.phases);
    if (r.phases == 2) k.refuse("phases", "expected 1 or 3");
    k.optional({"switches", "Positions for fabric switches", {.at_least = 0, .at_most = 64}}, r.switches);
    k.optional({"switch_roles", "Which switches may stand there (leaf, spine, core); absent: any"},
               r.switch_roles);
    for (const std::string& role : r.switch_roles) {
        if (role != "leaf" && role != "spine" && role != "core") {
            k.refuse("switch_roles", "expected names among leaf, spine and core");
        }
    }
    k.optional({"other_power", "Constant load of other equipment in it", {.at_least = 0}}, r.other_power);
    k.optional({"power_limit", "Limit of its feed; 0 for none", {.at_least = 0, .example = "41 kW"}},
               r.power_limit);
    k.optional({"units", "Height in rack units", {.at_least = 1, .at_most = 100}}, r.units);
    k.optional({"empty_mass", "Mass of the empty rack with its cables", {.at_least = 0}}, r.empty_mass);
    k.optional({"mass_limit", "Largest mass for its position; 0 for none", {.at_least = 0}}, r.mass_limit);
    k.optional({"width", "Width along the row", {.above = 0}}, r.width);
    k.optional({"depth", "Depth across the row", {.above = 0}}, r.depth);
    k.optional({"first_unit", "Port height of the lowest node or switch, in rack units", {.at_least = 0}},
               r.first_unit);
    k.optional({"unit_step", "Rack units from one node or switch to the next", {.at_least = 0}}, r.unit_step);
    describe(k, r.origin);
}

}  // namespace datahall

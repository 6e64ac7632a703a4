// The keys of cooling.
#include <algorithm>
#include <array>

#include "sim/config/cooling_config.hpp"

namespace datahall {
namespace {

using namespace std::string_view_literals;

constexpr std::array zone_names{"hall"sv, "row"sv, "group"sv, "rack"sv};

template <class Class, std::size_t count>
constexpr std::array<std::string_view, count> names_of(const std::array<Class, count>& classes) {
    std::array<std::string_view, count> names{};
    for (std::size_t i = 0; i < count; ++i) names[i] = classes[i].name;
    return names;
}

constexpr auto inlet_class_names = names_of(inlet_classes);
constexpr auto water_class_names = names_of(water_classes);

}  // namespace

static void describe(Keys& k, ZonesConfig& z) {
    k.choice({"per", "Racks that share their air: of the hall, a row, a group of `racks`, or each alone"},
             Presence::optional, zone_names, z.per);
    k.optional({"racks", "Of a group, in the order of the floor plan", {.at_least = 1, .example = "50"}},
               z.racks);
}

static void describe(Keys& k, AirPathConfig& a) {
    k.optional({"tile_flow",
                "Cold air that the perforated tiles of a raised floor bring to one rack at most; absent: any "
                "(slab, or open supply)",
                {.above = 0, .at_most = 20, .example = "0.4 m3/s"}},
               a.tile_flow);
    k.optional({"end_of_row",
                "Further share of recirculation at the first and last rack of a row",
                {.at_least = 0, .at_most = 0.5}},
               a.end_of_row);
}

static void describe(Keys& k, StagingConfig& s) {
    constexpr Range least{.at_least = 0, .at_most = 86400};
    k.optional({"mode", "Least time between changes of free and mechanical cooling", least}, s.mode);
    k.optional({"least_on", "Least time that a chiller runs", least}, s.least_on);
    k.optional({"least_off", "Least time that a chiller stands still", least}, s.least_off);
}

static void describe(Keys& k, ShutdownConfig& s) {
    k.required({"above", "Rack inlet from which on nodes switch off", {.example = "45 degC"}}, s.above);
    k.optional({"dwell", "How long it must last", {.at_least = 0, .at_most = 3600}}, s.dwell);
    k.optional({"below", "Inlet below which they boot again; absent: 10 K less, and in air at most 27 degC"},
               s.below);
    if (s.below && !(*s.below < s.above)) k.refuse("below", "expected less than `above`");
}

namespace {

void describe_throttle(Keys& k, std::string_view key, std::string_view meaning,
                       std::vector<ThrottleStep>& steps) {
    k.list({key, meaning}, Presence::optional, [&](Keys& item, std::size_t index) {
        if (steps.size() <= index) steps.resize(index + 1);
        item.required({"above", "Supply temperature from which on it holds", {.example = "32 degC"}},
                      steps[index].above);
        item.required({"speed", "Speed of the devices over their nominal speed", {.above = 0, .at_most = 1}},
                      steps[index].speed);
    });
    for (std::size_t i = 1; i < steps.size(); ++i) {
        if (steps[i - 1].above < steps[i].above && steps[i].speed <= steps[i - 1].speed) continue;
        k.refuse(key, "expected rising temperatures with speeds that do not rise");
        return;
    }
}

void describe_node_fans(Keys& k, std::vector<InletPoint>& points) {
    k.list({"node_fans", "Power of nodes by their inlet, for their fans: straight lines between the points"},
           Presence::optional, [&](Keys& item, std::size_t index) {
               if (points.size() <= index) points.resize(index + 1);
               item.required({"at", "Rack inlet", {.example = "30 degC"}}, points[index].at);
               item.required({"power", "Of a node over that in cool air", {.at_least = 1, .at_most = 2}},
                             points[index].power);
           });
    for (std::size_t i = 1; i < points.size(); ++i) {
        if (points[i - 1].at < points[i].at && points[i - 1].power <= points[i].power) continue;
        k.refuse("node_fans", "expected rising temperatures with powers that do not fall");
        return;
    }
}

void describe_limits(Keys& k, CoolingConfig& c) {
    k.choice(
        {"inlet_class", "ASHRAE class of air-cooled equipment, which sets `recommended` and `allowable`"},
        Presence::optional, inlet_class_names, c.inlet_class);
    k.choice({"water_class", "ASHRAE class of the facility water, which sets its warmest supply"},
             Presence::optional, water_class_names, c.water_class);
    const InletClass& inlet = inlet_classes[c.inlet_class];
    c.recommended_low = Celsius{inlet.recommended_low};
    k.optional({"recommended", "Rack inlet above which a finding is noted; absent: of the inlet_class"},
               c.recommended_key);
    k.optional(
        {"allowable", "Rack inlet above which the equipment is outside its class; absent: of the class"},
        c.allowable_key);
    c.recommended = c.recommended_key.value_or(Celsius{inlet.recommended});
    c.allowable = c.allowable_key.value_or(Celsius{inlet.allowable});
    k.optional({"liquid_allowable", "Coolant supply above which cold plates are outside their class"},
               c.liquid_allowable);
    if (c.allowable < c.recommended) k.refuse("allowable", "expected at least the recommended inlet");
}

void describe_stores(Keys& k, CoolingConfig& c) {
    k.optional({"heat_capacity_per_rack",
                "Heat that the metal of a rack stores per kelvin",
                {.at_least = 1e3, .at_most = 1e9}},
               c.heat_capacity_per_rack);
    k.optional({"air_volume_per_rack",
                "Air of the hall for each rack, in m3",
                {.at_least = 0.1, .at_most = 1e4, .example = "9"}},
               c.air_volume_per_rack);
    k.optional({"metal_difference",
                "How much warmer air gets than the metal, if that takes up a rack's nameplate heat",
                {.at_least = 0.1, .at_most = 100}},
               c.metal_difference);
    k.optional({"loop_capacity_per_rack",
                "Heat that the coolant of a rack stores per kelvin",
                {.at_least = 1e3, .at_most = 1e9}},
               c.loop_capacity_per_rack);
}

void describe_actions(Keys& k, CoolingConfig& c) {
    describe_throttle(k, "throttle", "Steps by which devices slow down as the air gets warmer", c.throttle);
    describe_throttle(k, "liquid_throttle", "Steps by which devices slow down as the coolant gets warmer",
                      c.liquid_throttle);
    k.optional({"throttle_hysteresis",
                "How far below a step's temperature the supply must fall before it ends",
                {.above = 0, .at_most = 20}},
               c.throttle_hysteresis);
    k.optional({"shutdown", "When warm air switches nodes off; absent: never"}, c.shutdown);
    k.optional({"liquid_shutdown", "When warm coolant does; absent: never"}, c.liquid_shutdown);
    describe_node_fans(k, c.node_fans);
}

}  // namespace

void describe_cooling(Keys& k, CoolingConfig& c, const Models& models) {
    models.cooling.read(k, {"air", "The plant that cools the hall's air"}, Presence::optional, c.air);
    models.cooling.read(k, {"liquid", "The plant that cools the cold plates"}, Presence::optional, c.liquid);
    k.optional({"zones", "Which racks share their air and distribution units"}, c.zones);
    k.optional({"air_paths", "How cold air reaches the racks"}, c.air_paths);
    k.optional({"control_delay",
                "Least time between a change of heat and the plant's answer",
                {.at_least = 1, .at_most = 3600}},
               c.control_delay);
    k.optional({"staging", "Least times between changes of what runs"}, c.staging);
    k.optional({"band",
                "Steps in which a temperature acts on what it does not limit; half of it shows the error",
                {.at_least = 0.01, .at_most = 5}},
               c.band);
    k.optional({"restart", "Until chillers and towers that were without power work again", {.at_least = 0}},
               c.restart);
    k.optional({"fan_restart", "The same for air handlers", {.at_least = 0}}, c.fan_restart);
    k.optional({"pump_restart", "The same for pumps", {.at_least = 0}}, c.pump_restart);
    describe_limits(k, c);
    describe_actions(k, c);
    describe_stores(k, c);
}

}  // namespace datahall

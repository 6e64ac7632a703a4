// The keys of the network catalogue: switches, families of cables, media.
#include "datahall/model/cabling.hpp"

namespace datahall {

void describe(Keys& k, Medium& m) {
    k.required({"name", "Short name of the medium"}, m.name);
    k.required({"reach", "Longest cable", {.above = 0}}, m.reach);
    k.required({"power_per_end", "Power in a switch port", {.at_least = 0, .example = "8.5 W"}},
               m.power_per_end);
    m.power_at_node = m.power_per_end;
    k.optional({"power_at_node", "Power in a NIC; absent: as in a switch port", {.at_least = 0}},
               m.power_at_node);
    k.required({"diameter", "Outer diameter", {.above = 0, .example = "3 mm"}}, m.diameter);
    k.required({"linear_mass", "Mass of a metre of cable", {.at_least = 0}}, m.linear_mass);
    k.optional({"switch_end", "What is plugged into a switch port", {.example = "OSFP"}}, m.switch_end);
    m.node_end = m.switch_end;
    k.optional({"node_end", "What is plugged into a NIC; absent: as into a switch port"}, m.node_end);
    k.optional({"transceivers",
                "Modules bought with a cable: 2, or 0 if its ends are fixed",
                {.at_least = 0, .at_most = 2}},
               m.transceivers);
    k.optional({"price", "Price of a cable without the parts priced below", {.at_least = 0}}, m.price);
    k.optional({"price_per_end", "Price of the transceiver at one end", {.at_least = 0}}, m.price_per_end);
    k.optional({"price_per_metre", "Price of each metre of cable", {.at_least = 0}}, m.price_per_metre);
    describe(k, m.origin);
}

void describe(Keys& k, CableFamily& f) {
    k.required({"port_rate", "Rate of the ports that it joins, one way", {.above = 0}}, f.port_rate);
    k.required({"media", "Media in the order of preference"}, f.media);
    for (std::size_t i = 1; i < f.media.size(); ++i) {
        if (f.media[i].reach <= f.media[i - 1].reach) {
            k.refuse("media", "expected each medium to reach farther than the one before it");
        }
    }
}

void describe(Keys& k, SwitchType& s) {
    k.required({"ports", "Ports of all rates together", {.at_least = 1, .at_most = 1024}}, s.ports);
    k.required({"port_rate", "Rate of a port towards the nodes, one way", {.above = 0}}, s.port_rate);
    k.required({"rack_units", "Height in rack units", {.at_least = 1, .at_most = 60}}, s.rack_units);
    k.required({"power_typical", "Power without optics", {.at_least = 0}}, s.power_typical);
    s.power_max = s.power_typical;
    k.optional({"power_max", "Highest power with active cables in every port, for sizing", {.at_least = 0}},
               s.power_max);
    k.required({"latency", "Port to port", {.at_least = 0, .example = "150 ns"}}, s.latency);
    k.required({"mass", "Mass", {.at_least = 0}}, s.mass);
    k.required({"price", "Price", {.at_least = 0, .example = "43 kUSD"}}, s.price);
    describe(k, s.origin);
    if (s.power_max < s.power_typical) k.refuse("power_max", "expected at least the typical power");
}

}  // namespace datahall

// Catalogue entries of the network: switches, and the cables that join their ports.
//
// Power of optics is counted once: with the cable that they sit on.  The power of a SwitchType is
// without optics; add the ends of its cables.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "datahall/equipment.hpp"
#include "datahall/keys.hpp"
#include "datahall/units.hpp"

namespace datahall {

/// One kind of cable with what ends it: copper, active optical, or transceivers and fibre.
/// A cable of length L costs price + 2 price_per_end + L price_per_metre.
struct Medium {
    std::string name;     // "dac", "mmf": distinct within its family
    Meters reach;         // longest cable on sale or in specification
    Watts power_per_end;  // drawn in a switch port
    Watts power_at_node;  // drawn in a NIC; the reader takes power_per_end if absent
    Meters diameter;      // of the jacket
    KilogramsPerMeter linear_mass;
    std::string switch_end;         // what is plugged into a switch port; empty: not said
    std::string node_end;           // into a NIC; the reader takes switch_end if absent
    std::int64_t transceivers = 0;  // modules bought with a cable: 2, or 0 where the ends are fixed on
    Dollars price;                  // of a cable, whatever its length
    Dollars price_per_end;          // of a transceiver
    Dollars price_per_metre;        // dollars for each metre
    Provenance origin;
};

/// Media of one port rate.  The order is the order of preference: the first that reaches is taken.
struct CableFamily {
    BitsPerSecond port_rate;
    std::vector<Medium> media;
};

/// A fabric switch.
struct SwitchType {
    std::int64_t ports = 0;   // of all rates together
    BitsPerSecond port_rate;  // of a port towards the nodes, one way
    std::int64_t rack_units = 1;
    Watts power_typical;  // all ports up, passive copper in them
    Watts power_max;      // for sizing: every cage with active cables
    Seconds latency;      // port to port
    Kilograms mass;
    Dollars price;
    Provenance origin;
};

void describe(Keys& k, Medium& m);
void describe(Keys& k, CableFamily& f);
void describe(Keys& k, SwitchType& s);

}  // namespace datahall

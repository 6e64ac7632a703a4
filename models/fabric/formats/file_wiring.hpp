// From the devices and cables of a file to a fabric plan: who is a node, which switch stands on which tier.
//
// Nodes: each adapter, or all adapters whose names differ only behind WiringRules::rail_mark, in the natural
// order of names ("n2" before "n10").  Their cabled ports, adapter by adapter, are the NICs; all nodes must
// have as many.  Aggregation nodes (SHARP), which sit inside a switch, are left out. Switches: by the kinds
// that the file gives to all of them, or by their distance from the nodes (1 leaf, 2 spine, 3 core); where
// that makes no tree, all are leaves.  Within a role they are in the natural order of names.  Leaves that
// share nodes are a group, numbered by their first node; spines that share leaves a pod.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "datahall/model/topology.hpp"

#include "models/fabric/formats/fabric_file.hpp"

namespace datahall {

struct WiringRules {
    bool use_rates = true;       // false: all cables are taken as equal
    double unknown = 0.0;        // bit/s of a cable whose rate the file does not tell
    std::string rail_mark = {};  // empty: each adapter is a node
};

struct FileWiring {
    FabricPlan plan;             // with names; its problem says what cannot be represented
    FabricDemand demand;         // that it answers; the radix is that of the largest switch, 0 if unknown
    double nic_rate = 0.0;       // bit/s of a healthy cable of a node, 0 if unknown
    std::uint32_t degraded = 0;  // cables below the rate of their tier
    std::vector<std::uint32_t> device_of_switch;  // positions in FabricFile::devices
    std::vector<FileEnd> port_of_host;            // by host: node * NICs + NIC
    std::vector<std::string> notes;               // of the file, and of what was left out
};

FileWiring wire_file(const FabricFile& file, const WiringRules& rules = {});

/// Whether `a` comes before `b` where runs of digits count as numbers.
bool natural_less(std::string_view a, std::string_view b);

}  // namespace datahall

// What routing engines see of a fabric: where hosts are plugged in, and the cables between switches that
// carry something.
//
// Switches count from 0 here, without the hosts before them.  Leaves are the switches with hosts, whatever
// their tier; destinations are placed leaf by leaf in the order of `hosts_of`.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "datahall/model/fabric_graph.hpp"

namespace datahall {

/// A usable cable to another switch, seen from one.
struct TrunkPort {
    std::uint32_t peer = 0;    // switch
    std::uint32_t link = 0;    // that leaves here
    std::uint16_t number = 0;  // of the port, from 1
};

struct SwitchGraph {
    static constexpr std::uint32_t none = UINT32_MAX;

    std::uint32_t hosts = 0;
    std::uint32_t switches = 0;
    std::vector<std::uint32_t> first;        // switches + 1; trunks of switch s: [first[s], first[s + 1])
    std::vector<TrunkPort> trunks;           // of each switch by port
    std::vector<std::uint32_t> leaves;       // switches with hosts, ascending
    std::vector<std::uint32_t> leaf_number;  // by switch: its place among leaves, or none
    std::vector<std::uint32_t> leaf_of;      // by host: place of its switch among leaves, or none
    std::vector<std::uint32_t> link_of;      // by host: from it to its leaf, or none
    std::vector<std::uint16_t> port_of;      // by host: where it is plugged into its leaf
    std::vector<std::uint32_t> first_host;   // leaves + 1
    std::vector<std::uint32_t> leaf_hosts;   // of each leaf by port
    std::vector<std::string> notes;          // hosts that no route can reach, cables that none will use

    std::span<const TrunkPort> trunks_of(std::uint32_t sw) const {
        return std::span{trunks}.subspan(first[sw], first[sw + 1] - first[sw]);
    }
    std::span<const std::uint32_t> hosts_of(std::uint32_t leaf) const {
        return std::span{leaf_hosts}.subspan(first_host[leaf], first_host[leaf + 1] - first_host[leaf]);
    }
};

/// A host uses the first of its cables that leads to a switch and carries something.  O(cables).
SwitchGraph switch_graph(const FabricGraph& graph);

/// By switch, from the tiers of its cables: 0 leaf, 1 spine, 2 core.
std::vector<std::uint8_t> switch_levels(const FabricGraph& graph);

}  // namespace datahall

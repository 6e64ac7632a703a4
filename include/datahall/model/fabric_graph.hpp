// A wired fabric as flat arrays: what routing engines read and flows run over.
//
// Vertices are hosts (NICs) 0 .. hosts - 1, then switches.  Every cable is two directed links, one each way:
// link 2 c runs from the lower end of cable c to the upper, link 2 c + 1 back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "datahall/model/topology.hpp"

namespace datahall {

struct FabricCable {
    std::uint32_t lower = 0;  // vertices
    std::uint32_t upper = 0;
    std::uint16_t lower_port = 0;  // from 1
    std::uint16_t upper_port = 0;
    LinkTier tier = LinkTier::node_leaf;
    double bytes_per_s = 0.0;  // each way, >= 0; 0: it carries nothing
};

/// One end of a cable, seen from the vertex that it is plugged into.
struct FabricPort {
    std::uint32_t peer = 0;    // vertex at the other end
    std::uint32_t link = 0;    // that leaves here
    std::uint16_t number = 0;  // of the port, from 1
};

struct FabricGraph {
    std::uint32_t hosts = 0;
    std::uint32_t switches = 0;
    std::vector<FabricCable> cables;     // management cables left out
    std::vector<std::uint32_t> first;    // vertices + 1; ports of vertex v: [first[v], first[v + 1])
    std::vector<FabricPort> ports;       // of each vertex by number
    TreeShape tree;                      // of the plan
    std::vector<std::uint32_t> host_at;  // if it is a tree: host at each position, or no_host
    std::vector<std::uint32_t> position_of_host;

    static constexpr std::uint32_t no_host = UINT32_MAX;

    std::uint32_t vertices() const { return hosts + switches; }
    std::size_t links() const { return cables.size() * 2; }
    bool is_host(std::uint32_t vertex) const { return vertex < hosts; }
    std::span<const FabricPort> ports_of(std::uint32_t vertex) const {
        return std::span{ports}.subspan(first[vertex], first[vertex + 1] - first[vertex]);
    }
    std::uint32_t tail(std::uint32_t link) const {
        const FabricCable& c = cables[link / 2];
        return link % 2 == 0 ? c.lower : c.upper;
    }
    std::uint32_t head(std::uint32_t link) const {
        const FabricCable& c = cables[link / 2];
        return link % 2 == 0 ? c.upper : c.lower;
    }
    double capacity(std::uint32_t link) const { return cables[link / 2].bytes_per_s; }
};

}  // namespace datahall

// Linear forwarding tables as one flat array: at each switch, the port towards each host.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace datahall {

/// Hosts and switches count as in FabricGraph: host 0 .. hosts - 1, and switches from 0 in their own order.
struct ForwardingTables {
    static constexpr std::uint16_t no_port = 0;  // no entry: the switch does not know the host

    std::uint32_t hosts = 0;
    std::uint32_t switches = 0;
    std::vector<std::uint16_t>
        ports;  // switches x hosts, a switch after the other: port number from 1, or no_port

    ForwardingTables() = default;
    /// Without any entry.
    ForwardingTables(std::uint32_t host_count, std::uint32_t switch_count)
        : hosts{host_count}, switches{switch_count}, ports(std::size_t{host_count} * switch_count, no_port) {}

    std::uint16_t& port(std::uint32_t sw, std::uint32_t host) {
        return ports[std::size_t{sw} * hosts + host];
    }
    std::uint16_t port(std::uint32_t sw, std::uint32_t host) const {
        return ports[std::size_t{sw} * hosts + host];
    }
    std::span<const std::uint16_t> table_of(std::uint32_t sw) const {
        return std::span{ports}.subspan(std::size_t{sw} * hosts, hosts);
    }
    friend bool operator==(const ForwardingTables&, const ForwardingTables&) = default;
};

}  // namespace datahall

// Which global ports of which groups are joined: the palm tree arrangement.
//
// G groups of P global ports, numbered in a group from 0.  Ports come in rounds of G - 1, one for each other
// group: port n = round (G - 1) + m of group i meets group i - m - 1 (mod G), at its port
// round (G - 1) + G - 2 - m.  Of the ports that fill no round, the s-th from the front and the s-th from the
// back meet the groups s + 1 below and above; a single one in the middle meets the group opposite, which
// there is for even G.  So two groups share floor(P / (G - 1)) cables or one more, and all pairs as many
// where G - 1 divides P.
//
// Source: Camarero, Vallejo and Beivide, "Topological characterization of Hamming and dragonfly networks and
// its implications on routing" (ACM TACO 11, 2014) for G = P + 1; the rounds and the rest are ours.
#pragma once

#include <cstdint>
#include <optional>

namespace datahall {

struct GlobalPort {
    std::uint32_t group = 0;
    std::uint32_t port = 0;
    friend bool operator==(const GlobalPort&, const GlobalPort&) = default;
};

class PalmTree {
public:
    /// At least 1 group.  Every pair of groups is joined if ports >= groups - 1.
    PalmTree(std::uint32_t groups, std::uint32_t ports) : groups_{groups}, ports_{ports} {}
    /// What the port is joined to; nothing if it stays free.  The other end's other end is this one.
    std::optional<GlobalPort> other_end(GlobalPort end) const;

private:
    std::uint32_t groups_;
    std::uint32_t ports_;
};

}  // namespace datahall

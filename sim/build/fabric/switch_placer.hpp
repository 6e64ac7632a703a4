// Which rack each switch stands in.
//
// A rack type offers positions and says which roles take them; a scenario says, for each role, which free
// position comes next: the one nearest to the nodes that the switch serves, the next one rack by rack, or one
// of each rack in turn.  A leaf without a position stands with its nodes, a spine or core in a rack without
// servers, in turn.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "datahall/facility.hpp"

#include "sim/config/design_config.hpp"

namespace datahall {

class SwitchPlacer {
public:
    /// Counts in facility.racks[].switches what it hands out.
    SwitchPlacer(Facility& facility, const std::array<SwitchPlacing, 3>& placing);

    /// The rack of the next switch of this role; `home` is the rack in the middle of its nodes.
    std::uint32_t place(SwitchRole role, std::uint32_t home);
    /// Switches so far that found no position.
    std::uint64_t homeless() const { return homeless_; }

private:
    bool takes(std::uint32_t rack, SwitchRole role) const;
    double distance(std::uint32_t a, std::uint32_t b) const;
    /// Where in free_ the position is; free_.size(): there is none.
    std::size_t nearest(std::uint32_t home, SwitchRole role) const;
    std::size_t first(SwitchRole role) const;
    std::size_t next_in_turn(SwitchRole role) const;
    std::uint32_t take(std::size_t i, SwitchRole role);
    std::uint32_t without_position(SwitchRole role, std::uint32_t home);

    Facility& f_;
    std::array<SwitchPlacing, 3> placing_;
    std::vector<std::uint32_t> free_;             // racks with a free position, ascending
    std::vector<std::uint32_t> beside_;           // racks without servers
    std::array<std::uint32_t, 3> turn_{0, 0, 0};  // by role: the rack after the last one taken
    std::uint64_t homeless_ = 0;
};

/// For each switch of facility.fabric, the node in the middle of those that it serves, by position among the
/// `nodes` that the fabric joins.
std::vector<std::uint32_t> middle_nodes(const FabricPlan& plan, std::uint32_t nodes);

}  // namespace datahall

#include "sim/build/fabric/switch_placer.hpp"

#include <algorithm>
#include <cstdlib>

namespace datahall {

SwitchPlacer::SwitchPlacer(Facility& facility, const std::array<SwitchPlacing, 3>& placing)
    : f_{facility}, placing_{placing} {
    for (std::uint32_t r = 0; r < f_.racks.size(); ++r) {
        if (f_.racks[r].switch_positions > 0) free_.push_back(r);
        if (f_.racks[r].role != RackRole::compute) beside_.push_back(r);
    }
}

std::uint32_t SwitchPlacer::place(SwitchRole role, std::uint32_t home) {
    const SwitchPlacing placing = placing_[static_cast<std::size_t>(role)];
    const std::size_t at = placing == SwitchPlacing::near_nodes     ? nearest(home, role)
                           : placing == SwitchPlacing::rack_by_rack ? first(role)
                                                                    : next_in_turn(role);
    return at == free_.size() ? without_position(role, home) : take(at, role);
}

bool SwitchPlacer::takes(std::uint32_t rack, SwitchRole role) const {
    return f_.racks[rack].takes[static_cast<std::size_t>(role)];
}

double SwitchPlacer::distance(std::uint32_t a, std::uint32_t b) const {
    const Rack& p = f_.racks[a];
    const Rack& q = f_.racks[b];
    return std::abs((p.x - q.x).si()) + std::abs((p.y - q.y).si());
}

std::size_t SwitchPlacer::nearest(std::uint32_t home, SwitchRole role) const {
    std::size_t best = free_.size();
    for (std::size_t i = 0; i < free_.size(); ++i) {
        if (!takes(free_[i], role)) continue;
        if (best == free_.size() || distance(free_[i], home) < distance(free_[best], home)) best = i;
    }
    return best;
}

std::size_t SwitchPlacer::first(SwitchRole role) const {
    const auto at = std::ranges::find_if(free_, [&](std::uint32_t rack) { return takes(rack, role); });
    return static_cast<std::size_t>(at - free_.begin());
}

std::size_t SwitchPlacer::next_in_turn(SwitchRole role) const {
    const std::uint32_t from = turn_[static_cast<std::size_t>(role)];
    const auto at =
        std::ranges::find_if(free_, [&](std::uint32_t rack) { return rack >= from && takes(rack, role); });
    return at == free_.end() ? first(role) : static_cast<std::size_t>(at - free_.begin());
}

std::uint32_t SwitchPlacer::take(std::size_t i, SwitchRole role) {
    const std::uint32_t rack = free_[i];
    turn_[static_cast<std::size_t>(role)] = rack + 1;
    const bool full = ++f_.racks[rack].switches == f_.racks[rack].switch_positions;
    if (full) free_.erase(free_.begin() + static_cast<std::ptrdiff_t>(i));
    return rack;
}

std::uint32_t SwitchPlacer::without_position(SwitchRole role, std::uint32_t home) {
    std::uint32_t rack = home;
    if (role != SwitchRole::leaf) {
        rack = beside_.empty() ? static_cast<std::uint32_t>(homeless_ % f_.racks.size())
                               : beside_[homeless_ % beside_.size()];
    }
    ++homeless_;
    ++f_.racks[rack].switches;
    return rack;
}

std::vector<std::uint32_t> middle_nodes(const FabricPlan& plan, std::uint32_t nodes) {
    struct Span {
        std::uint32_t low = UINT32_MAX;
        std::uint32_t high = 0;
    };
    const std::uint32_t last = nodes - 1;
    const std::uint32_t per_group = std::max(plan.nodes_per_group, 1U);
    std::vector<Span> served(plan.switches.size());
    for (std::size_t i = 0; i < served.size(); ++i) {
        const SwitchPlan& s = plan.switches[i];
        if (s.role != SwitchRole::leaf) continue;
        const std::uint32_t middle = std::min(s.group * per_group + per_group / 2, last);
        served[i] = {middle, middle};
    }
    // Lower tiers first, so that what a spine serves is known before its cores ask.
    for (const LinkTier tier : {LinkTier::leaf_spine, LinkTier::spine_core}) {
        for (const LinkPlan& link : plan.links) {
            if (link.tier != tier) continue;
            const Span below = served[link.lower];
            Span& range = served[link.upper];
            range.low = std::min(range.low, below.low);
            range.high = std::max(range.high, below.high);
        }
    }
    std::vector<std::uint32_t> middles;
    middles.reserve(served.size());
    for (const Span& r : served) middles.push_back(r.low > r.high ? last / 2 : r.low + (r.high - r.low) / 2);
    return middles;
}

}  // namespace datahall

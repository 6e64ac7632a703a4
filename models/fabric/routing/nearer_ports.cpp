#include "models/fabric/routing/nearer_ports.hpp"

#include <algorithm>
#include <functional>

namespace datahall {

void NearerPorts::find(std::uint32_t leaf) {
    switches_.clear();
    for (std::uint32_t s = 0; s < g_.switches; ++s) {
        const std::uint8_t hops = steps_.hops(leaf, s);
        if (hops != 0 && hops != Steps::unreachable) switches_.push_back(s);
    }
    const auto hops = [&](std::uint32_t s) { return steps_.hops(leaf, s); };
    if (first_ == First::near) std::ranges::stable_sort(switches_, std::less{}, hops);
    if (first_ == First::far) std::ranges::stable_sort(switches_, std::greater{}, hops);
    ports_.clear();
    begins_.assign(1, 0);
    for (const std::uint32_t s : switches_) {
        for (std::uint32_t i = g_.first[s]; i < g_.first[s + 1]; ++i) {
            if (steps_.leads(leaf, s, g_.trunks[i])) ports_.push_back(i);
        }
        begins_.push_back(static_cast<std::uint32_t>(ports_.size()));
    }
}

}  // namespace datahall

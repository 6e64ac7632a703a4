#include "sim/run/shortage_clock.hpp"

#include <algorithm>

namespace datahall {

void ShortageClock::set(std::int64_t now_ns, std::uint32_t free) {
    if (free == free_) return;
    const std::int64_t length = now_ns - since_ns_;
    for (std::size_t node = std::size_t{free_} + 1; length > 0 && node < sums_.size(); node += node & -node) {
        sums_[node] += length;
    }
    free_ = free;
    since_ns_ = now_ns;
}

std::int64_t ShortageClock::below(std::uint32_t units, std::int64_t now_ns) const {
    std::int64_t sum = free_ < units ? now_ns - since_ns_ : 0;
    for (std::size_t node = std::min<std::size_t>(units, sums_.size() - 1); node > 0; node -= node & -node) {
        sum += sums_[node];
    }
    return sum;
}

}  // namespace datahall

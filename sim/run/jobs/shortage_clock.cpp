#include "sim/run/jobs/shortage_clock.hpp"

namespace datahall {

// The new half is empty, so the node that covers both is what the old half comes to.
void ShortageClock::reach(std::uint32_t units, std::int64_t now_ns) {
    if (units <= levels()) return;
    if (free_ >= levels()) since_ns_ = now_ns;
    while (levels() < units) {
        const std::size_t old = levels();
        sums_.resize(2 * old + 1);
        sums_.back() = sums_[old];
    }
}

void ShortageClock::set(std::int64_t now_ns, std::uint32_t free) {
    if (free == free_) return;
    const std::int64_t length = now_ns - since_ns_;
    for (std::size_t node = std::size_t{free_} + 1; node < sums_.size(); node += node & -node) {
        sums_[node] += length;
    }
    free_ = free;
    since_ns_ = now_ns;
}

std::int64_t ShortageClock::below(std::uint32_t units, std::int64_t now_ns) const {
    std::int64_t sum = free_ < units ? now_ns - since_ns_ : 0;
    for (std::size_t node = units; node > 0; node -= node & -node) {
        sum += sums_[node];
    }
    return sum;
}

}  // namespace datahall

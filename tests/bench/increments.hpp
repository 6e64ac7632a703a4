// The shapes of load: how far ahead an event posts the next one.
//
// All contestants draw from the same table with the same generator, so that they do the same work and must
// fire the same sequence.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace datahall::bench {

/// SplitMix64: two multiplications a draw, the same for all.
struct Draws {
    std::uint64_t state = 1;
    std::uint64_t next() {
        std::uint64_t z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
};

/// 2,048 quantiles in ns, and random low bits where times shall not tie.
struct Increments {
    std::array<std::int64_t, 2048> quantiles{};
    std::uint64_t low_bits = 0;  // mask

    std::int64_t of(std::uint64_t z) const {
        return quantiles[z % 2048] + static_cast<std::int64_t>((z >> 11) & low_bits);
    }
};

struct Distribution {
    std::string_view name;
    std::string_view increment;  // u uniform in [0, 1)
    std::string_view stresses;
    double (*seconds)(double u);
    std::uint64_t low_bits = 1023;
    double far_s = 4.0;  // a timeout that never fires
};

/// The exponential first: it is the reference.
std::span<const Distribution> distributions();
Increments increments_of(const Distribution& distribution);

}  // namespace datahall::bench

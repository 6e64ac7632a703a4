// Twelve runs of the hold model with the checksum of what fires, for every queue that keeps ties in order.
//
// SplitMix64 from state 1 gives one number z for each increment.  Entities 0 .. n-1 are posted in order; each
// of the 100,000 pops folds (time, entity), then posts its entity again. Source: computed once with an
// independent heap ordered by (time, sequence).
#pragma once

#include <cstdint>
#include <string_view>

namespace datahall {

struct FiringRun {
    std::string_view name;
    std::int64_t (*increment)(std::uint64_t z);  // ns
    std::uint64_t entities;
    std::int64_t last_time;  // ns
    std::uint64_t checksum;
};

namespace firing {

constexpr std::int64_t whole(std::uint64_t z) {
    return static_cast<std::int64_t>(z);
}
constexpr std::int64_t uniform(std::uint64_t z) {
    return whole(z % 2'000'000'000);
}
constexpr std::int64_t ties(std::uint64_t z) {
    return whole(1'000'000'000 * (1 + z % 64));
}
constexpr std::int64_t constant(std::uint64_t) {
    return 1'000'000'000;
}
constexpr std::int64_t zero(std::uint64_t z) {
    return (z & 1) != 0 ? 0 : whole((z >> 1) % 2'000'000'000);
}
constexpr std::int64_t two_scales(std::uint64_t z) {
    constexpr std::uint64_t far = 1'000'000'000'000;
    return whole(z % 100 == 7 ? far + (z >> 7) % far : (z >> 7) % 2'000);
}
constexpr std::int64_t log_uniform(std::uint64_t z) {
    const std::uint64_t power = std::uint64_t{1} << (z % 40);
    return whole(power + ((z >> 8) & (power - 1)));
}

}  // namespace firing

inline constexpr std::uint64_t firing_pops = 100'000;
inline constexpr FiringRun firing_runs[] = {
    {"uniform", firing::uniform, 100, 998'015'369'141, 0x9494795b0424dc3a},
    {"uniform", firing::uniform, 10'000, 10'315'707'254, 0x1704342a9fbacc60},
    {"ties", firing::ties, 100, 32'480'000'000'000, 0x2d8339242fe0916e},
    {"ties", firing::ties, 10'000, 335'000'000'000, 0x4086c42e70300db6},
    {"constant", firing::constant, 100, 1'000'000'000'000, 0x714a2b43eba0aef5},
    {"constant", firing::constant, 10'000, 10'000'000'000, 0x911e4b4a63df7275},
    {"zero", firing::zero, 100, 495'794'306'551, 0x39166103b8d7b83a},
    {"zero", firing::zero, 10'000, 4'783'985'505, 0xc9a4e190c3651b02},
    {"two scales", firing::two_scales, 100, 14'689'853'790'014, 0xcb054aef4089935c},
    {"two scales", firing::two_scales, 10'000, 10'982, 0xb5e2af73f7d8d1aa},
    {"log-uniform", firing::log_uniform, 100, 41'686'961'504'385, 0xb0057f00c267d425},
    {"log-uniform", firing::log_uniform, 10'000, 140'541'535'040, 0x5a2cecc54bb13793},
};

}  // namespace datahall

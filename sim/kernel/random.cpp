// Philox4x32 and the naming of streams.
#include "datahall/random.hpp"

#include <stdexcept>

namespace datahall {

namespace {

constexpr std::uint32_t low32(std::uint64_t x) {
    return static_cast<std::uint32_t>(x);
}
constexpr std::uint32_t high32(std::uint64_t x) {
    return static_cast<std::uint32_t>(x >> 32);
}

struct TwoDraws {
    std::uint64_t first = 0;
    std::uint64_t second = 0;
};

// Draws 2 block and 2 block + 1.
TwoDraws block_of(std::uint64_t key, std::uint64_t replicate, std::uint64_t block) {
    const auto w = philox4x32({low32(block), high32(block), low32(replicate), high32(replicate)},
                              {low32(key), high32(key)});
    return {w[0] | static_cast<std::uint64_t>(w[1]) << 32, w[2] | static_cast<std::uint64_t>(w[3]) << 32};
}

}  // namespace

std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                        std::array<std::uint32_t, 2> key, int rounds) {
    auto [c0, c1, c2, c3] = counter;
    auto [k0, k1] = key;
    for (int round = 0; round < rounds; ++round) {
        const std::uint64_t p0 = std::uint64_t{0xD2511F53} * c0;
        const std::uint64_t p1 = std::uint64_t{0xCD9E8D57} * c2;
        c0 = high32(p1) ^ c1 ^ k0;
        c2 = high32(p0) ^ c3 ^ k1;
        c1 = low32(p1);
        c3 = low32(p0);
        k0 += 0x9E3779B9;
        k1 += 0xBB67AE85;
    }
    return {c0, c1, c2, c3};
}

std::uint64_t stream_key(std::uint64_t seed, std::string_view name) {
    std::uint64_t state = splitmix64(seed) ^ fnv1a64(name);
    return splitmix64(state);
}

std::uint64_t RandomStream::draw(std::uint64_t i) {
    const TwoDraws two = block_of(key_, replicate_, i / 2);
    second_ = two.second;
    has_second_ = (i & 1) == 0;
    return (i & 1) == 0 ? two.first : two.second;
}

std::uint64_t RandomStream::at(std::uint64_t i) const {
    const TwoDraws two = block_of(key_, replicate_, i / 2);
    return (i & 1) == 0 ? two.first : two.second;
}

RandomStream RandomStreams::open(std::string_view name) {
    const std::uint64_t key = stream_key(seed_, name);
    const auto [it, fresh] = names_.try_emplace(key, name);
    if (!fresh) {
        throw std::runtime_error{it->second == name
                                     ? "random stream '" + it->second + "' is opened twice"
                                     : "random streams '" + it->second + "' and '" + std::string{name} +
                                           "' have the same key: rename one"};
    }
    return RandomStream{key, replicate_};
}

}  // namespace datahall

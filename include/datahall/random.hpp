// Random numbers that belong to a purpose, not to a generator.
//
// A stream is named by an entity path and a purpose, "hall/row03/rack07/node2#failure".  Its
// numbers are a pure function of (seed, name, replicate, position): adding a rack moves no other
// stream, and two layouts see the same job arrivals.  Integers only, so all machines agree.
// Source: Philox4x32-10 of Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2,
// 3", SC'11; SplitMix64 of Steele, Lea, Flood, OOPSLA 2014; FNV-1a of Fowler, Noll, Vo.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace datahall {

/// Advances `state` and returns the next number of SplitMix64.
constexpr std::uint64_t splitmix64(std::uint64_t& state) {
    std::uint64_t z = state += 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
}

/// FNV-1a hash of the bytes of a name.
constexpr std::uint64_t fnv1a64(std::string_view text) {
    std::uint64_t h = 0xCBF29CE484222325;
    for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3;
    return h;
}

/// One block of Philox4x32.  Ten rounds everywhere; another number of rounds only for its tests.
std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                        std::array<std::uint32_t, 2> key, int rounds = 10);

/// The key of a named stream.
std::uint64_t stream_key(std::uint64_t seed, std::string_view name);

/// 64 random bits to the middle of one of 2^52 equal parts of (0, 1): never 0, never 1.
constexpr double uniform_from(std::uint64_t bits) {
    return (static_cast<double>(bits >> 12) + 0.5) * 0x1p-52;
}

/// One named stream, read in order.  A value of 40 bytes; a copy goes its own way.
class RandomStream {
public:
    /// `key` from stream_key().
    RandomStream(std::uint64_t key, std::uint64_t replicate) : key_{key}, replicate_{replicate} {}

    std::uint64_t next_u64() {
        const std::uint64_t i = position_++;
        if ((i & 1) != 0 && has_second_) {
            has_second_ = false;
            return second_;
        }
        return draw(i);
    }
    /// In [2^-53, 1 - 2^-53].
    double uniform() { return uniform_from(next_u64()); }

    /// Draw number `i`, wherever the stream stands.
    std::uint64_t at(std::uint64_t i) const;
    std::uint64_t position() const { return position_; }
    /// The next draw will be number `i`.
    void seek(std::uint64_t i) {
        position_ = i;
        has_second_ = false;
    }

private:
    std::uint64_t draw(std::uint64_t i);

    std::uint64_t key_;
    std::uint64_t replicate_;
    std::uint64_t position_ = 0;
    std::uint64_t second_ = 0;  // the other half of the last block
    bool has_second_ = false;
};

/// Opens the streams of one run, and refuses two that would give the same numbers.
class RandomStreams {
public:
    explicit RandomStreams(std::uint64_t seed, std::uint64_t replicate = 0)
        : seed_{seed}, replicate_{replicate} {}

    /// Throws std::runtime_error if the name was opened before or its key equals another's (among
    /// 10^6 names once in 4 * 10^7 seeds' worth of luck: then rename one).
    RandomStream open(std::string_view name);

private:
    std::uint64_t seed_;
    std::uint64_t replicate_;
    std::map<std::uint64_t, std::string> names_;  // by key
};

}  // namespace datahall

// What is measured: who does how much of what, and the sum that all must agree on.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tests/bench/increments.hpp"
#include "tests/support/firing_runs.hpp"

namespace datahall::bench {

/// One cell of a table: who does how much of what.
struct Cell {
    const Distribution* distribution = nullptr;
    const FiringRun* stored = nullptr;  // instead of a distribution: a run whose checksum is known
    std::size_t entities = 0;
    std::uint64_t warm_up = 0;  // pops before the clock starts
    std::uint64_t pops = 0;
    int limit_s = 0;  // CPU time that a contestant in a program of its own may take
};

/// 0 .. n-1, n below 2^32, from the upper half of a draw; no division.
inline std::uint64_t one_of(std::size_t n, std::uint64_t z) {
    return (z >> 32) * n >> 32;
}

class Checksum {
public:
    void fold(std::int64_t time, std::uint64_t entity) {
        value_ = (value_ ^ static_cast<std::uint64_t>(time)) * 0x100000001B3 + entity;
    }
    std::uint64_t value() const { return value_; }

private:
    std::uint64_t value_ = 0xCBF29CE484222325;
};

}  // namespace datahall::bench

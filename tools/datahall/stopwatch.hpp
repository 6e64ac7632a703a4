// Seconds on the clock on the wall: for progress, limits and meta.json, never for results.
#pragma once

#include <chrono>

namespace datahall {

/// Runs from its construction.
class Stopwatch {
public:
    double seconds() const {
        return std::chrono::duration<double>{std::chrono::steady_clock::now() - start_}.count();
    }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace datahall

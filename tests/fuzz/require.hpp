// A promise that a fuzz target checks in every build.
#pragma once

#include <cstdio>
#include <cstdlib>

inline void require(bool kept, const char* promise) {
    if (kept) return;
    std::fprintf(stderr, "broken promise: %s\n", promise);
    std::abort();
}

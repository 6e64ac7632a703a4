// Counts the calls of operator new of a program that has allocations.cpp among its sources.
#pragma once

#include <cstdint>

/// So far, of all threads together; programs that use it have one.
std::uint64_t allocations_so_far();

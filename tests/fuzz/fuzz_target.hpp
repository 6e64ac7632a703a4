// What every fuzz target provides; libFuzzer or replay.cpp calls it.
#pragma once

#include <cstddef>
#include <cstdint>

/// Returns 0 for every input, and aborts when a promise is broken.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

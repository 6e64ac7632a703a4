// Sorts up to 16 entries by time, equal times in the order given, into another place.
//
// Each time becomes one 64-bit key with its entry's place in the lowest 9 bits, in bytes: unique keys, so any
// sort of them is stable.  The keys go through a sorting network, which has no branch to mispredict; then
// each entry is copied once, to where it belongs.
//
// Source: as few comparators as any known network has (5, 12, 19, 29, 39, 60): D. E. Knuth, The Art of
// Computer Programming, vol. 3, 2nd ed., 5.3.4.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "sim/kernel/event_entry.hpp"

namespace datahall::small_sort {

inline constexpr std::size_t most = 16;

inline void order(std::uint64_t& a, std::uint64_t& b) {
    const std::uint64_t low = a < b ? a : b;
    b = a < b ? b : a;
    a = low;
}

struct Comparator {
    std::uint8_t a, b;
};
inline constexpr Comparator network_4[] = {{0, 2}, {1, 3}, {0, 1}, {2, 3}, {1, 2}};
inline constexpr Comparator network_6[] = {{0, 5}, {1, 3}, {2, 4}, {1, 2}, {3, 4}, {0, 3},
                                           {2, 5}, {0, 1}, {2, 3}, {4, 5}, {1, 2}, {3, 4}};
inline constexpr Comparator network_8[] = {{0, 2}, {1, 3}, {4, 6}, {5, 7}, {0, 4}, {1, 5}, {2, 6},
                                           {3, 7}, {0, 1}, {2, 3}, {4, 5}, {6, 7}, {2, 4}, {3, 5},
                                           {1, 4}, {3, 6}, {1, 2}, {3, 4}, {5, 6}};
inline constexpr Comparator network_10[] = {{0, 8}, {1, 9}, {2, 7}, {3, 5}, {4, 6}, {0, 2}, {1, 4}, {5, 8},
                                            {7, 9}, {0, 3}, {2, 4}, {5, 7}, {6, 9}, {0, 1}, {3, 6}, {8, 9},
                                            {1, 5}, {2, 3}, {4, 8}, {6, 7}, {1, 2}, {3, 5}, {4, 6}, {7, 8},
                                            {2, 3}, {4, 5}, {6, 7}, {3, 4}, {5, 6}};
inline constexpr Comparator network_12[] = {
    {0, 8},  {1, 7},   {2, 6}, {3, 11}, {4, 10}, {5, 9},  {0, 1}, {2, 5}, {3, 4}, {6, 9},
    {7, 8},  {10, 11}, {0, 2}, {1, 6},  {5, 10}, {9, 11}, {0, 3}, {1, 2}, {4, 6}, {5, 7},
    {8, 11}, {9, 10},  {1, 4}, {3, 5},  {6, 8},  {7, 10}, {1, 3}, {2, 5}, {6, 9}, {8, 10},
    {2, 3},  {4, 5},   {6, 7}, {8, 9},  {4, 6},  {5, 7},  {3, 4}, {5, 6}, {7, 8}};
inline constexpr Comparator network_16[] = {
    {0, 13},  {1, 12},  {2, 15},  {3, 14},  {4, 8},   {5, 6},   {7, 11}, {9, 10},  {0, 5},   {1, 7},
    {2, 9},   {3, 4},   {6, 13},  {8, 14},  {10, 15}, {11, 12}, {0, 1},  {2, 3},   {4, 5},   {6, 8},
    {7, 9},   {10, 11}, {12, 13}, {14, 15}, {0, 2},   {1, 3},   {4, 10}, {5, 11},  {6, 7},   {8, 9},
    {12, 14}, {13, 15}, {1, 2},   {3, 12},  {4, 6},   {5, 7},   {8, 10}, {9, 11},  {13, 14}, {1, 4},
    {2, 6},   {5, 8},   {7, 10},  {9, 13},  {11, 14}, {2, 4},   {3, 6},  {9, 12},  {11, 13}, {3, 5},
    {6, 8},   {7, 9},   {10, 12}, {3, 4},   {5, 6},   {7, 8},   {9, 10}, {11, 12}, {6, 7},   {8, 9}};

template <std::size_t pairs>
[[gnu::always_inline]] inline void run_network(std::uint64_t* keys, const Comparator (&network)[pairs]) {
#pragma GCC unroll 64
    for (std::size_t i = 0; i < pairs; ++i) order(keys[network[i].a], keys[network[i].b]);
}

template <std::size_t size, std::size_t pairs>
void sort_padded(std::uint64_t* keys, std::size_t n, const Comparator (&network)[pairs]) {
    for (std::size_t i = n; i < size; ++i) keys[i] = UINT64_MAX;
    run_network(keys, network);
}

/// Pads with the largest key: REQUIRES room for 16 keys.
inline void sort_keys(std::uint64_t* keys, std::size_t n) {
    if (n <= 4) return sort_padded<4>(keys, n, network_4);
    if (n <= 6) return sort_padded<6>(keys, n, network_6);
    if (n <= 8) return sort_padded<8>(keys, n, network_8);
    if (n <= 10) return sort_padded<10>(keys, n, network_10);
    if (n <= 12) return sort_padded<12>(keys, n, network_12);
    sort_padded<16>(keys, n, network_16);
}

// For times too far apart for a key.
inline void insertion_sort(const EventEntry* from, std::size_t n, EventEntry* to) {
    for (std::size_t i = 0; i < n; ++i) {
        std::size_t at = i;
        for (; at > 0 && to[at - 1].time > from[i].time; --at) to[at] = to[at - 1];
        to[at] = from[i];
    }
}

/// Copies `n` <= 16 entries of times from `earliest` on to `to`, sorted.  The two do not overlap.  Calls
/// `seen(entry)` for each, in no order that matters.
template <class Seen>
void sort_copy(const EventEntry* from, std::size_t n, std::int64_t earliest, EventEntry* to, Seen&& seen) {
    constexpr std::uint64_t place_bits = std::bit_width(most * sizeof(EventEntry) - 1);
    constexpr std::uint64_t place_mask = (std::uint64_t{1} << place_bits) - 1;
    std::uint64_t keys[most];
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const std::uint64_t later =
            static_cast<std::uint64_t>(from[i].time) - static_cast<std::uint64_t>(earliest);
        all |= later;
        keys[i] = later << place_bits | i * sizeof(EventEntry);
        seen(from[i]);
    }
    if (all >> (64 - place_bits) != 0) [[unlikely]]
        return insertion_sort(from, n, to);
    sort_keys(keys, n);
    const char* const bytes = reinterpret_cast<const char*>(from);
    for (std::size_t i = 0; i < n; ++i) {
        std::memcpy(static_cast<void*>(to + i), bytes + (keys[i] & place_mask), sizeof(EventEntry));
    }
}

}  // namespace datahall::small_sort

// The sort of small buckets: in order, stable, and never in need of room.
#include "sim/kernel/small_sort.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;

namespace {

using Places = std::vector<std::pair<std::int64_t, std::uint64_t>>;  // time, and where it came from

Places places_of(const std::vector<EventEntry>& entries) {
    Places places;
    for (const EventEntry& entry : entries) places.emplace_back(entry.time, entry.arg);
    return places;
}

// In order of time, and of place where times are equal.
bool is_sorted_stably(std::vector<EventEntry> entries, std::int64_t earliest) {
    for (std::size_t i = 0; i < entries.size(); ++i) entries[i].arg = i;
    std::vector<EventEntry> sorted(entries.size());
    small_sort::sort_copy(entries.data(), entries.size(), earliest, sorted.data(), [](const EventEntry&) {});
    Places expected = places_of(entries);
    std::ranges::sort(expected);
    return places_of(sorted) == expected;
}

}  // namespace

// A network that sorts all sequences of zeros and ones sorts everything (Knuth 5.3.4, the 0-1 principle).
TEST_CASE("every sequence of two times of up to 16 entries is sorted stably", "[kernel]") {
    std::size_t wrong = 0;
    for (std::size_t n = 1; n <= small_sort::most; ++n) {
        std::vector<EventEntry> entries(n);
        for (std::uint32_t bits = 0; bits < std::uint32_t{1} << n; ++bits) {
            for (std::size_t i = 0; i < n; ++i) entries[i].time = 7 + ((bits >> i) & 1);
            wrong += is_sorted_stably(entries, 7) ? 0U : 1U;
        }
    }
    CHECK(wrong == 0);
}

TEST_CASE("times that are too far apart for a key are sorted stably too", "[kernel]") {
    SplitMix random{5};
    std::size_t wrong = 0;
    for (int round = 0; round < 10'000; ++round) {
        std::vector<EventEntry> entries(1 + random.below(small_sort::most));
        for (EventEntry& e : entries)
            e.time = static_cast<std::int64_t>(random.next() >> (1 + random.below(62)));
        wrong += is_sorted_stably(entries, 0) ? 0U : 1U;
    }
    CHECK(wrong == 0);
}

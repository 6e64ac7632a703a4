// The indexed heap against a std::set of (time, entity).
#include "sim/kernel/indexed_heap.hpp"

#include <set>
#include <utility>

#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;

TEST_CASE("an indexed heap is a set ordered by (time, entity), whatever is done to it", "[kernel]") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        SplitMix random{seed};
        const std::uint32_t entities = 1 + random.below(seed < 10 ? 8 : 300);
        IndexedHeap heap{entities};
        std::set<std::pair<std::int64_t, std::uint32_t>> oracle;
        std::vector<std::int64_t> time_of(entities, kNever.ns);
        for (int step = 0; step < 20'000; ++step) {
            const std::uint32_t id = random.below(entities);
            const std::uint32_t verb = random.below(8);
            std::int64_t time = verb < 5 ? random.below(50) : kNever.ns;  // narrow: many ties
            oracle.erase({time_of[id], id});
            if (verb == 7 && heap.first()) time = heap.first()->time.ns + 1;
            if (verb == 6) {
                heap.clear(id);
            } else {
                heap.set(id, Instant{time});  // also with kNever
            }
            time_of[id] = time;
            if (time != kNever.ns) oracle.emplace(time, id);

            REQUIRE(heap.size() == oracle.size());
            REQUIRE(heap.time_of(id).ns == time);
            REQUIRE(heap.first().has_value() == !oracle.empty());
            if (!oracle.empty()) {
                REQUIRE(*heap.first() ==
                        IndexedHeap::Due{oracle.begin()->second, Instant{oracle.begin()->first}});
            }
        }
        while (!oracle.empty()) {  // drains in order
            REQUIRE(heap.first()->id == oracle.begin()->second);
            heap.clear(heap.first()->id);
            oracle.erase(oracle.begin());
        }
        CHECK_FALSE(heap.first());
    }
}

TEST_CASE("ties of an indexed heap end by entity, not by the order of updates", "[kernel]") {
    IndexedHeap heap{4};
    for (const std::uint32_t id : {3U, 1U, 2U, 0U}) heap.set(id, Instant{5});
    heap.set(0, Instant{9});
    CHECK(heap.first() == IndexedHeap::Due{1, Instant{5}});
    heap.set(0, Instant{5});
    CHECK(heap.first() == IndexedHeap::Due{0, Instant{5}});
}

#include "sim/run/running_list.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;

TEST_CASE("running jobs stay sorted by estimated end through any starts and ends", "[run]") {
    RunningList list;
    std::vector<RunningJob> plain;
    SplitMix random{9};
    for (int step = 0; step < 20'000; ++step) {
        if (plain.empty() || random.below(5) < 3) {
            const RunningJob job{.estimated_end_ns = std::int64_t{step} + std::int64_t{random.below(1'000)},
                                 .devices = 1 + random.below(3)};
            list.insert(job);
            plain.push_back(job);
        } else {
            const std::size_t gone = random.below(static_cast<std::uint32_t>(plain.size()));
            list.remove(plain[gone]);
            plain.erase(plain.begin() + static_cast<std::ptrdiff_t>(gone));
        }
        REQUIRE(list.size() == plain.size());
    }
    const auto key = [](const RunningJob& a, const RunningJob& b) {
        return a.estimated_end_ns != b.estimated_end_ns ? a.estimated_end_ns < b.estimated_end_ns
                                                        : a.devices < b.devices;
    };
    std::vector<RunningJob> kept(list.by_estimated_end().begin(), list.by_estimated_end().end());
    CHECK(std::ranges::is_sorted(kept, {}, &RunningJob::estimated_end_ns));
    std::ranges::sort(kept, key);
    std::ranges::sort(plain, key);
    const bool same = std::ranges::equal(kept, plain, [](const RunningJob& a, const RunningJob& b) {
        return a.estimated_end_ns == b.estimated_end_ns && a.devices == b.devices;
    });
    CHECK(same);
}

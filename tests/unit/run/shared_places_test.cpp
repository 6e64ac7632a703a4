// Places on shared nodes against a look at every node each time.
#include "sim/run/jobs/shared_places.hpp"

#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;

namespace {

// The first node that holds the request, on its lowest devices with room; counts how often it is asked.
class Lowest final : public SharingPolicy {
public:
    std::optional<SharedSpot> place(const ShareRequest& request, const SharedNodes& nodes) override {
        ++asked;
        for (std::uint32_t n = 0; n < nodes.left().size(); ++n) {
            if (!nodes.left()[n].has_room(request)) continue;
            SharedSpot spot{.node = n, .devices = 0};
            std::uint32_t missing = request.gpus;
            for (std::uint32_t d = 0; missing > 0; ++d) {
                if (nodes.left()[n].gpu_milli[d] < request.gpu_milli) continue;
                spot.devices |= 1U << d;
                --missing;
            }
            return spot;
        }
        return std::nullopt;
    }
    int asked = 0;
};

NodeRoom two_gpus() {
    NodeRoom node{.cpu_milli = 8'000, .memory_mib = 1'000};
    node.gpus = 2;
    node.gpu_milli[0] = node.gpu_milli[1] = whole_gpu;
    return node;
}

struct Held {
    std::uint32_t number = 0;
    SharedSpot spot;
};

}  // namespace

TEST_CASE("places are found exactly while a node has room, whatever was found before", "[sharing]") {
    SplitMix random{3};
    Lowest policy;
    SharedPlaces places{policy, two_gpus(), 5};
    std::vector<RequestCount> mix;
    for (int i = 0; i < 12; ++i) {
        ShareRequest r{.cpu_milli = 1'000 * random.below(6), .memory_mib = 100 * random.below(8)};
        r.gpus = random.below(3);
        r.gpu_milli = r.gpus == 0 ? 0 : r.gpus == 2 ? whole_gpu : 100 + 100 * random.below(10);
        mix.push_back({.request = r, .jobs = 1 + random.below(5)});
    }
    places.open({}, mix);
    std::vector<std::uint32_t> numbers;
    for (const RequestCount& r : mix) numbers.push_back(places.number_of(r.request));
    const RequestMix worth{mix};
    std::vector<Held> held;
    int refused = 0;
    for (int step = 0; step < 20'000; ++step) {
        if (!held.empty() && random.below(5) < 2) {
            const std::size_t i = random.below(static_cast<std::uint32_t>(held.size()));
            places.give_back(held[i].number, held[i].spot);
            held.erase(held.begin() + static_cast<std::ptrdiff_t>(i));
        } else {
            const std::uint32_t number = numbers[random.below(12)];
            const auto spot = places.find(number);
            bool has_room = false;
            std::int64_t cpus = 0;
            std::int64_t memory = 0;
            for (const NodeRoom& left : places.nodes().left()) {
                has_room = has_room || left.has_room(places[number]);
                cpus += left.cpu_milli;
                memory += left.memory_mib;
            }
            REQUIRE(spot.has_value() == has_room);
            std::int64_t gpu_milli = 0;
            for (const NodeRoom& left : places.nodes().left()) gpu_milli += left.all_gpu_milli();
            const bool is_scarce = places[number].cpu_milli > cpus || places[number].memory_mib > memory;
            const bool is_busy = places[number].all_gpu_milli() > gpu_milli;  // told by the count of units
            const Room room = has_room || is_busy ? Room::enough : is_scarce ? Room::scarce : Room::in_pieces;
            REQUIRE(places.room_for(number) == room);
            REQUIRE((places.may_have_room(number) || !has_room));
            refused += has_room ? 0 : 1;
            if (spot) {
                places.take(number, *spot);
                held.push_back({number, *spot});
            }
        }
        std::int64_t unusable = 0;
        for (const NodeRoom& left : places.nodes().left()) unusable += worth.unusable(left);
        REQUIRE(places.unusable() == unusable);
    }
    CHECK(refused > 1'000);
}

TEST_CASE("a request without room is asked about once until something that suits it is given back",
          "[sharing]") {
    Lowest policy;
    SharedPlaces places{policy, two_gpus(), 1};
    places.open({}, {});
    const std::uint32_t both = places.number_of({.cpu_milli = 1'000, .gpus = 2, .gpu_milli = whole_gpu});
    const std::uint32_t part = places.number_of({.cpu_milli = 1'000, .gpus = 1, .gpu_milli = 400});
    const SharedSpot first = *places.find(part);
    places.take(part, first);
    const SharedSpot second = *places.find(part);
    places.take(part, second);
    policy.asked = 0;
    CHECK_FALSE(places.find(both));
    CHECK_FALSE(places.find(both));
    CHECK(policy.asked == 1);
    places.give_back(part, first);  // one GPU is still in use
    CHECK_FALSE(places.find(both));
    CHECK(policy.asked == 1);
    places.give_back(part, second);
    CHECK(places.find(both));
    CHECK(policy.asked == 2);
}

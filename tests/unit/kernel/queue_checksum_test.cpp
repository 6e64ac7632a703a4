// Twelve runs of 100,000 pops against checksums of an independent (time, sequence) heap.
#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"
#include "tests/unit/kernel/recorder.hpp"

using namespace datahall;

namespace {

// Each entity posts itself again at every pop.
struct Entities {
    using Increment = std::int64_t (*)(std::uint64_t z);

    void pop(std::uint64_t entity) {
        checksum = (checksum ^ static_cast<std::uint64_t>(queue.now().ns)) * 0x100000001B3 + entity;
        post(entity);
    }
    void post(std::uint64_t entity) {
        queue.post<&Entities::pop>(add_sat(queue.now(), increment(random.next())), *this, entity);
    }

    EventQueue& queue;
    Increment increment;
    SplitMix random{1};
    std::uint64_t checksum = 0xCBF29CE484222325;
};

std::int64_t whole(std::uint64_t z) {
    return static_cast<std::int64_t>(z);
}
std::int64_t uniform(std::uint64_t z) {
    return whole(z % 2'000'000'000);
}
std::int64_t ties(std::uint64_t z) {
    return whole(1'000'000'000 * (1 + z % 64));
}
std::int64_t constant(std::uint64_t) {
    return 1'000'000'000;
}
std::int64_t zero(std::uint64_t z) {
    return (z & 1) != 0 ? 0 : whole((z >> 1) % 2'000'000'000);
}
std::int64_t two_scales(std::uint64_t z) {
    constexpr std::uint64_t far = 1'000'000'000'000;
    return whole(z % 100 == 7 ? far + (z >> 7) % far : (z >> 7) % 2'000);
}
std::int64_t log_uniform(std::uint64_t z) {
    const std::uint64_t power = std::uint64_t{1} << (z % 40);
    return whole(power + ((z >> 8) & (power - 1)));
}

struct Case {
    const char* name;
    Entities::Increment increment;
    std::uint64_t entities;
    std::int64_t last_time;
    std::uint64_t checksum;
};

constexpr Case cases[] = {
    {"uniform", uniform, 100, 998'015'369'141, 0x9494795b0424dc3a},
    {"uniform", uniform, 10'000, 10'315'707'254, 0x1704342a9fbacc60},
    {"ties", ties, 100, 32'480'000'000'000, 0x2d8339242fe0916e},
    {"ties", ties, 10'000, 335'000'000'000, 0x4086c42e70300db6},
    {"constant", constant, 100, 1'000'000'000'000, 0x714a2b43eba0aef5},
    {"constant", constant, 10'000, 10'000'000'000, 0x911e4b4a63df7275},
    {"zero", zero, 100, 495'794'306'551, 0x39166103b8d7b83a},
    {"zero", zero, 10'000, 4'783'985'505, 0xc9a4e190c3651b02},
    {"two scales", two_scales, 100, 14'689'853'790'014, 0xcb054aef4089935c},
    {"two scales", two_scales, 10'000, 10'982, 0xb5e2af73f7d8d1aa},
    {"log-uniform", log_uniform, 100, 41'686'961'504'385, 0xb0057f00c267d425},
    {"log-uniform", log_uniform, 10'000, 140'541'535'040, 0x5a2cecc54bb13793},
};

}  // namespace

TEST_CASE("100,000 pops fire the reference sequence for every shape of load", "[kernel]") {
    for (const Case& c : cases) {
        CAPTURE(c.name, c.entities);
        EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
        Entities entities{queue, c.increment};
        for (std::uint64_t e = 0; e < c.entities; ++e) entities.post(e);
        CHECK(queue.run_events(100'000) == 100'000);
        CHECK(queue.now().ns == c.last_time);
        CHECK(entities.checksum == c.checksum);
    }
}

TEST_CASE("the trace hash of a stored run is the same on every machine and compiler", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Entities entities{queue, uniform};
    for (std::uint64_t e = 0; e < 100; ++e) entities.post(e);
    queue.run_events(100'000);
    CHECK(queue.trace_hash() == 0x141cfdf59c8beceb);
}

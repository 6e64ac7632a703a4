#include "sim/run/power/node_power.hpp"

#include <array>
#include <numeric>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;

namespace {

// IBM x3550 M3, 2x Xeon X5675 (SPECpower_ssj2008 disclosure).
NodeTypeRow x3550_m3() {
    NodeTypeRow type;
    type.devices = 2;
    type.power.has_curve = true;
    const double watts[] = {58.4, 98, 109, 118, 128, 140, 153, 170, 189, 205, 222};
    std::copy(std::begin(watts), std::end(watts), type.power.curve_w);
    return type;
}

NodeTypeRow eight_devices() {
    NodeTypeRow type;
    type.devices = 8;
    type.power.idle_w = 2'000;
    type.power.host_w = 500;
    type.power.device_w = 5'000;
    return type;
}

NodeLoad load(std::uint32_t devices, double activity, double host = 0.0) {
    return {.units = devices,
            .activity = static_cast<std::int64_t>(activity * 1e9),
            .host = static_cast<std::int64_t>(host * 1e9)};
}

}  // namespace

TEST_CASE("a server's curve is met at its points and linear between them", "[power]") {
    const NodeTypeRow type = x3550_m3();
    CHECK(node_power_uw(type, {}, {}) == 58'400'000);
    CHECK(node_power_uw(type, {}, load(2, 0.2)) == 98'000'000);   // 2 devices at 10 %
    CHECK(node_power_uw(type, {}, load(2, 1.1)) == 146'500'000);  // 55 %: between 140 and 153 W
    CHECK(node_power_uw(type, {}, load(2, 2.0)) == 222'000'000);
}

TEST_CASE("component power adds the host's and the devices' swing", "[power]") {
    const NodeTypeRow type = eight_devices();
    // 2000 + 500 * 0.5 + 5000 * 4 / 8
    CHECK(node_power_uw(type, {}, load(4, 4.0, 0.5)) == 4'750'000'000);
}

TEST_CASE("the parts of a shared node sum to its power, to the microwatt", "[power]") {
    SplitMix random{11};
    PowerDivider divider;
    for (const NodeTypeRow& type : {eight_devices(), x3550_m3()}) {
        for (int round = 0; round < 2'000; ++round) {
            std::vector<NodeLoad> loads;
            NodeLoad sum;
            while (sum.units < type.devices && random.below(4) != 0) {
                loads.push_back(load(1, random.below(1'000) / 1'000.0, random.below(100) / 1'000.0));
                sum += loads.back();
            }
            const std::int64_t total = node_power_uw(type, {}, sum);
            std::vector<std::int64_t> parts(loads.size());
            const std::int64_t idle = divider.divide(type, total, loads, parts);
            REQUIRE(std::accumulate(parts.begin(), parts.end(), idle) == total);
            for (const std::int64_t p : parts) REQUIRE(p >= 0);
            REQUIRE(idle >= 0);
        }
    }
}

TEST_CASE("a job pays for its devices' share of the idle power and for its own swing", "[power]") {
    const NodeTypeRow type = eight_devices();
    const std::array<NodeLoad, 2> loads{load(2, 2.0), load(2, 0.0)};
    std::array<std::int64_t, 2> parts{};
    PowerDivider divider;
    // 2000 W idle: 500 W for each two devices; the first adds 5000 * 2 / 8 = 1250 W.
    const std::int64_t idle = divider.divide(type, 3'250'000'000, loads, parts);
    CHECK(parts[0] == 1'750'000'000);
    CHECK(parts[1] == 500'000'000);
    CHECK(idle == 1'000'000'000);
}

TEST_CASE("a node that jobs share is divided by what they hold of devices and of the rest", "[power]") {
    // 2000 W of idle power, of which 800 W are of the devices; processors and devices in thousandths.
    NodeTypeRow type = eight_devices();
    type.is_shared = true;
    type.parts = 1000;
    type.power.device_idle_w = 800;
    // Half a device and all processors; two devices and a quarter of the processors; nothing but 1/8 of them.
    const std::array<NodeLoad, 3> loads{
        NodeLoad{.units = 500, .common = 500'000'000, .activity = 250'000'000, .host = 100'000'000},
        NodeLoad{.units = 2'000, .common = 250'000'000, .activity = 2'000'000'000, .host = 0},
        NodeLoad{.units = 0, .common = 125'000'000, .activity = 0, .host = 50'000'000}};
    NodeLoad sum;
    for (const NodeLoad& l : loads) sum += l;
    const std::int64_t total = node_power_uw(type, {}, sum);
    std::array<std::int64_t, 3> parts{};
    PowerDivider divider;
    const std::int64_t idle = divider.divide(type, total, loads, parts);
    CHECK(parts[0] == Approx(1e6 * (800 * 0.5 / 8 + 1'200 * 0.5 + 500 * 0.1 + 5'000 * 0.25 / 8)).margin(2));
    CHECK(parts[1] == Approx(1e6 * (800 * 2.0 / 8 + 1'200 * 0.25 + 5'000 * 2.0 / 8)).margin(2));
    CHECK(parts[2] == Approx(1e6 * (1'200 * 0.125 + 500 * 0.05)).margin(2));
    CHECK(parts[0] + parts[1] + parts[2] + idle == total);
    // Shares of the rest that sum to more than 1 leave nothing of it idle.
    std::array<NodeLoad, 2> crowd{loads[0], loads[0]};
    crowd[0].common = crowd[1].common = 1'000'000'000;
    std::array<std::int64_t, 2> halves{};
    constexpr std::int64_t uw = 2'412'500'000;  // 2000 + 500 * 0.2 + 5000 * 0.5 / 8
    const std::int64_t devices_idle = divider.divide(type, uw, crowd, halves);
    CHECK(devices_idle == Approx(1e6 * 800 * 7.0 / 8).margin(2));
    CHECK(std::abs(halves[0] - halves[1]) <= 1);
}

TEST_CASE("the parts of a node that jobs share sum to its power, to the microwatt", "[power]") {
    SplitMix random{12};
    PowerDivider divider;
    for (NodeTypeRow type : {eight_devices(), x3550_m3()}) {
        type.is_shared = true;
        type.parts = 1000;
        type.power.device_idle_w = 300;
        for (int round = 0; round < 2'000; ++round) {
            std::vector<NodeLoad> loads;
            NodeLoad sum;
            for (std::uint32_t jobs = random.below(12); jobs > 0; --jobs) {
                const std::uint32_t left = type.devices * 1000 - sum.units;
                const std::uint32_t units = random.below(3) == 0 ? 0 : random.below(left / 2 + 1);
                loads.push_back({.units = units,
                                 .common = random.below(200'000'000),
                                 .activity = units * std::int64_t{random.below(1'000'001)},
                                 .host = random.below(50'000'000)});
                sum += loads.back();
            }
            const std::int64_t total = node_power_uw(type, {}, sum);
            std::vector<std::int64_t> parts(loads.size());
            const std::int64_t idle = divider.divide(type, total, loads, parts);
            REQUIRE(std::accumulate(parts.begin(), parts.end(), idle) == total);
            for (const std::int64_t p : parts) REQUIRE(p >= 0);
            REQUIRE(idle >= 0);
        }
    }
}

TEST_CASE("the power of a whole machine in one node is divided exactly, too", "[power]") {
    NodeTypeRow type = eight_devices();
    type.power.device_w = 5e8;  // 500 MW
    const std::array<NodeLoad, 2> loads{load(3, 2.9), load(4, 1.7)};
    NodeLoad sum = loads[0];
    sum += loads[1];
    std::array<std::int64_t, 2> parts{};
    PowerDivider divider;
    const std::int64_t total = node_power_uw(type, {}, sum);
    const std::int64_t idle = divider.divide(type, total, loads, parts);
    CHECK(parts[0] + parts[1] + idle == total);
    CHECK(parts[0] > parts[1]);
    CHECK(parts[1] > 0);
}

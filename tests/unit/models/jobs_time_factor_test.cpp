// Work on other devices: the relative run time, its limits and its invariants.
#include "datahall/model/work_class.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;

namespace {

DeviceRates device(double speed) {
    DeviceRates d;
    d.family = "old";
    for (std::size_t i = 0; i < precision_count; ++i) {
        d.peak_tflops.of[i] = 10.0 * speed;
        d.achieved.of[i] = 0.7;
    }
    d.bandwidth = BitsPerSecond::from_si(5e12 * speed);
    d.memory = Bits::from_si(16e9 * 8);
    d.network = BitsPerSecond::from_si(1e11 * speed);
    return d;
}

WorkClass work(double host = 0.0) {
    WorkClass w;
    w.compute = 0.6;
    w.memory = 0.3;
    w.host = host;
    w.max_width = 64;
    w.scaling = 0.9;
    w.max_stretch = 1e9;
    w.footprint = Bits::from_si(8e9 * 8);
    return w;
}

double unit(SplitMix& random) {
    return static_cast<double>(random.below(1'000'001)) / 1e6;
}

WorkClass random_work(SplitMix& random) {
    WorkClass w = work(0.9 * unit(random));
    w.compute = 0.01 + 0.99 * unit(random);
    w.memory = unit(random);
    w.network = unit(random);
    w.scaling = 0.5 + 0.5 * unit(random);
    w.precision = random.below(2) == 0 ? Precision::fp32 : Precision::fp16;
    if (random.below(2) == 0) w.precision_on = {{"old", Precision::fp16}, {"new", Precision::fp8}};
    return w;
}

}  // namespace

TEST_CASE("on its reference a job of any class takes exactly the recorded time", "[jobs][work]") {
    SplitMix random{1};
    for (int i = 0; i < 20'000; ++i) {
        const WorkClass w = random_work(random);
        const DeviceRates d = device(0.1 + unit(random));
        REQUIRE(time_factor(w, d, d, 1 + random.below(32)).factor == 1.0);
    }
}

TEST_CASE("twice the rates everywhere halve the part that the device does", "[jobs][work]") {
    const auto f = [](double host) { return time_factor(work(host), device(1), device(2), 4).factor; };
    CHECK(f(0.0) == 0.5);
    CHECK(f(0.2) == Approx(0.6).epsilon(1e-15));  // 0.2 + 0.8 / 2
    DeviceRates faster_host = device(2);
    faster_host.host_speed = 2.0;
    CHECK(time_factor(work(0.2), device(1), faster_host, 4).factor == Approx(0.5).epsilon(1e-15));
}

TEST_CASE("the slower of compute and memory decides", "[jobs][work]") {
    // c = 0.6, m = 0.3 on the reference.  Ten times the FLOP/s, three times the bandwidth:
    // C = 0.06, M = 0.1, both over 0.6: f = 1/6.
    DeviceRates here = device(10);
    here.bandwidth = device(3).bandwidth;
    CHECK(time_factor(work(), device(1), here, 1).factor == Approx(1.0 / 6.0).epsilon(1e-15));
}

TEST_CASE("the device is busy for its own part of the run time", "[jobs][work]") {
    // s = 0.2, twice as fast: 0.2 of host time, 0.4 of device time, 0.6 together.
    CHECK(time_factor(work(0.2), device(1), device(2), 1).busy == Approx(2.0 / 3.0).epsilon(1e-14));
    CHECK(time_factor(work(0.0), device(1), device(2), 1).busy == 1.0);
}

TEST_CASE("a class may use another precision where a family has it", "[jobs][work]") {
    WorkClass w = work();
    w.memory = 0.0;
    w.precision_on = {{"new", Precision::fp16}};
    DeviceRates here = device(1);
    here.family = "new";
    here.peak_tflops[Precision::fp16] *= 8;
    CHECK(time_factor(w, device(1), here, 1).factor == 0.125);
    w.newer_precision = false;
    CHECK(time_factor(w, device(1), here, 1).factor == 1.0);
}

TEST_CASE("the network counts from two devices on, and only where both rates are known", "[jobs][work]") {
    WorkClass w = work();
    w.network = 0.6;
    DeviceRates slow_network = device(1);
    slow_network.network = device(0.5).network;
    CHECK(time_factor(w, device(1), slow_network, 1).factor == 1.0);
    CHECK(time_factor(w, device(1), slow_network, 8).factor == 2.0);   // N = 1.2 over 0.6
    CHECK(time_factor(w, device(1), slow_network, 8).network == 0.5);  // C = 0.6 of it is computed anyway
    CHECK(time_factor(w, device(1), slow_network, 1).network == 0.0);
    slow_network.network = {};
    CHECK(time_factor(w, device(1), slow_network, 8).factor == 1.0);
}

TEST_CASE("fitting takes the fewest devices that hold the job and keep its pace", "[jobs][work]") {
    WorkClass w = work();
    w.width = WidthRule::fit;
    const auto fitted = [&](double speed, std::uint32_t width) {
        return time_factor(w, device(1), device(speed), width);
    };
    // Memory: half of a device each, so 8 need 4; speed 8 would do with one.
    CHECK(fitted(8, 8).width == 4);
    CHECK(fitted(8, 8).factor ==
          0.25);  // half the units, eight times as fast; narrower is not more efficient
    CHECK(fitted(1, 8).width == 8);
    // Half as fast: n/W (1 + (n/W - 1)(1/0.9 - 1))^-1 >= 2, so x = (2 - 2/9) / (1 - 2/9) = 16/7: 8 x = 18.3.
    CHECK(fitted(0.5, 8).width == 19);
    CHECK(fitted(0.5, 8).factor <= 1.0);
    // A hundredth as fast: no width does, so the widest.
    CHECK(fitted(0.01, 8).width == 64);
    CHECK(fitted(0.01, 8).factor > 1.0);
    w.width = WidthRule::keep;
    CHECK(fitted(8, 8).width == 8);
}

TEST_CASE("work that cannot be served is refused with a reason", "[jobs][work]") {
    const auto reason = [](const WorkClass& w, const DeviceRates& here, std::uint32_t width) {
        return std::string{time_factor(w, device(1), here, width).refusal};
    };
    WorkClass w = work();
    CHECK(reason(w, device(1), 1).empty());
    w.footprint = Bits::from_si(20e9 * 8);
    CHECK(reason(w, device(1), 1) == "does not fit in device memory");
    w.width = WidthRule::fit;
    CHECK(reason(w, device(1), 1).empty());  // two devices hold it
    CHECK(time_factor(w, device(1), device(1), 1).width == 2);

    w = work();
    w.max_stretch = 10;
    CHECK(reason(w, device(0.1001), 1).empty());
    CHECK(reason(w, device(0.0999), 1) == "stretched beyond max_stretch");
    w.runs_on = RunsOn::cpu;
    CHECK(reason(w, device(1), 1) == "runs on CPUs only");
    w.runs_on = RunsOn::gpu;
    DeviceRates cpu = device(1);
    cpu.kind = DeviceKind::cpu;
    CHECK(reason(w, cpu, 1) == "runs on GPUs only");
    w = work();
    w.precision_on = {{"new", Precision::fp8}};
    DeviceRates without = device(1);
    without.family = "new";
    without.peak_tflops[Precision::fp8] = 0;
    CHECK(reason(w, without, 1) == "device lacks the precision");
}

TEST_CASE("more or faster devices never slow a job down, and refusing follows max_stretch", "[jobs][work]") {
    SplitMix random{3};
    for (int i = 0; i < 5'000; ++i) {
        WorkClass w = random_work(random);
        const DeviceRates reference = device(1);
        const double speed = 0.05 + 3 * unit(random);
        const std::uint32_t width = 1 + random.below(16);
        const double here = time_factor(w, reference, device(speed), width).factor;
        REQUIRE(time_factor(w, reference, device(speed * 1.5), width).factor <= here);
        REQUIRE(time_factor(w, reference, device(speed * (1 + 1e-9)), width).factor ==
                Approx(here).epsilon(1e-8));

        w.width = WidthRule::fit;
        w.max_width = 20;
        const double narrow = time_factor(w, reference, device(speed), width).factor;
        w.max_width = 40;
        const double wide = time_factor(w, reference, device(speed), width).factor;
        // A job that is fast enough stays where it is; one that is not gains by more devices.
        REQUIRE((narrow <= 1.0 || wide <= narrow));

        w.max_stretch = 0.5 + unit(random);
        const bool is_refused = *time_factor(w, reference, device(speed), width).refusal != '\0';
        w.max_stretch *= 2;
        const bool is_still_refused = *time_factor(w, reference, device(speed), width).refusal != '\0';
        REQUIRE((is_refused || !is_still_refused));
    }
}

// The band behind "four times the power on the same floor".
#include "sim/study/density.hpp"

#include <string>

#include "tests/unit/run/engine.hpp"

using namespace datahall;
using namespace datahall::test;

namespace {

PlanningRange range(std::vector<double> watts, std::vector<double> area, std::string source) {
    PlanningRange r;
    for (const double w : watts) r.rack_power.push_back(Watts::from_si(w));
    for (const double a : area) r.area_per_rack.push_back(SquareMeters::from_si(a));
    r.source = std::move(source);
    return r;
}

const PlanningRange cpu = range({5e3, 8e3, 12e3}, {2.0, 2.32, 2.8}, "CPU racks");
const PlanningRange gpu = range({30e3, 37e3, 41e3}, {2.2, 2.6, 3.3}, "GPU racks");

}  // namespace

TEST_CASE("accelerated racks hold three to six times the power of CPU racks on a floor", "[density]") {
    // Published quantiles of the same four triangles; 0.03 is five standard errors of the 95th percentile.
    for (const std::uint64_t seed : {1U, 2U, 77U}) {
        const DensityBand band = density_band(cpu, gpu, seed);
        CHECK(band.p5 == Approx(2.72).margin(0.03));
        CHECK(band.p50 == Approx(3.83).margin(0.03));
        CHECK(band.p95 == Approx(5.55).margin(0.03));
        CHECK(band.mean == Approx(3.94).margin(0.03));
    }
}

TEST_CASE("the band is a function of ranges and seed", "[density]") {
    CHECK(density_band(cpu, gpu, 7).p95 == density_band(cpu, gpu, 7).p95);
    CHECK(density_band(cpu, gpu, 7).p95 != density_band(cpu, gpu, 8).p95);
}

TEST_CASE("halls in the other order have the inverse band", "[density]") {
    const DensityBand up = density_band(cpu, gpu, 3);
    const DensityBand down = density_band(gpu, cpu, 3);
    CHECK(down.p5 == Approx(1.0 / up.p95).epsilon(0.01));
    CHECK(down.p50 == Approx(1.0 / up.p50).epsilon(0.01));
    CHECK(down.p95 == Approx(1.0 / up.p5).epsilon(0.01));
}

TEST_CASE("ranges without width give one ratio", "[density]") {
    // (37 kW / 2.6 m2) / (8 kW / 2.32 m2) = 4.127
    const DensityBand band = density_band(range({8e3, 8e3, 8e3}, {2.32, 2.32, 2.32}, "a"),
                                          range({37e3, 37e3, 37e3}, {2.6, 2.6, 2.6}, "b"), 1);
    CHECK(band.p5 == Approx(37.0 / 2.6 / (8.0 / 2.32)));
    CHECK(band.p5 == band.p95);
    CHECK(band.source == "a; b");
}

TEST_CASE("one source for both halls is named once", "[density]") {
    CHECK(density_band(cpu, cpu, 1).source == "CPU racks");
}

TEST_CASE("a planning range that starts at zero is refused where it stands", "[density]") {
    const std::vector<std::string> overrides{"hall.planning.rack_power=[0 kW, 8 kW, 12 kW]"};
    try {
        (void)load(shipped + "/starter/cpu_hall.yaml", overrides);
        FAIL("accepted");
    } catch (const ConfigError& error) {
        CHECK(error.problems().front().path == "hall.planning.rack_power");
        CHECK(error.problems().front().text.find("above 0") != std::string::npos);
    }
}

TEST_CASE("the shipped halls meet the published claim of four times the power on a floor",
          "[density][claims]") {
    const Scenario old_hall = load(shipped + "/starter/cpu_hall.yaml");
    const Scenario new_hall = load(shipped + "/starter/gpu_hall.yaml");
    const Plan before = make_plan(old_hall);
    const Plan after = make_plan(new_hall);
    CHECK(value(before.metrics, "hall.area") == value(after.metrics, "hall.area"));
    const double ratio = value(after.metrics, "power.density") / value(before.metrics, "power.density");
    CHECK(ratio > 2.7);
    CHECK(ratio < 5.6);
    // Published: the same power takes 2,500 of 10,000 square feet; 18 to 37 % over the planning ranges.
    CHECK(1.0 / ratio > 0.18);
    CHECK(1.0 / ratio < 0.37);
    const DensityBand band =
        density_band(*old_hall.config().hall.planning, *new_hall.config().hall.planning, 1);
    CHECK(band.p5 < ratio);
    CHECK(ratio < band.p95);
}

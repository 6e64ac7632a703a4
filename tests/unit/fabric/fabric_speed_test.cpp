// How long the largest fabric takes.  Hidden: run with `fabric_tests "[.speed]"` in an optimized build.
#include <chrono>

#include <sys/resource.h>

#include "sim/build/fabric/graph_check.hpp"
#include "sim/fabric/graph.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/fabric/settings.hpp"

using namespace datahall;

TEST_CASE("65,536 accelerators are wired, checked and laid out in a second and 300 MB", "[.speed]") {
    using Clock = std::chrono::steady_clock;
    const auto ms = [](Clock::duration d) { return std::chrono::duration<double, std::milli>(d).count(); };
    const FabricDemand demand{8192, 8, 64};
    const std::pair<const char*, const char*> models[] = {
        {"rail_optimized", "{}"},
        {"fat_tree", "{}"},
        {"dragonfly", "{}"},
        {"dragonfly_plus", "{}"},
        {"torus", "{dimensions: [16, 16, 32], hosts: 8}"},
        {"hyperx", "{dimensions: [16, 16, 16], hosts: 16}"},
    };
    for (const auto& [model, settings] : models) {
        const auto start = Clock::now();
        const FabricPlan plan = wire(model, demand, settings);
        const auto wired = Clock::now();
        const GraphCheck check = check_fabric(plan, demand);
        const auto checked = Clock::now();
        const FabricGraph graph = graph_of(plan, demand, {.nic = 5e10});
        const auto laid_out = Clock::now();
        rusage usage{};
        getrusage(RUSAGE_SELF, &usage);
        WARN(model << ": " << plan.links.size() << " cables; wire " << ms(wired - start) << " ms, check "
                   << ms(checked - wired) << " ms, graph " << ms(laid_out - checked) << " ms; peak "
                   << usage.ru_maxrss / 1024 << " MiB");
        CHECK(plan.problem == "");
        CHECK(check.is_sound());
        CHECK(graph.cables.size() == plan.links.size());
        CHECK(ms(laid_out - start) < 1000);
        CHECK(usage.ru_maxrss < 300 * 1024);
    }
}

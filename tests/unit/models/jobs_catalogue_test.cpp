// The shipped devices and classes of work: complete, referring to each other, and not absurd.
#include "datahall/model/work_class.hpp"

#include "sim/config/load_scenario.hpp"
#include "tests/support/catch.hpp"

using namespace datahall;

TEST_CASE("every shipped class of work takes exactly its time on its reference", "[jobs][work][catalogue]") {
    const Catalogue catalogue = load_catalogue(DATAHALL_SOURCE_DIR "/scenarios");
    REQUIRE(catalogue.work.size() >= 4);
    REQUIRE(catalogue.devices.size() >= 10);
    for (const auto& [name, work] : catalogue.work) {
        INFO("class " << name);
        CHECK_FALSE(work.origin.source.empty());
        const auto reference = catalogue.devices.find(work.reference);
        REQUIRE(reference != catalogue.devices.end());
        WorkClass anywhere = work;
        anywhere.runs_on = RunsOn::both;  // a class may refer to a device that it does not run on
        for (const std::uint32_t width : {1u, 3u, 64u}) {
            const TimeFactor f = time_factor(anywhere, reference->second, reference->second, width);
            CHECK(f.factor == 1.0);
            CHECK(f.width == width);
            CHECK(std::string{f.refusal}.empty());
        }
    }
}

TEST_CASE("shipped devices are faster the newer they are, by plausible factors", "[jobs][work][catalogue]") {
    const Catalogue catalogue = load_catalogue(DATAHALL_SOURCE_DIR "/scenarios");
    const auto& training = catalogue.work.find("philly_training")->second;
    const auto& reference = catalogue.devices.find(training.reference)->second;
    double before = 1.0;
    for (const char* const name : {"v100_sxm2", "a100_sxm", "h100_sxm", "h200_sxm", "b200_sxm"}) {
        INFO(name);
        const TimeFactor f = time_factor(training, reference, catalogue.devices.find(name)->second, 1);
        CHECK(std::string{f.refusal}.empty());
        CHECK(f.factor < before);
        CHECK(f.factor > 0.05);  // a job of 2017 is not 20 times faster: its host part stays
        before = f.factor;
    }
    // Training steps/s of 16 jobs on one GPU, V100 over P100: 0.84 to 1.84 (Narayanan et al., OSDI 2020;
    // five recommendation jobs apart, whose V100 host was slower).  The class is one for all of them.
    const double v100 =
        time_factor(training, reference, catalogue.devices.find("v100_sxm2")->second, 1).factor;
    CHECK(1 / v100 > 1.0);
    CHECK(1 / v100 < 1.84);
}

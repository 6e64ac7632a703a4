// Runs against every registered cooling technology and climate: a new model is tested by existing.
#include <cmath>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "models/cooling/typical_year.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/cooling_models.hpp"

using namespace datahall;
using namespace datahall::literals;

namespace {

constexpr double saturation_heat = 2.43e6;  // J to evaporate a kg of water at 30 degC

struct Preset {
    std::string name;
    std::string model;
    std::string confidence;
    std::unique_ptr<CoolingPlant> plant;
};

// Every entry of the catalogue, built; source and confidence are part of the contract.
std::vector<Preset> presets(CoolingModels& models) {
    std::ifstream in{DATAHALL_SOURCE_DIR "/scenarios/catalogue/cooling.yaml"};
    const YamlTree tree = parse_yaml({std::istreambuf_iterator<char>{in}, {}}, "cooling.yaml");
    std::vector<Preset> out;
    Problems problems;
    for (const YamlNode& node : tree.root.children) {
        Reader entry{node, problems, models.context, node.key};
        Preset p{.name = node.key, .model = {}, .confidence = {}, .plant = {}};
        std::string source;
        entry.required({"model", "Registered name"}, p.model);
        entry.required({"source", "Where the figures come from"}, source);
        entry.required({"confidence", "How sure"}, p.confidence);
        entry.group({"settings", "What a scenario would write"}, Presence::required, [&](Keys& settings) {
            const auto* found = models.models.cooling.find(p.model);
            REQUIRE(found != nullptr);
            p.plant = found->make(settings);
        });
        entry.done();
        CHECK_FALSE(source.empty());
        out.push_back(std::move(p));
    }
    problems.throw_if_any();
    return out;
}

bool is_finite(const CoolingDuty& d) {
    return std::isfinite(d.rejected.si() + d.capacity.si() + d.power.total().si() + d.water.si() +
                         d.supply.degrees() + d.free_share);
}

bool is_same(const CoolingDuty& a, const CoolingDuty& b) {
    return a.rejected == b.rejected && a.capacity == b.capacity && a.power.total() == b.power.total() &&
           a.water == b.water && a.supply == b.supply && a.free_share == b.free_share;
}

template <class Check>
void for_every_weather(Check check) {
    for (const double humidity : {0.1, 0.4, 0.7, 1.0}) {
        for (double t = -30.0; t <= 50.0; t += 0.5) check(weather_from_humidity(t, humidity, 101'325.0));
    }
}

// What racks breathe: the coils warm with the heat, so water may be warmer at part load (`reset`) without any
// rack feeling it.  Outdoor air has no coil before it: racks are as warm as it comes.  The engine's law of
// its zones, sim/run/heat/thermal_zone.hpp, at rest.
double at_racks(const CoolingPlant& plant, const CoolingDuty& d) {
    if (plant.loop().floats) return d.supply.degrees();
    const TerminalUnits units = plant.terminals();
    const double conductance = plant.design_heat().si() * units.spare_ratio / units.reach.si();
    const double loop = (plant.loop_set_point() + (d.supply - plant.set_point())).degrees();
    return std::max(plant.set_point().degrees(), loop - units.rise.si() + d.rejected.si() / conductance);
}

constexpr double loads[] = {0.0, 0.05, 0.2, 0.5, 0.8, 1.0, 1.2, 2.0};  // of the design heat

}  // namespace

TEST_CASE("every cooling model has a catalogue entry with source and confidence", "[contract][cooling]") {
    CoolingModels models;
    std::set<std::string> covered;
    for (const Preset& p : presets(models)) {
        covered.insert(p.model);
        CHECK((p.confidence == "datasheet" || p.confidence == "measured" || p.confidence == "published" ||
               p.confidence == "estimate"));
    }
    for (const auto& [name, entry] : models.models.cooling.entries()) {
        INFO("model " << name);
        CHECK(covered.count(name) == 1);
        CHECK_FALSE(entry.summary.empty());
    }
}

TEST_CASE("every cooling model works without settings", "[contract][cooling]") {
    CoolingModels models;
    for (const auto& [name, _] : models.models.cooling.entries()) {
        INFO("model " << name);
        const auto plant = models.plant("{model: " + name + "}");
        plant->size_for(1_MW);
        const CoolingDuty duty = respond(*plant, 1_MW, weather_from_humidity(20.0, 0.5, 101'325.0));
        CHECK(duty.rejected == 1_MW);
    }
}

TEST_CASE("every cooling plant moves what it can, never more, never for free", "[contract][cooling]") {
    CoolingModels models;
    for (const Preset& p : presets(models)) {
        INFO("preset " << p.name);
        p.plant->size_for(1_MW);
        for_every_weather([&](const Weather& w) {
            for (const double load : loads) {
                const Watts heat = 1_MW * load;
                const CoolingDuty d = respond(*p.plant, heat, w);
                CAPTURE(w.dry_bulb.degrees(), w.wet_bulb.degrees(), load, d.rejected.si(), d.capacity.si());
                REQUIRE(is_finite(d));
                REQUIRE(d.rejected == std::min(heat, d.capacity));
                REQUIRE(d.capacity >= 0_W);
                REQUIRE(d.power.fans >= 0_W);
                REQUIRE(d.power.pumps >= 0_W);
                REQUIRE(d.power.compressors >= 0_W);
                REQUIRE(d.power.outdoors >= 0_W);
                REQUIRE(d.power.total() > 0_W);
                REQUIRE(d.water.si() >= 0.0);
                // Outdoor air colder than the supply gives no heat, so evaporation carries no more
                // than all heat and work; 1.25 is the bleed of five cycles.
                if (load > 0.1 && w.dry_bulb.degrees() < 17.0) {
                    REQUIRE(d.water.si() * saturation_heat <=
                            1.25 * (heat + d.power.total()).si() * (1 + 1e-9));
                }
                REQUIRE(d.free_share >= 0.0);
                REQUIRE(d.free_share <= 1.0);
                REQUIRE((d.power.compressors > 0_W || d.free_share == 1.0 || d.rejected == 0_W));
                REQUIRE(d.supply.degrees() >= p.plant->set_point().degrees() - 1e-9);
                REQUIRE(is_same(d, respond(*p.plant, heat, w)));  // pure
            }
        });
    }
}

TEST_CASE("every cooling plant holds its set point at design heat on a mild day", "[contract][cooling]") {
    CoolingModels models;
    for (const Preset& p : presets(models)) {
        INFO("preset " << p.name);
        p.plant->size_for(3_MW);
        const CoolingDuty d = respond(*p.plant, 3_MW, weather_from_humidity(20.0, 0.5, 101'325.0));
        CHECK(d.rejected == 3_MW);
        CHECK(d.supply.degrees() == Approx(p.plant->set_point().degrees()));
    }
}

TEST_CASE("hotter and wetter air never helps a cooling plant", "[contract][cooling]") {
    // Staging and curve fits leave steps: a hotter half kelvin may save 0.2 % of the power.
    constexpr double ripple = 0.002;
    CoolingModels models;
    for (const Preset& p : presets(models)) {
        INFO("preset " << p.name);
        p.plant->size_for(1_MW);
        for (const double humidity : {0.1, 0.4, 0.7, 1.0}) {
            for (const double load : {0.2, 0.5, 0.8, 1.0}) {
                CoolingDuty before =
                    respond(*p.plant, 1_MW * load, weather_from_humidity(-30.0, humidity, 101'325.0));
                for (double t = -29.5; t <= 50.0; t += 0.5) {
                    const CoolingDuty d =
                        respond(*p.plant, 1_MW * load, weather_from_humidity(t, humidity, 101'325.0));
                    CAPTURE(t, humidity, load, before.power.total().si(), d.power.total().si());
                    CHECK(d.capacity.si() <= before.capacity.si() * (1 + 1e-9));
                    CHECK(d.supply.degrees() >= before.supply.degrees() - 1e-6);
                    if (d.rejected == before.rejected) {
                        CHECK(d.power.total().si() >= before.power.total().si() * (1 - ripple));
                    }
                    before = d;
                }
            }
        }
    }
}

TEST_CASE("more heat never takes less power and never leaves racks cooler", "[contract][cooling]") {
    CoolingModels models;
    for (const Preset& p : presets(models)) {
        INFO("preset " << p.name);
        p.plant->size_for(1_MW);
        for (double t = -20.0; t <= 45.0; t += 5.0) {
            const Weather w = weather_from_humidity(t, 0.4, 101'325.0);
            CoolingDuty before = respond(*p.plant, 0_W, w);
            for (double load = 0.02; load <= 1.6; load += 0.02) {
                const CoolingDuty d = respond(*p.plant, 1_MW * load, w);
                CAPTURE(t, load, before.power.total().si(), d.power.total().si());
                CHECK(d.power.total().si() >= before.power.total().si() * (1 - 1e-6));
                CHECK(at_racks(*p.plant, d) >= at_racks(*p.plant, before) - 1e-6);
                CHECK(d.capacity.si() == Approx(before.capacity.si()));
                before = d;
            }
        }
    }
}

TEST_CASE("every climate is physical, pure and changes only when it says so", "[contract][weather]") {
    CoolingModels models;
    models.context.root = DATAHALL_SOURCE_DIR "/tests/data/weather";
    const std::map<std::string, std::string> files{
        {"epw", "shipped:data/weather/chicago.epw.gz"},
        {"open_meteo", "shipped:data/weather/singapore_2023.json.gz"},
        {"tmy3", "made_up_tmy3.csv.gz"}};
    for (const auto& [name, _] : models.models.weather.entries()) {
        INFO("model " << name);
        const auto file = files.find(name);
        const std::string settings = file == files.end() ? "" : ", file: \"" + file->second + "\"";
        const auto climate = models.weather("{model: " + name + settings + "}");
        CHECK_FALSE(climate->source().empty());
        Utc time = from_civil({.year = 2024, .month = 2, .day = 27, .hour = 3, .minute = 17});
        for (int i = 0; i < 8'800; ++i) {
            const Weather w = climate->at(time);
            const Utc next = climate->next_change(time);
            REQUIRE(next > time);
            REQUIRE(next.seconds - time.seconds <= 3'600);
            REQUIRE(climate->at({next.seconds - 1}) == w);
            REQUIRE(w.dew_point <= w.dry_bulb);
            REQUIRE(w.wet_bulb <= w.dry_bulb);
            REQUIRE(w.wet_bulb.degrees() >= w.dew_point.degrees() - 1e-5);
            REQUIRE(w.relative_humidity > 0.0);
            REQUIRE(w.relative_humidity <= 1.0);
            REQUIRE(w.pressure.si() > 30'000.0);
            REQUIRE(w.pressure.si() < 120'000.0);
            time = next;
        }
    }
}

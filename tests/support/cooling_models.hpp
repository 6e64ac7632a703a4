// Cooling plants and weather made as a scenario makes them: from YAML, through the registry.
#pragma once

#include <algorithm>
#include <memory>
#include <string>

#include "datahall/model/cooling.hpp"
#include "datahall/model/registry.hpp"
#include "datahall/model/weather.hpp"

#include "models/builtin.hpp"
#include "sim/build/terminal_row.hpp"
#include "sim/config/reader.hpp"

struct CoolingModels {
    CoolingModels() {
        datahall::register_builtin(models);
        context.shipped_root = DATAHALL_SOURCE_DIR "/scenarios";
    }

    /// `yaml` is what stands under `plant:`, one flow mapping.  Throws the ConfigError of a mistake.
    std::unique_ptr<datahall::CoolingPlant> plant(const std::string& yaml) {
        return read(models.cooling, yaml);
    }
    std::unique_ptr<datahall::WeatherModel> weather(const std::string& yaml) {
        return read(models.weather, yaml);
    }

    datahall::Models models;
    datahall::ReadContext context;

private:
    template <class Model>
    std::unique_ptr<Model> read(const datahall::Registry<Model>& registry, const std::string& yaml) {
        const datahall::YamlTree tree = datahall::parse_yaml("it: " + yaml + "\n", "test.yaml");
        datahall::Problems problems;
        datahall::Reader reader{tree.root, problems, context};
        std::unique_ptr<Model> out;
        registry.read(reader, {"it", "The model under test"}, datahall::Presence::required, out);
        reader.done();
        problems.throw_if_any();
        return out;
    }
};

/// A plant with its terminal units at rest, as a hall of one zone sees them: heat without that of the units,
/// power with it, the supply at the racks.
inline datahall::CoolingDuty respond(const datahall::CoolingPlant& plant, datahall::Watts heat,
                                     const datahall::Weather& weather) {
    using namespace datahall;
    const TerminalUnits units = plant.terminals();
    const TerminalRow row = TerminalRow::of(units, plant.design_heat().si());
    const double drawn = row.power(heat.si(), 1.0);
    CoolingDuty duty = plant.respond(heat + Watts::from_si(drawn), weather, {});
    duty.capacity = std::max(duty.capacity - Watts::from_si(row.power(row.rated_heat, 1.0)), Watts{});
    duty.rejected = std::min(heat, duty.capacity);
    (units.are_pumps ? duty.power.pumps : duty.power.fans) += Watts::from_si(drawn);
    duty.supply = plant.set_point() + (duty.supply - plant.loop_set_point());
    return duty;
}

// What all that acts in the power chain of a run works on.
#pragma once

#include "sim/config/scenario.hpp"
#include "sim/run/power/power_flow.hpp"
#include "sim/run/power/power_log.hpp"
#include "sim/run/power/units_in.hpp"

namespace datahall {

struct PowerParts {
    const ScenarioConfig& scenario;
    const Facility& facility;
    PowerFlow& flow;
    UnitsIn& units;
    EventQueue& events;
    PowerLog& log;

    /// Of the catalogue; the facility was built from it.
    const LossElementType& type_of(std::uint32_t element) const {
        return scenario.catalogue.power.find(facility.power_levels[facility.elements[element].level].type)
            ->second;
    }
};

}  // namespace datahall

#include "sim/run/power/supply.hpp"

#include <algorithm>

namespace datahall {

Supply::Supply(const ScenarioConfig& scenario, const Facility& facility, PowerFlow& flow, EventQueue& events,
               SupplyHost& host)
    : facility_{facility},
      flow_{flow},
      log_{events},
      units_{facility, flow},
      generators_{{scenario, facility, flow, units_, events, log_}},
      switches_{{scenario, facility, flow, units_, events, log_}, generators_},
      stores_{{scenario, facility, flow, units_, events, log_}},
      ups_{{scenario, facility, flow, units_, events, log_}, stores_},
      breakers_{{scenario, facility, flow, units_, events, log_}},
      loads_{{scenario, facility, flow, units_, events, log_}, host},
      cappers_{{scenario, facility, flow, units_, events, log_}, host} {}

void Supply::start(std::uint64_t seed, std::uint64_t replication) {
    generators_.start(seed, replication);
}

void Supply::fail(const FaultConfig& fault) {
    change_failed(fault, 1);
}

void Supply::repair(const FaultConfig& fault) {
    change_failed(fault, -1);
}

void Supply::change_failed(const FaultConfig& fault, std::int64_t sign) {
    const PowerHappened what = sign > 0 ? PowerHappened::failed : PowerHappened::repaired;
    if (fault.element == "utility") {
        outages_ += sign;
        flow_.set_grid(outages_ == 0);
        return log_.note(no_index, what, 1.0);
    }
    const auto found = std::ranges::find(facility_.elements, fault.element, &PowerElement::name);
    const auto element = static_cast<std::uint32_t>(found - facility_.elements.begin());
    const std::int64_t units = fault.units.value_or(found->units);
    units_.change_failed(element, sign * units);
    if (sign < 0) generators_.repair(element);
    log_.note(element, what, static_cast<double>(units));
}

void Supply::settle() {
    const PowerChanges changes = flow_.take_changes();
    if (changes.live) {
        switches_.look();
        generators_.look();
    }
    for (const std::uint32_t bus : changes.buses) {
        stores_.look_at(bus);
        ups_.look_at(bus);
        breakers_.look_at(bus);
        generators_.look_at(bus);
        cappers_.look_at(bus);
    }
    cappers_.look_at(no_index);
    if (changes.live) loads_.look();
}

}  // namespace datahall

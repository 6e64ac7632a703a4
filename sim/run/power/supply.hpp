// The supply of a hall in a run: everything in the power chain that acts, and what fails there.
//
// After the power tree has settled, settle() lets transfer switches, generators, batteries, breakers and the
// loads behind them answer to what has changed, in that order.  Within an instant they only open, take over
// and stop; what closes, starts or returns is an event of its own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/run/power/breakers.hpp"
#include "sim/run/power/cappers.hpp"
#include "sim/run/power/dark_loads.hpp"
#include "sim/run/power/generator_sets.hpp"
#include "sim/run/power/stores.hpp"
#include "sim/run/power/transfer_switches.hpp"
#include "sim/run/power/ups_modes.hpp"

namespace datahall {

/// What racks, plants and jobs behind the chain are told, and asked.
class SupplyHost : public DarkHost, public CapHost {};

class Supply {
public:
    Supply(const ScenarioConfig& scenario, const Facility& facility, PowerFlow& flow, EventQueue& events,
           SupplyHost& host);
    Supply(const Supply&) = delete;

    void start(std::uint64_t seed, std::uint64_t replication);
    /// A fault of an element of the power chain begins or ends.
    void fail(const FaultConfig& fault);
    void repair(const FaultConfig& fault);
    /// After the power tree.  The tree may have to settle again.
    void settle();
    /// When everything has come to rest.
    void decide() { cappers_.decide(); }

    const PowerLog& log() const { return log_; }
    PowerLog& log() { return log_; }
    const DarkLoads& loads() const { return loads_; }
    const Stores& stores() const { return stores_; }
    const GeneratorSets& generators() const { return generators_; }
    const UpsModes& ups() const { return ups_; }
    const Cappers& cappers() const { return cappers_; }

private:
    void change_failed(const FaultConfig& fault, std::int64_t sign);

    const Facility& facility_;
    PowerFlow& flow_;
    PowerLog log_;
    UnitsIn units_;
    GeneratorSets generators_;
    TransferSwitches switches_;
    Stores stores_;
    UpsModes ups_;
    Breakers breakers_;
    DarkLoads loads_;
    Cappers cappers_;
    std::int64_t outages_ = 0;  // of the grid, by faults that overlap
};

}  // namespace datahall

// The signals of the grid that a scenario has, metered at the utility meter.
//
// Only energy from the grid counts: what generator sets, panels and stores give has none of its emissions and
// costs nothing here, and what charges a store counts when it is drawn.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "datahall/result.hpp"
#include "datahall/units.hpp"

#include "sim/config/scenario.hpp"
#include "sim/run/signal_meter.hpp"

namespace datahall {

class World;

/// Zero for signals that the scenario has not.
struct SiteSignalTotals {
    SignalTotals carbon;
    SignalTotals cost;
    SiteSignalTotals& operator-=(const SiteSignalTotals& o) {
        carbon -= o.carbon;
        cost -= o.cost;
        return *this;
    }
};

class SiteSignals {
public:
    explicit SiteSignals(const ScenarioConfig& scenario);

    /// What the utility meter reads from `now` on.
    void set(Instant now, std::int64_t utility_uw);
    SiteSignalTotals total(Instant now) const;
    /// Null without the signal.
    const SignalMeter<KilogramsPerJoule>* carbon() const { return carbon_ ? &*carbon_ : nullptr; }
    const SignalMeter<DollarsPerJoule>* cost() const { return cost_ ? &*cost_ : nullptr; }

private:
    std::optional<SignalMeter<KilogramsPerJoule>> carbon_;
    std::optional<SignalMeter<DollarsPerJoule>> cost_;
};

struct Totals;
/// Appends carbon.*, efficiency.cue, cost.energy_hourly and energy.price_mean, as far as there are signals.
void add_signal_metrics(const World& world, const Totals& window, std::vector<Metric>& metrics);

/// What was done about hours that the files lack.
void find_signal_notes(const World& world, std::vector<Finding>& findings);

/// Throws a ConfigError if a signal ends before the run does.
void require_signals(const Scenario& scenario, Instant horizon);

}  // namespace datahall

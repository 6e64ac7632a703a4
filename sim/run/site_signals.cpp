#include "sim/run/site_signals.hpp"

#include <string>

#include "datahall/config_error.hpp"

#include "sim/run/totals.hpp"
#include "sim/run/world.hpp"

namespace datahall {
namespace {

constexpr double seconds_per_ns = 1e-9;
constexpr double joules_per_kwh = 3.6e6;

std::optional<double> ratio(double a, double b) {
    return b > 0 ? std::optional{a / b} : std::nullopt;
}

template <class Q>
void require_cover(const Scenario& scenario, const Signal<Q>& signal, const char* key, Utc end) {
    if (signal.covers(scenario.config().start, end)) return;
    throw ConfigError{
        {Problem{scenario.where(key), "E0501", key,
                 "the hours of the file end before the run does: expected a shorter run, or align: "
                 "typical_year",
                 ""}}};
}

}  // namespace

SiteSignals::SiteSignals(const ScenarioConfig& s) {
    if (s.site.carbon) carbon_.emplace(s.site.carbon->signal, s.start);
    if (s.site.energy_price) cost_.emplace(s.site.energy_price->signal, s.start);
}

void SiteSignals::set(Instant now, std::int64_t utility_uw) {
    if (carbon_) carbon_->set(now, utility_uw);
    if (cost_) cost_->set(now, utility_uw);
}

SiteSignalTotals SiteSignals::total(Instant now) const {
    return {.carbon = carbon_ ? carbon_->total(now) : SignalTotals{},
            .cost = cost_ ? cost_->total(now) : SignalTotals{}};
}

void add_signal_metrics(const World& w, const Totals& window, std::vector<Metric>& metrics) {
    const double seconds = static_cast<double>(window.at.ns) * seconds_per_ns;
    if (w.signals().carbon() != nullptr) {
        const double kg = window.signals.carbon.of_energy;
        metrics.push_back({"carbon.emitted", kg, "kg", "CO2 equivalent of the energy from the grid"});
        metrics.push_back({"carbon.intensity_mean", ratio(window.signals.carbon.of_time, seconds), "kg/J",
                           "Carbon intensity of the grid, mean over time"});
        metrics.push_back({"efficiency.cue", ratio(kg, joules_of(window.it) / joules_per_kwh), "kg/kWh",
                           "CO2 equivalent of the energy from the grid over IT energy (ISO/IEC 30134-8)"});
    }
    if (w.signals().cost() != nullptr) {
        metrics.push_back({"cost.energy_hourly", window.signals.cost.of_energy, "USD",
                           "Energy of the counted window at the prices of its hours"});
        metrics.push_back({"energy.price_mean", ratio(window.signals.cost.of_time, seconds), "USD/J",
                           "Price of energy, mean over time"});
    }
}

void find_signal_notes(const World& w, std::vector<Finding>& findings) {
    const auto note = [&](const char* object, const std::vector<std::string>& notes) {
        for (const std::string& text : notes) {
            findings.push_back({.code = "F0603",
                                .object = object,
                                .text = text,
                                .value = 0,
                                .limit = 0,
                                .unit = "",
                                .time_s = {}});
        }
    };
    const SiteConfig& site = w.scenario().site;
    if (site.carbon) note("site/carbon", site.carbon->origin.notes);
    if (site.energy_price) note("site/energy_price", site.energy_price->origin.notes);
}

void require_signals(const Scenario& scenario, Instant horizon) {
    constexpr std::int64_t second_ns = 1'000'000'000;
    const SiteConfig& site = scenario.config().site;
    const Utc end{scenario.config().start.seconds + (horizon.ns + second_ns - 1) / second_ns};
    if (site.carbon) require_cover(scenario, site.carbon->signal, "site.carbon", end);
    if (site.energy_price) require_cover(scenario, site.energy_price->signal, "site.energy_price", end);
}

}  // namespace datahall

#include "sim/run/load_metrics.hpp"

#include "sim/run/power/energy_flow.hpp"
#include "sim/run/world.hpp"

namespace datahall {
namespace {

constexpr double watts_per_uw = 1e-6;
constexpr double seconds_per_ns = 1e-9;

void add_losses(const World& w, const Totals& window, std::vector<Metric>& metrics) {
    for (const LocatedLosses& losses : located_losses(w, window)) {
        Int128 sum = 0;
        for (const Int128 level : losses.by_level) sum += level;
        metrics.push_back({"energy.loss." + losses.place, joules_of(sum), "J",
                           "Losses of the power chain that heat: " + losses.place});
    }
}

std::optional<double> load_factor(const World& w, const Totals& window) {
    const double most_w = static_cast<double>(w.power().utility().highest()) * watts_per_uw;
    const double most_j = most_w * static_cast<double>(window.at.ns) * seconds_per_ns;
    return most_j > 0 ? std::optional{joules_of(window.utility) / most_j} : std::nullopt;
}

// `quarters` of an hour together.
double mean_of_quarters_w(Int128 uw_ns, double quarters) {
    return joules_of(uw_ns) / (static_cast<double>(DemandMeter::quarter_ns) * seconds_per_ns * quarters);
}

void add_demand(const DemandMeter& demand, std::vector<Metric>& metrics) {
    std::optional<double> highest;
    std::optional<double> monthly;
    if (const auto most = demand.highest()) {
        Int128 months = 0;
        for (const Int128 month : demand.months()) months += month;
        highest = mean_of_quarters_w(*most, 1);
        monthly = mean_of_quarters_w(months, static_cast<double>(demand.months().size()));
    }
    metrics.push_back({"power.utility_demand_highest", highest, "W",
                       "Highest mean power of a quarter of an hour of the calendar at the utility meter"});
    metrics.push_back(
        {"power.utility_demand_monthly", monthly, "W",
         "The same of each calendar month (UTC), mean of the months: what a demand charge bills"});
}

}  // namespace

void add_load_metrics(const World& w, const Totals& window, std::vector<Metric>& metrics) {
    add_losses(w, window, metrics);
    metrics.push_back({"power.utility_load_factor", load_factor(w, window), "1",
                       "Mean power at the utility meter over the highest"});
    const LoadProfile load = w.load().until(w.queue().now());
    add_demand(load.demand(), metrics);
    const auto add = [&](const char* name, std::int64_t uw, const char* meaning) {
        metrics.push_back(
            {std::string{"power.utility_"} + name, static_cast<double>(uw) * watts_per_uw, "W", meaning});
    };
    add("ramp_up_1min", load.minute().up(), "Largest rise of power at the utility meter within a minute");
    add("ramp_down_1min", load.minute().down(), "Largest fall within a minute");
    add("ramp_up_15min", load.quarter().up(), "Largest rise within 15 minutes");
    add("ramp_down_15min", load.quarter().down(), "Largest fall within 15 minutes");
    add("step_up", load.step_up(), "Largest rise at one instant");
    add("step_down", load.step_down(), "Largest fall at one instant");
}

}  // namespace datahall

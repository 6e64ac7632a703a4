#include "sim/run/sampler.hpp"

#include <algorithm>
#include <string>

#include "sim/run/world.hpp"

namespace datahall {
namespace {

std::vector<SeriesColumn> columns() {
    return {{"time_s", "s", "Simulated time since the start"},
            {"utility_power_w", "W", "Power at the utility meter"},
            {"it_power_w", "W", "Power of everything in racks"},
            {"loss_power_w", "W", "Losses of the power chain"},
            {"cooling_power_w", "W", "Power of the cooling plants"},
            {"utility_energy_j", "J", "Energy at the utility meter since the start"},
            {"it_energy_j", "J", "Energy of everything in racks since the start"},
            {"air_supply_c", "degC", "Supply air at the racks"},
            {"liquid_supply_c", "degC", "Coolant supply at the racks"},
            {"dry_bulb_c", "degC", "Outdoor dry bulb"},
            {"wet_bulb_c", "degC", "Outdoor wet bulb"},
            {"devices_held", "count", "Devices held by jobs"},
            {"devices_unused", "count", "Devices held by jobs that do not work on them"},
            {"devices_stranded", "count", "Free devices on nodes in use"},
            {"nodes_asleep", "count", "Nodes asleep"},
            {"nodes_booting", "count", "Nodes called that are not awake yet"},
            {"jobs_running", "count", "Jobs running"},
            {"jobs_waiting", "count", "Jobs waiting"}};
}

bool has_sharing(const World& w) {
    return std::ranges::any_of(w.clusters(), [](const auto& c) { return c->shared() != nullptr; });
}

double unusable_devices(const World& w) {
    double sum = 0;
    for (const auto& c : w.clusters()) {
        if (c->shared() == nullptr) continue;
        sum += static_cast<double>(c->shared()->unusable()) / static_cast<double>(c->shared()->mix_jobs()) /
               whole_gpu;
    }
    return sum;
}

}  // namespace

Sampler::Sampler(Seconds interval, Instant horizon, const World& w, std::int64_t inlets)
    : interval_ns_{as_nanoseconds(interval)}, next_{interval_ns_ > 0 ? Instant{} : kNever} {
    series_.columns = columns();
    name_inlets(horizon, w, inlets);
    shows_sharing_ = has_sharing(w);
    if (shows_sharing_) {
        series_.columns.push_back(
            {"devices_unusable", "count",
             "Free devices of clusters that jobs share, and of no use to the jobs of their mix"});
    }
    if (w.signals().carbon() != nullptr)
        series_.columns.push_back({"carbon_kg_per_kwh", "kg/kWh", "Carbon intensity of the grid"});
    if (w.signals().cost() != nullptr)
        series_.columns.push_back({"price_usd_per_kwh", "USD/kWh", "Price of energy from the grid"});
    shows_swings_ = w.swings() != nullptr;
    if (!shows_swings_) return;
    series_.columns.push_back({"swing_w", "W", "Swing of power, peak to peak with all jobs in phase"});
    series_.columns.push_back(
        {"swing_sigma_w", "W", "Standard deviation of power by swings, independent phases"});
}

void Sampler::name_inlets(Instant horizon, const World& w, std::int64_t most) {
    const auto& zones = w.facility().zones;
    if (interval_ns_ <= 0 || zones.size() < 2) return;
    const auto columns = static_cast<std::int64_t>(zones.size()) + 1;
    const std::int64_t most_rows = std::max<std::int64_t>(most / columns, 1);
    every_ = horizon.ns / interval_ns_ / most_rows + 1;
    std::string time = "Simulated time since the start";
    if (every_ > 1) time += "; a row for every " + std::to_string(every_) + " of series.csv";
    inlets_.columns.push_back({"time_s", "s", std::move(time)});
    for (const ZoneRow& zone : zones) {
        inlets_.columns.push_back(
            {zone.name + "_c", "degC", "Inlet air of the hottest rack of zone " + zone.name});
    }
}

void Sampler::sample_inlets(Instant now, const World& w) {
    if (inlets_.columns.empty() || samples_++ % every_ != 0) return;
    inlets_.values.push_back(static_cast<double>(now.ns) / 1e9);
    for (std::uint32_t z = 0; z < w.facility().zones.size(); ++z)
        inlets_.values.push_back(w.heat().circuit(0).inlet(z, now));
}

void Sampler::sample(const World& w) {
    const Instant now = next_;
    const auto watts = [](const Meter& m) { return static_cast<double>(m.level()) * 1e-6; };
    const PowerFlow& p = w.power();
    double held = 0;
    double unused = 0;
    double stranded = 0;
    double asleep = 0;
    double booting = 0;
    double running = 0;
    double waiting = 0;
    for (const auto& c : w.clusters()) {
        held += static_cast<double>(c->busy().level()) / c->row().parts;
        unused += static_cast<double>(c->unused().level()) / c->row().parts;
        stranded += static_cast<double>(c->stranded().level()) / c->row().parts;
        asleep += c->sleepers() ? static_cast<double>(c->sleepers()->asleep().level()) : 0.0;
        booting += c->sleepers() ? c->sleepers()->coming() : 0.0;
        running += static_cast<double>(c->running());
        waiting += static_cast<double>(c->waiting());
    }
    const double row[] = {static_cast<double>(now.ns) / 1e9,
                          watts(p.utility()),
                          watts(p.it()),
                          static_cast<double>(p.total_loss_uw()) * 1e-6,
                          watts(p.mechanical()),
                          joules_of(p.utility().total(now)),
                          joules_of(p.it().total(now)),
                          w.heat().circuit(0).warmest_inlet(now),
                          w.heat().circuit(1).warmest_inlet(now),
                          w.heat().weather().dry_bulb.degrees(),
                          w.heat().weather().wet_bulb.degrees(),
                          held,
                          unused,
                          stranded,
                          asleep,
                          booting,
                          running,
                          waiting};
    series_.values.insert(series_.values.end(), std::begin(row), std::end(row));
    if (shows_sharing_) series_.values.push_back(unusable_devices(w));
    constexpr double joules_per_kwh = 3.6e6;
    if (const auto* carbon = w.signals().carbon())
        series_.values.push_back(carbon->value(now).si() * joules_per_kwh);
    if (const auto* cost = w.signals().cost())
        series_.values.push_back(cost->value(now).si() * joules_per_kwh);
    if (shows_swings_) {
        series_.values.push_back(watts(w.swings()->meter(SwingFigure::swing)));
        series_.values.push_back(watts(w.swings()->meter(SwingFigure::sigma)));
    }
    sample_inlets(now, w);
    next_ = add_sat(now, interval_ns_);
}

}  // namespace datahall

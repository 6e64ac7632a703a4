#include "sim/run/power/power_report.hpp"

#include <ranges>

#include "sim/build/power/contingency.hpp"
#include "sim/run/power/energy_flow.hpp"
#include "sim/run/world.hpp"

namespace datahall {
namespace {

constexpr double seconds_per_ns = 1e-9;

double watts(std::int64_t uw) {
    constexpr double uw_per_watt = 1e6;  // a division gives the double next to the decimal
    return static_cast<double>(uw) / uw_per_watt;
}

double mean_w(Int128 uw_ns, Instant window) {
    return window.ns == 0 ? 0.0 : joules_of(uw_ns) / (static_cast<double>(window.ns) * seconds_per_ns);
}

PowerBusReport bus_report(const World& w, std::uint32_t element, Instant window) {
    const Instant now = w.queue().now();
    const Facility& f = w.facility();
    const PowerElement& e = f.elements[element];
    const LoadMeter& meter = w.power().output(element);
    PowerBusReport bus{.bus = e.name,
                       .level = f.power_levels[e.level].name,
                       .type = f.power_levels[e.level].type,
                       .feeds = {},
                       .units = e.units,
                       .rating_w = (e.unit_rating * e.units).si(),
                       .output = meter.output(now),
                       .loss = meter.loss(now),
                       .lowest_w = watts(meter.lowest(now)),
                       .highest_w = watts(meter.highest()),
                       .highest_loading = meter.highest_loading(),
                       .heavy_ns = meter.heavy_ns(now)};
    bus.mean_w = mean_w(bus.output, window);
    if (bus.rating_w > 0) bus.mean_loading = bus.mean_w / bus.rating_w;
    bus.is_source = e.is_source;
    for (const PowerFeed& feed : f.feeds_of(e.feeds)) {
        bus.is_on_utility |= feed.from == no_index;
        if (feed.from != no_index) bus.feeds.push_back(f.elements[feed.from].name);
    }
    return bus;
}

void note_headroom(const Facility& f, std::vector<PowerBusReport>& buses) {
    std::vector<double> output_w;
    output_w.reserve(buses.size());
    for (const PowerBusReport& bus : buses) output_w.push_back(bus.highest_w);
    const std::vector<Headroom> headroom = headroom_of(f, output_w);
    for (std::size_t e = 0; e < buses.size(); ++e) {
        buses[e].headroom_w = headroom[e].own_w;
        buses[e].stranded_w = headroom[e].stranded_w;
    }
}

std::vector<DurationStep> durations_of(const LoadProfile& load) {
    std::vector<DurationStep> steps;
    const auto& bins = load.durations().bins();
    for (auto bin = bins.rbegin(); bin != bins.rend(); ++bin) {
        if (bin->ns > 0) steps.push_back({.ns = bin->ns, .energy = bin->integral});
    }
    return steps;
}

}  // namespace

PowerReport power_report(const World& w, const Totals& window) {
    PowerReport report;
    for (std::uint32_t e = 0; e < w.facility().elements.size(); ++e) {
        report.buses.push_back(bus_report(w, e, window.at));
    }
    note_headroom(w.facility(), report.buses);
    for (const PowerLevel& level : w.facility().power_levels) report.levels.push_back(level.name);
    report.losses = located_losses(w, window);
    report.flow = energy_flow(w, window);
    report.durations = durations_of(w.load().until(w.queue().now()));
    report.utility_mean_w = mean_w(window.utility, window.at);
    report.utility_highest_w = watts(w.power().utility().highest());
    return report;
}

}  // namespace datahall

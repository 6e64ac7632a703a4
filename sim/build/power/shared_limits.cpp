#include "sim/build/power/shared_limits.hpp"

#include <algorithm>
#include <array>

namespace datahall {
namespace {

using Phases = std::array<double, 3>;

// What a load draws through each of its feeds that carry it while all are live.
template <class Add>
void share_out(const Facility& f, const FeedSpan& feeds, const Add& add) {
    const auto first = f.first_in_turn(feeds);
    double all = 0;
    for (const PowerFeed& feed : first) all += feed.weight;
    for (const PowerFeed& feed : first) {
        if (feed.from != no_index) add(feed.from, feed.weight / all);
    }
}

}  // namespace

std::vector<double> subscribed_w(const Facility& f) {
    std::vector<double> below(f.elements.size());
    const auto add = [&](const FeedSpan& feeds, double watts) {
        share_out(f, feeds, [&](std::uint32_t bus, double share) { below[bus] += share * watts; });
    };
    for (const Rack& r : f.racks) add(r.feeds, (r.power_limit > Watts{} ? r.power_limit : r.nameplate).si());
    for (const PowerElement& e : f.elements) add(e.feeds, e.limit.si());
    return below;
}

std::vector<double> fullest_phases(const Facility& f) {
    std::vector<Phases> load(f.elements.size());
    const auto add = [&](const FeedSpan& feeds, const Phases& watts) {
        share_out(f, feeds, [&](std::uint32_t bus, double share) {
            for (std::size_t p = 0; p < watts.size(); ++p) load[bus][p] += share * watts[p];
        });
    };
    for (const Rack& r : f.racks) {
        const double watts = r.nameplate.si();
        Phases phases{watts / 3, watts / 3, watts / 3};
        if (r.phase != no_index) {
            phases = {};
            phases[r.phase] = watts;
        }
        add(r.feeds, phases);
    }
    std::vector<double> fullest(load.size(), 1.0);
    for (std::size_t e = load.size(); e-- > 0;) {
        add(f.elements[e].feeds, load[e]);
        // What the plan has beyond the racks is spread evenly.
        const double racks = load[e][0] + load[e][1] + load[e][2];
        const double even = std::max(f.elements[e].planned.si() - racks, 0.0) / 3;
        const double third = racks / 3 + even;
        if (third > 0) fullest[e] = (*std::ranges::max_element(load[e]) + even) / third;
    }
    return fullest;
}

void note_full_phases(const Facility& f, DesignNotes& notes) {
    const std::vector<double> fullest = fullest_phases(f);
    for (std::size_t e = 0; e < fullest.size(); ++e) {
        const PowerElement& bus = f.elements[e];
        const double load = bus.planned.si() * fullest[e];
        constexpr double rounding_slack = 1e-9;
        if (fullest[e] <= 1 + rounding_slack || load <= bus.limit.si() * (1 + rounding_slack)) continue;
        notes.find({.code = "F0223",
                    .object = "power/" + bus.name,
                    .text = "its fullest phase is planned above a third of what the bus can carry",
                    .value = load / 3,
                    .limit = bus.limit.si() / 3,
                    .unit = "W",
                    .time_s = {}});
    }
}

}  // namespace datahall

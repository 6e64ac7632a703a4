#include "sim/run/fabric/traffic_metrics.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "sim/run/world.hpp"

namespace datahall {
namespace {

constexpr double hot = 0.8;  // use of a link above which queues grow long
constexpr std::array<std::string_view, link_tiers> tier_names{"node_leaf",  "leaf_spine", "spine_core",
                                                              "management", "local",      "global"};

}  // namespace

std::vector<Metric> traffic_metrics(const World& w) {
    if (w.traffic() == nullptr) return {};
    const Traffic& traffic = *w.traffic();
    const Instant now = w.queue().now();
    const Traffic::DeviceTime time = traffic.device_time(now);
    double highest = 0.0;
    double trunk_sum = 0.0;
    double hot_links = 0.0;
    for (const LinkMean& link : traffic.means(now)) {
        highest = std::max(highest, link.mean);
        hot_links += link.mean > hot ? 1.0 : 0.0;
        if (traffic.graph().cables[link.link / 2].tier != LinkTier::node_leaf) trunk_sum += link.mean;
    }
    double trunks = 0.0;
    for (const FabricCable& c : traffic.graph().cables) trunks += c.tier == LinkTier::node_leaf ? 0.0 : 2.0;
    const auto ratio = [](double a, double b) { return b > 0.0 ? std::optional{a / b} : std::nullopt; };
    return {
        {"network.jobs_talking", static_cast<double>(traffic.talked()), "count",
         "Jobs that communicated over the fabric"},
        {"network.time_lost", ratio(time.lost_s, time.held_s), "1",
         "Of their device time, what other traffic and narrow ways cost"},
        {"network.trunk_use", ratio(trunk_sum, trunks), "1",
         "Use of the links between switches, mean over links and time"},
        {"network.link_use_highest", highest, "1", "Mean use of the link that is used most"},
        {"network.links_hot", hot_links, "count", "Links with a mean use above 80 %"},
    };
}

std::vector<LinkRow> link_rows(const World& w) {
    std::vector<LinkRow> rows;
    if (w.traffic() == nullptr) return rows;
    const Traffic& traffic = *w.traffic();
    for (const LinkMean& link : traffic.means(w.queue().now())) {
        const FabricCable& cable = traffic.graph().cables[link.link / 2];
        rows.push_back({.name = traffic.name_of_link(link.link),
                        .tier = std::string{tier_names[static_cast<std::size_t>(cable.tier)]},
                        .capacity = cable.bytes_per_s * 8.0,
                        .use = link.mean,
                        .use_highest = link.highest});
    }
    return rows;
}

}  // namespace datahall

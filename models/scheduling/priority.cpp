#include "models/scheduling/priority.hpp"

#include <algorithm>

namespace datahall {
namespace {

constexpr double most = 4'294'967'295.0;

double weighed(std::int64_t weight, double factor) {
    return static_cast<double>(weight) * factor;
}

}  // namespace

void describe(Keys& keys, PriorityWeights& w) {
    const Range range{.at_least = 0, .at_most = most, .example = "1000"};
    keys.optional({"age", "Of the time since submission, up to max_age", range}, w.age);
    keys.optional({"fair_share", "Of what the user and account have had less than their shares", range},
                  w.fair_share);
    keys.optional({"size", "Of the devices asked for", range}, w.size);
    keys.optional({"assoc", "Of the priority of the account", range}, w.assoc);
    keys.optional({"partition", "Of the priority of the partition", range}, w.partition);
    keys.optional({"qos", "Of the priority of the QOS", range}, w.qos);
}

std::uint32_t priority_of(const PriorityWeights& w, const PriorityFactors& f) {
    const double sum = static_cast<double>(f.site) + weighed(w.age, f.age) + weighed(w.assoc, f.assoc) +
                       weighed(w.fair_share, f.fair_share) + weighed(w.size, f.size) +
                       weighed(w.partition, f.partition) + weighed(w.qos, f.qos) -
                       static_cast<double>(f.nice);
    return static_cast<std::uint32_t>(std::clamp(sum, 0.0, most));
}

}  // namespace datahall

#include "sim/fabric/head_of_line.hpp"

#include <algorithm>
#include <cmath>

namespace datahall {
namespace {

constexpr double above = 1.0 + MaxMin::tolerance;
constexpr double below = 1.0 - MaxMin::tolerance;
// A jam spreads by a hop in each round at worst; shortest paths are no longer than this.
constexpr int most_rounds = 8;
// Shares of a level of a split path sum to 1, but for rounding.
constexpr double rounding = 1e-6;

std::uint32_t whole(double shares) {
    return static_cast<std::uint32_t>(shares + rounding);
}

// The first bottleneck of a flow that is not its cap, or the number of its hops.
std::uint32_t first_bottleneck(const MaxMin& rates, std::uint32_t slot, std::size_t links) {
    const std::span<const MaxMin::Hop> path = rates.path(slot);
    std::uint32_t i = 0;
    while (i < path.size() && !(path[i].link < links && rates.is_bottleneck(path[i].link, slot))) ++i;
    return i;
}

// How many hops, from the first, are on earlier levels than this one.
std::uint32_t hops_before(std::span<const MaxMin::Hop> path, std::uint32_t at, double weight) {
    double shares = 0.0;
    std::uint32_t first_of_level = 0;
    std::uint32_t level = 0;
    for (std::uint32_t i = 0; i < at; ++i) {
        shares += path[i].pull / weight;
        if (whole(shares) == level) continue;
        level = whole(shares);
        first_of_level = i + 1;
    }
    return first_of_level;
}

bool passes(const MaxMin& rates, std::uint32_t slot, std::uint32_t link) {
    return std::ranges::any_of(rates.path(slot), [link](const MaxMin::Hop& hop) { return hop.link == link; });
}

}  // namespace

void VictimExposure::add(std::uint32_t slot, std::uint32_t flow) {
    if (held_.size() <= slot) held_.resize(slot + 1);
    held_[slot] = {.flow = flow, .is_victim = is_victim(flow)};
}

// Whoever is on its inputs and does not go where it is held up.
void VictimExposure::expose(const MaxMin& rates, std::uint32_t slot, std::uint32_t link) {
    Held& held = held_[slot];
    if (held.is_victim || passes(rates, slot, link)) return;
    held.is_victim = true;
    is_victim_[held.flow] = 1;
    ++victims_;
}

void VictimExposure::hold(const MaxMin& rates, std::uint32_t slot) {
    Held& held = held_[slot];
    const std::span<const MaxMin::Hop> path = rates.path(slot);
    const std::uint32_t at = first_bottleneck(rates, slot, links_);
    const bool is_held = at < path.size() && rates.level(slot) > 0.0;
    const std::uint32_t link = is_held ? path[at].link : MaxMin::no_link;
    if (link == held.link) return;
    held.link = link;
    held.end = rates.first_hop(slot) + (is_held ? hops_before(path, at, rates.weight(slot)) : 0);
    const std::uint32_t inputs = held.end - rates.first_hop(slot);
    for (const MaxMin::Hop& input : path.first(inputs)) {
        for (const MaxMin::Entry& e : rates.flows_on(input.link)) expose(rates, e.flow, link);
    }
}

// Whether those who were there before are held up further on.
void VictimExposure::look_around(const MaxMin& rates, std::uint32_t slot) {
    // Nobody goes on from the last link.
    const std::span<const MaxMin::Hop> path = rates.path(slot);
    for (const MaxMin::Hop& hop : path.first(path.size() - 1)) {
        for (const MaxMin::Entry& e : rates.flows_on(hop.link)) {
            if (e.hop < held_[e.flow].end) expose(rates, slot, held_[e.flow].link);
        }
    }
}

void VictimExposure::follow(const MaxMin& rates, std::span<const RateChange> changes) {
    for (const RateChange& change : changes) hold(rates, change.flow);
    for (const RateChange& change : changes) {
        Held& held = held_[change.flow];
        if (!held.is_new) continue;
        held.is_new = false;
        if (!held.is_victim) look_around(rates, change.flow);
    }
}

// What weighs on each link.  Flows that stand still, behind a link of capacity 0, take no part.
void HeadOfLineRates::measure_links(const MaxMin& rates) {
    for (const std::uint32_t link : used_) pull_[link] = load_[link] = 0.0;
    used_.clear();
    pull_.resize(rates.links());
    load_.resize(rates.links());
    depth_.resize(rates.links());
    for (std::uint32_t slot = 0; slot < rates.slots(); ++slot) {
        level_[slot] = rates.path(slot).empty() ? 0.0 : rates.level(slot);
        if (level_[slot] <= 0.0) continue;
        for (const MaxMin::Hop& hop : rates.path(slot)) {
            if (pull_[hop.link] == 0.0) {
                depth_[hop.link] = 0;
                used_.push_back(hop.link);
            }
            pull_[hop.link] += hop.pull;
        }
    }
}

void HeadOfLineRates::place_flow(const MaxMin& rates, std::uint32_t slot) {
    const std::span<const MaxMin::Hop> path = rates.path(slot);
    const std::uint32_t first = rates.first_hop(slot);
    if (places_.size() < first + path.size()) places_.resize(first + path.size());
    const std::uint32_t at = first_bottleneck(rates, slot, links_);
    double demand = MaxMin::unlimited;
    if (path.back().link >= links_) demand = rates.capacity(path.back().link) / path.back().pull;
    double shares = 0.0;
    held_[slot] = 0;
    for (std::uint32_t i = 0; i < path.size(); ++i) {
        const std::uint32_t link = path[i].link;
        demand = std::min(demand, rates.capacity(link) / pull_[link]);
        places_[first + i] = {demand, whole(shares)};
        if (i == at) held_[slot] = whole(shares);
        depth_[link] = std::max(depth_[link], whole(shares));
        shares += path[i].pull / rates.weight(slot);
    }
}

// True if it lowers a rate.
bool HeadOfLineRates::bound(const MaxMin& rates, std::uint32_t link) {
    double phi = 1.0;
    for (const MaxMin::Entry& e : rates.flows_on(link)) {
        if (level_[e.flow] > 0.0 && places_[e.hop].order < held_[e.flow])
            phi = std::min(phi, level_[e.flow] / places_[e.hop].demand);
    }
    if (phi >= below) return false;
    bool is_lower = false;
    for (const MaxMin::Entry& e : rates.flows_on(link)) {
        const double most = phi * places_[e.hop].demand;
        if (level_[e.flow] <= most * above) continue;
        level_[e.flow] = most;
        held_[e.flow] = places_[e.hop].order;
        is_lower = true;
    }
    return is_lower;
}

void HeadOfLineRates::commit(const MaxMin& rates) {
    changes_.clear();
    for (std::uint32_t slot = 0; slot < rates.slots(); ++slot) {
        if (rates.path(slot).empty()) continue;
        for (const MaxMin::Hop& hop : rates.path(slot)) load_[hop.link] += hop.pull * level_[slot];
        const double rate = level_[slot] * rates.weight(slot);
        // As in MaxMin: the same number, computed in another order.
        if (std::fabs(rate - rate_[slot]) <= 1e-13 * rate_[slot]) continue;
        changes_.push_back({slot, rate_[slot]});
        rate_[slot] = rate;
    }
}

std::span<const RateChange> HeadOfLineRates::limit(const MaxMin& rates) {
    level_.resize(rates.slots());
    rate_.resize(rates.slots());
    held_.resize(rates.slots());
    measure_links(rates);
    for (std::uint32_t slot = 0; slot < rates.slots(); ++slot) {
        if (level_[slot] > 0.0) place_flow(rates, slot);
    }
    std::ranges::sort(used_, [this](std::uint32_t a, std::uint32_t b) {
        return depth_[a] > depth_[b] || (depth_[a] == depth_[b] && a < b);
    });
    bool is_done = false;
    for (int round = 0; round < most_rounds && !is_done; ++round) {
        is_done = true;
        for (const std::uint32_t link : used_) {
            if (bound(rates, link)) is_done = false;
        }
    }
    commit(rates);
    return changes_;
}

}  // namespace datahall

#include "sim/fabric/max_min.hpp"

#include <algorithm>
#include <cmath>

namespace datahall {
namespace {

constexpr double below = 1.0 - MaxMin::tolerance;
constexpr double above = 1.0 + MaxMin::tolerance;
// Levels that differ by no more than this are the same number, computed in another order.
constexpr double rounding = 1e-13;

}  // namespace

MaxMin::MaxMin(std::span<const double> capacities) {
    links_.reserve(capacities.size());
    for (const double c : capacities) grow_links(c);
}

void MaxMin::grow_links(double capacity) {
    links_.emplace_back().capacity = capacity;
}

std::uint32_t MaxMin::take_slot() {
    if (!free_flows_.empty()) {
        const std::uint32_t flow = free_flows_.back();
        free_flows_.pop_back();
        return flow;
    }
    hot_.emplace_back();
    weight_.push_back(1.0);
    paths_.emplace_back();
    fixed_in_.push_back(0);
    return static_cast<std::uint32_t>(hot_.size() - 1);
}

std::uint32_t MaxMin::take_hops(std::uint32_t count) {
    if (count < free_hops_.size() && !free_hops_[count].empty()) {
        const std::uint32_t first = free_hops_[count].back();
        free_hops_[count].pop_back();
        return first;
    }
    const auto first = static_cast<std::uint32_t>(hops_.size());
    hops_.resize(hops_.size() + count);
    return first;
}

std::uint32_t MaxMin::take_private_link(double capacity) {
    if (free_private_.empty()) {
        grow_links(capacity);
        return links() - 1;
    }
    const std::uint32_t link = free_private_.back();
    free_private_.pop_back();
    links_[link].capacity = capacity;
    return link;
}

void MaxMin::touch(std::uint32_t link) {
    if (links_[link].seen_in == batch_) return;
    links_[link].seen_in = batch_;
    touched_.push_back(link);
}

void MaxMin::watch(std::uint32_t link) {
    if (links_[link].seen_in == batch_) return;
    links_[link].seen_in = batch_;
    watched_.push_back(link);
}

std::uint32_t MaxMin::add(const FlowDemand& demand) {
    const std::uint32_t flow = take_slot();
    const bool is_capped = demand.cap < unlimited;
    const auto count = static_cast<std::uint32_t>(demand.path.size() + (is_capped ? 1 : 0));
    Path& path = paths_[flow];
    path = {take_hops(count), count, is_capped ? take_private_link(demand.cap) : no_link};
    hot_[flow] = {0.0, no_link, 0};
    weight_[flow] = demand.weight;
    for (std::uint32_t i = 0; i < count; ++i) {
        const PathHop hop = i < demand.path.size() ? demand.path[i] : PathHop{path.private_link, 1.0};
        std::vector<Entry>& list = links_[hop.link].flows;
        const double pull = hop.share * demand.weight;
        hops_[path.first + i] = {hop.link, static_cast<std::uint32_t>(list.size()), pull};
        list.push_back({flow, path.first + i, pull});
        touch(hop.link);
    }
    newcomers_.push_back(flow);
    ++active_;
    return flow;
}

void MaxMin::remove(std::uint32_t flow) {
    const Path path = paths_[flow];
    for (std::uint32_t h = path.first; h < path.first + path.count; ++h) {
        std::vector<Entry>& list = links_[hops_[h].link].flows;
        const Entry last = list.back();
        list[hops_[h].position] = last;
        hops_[last.hop].position = hops_[h].position;
        list.pop_back();
        touch(hops_[h].link);
    }
    if (path.private_link != no_link) free_private_.push_back(path.private_link);
    if (free_hops_.size() <= path.count) free_hops_.resize(path.count + 1);
    free_hops_[path.count].push_back(path.first);
    paths_[flow].count = 0;
    free_flows_.push_back(flow);
    --active_;
}

void MaxMin::set_capacity(std::uint32_t link, double capacity) {
    if (links_[link].capacity == capacity) return;
    links_[link].capacity = capacity;
    capacity_changed_ = true;
    touch(link);
}

void MaxMin::join(std::uint32_t flow) {
    if (is_member(flow)) return;
    hot_[flow].member_of = batch_;
    members_.push_back(flow);
    before_.push_back(hot_[flow].level);
}

void MaxMin::set_load(Link& link, double load, double highest) {
    link.load = load;
    link.threshold = load >= link.capacity * below ? highest * below : unlimited;
}

void MaxMin::measure(std::uint32_t number) {
    Link& link = links_[number];
    double load = 0.0;
    double highest = 0.0;
    for (const Entry& e : link.flows) {
        const double level = hot_[e.flow].level;
        load += e.pull * level;
        highest = std::max(highest, level);
    }
    set_load(link, load, highest);
}

bool MaxMin::has_bottleneck(std::uint32_t flow) {
    Hot& hot = hot_[flow];
    if (hot.bottleneck != no_link && hot.level >= links_[hot.bottleneck].threshold) return true;
    for (const Hop& hop : path(flow)) {
        if (hot.level < links_[hop.link].threshold) continue;
        hot.bottleneck = hop.link;
        return true;
    }
    return false;
}

// Flows that will surely have to make room for the newcomers: this saves rounds and decides nothing.
void MaxMin::seed() {
    for (const std::uint32_t link : touched_) {
        double pull = 0.0;
        for (const Entry& e : links_[link].flows) pull += e.pull;
        const double fair = links_[link].capacity / pull * below;
        for (const Entry& e : links_[link].flows) {
            if (hot_[e.flow].level >= fair) join(e.flow);
        }
    }
}

// Outsiders that had their bottleneck where it has moved up or gone.
void MaxMin::find_freed() {
    for (const std::uint32_t number : watched_) {
        Link& link = links_[number];
        if (link.threshold > link.checked) {
            for (const Entry& e : link.flows) {
                if (hot_[e.flow].bottleneck == number && !is_member(e.flow) && !has_bottleneck(e.flow)) {
                    join(e.flow);
                }
            }
        }
        link.checked = link.threshold;
    }
}

void MaxMin::find_overloaded() {
    for (const std::uint32_t number : watched_) {
        const Link& link = links_[number];
        if (link.load <= link.capacity * above) continue;
        for (const Entry& e : link.flows) join(e.flow);
    }
}

// Members on a link, and what everybody else leaves of it.
void MaxMin::read_list(Filling& f) {
    f = {.link = f.link, .first = static_cast<std::uint32_t>(on_filled_.size())};
    for (const Entry& e : links_[f.link].flows) {
        const Hot& hot = hot_[e.flow];
        if (hot.member_of == batch_) {
            on_filled_.push_back({e.flow, e.hop});
            f.all_pull += e.pull;
        } else {
            f.background += e.pull * hot.level;
            f.highest = std::max(f.highest, hot.level);
        }
    }
    f.end = static_cast<std::uint32_t>(on_filled_.size());
}

// The links of all members.  Lists are read again only where a member has joined since they were.
void MaxMin::gather() {
    ++round_;
    for (; gathered_ < members_.size(); ++gathered_) {
        for (const Hop& hop : path(members_[gathered_])) {
            Link& link = links_[hop.link];
            if (!is_filled(link, hop.link)) {
                link.filling = static_cast<std::uint32_t>(fillings_.size());
                fillings_.push_back({.link = hop.link});
                watch(hop.link);
            }
            fillings_[link.filling].is_stale = true;
        }
    }
    for (Filling& f : fillings_) {
        if (f.is_stale) read_list(f);
        f.open = f.end - f.first;
        f.pull = f.all_pull;
        f.left = std::max(0.0, links_[f.link].capacity - f.background);
    }
}

double MaxMin::open_pull(const Filling& filling) const {
    double pull = 0.0;
    for (std::uint32_t i = filling.first; i < filling.end; ++i) {
        if (fixed_in_[on_filled_[i].flow] != round_) pull += hops_[on_filled_[i].hop].pull;
    }
    return pull;
}

void MaxMin::fix_members(const Filling& full, double level) {
    for (std::uint32_t i = full.first; i < full.end; ++i) {
        const std::uint32_t flow = on_filled_[i].flow;
        if (fixed_in_[flow] == round_) continue;
        fixed_in_[flow] = round_;
        --unfixed_;
        hot_[flow].level = level;
        hot_[flow].bottleneck = full.link;
        for (const Hop& hop : path(flow)) {
            Filling& other = fillings_[links_[hop.link].filling];
            other.left = std::max(0.0, other.left - hop.pull * level);
            other.pull -= hop.pull;
            --other.open;
        }
    }
}

// Progressive filling of the members alone.  The level at which a link fills up only rises as others do, so
// an old key in the heap is a lower bound: one that is out of date goes back with its present value.
void MaxMin::fill() {
    const auto is_later = [](const Due& a, const Due& b) {
        return a.level > b.level || (a.level == b.level && a.filling > b.filling);
    };
    heap_.clear();
    for (std::uint32_t i = 0; i < fillings_.size(); ++i)
        heap_.push_back({fillings_[i].left / fillings_[i].pull, i});
    std::make_heap(heap_.begin(), heap_.end(), is_later);
    unfixed_ = static_cast<std::uint32_t>(members_.size());
    while (unfixed_ > 0) {
        std::pop_heap(heap_.begin(), heap_.end(), is_later);
        const Due due = heap_.back();
        heap_.pop_back();
        Filling& full = fillings_[due.filling];
        if (full.open == 0) continue;
        if (full.pull <= 0.0) full.pull = open_pull(full);  // lost in rounding
        const double level = full.left / full.pull;
        if (level > due.level && !heap_.empty() && level > heap_.front().level) {
            heap_.push_back({level, due.filling});
            std::push_heap(heap_.begin(), heap_.end(), is_later);
            continue;
        }
        fix_members(full, level);
    }
}

void MaxMin::measure_filled() {
    for (const Filling& f : fillings_) {
        double load = f.background;
        double highest = f.highest;
        for (std::uint32_t i = f.first; i < f.end; ++i) {
            const double level = hot_[on_filled_[i].flow].level;
            load += hops_[on_filled_[i].hop].pull * level;
            highest = std::max(highest, level);
        }
        set_load(links_[f.link], load, highest);
    }
}

// A member without a bottleneck can rise at the cost of outsiders that are higher.
void MaxMin::challenge() {
    const std::size_t count = members_.size();
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t flow = members_[i];
        if (has_bottleneck(flow)) continue;
        const double limit = hot_[flow].level * above;
        for (const Hop& hop : path(flow)) {
            if (links_[hop.link].threshold == unlimited) continue;
            for (const Entry& e : links_[hop.link].flows) {
                if (hot_[e.flow].level > limit) join(e.flow);
            }
        }
    }
}

void MaxMin::commit() {
    changes_.clear();
    for (std::size_t i = 0; i < members_.size(); ++i) {
        const std::uint32_t flow = members_[i];
        Hot& hot = hot_[flow];
        if (std::fabs(hot.level - before_[i]) <= rounding * before_[i]) {
            hot.level = before_[i];
        } else {
            changes_.push_back({flow, before_[i] * weight_[flow]});
        }
    }
}

std::span<const RateChange> MaxMin::solve() {
    ++batch_;
    members_.clear();
    before_.clear();
    watched_.clear();
    fillings_.clear();
    on_filled_.clear();
    gathered_ = 0;
    for (const std::uint32_t flow : newcomers_) {
        if (paths_[flow].count > 0) join(flow);  // still there
    }
    for (const std::uint32_t link : touched_) {
        measure(link);
        watch(link);
    }
    // Before newcomers have a rate, what the links carry says nothing of who is freed.
    bool is_look_due = members_.empty() || capacity_changed_;
    if (!members_.empty()) seed();
    std::size_t filled = 0;
    while (true) {
        if (is_look_due) {
            find_freed();
            find_overloaded();
        }
        // Only flows that joined before the last filling have their rates: challenge() adds after it.
        if (members_.size() == filled) break;
        filled = members_.size();
        is_look_due = true;
        gather();
        fill();
        measure_filled();
        challenge();
    }
    commit();
    touched_.clear();
    newcomers_.clear();
    capacity_changed_ = false;
    ++batch_;
    return changes_;
}

}  // namespace datahall

#include "tests/bench/verdict.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace datahall::bench {
namespace {

// Must and goal of a rival's ratio at one size: the median over the distributions, and the worst of them.
struct HoldTarget {
    std::string_view rival;
    std::size_t entities;
    double must, must_worst, goal, goal_worst;
};
constexpr HoldTarget hold_targets[] = {
    {"ns-3", 100, 3.0, 2.3, 5.0, 3.5},
    {"ns-3", 10'000, 4.5, 3.5, 7.0, 5.0},
    {"ns-3", 1'000'000, 9.0, 7.5, 12.0, 9.0},
    {"ns-3", 10'000'000, 14.0, 0.0, 20.0, 0.0},
    {"pod", 100, 1.0, 0.75, 1.5, 1.0},
    {"pod", 10'000, 2.0, 1.4, 3.0, 2.0},
    {"pod", 1'000'000, 6.0, 5.0, 9.0, 7.0},
    {"pod", 10'000'000, 8.0, 0.0, 14.0, 0.0},
    {"function", 100, 2.0, 1.5, 3.0, 2.0},
    {"function", 10'000, 4.0, 3.0, 6.0, 4.5},
    {"function", 1'000'000, 20.0, 15.0, 30.0, 20.0},
    {"function", 10'000'000, 25.0, 0.0, 40.0, 0.0},
    {"multimap", 100, 1.7, 0.0, 2.5, 0.0},
    {"multimap", 10'000, 3.5, 0.0, 6.0, 0.0},
    {"multimap", 1'000'000, 25.0, 0.0, 40.0, 0.0},
};

// The rows of one trial, asked by cell.
class Rows {
public:
    explicit Rows(std::span<const Row> rows) : rows_{rows} {}

    const Row* find(Mode mode, std::string_view distribution, std::size_t entities,
                    const Contestant& who) const {
        const auto at = std::ranges::find_if(rows_, [&](const Row& r) {
            return r.mode == mode && r.distribution->name == distribution && r.entities == entities &&
                   r.contestant == &who && r.is_measured();
        });
        return at == rows_.end() ? nullptr : &*at;
    }
    const Row* find(Mode mode, std::size_t entities, const Contestant& who) const {
        return find(mode, distributions()[0].name, entities, who);
    }
    std::vector<std::size_t> sizes(Mode mode) const {
        std::vector<std::size_t> sizes;
        for (const Row& r : rows_) {
            if (r.mode == mode && std::ranges::count(sizes, r.entities) == 0) sizes.push_back(r.entities);
        }
        std::ranges::sort(sizes);
        return sizes;
    }

    /// The ladder's time a pop as a multiple of that of an exponential hold in the same round; empty if not
    /// measured.
    std::optional<double> time_of_holds(Mode mode, std::string_view distribution, std::size_t n) const {
        const Row* hold = find(mode, distribution, n, reference);
        if (hold == nullptr) return std::nullopt;
        return 1.0 / hold->median_ratio();
    }
    std::optional<double> time_of_holds(Mode mode, std::size_t n) const {
        return time_of_holds(mode, distributions()[0].name, n);
    }

    /// Median over the rounds of the fastest member's ratio; empty if nobody took part.
    std::optional<double> ratio(const Rival& rival, Mode mode, std::string_view distribution,
                                std::size_t n) const {
        std::vector<double> least;
        for (const Contestant* member : rival.members) {
            const Row* row = find(mode, distribution, n, *member);
            if (row == nullptr) continue;
            if (least.empty()) least = row->ratios;
            for (std::size_t i = 0; i < least.size(); ++i) least[i] = std::min(least[i], row->ratios[i]);
        }
        if (least.empty()) return std::nullopt;
        return median(least);
    }

private:
    std::span<const Row> rows_;
};

const Rival& rival_named(std::string_view name) {
    return *std::ranges::find(rivals(), name, &Rival::name);
}

void add_hold_targets(const Rows& rows, std::span<const HoldRatio> ratios, std::vector<Target>& targets) {
    for (const HoldRatio& r : ratios) {
        const auto target = std::ranges::find_if(hold_targets, [&](const HoldTarget& t) {
            return t.rival == r.rival->name && t.entities == r.entities;
        });
        if (target == std::end(hold_targets)) continue;
        const std::string over = fmt::format("{} / ladder, {} entities", r.rival->name, r.entities);
        const std::string_view of = r.distributions > 1 ? "median" : r.worst_distribution;
        targets.push_back({fmt::format("{}, {}", over, of), r.median, target->must, target->goal});
        if (target->must_worst == 0.0 || r.distributions < 2) continue;
        targets.push_back({fmt::format("{}, worst ({})", over, r.worst_distribution), r.worst,
                           target->must_worst, target->goal_worst});
    }
    for (const std::size_t n : rows.sizes(Mode::hold)) {
        double worst = 0.0;
        std::string_view name;
        for (const Distribution& d : distributions()) {
            const auto time = rows.time_of_holds(Mode::hold, d.name, n);
            if (!time || *time <= worst) continue;
            worst = *time;
            name = d.name;
        }
        if (worst > 0.0) {
            targets.push_back({fmt::format("worst distribution ({}) / exponential, {} entities", name, n),
                               worst, 1.5, 1.25, false});
        }
    }
}

void add_growth_target(const Rows& rows, std::vector<Target>& targets) {
    const auto sizes = rows.sizes(Mode::hold);
    if (sizes.size() < 2) return;
    const Row* const least = rows.find(Mode::hold, sizes.front(), ladder);
    const Row* const most = rows.find(Mode::hold, sizes.back(), ladder);
    if (least == nullptr || most == nullptr) return;  // other distributions were asked for
    const double growth = most->least_ns() / least->least_ns();
    const double decades = std::log(static_cast<double>(sizes.back()) / static_cast<double>(sizes.front()));
    targets.push_back({fmt::format("growth exponent from {} to {} entities", sizes.front(), sizes.back()),
                       std::log(growth) / decades, 0.08, 0.06, false});
}

void add_memory_targets(const Rows& rows, std::vector<Target>& targets) {
    for (const std::size_t n : rows.sizes(Mode::hold)) {
        const Row* hold = rows.find(Mode::hold, n, ladder);
        if (hold == nullptr) continue;
        const auto entities = static_cast<double>(n);
        if (n >= 1'000'000) {
            targets.push_back({fmt::format("bytes a pending event, {} entities", n),
                               static_cast<double>(hold->last.bytes) / entities, 36.0, 33.5, false});
            if (const Row* handles = rows.find(Mode::handles, n, ladder)) {
                const double more =
                    static_cast<double>(handles->last.bytes) - static_cast<double>(hold->last.bytes);
                targets.push_back({fmt::format("bytes more with a handle, {} entities", n), more / entities,
                                   12.0, 8.0, false});
            }
        } else if (n == 100) {
            targets.push_back({"KiB held with 100 entities", static_cast<double>(hold->last.bytes) / 1024.0,
                               256.0, 64.0, false});
        }
    }
}

// Must and goal of ns-3's best over the ladder where every third event brings a timeout that is cancelled.
struct CancelTarget {
    std::size_t entities;
    double must, goal;
};
constexpr CancelTarget cancel_targets[] = {{100, 3.0, 5.0}, {10'000, 5.0, 8.0}, {1'000'000, 7.0, 10.0}};

void add_cancel_targets(const Rows& rows, std::vector<Target>& targets) {
    for (const CancelTarget& t : cancel_targets) {
        const auto ratio = rows.ratio(rival_named("ns-3"), Mode::cancel, distributions()[0].name, t.entities);
        if (!ratio) continue;
        targets.push_back(
            {fmt::format("cancel 25 %: ns-3 / ladder, {} entities", t.entities), *ratio, t.must, t.goal});
    }
    for (const std::size_t n : rows.sizes(Mode::cancel)) {
        if (const auto time = rows.time_of_holds(Mode::cancel, n)) {
            targets.push_back({fmt::format("cancel 25 %: time of a pop / of a hold, {} entities", n), *time,
                               1.6, 1.3, false});
        }
    }
}

// (ns a pop - ns a hold) / 4, the median over the rounds.
std::optional<double> ns_per_rekey(const Rows& rows, std::size_t n, const Contestant& who) {
    const Row* storm = rows.find(Mode::rekey, n, who);
    const Row* hold = rows.find(Mode::rekey, n, reference);
    if (storm == nullptr || hold == nullptr) return std::nullopt;
    std::vector<double> ns;
    for (std::size_t i = 0; i < storm->ns.size(); ++i) ns.push_back((storm->ns[i] - hold->ns[i]) / 4.0);
    return median(ns);
}

void add_rekey_targets(const Rows& rows, std::vector<Target>& targets) {
    for (const std::size_t n : rows.sizes(Mode::rekey)) {
        const auto ns = ns_per_rekey(rows, n, ladder);
        if (ns)
            targets.push_back({fmt::format("ns a re-key, ladder, {} entities", n), *ns, 35.0, 22.0, false});
    }
    const auto tier = ns_per_rekey(rows, 100, second_tier);
    if (tier) targets.push_back({"ns a re-key, indexed heap, 100 entities", *tier, 25.0, 15.0, false});
    const Row* boost = rows.find(Mode::rekey, 100, boost_d_ary);
    const Row* indexed = rows.find(Mode::rekey, 100, second_tier);
    if (boost == nullptr || indexed == nullptr) return;
    const double better = std::min(1.0, indexed->median_ratio());
    targets.push_back(
        {"re-key storm of 100: boost d-ary / better of ours", boost->median_ratio() / better, 1.0, 1.4});
}

void add_other_targets(const Rows& rows, std::vector<Target>& targets) {
    constexpr std::size_t million = 1'000'000;
    const std::string_view exponential = distributions()[0].name;
    const Row* with = rows.find(Mode::phold, million, ladder_rows);
    if (with != nullptr) {
        if (const auto pod = rows.ratio(rival_named("pod"), Mode::phold, exponential, million)) {
            targets.push_back(
                {"PHOLD of 1000000: pod / ladder with rows", *pod / with->median_ratio(), 2.5, 4.0});
        }
        targets.push_back(
            {"PHOLD of 1000000: what look-ahead saves, %", 100.0 * (1.0 - with->median_ratio()), 12.0, 25.0});
    }
    if (const auto burst = rows.time_of_holds(Mode::burst, 100'000))
        targets.push_back({"burst of 100000 / exponential", *burst, 1.0, 0.7, false});
    if (const auto clusters = rows.time_of_holds(Mode::clusters, 100'000))
        targets.push_back({"clusters of 100000 / exponential", *clusters, 3.0, 2.0, false});
}

void add_allocation_target(std::span<const Row> rows, std::vector<Target>& targets) {
    double most = 0.0;
    for (const Row& row : rows) {
        if (row.contestant != &ladder) continue;
        most = std::max(most, static_cast<double>(row.last.allocations) / static_cast<double>(row.last.pops));
    }
    targets.push_back(
        {"most allocations a pop, all modes (4 decimals)", std::round(most * 1e4) / 1e4, 0.0, 0.0, false});
}

}  // namespace

std::span<const Rival> rivals() {
    static const Rival all[] = {
        {"pod", {&pod_o2, &pod_o3_native}},
        {"function", {&function_16}},
        {"multimap", {&multimap}},
        {"ns-3", {&ns3_priority_queue, &ns3_map, &ns3_heap, &ns3_calendar, &ns3_list}},
        {"SimGrid timers", {&simgrid_timers}},
        {"boost", {&boost_d_ary, &boost_fibonacci, &boost_pairing}},
        {"4-ary heap", {&heap}}};
    return all;
}

std::vector<HoldRatio> hold_ratios(std::span<const Row> all) {
    const Rows rows{all};
    std::vector<HoldRatio> ratios;
    for (const Rival& rival : rivals()) {
        for (const std::size_t n : rows.sizes(Mode::hold)) {
            HoldRatio r{&rival, n, 0, 0.0, 0.0, {}};
            std::vector<double> medians;
            for (const Distribution& d : distributions()) {
                const auto ratio = rows.ratio(rival, Mode::hold, d.name, n);
                if (!ratio) continue;
                if (medians.empty() || *ratio < r.worst) {
                    r.worst = *ratio;
                    r.worst_distribution = d.name;
                }
                medians.push_back(*ratio);
            }
            if (medians.empty()) continue;
            r.distributions = medians.size();
            r.median = median(medians);
            ratios.push_back(r);
        }
    }
    return ratios;
}

std::vector<Target> targets_of(std::span<const Row> all) {
    const Rows rows{all};
    std::vector<Target> targets;
    add_hold_targets(rows, hold_ratios(all), targets);
    add_growth_target(rows, targets);
    add_cancel_targets(rows, targets);
    add_rekey_targets(rows, targets);
    add_other_targets(rows, targets);
    add_memory_targets(rows, targets);
    add_allocation_target(all, targets);
    return targets;
}

}  // namespace datahall::bench

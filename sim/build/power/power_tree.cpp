#include "sim/build/power/power_tree.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "sim/build/lookup.hpp"
#include "sim/build/power/loss.hpp"
#include "sim/build/power/power_elements.hpp"
#include "sim/build/power/protection.hpp"
#include "sim/build/power/redundancy.hpp"
#include "sim/build/power/standby_sets.hpp"

namespace datahall {
namespace {

constexpr double rounding_slack = 1e-9;
constexpr int most_units = 100'000;  // of one bus: more is a slip of the unit

// Something fed by the level above: a rack, or a group of buses of the level below, one for each path.
struct Child {
    PathLoads loads;
    bool is_rack = false;
    std::uint32_t index = 0;  // rack, or first bus of the level below
    bool is_catcher = false;
};

// Buses that back each other up under construction, with what they feed.
struct Group {
    std::vector<Child> children;
    std::vector<PowerElement> buses;  // by path
    PathLoads loads;                  // on their outputs
    std::uint32_t first = 0;          // bus of the level
    bool is_catcher = false;
};

class PowerTreeBuilder {
public:
    PowerTreeBuilder(const ScenarioConfig& s, Facility& f, DesignNotes& notes)
        : s_{s}, f_{f}, notes_{notes} {}

    void run() {
        const auto& chain = s_.power.chain;
        std::vector<Child> children;
        for (std::uint32_t r = 0; r < f_.racks.size(); ++r) {
            children.push_back({.loads = {1, {0}, f_.racks[r].nameplate.si()}, .is_rack = true, .index = r});
        }
        levels_.resize(chain.size());
        for (std::size_t level = chain.size(); level-- > 0;) {
            const auto* type = look_up(s_.catalogue.power, chain[level].type,
                                       "power.chain." + chain[level].name, "element", notes_);
            if (!type) return;
            notes_.use("power/" + chain[level].type, type->origin);
            look_up_protection(s_, chain[level].battery, chain[level].breaker,
                               "power.chain." + chain[level].name, notes_);
            look_up_price(s_, *type, "power.chain." + chain[level].name, notes_);
            children = add_level(level, *type, std::move(children));
        }
        number_elements();
        find_mechanical_feeds();
        for (const PowerCap& cap : s_.power.job_caps) set_cap(cap);
    }

private:
    PathPlan plan_of(std::size_t level) const {
        const Redundancy own = s_.power.chain[level].redundancy;
        return path_plan(own == Redundancy::as_chain ? s_.power.redundancy : own);
    }

    std::vector<Child> add_level(std::size_t level, const LossElementType& type,
                                 std::vector<Child> children) {
        const PathPlan plan = plan_of(level);
        for (std::vector<Child>& members : grouped(level, type.derating, std::move(children))) {
            levels_[level].push_back(make_group(level, type, std::move(members)));
        }
        if (plan.has_catcher) add_catcher(level);
        std::vector<Child> buses;
        std::uint32_t next = 0;
        for (Group& group : levels_[level]) {
            group.first = next;
            next += plan.paths;
            buses.push_back(
                {.loads = inputs_of(group), .index = group.first, .is_catcher = group.is_catcher});
        }
        return buses;
    }

    // What the buses of a group draw.
    PathLoads inputs_of(const Group& group) const {
        PathLoads in = group.loads;
        for (std::uint32_t lost = 0; lost <= in.paths(); ++lost) {
            for (std::uint32_t path = 0; path < in.paths(); ++path) {
                if (path + 1 == lost) continue;
                in.at(lost, path) += loss_w(group.buses[path].loss, f_.loss_points, in.at(lost, path));
            }
        }
        return in;
    }

    std::vector<std::vector<Child>> grouped(std::size_t level, double derating,
                                            std::vector<Child> children) const {
        const PowerLevelConfig& config = s_.power.chain[level];
        std::vector<std::vector<Child>> groups;
        if (config.per == Grouping::hall) {
            groups.push_back(std::move(children));
            return groups;
        }
        const double units = static_cast<double>(config.units) * paths_needed(plan_of(level).paths);
        const double room =
            config.rating ? config.rating->si() * derating * units * config.design_load * (1 + rounding_slack)
                          : 0.0;
        double used = 0;
        for (Child& child : children) {
            const double load = child.loads.total();
            const bool fits =
                config.per == Grouping::group && !groups.empty() && config.rating && used + load <= room;
            if (!fits) {
                groups.emplace_back();
                used = config.fixed_load.si();
            }
            used += load;
            groups.back().push_back(std::move(child));
        }
        return groups;
    }

    // What a load of another level, or a rack, draws from the paths of this one.
    static PathLoads on_paths(const PathLoads& below, std::uint32_t paths, std::size_t number) {
        if (below.paths() == paths) return below;
        return {paths, cords(paths, number), below.total()};
    }

    Group make_group(std::size_t level, const LossElementType& type, std::vector<Child> children) {
        const PowerLevelConfig& config = s_.power.chain[level];
        const std::uint32_t paths = plan_of(level).paths;
        Group group{.children = std::move(children), .buses = {}, .loads = PathLoads{paths}};
        const auto all_paths = every_path(paths);
        group.loads += {paths, all_paths, config.fixed_load.si()};
        for (std::size_t k = 0; k < group.children.size(); ++k) {
            const PathLoads& below = group.children[k].loads;
            if (below.paths() > 1 && paths > 1 && below.paths() != paths) refuse_paths(level);
            group.loads += on_paths(below, paths, k);
        }
        for (std::size_t d = 0; d < plant_drives; ++d) {
            if (s_.power.drive_from(d) == config.name)
                group.loads += {paths, all_paths, f_.mechanical[d].planned.si()};
        }
        for (std::uint32_t path = 0; path < paths; ++path) {
            group.buses.push_back(make_bus(level, type, group.loads, path));
        }
        name_buses(level, group);
        return group;
    }

    static std::vector<std::uint32_t> every_path(std::uint32_t paths) {
        std::vector<std::uint32_t> all(paths);
        std::iota(all.begin(), all.end(), 0u);
        return all;
    }

    void refuse_paths(std::size_t level) {
        notes_.refuse("power.chain." + s_.power.chain[level].name + ".redundancy",
                      "expected as many paths as the level below has, or one");
    }

    void name_buses(std::size_t level, Group& group) const {
        const PowerLevelConfig& config = s_.power.chain[level];
        std::string name = config.name;
        if (config.per != Grouping::hall) name += fmt::format("-{:03}", levels_[level].size() + 1);
        for (std::size_t path = 0; path < group.buses.size(); ++path) {
            std::string& own = group.buses[path].name;
            own = name;
            if (group.buses.size() > 1) own += {'-', static_cast<char>('a' + path)};
        }
    }

    PowerElement make_bus(std::size_t level, const LossElementType& type, const PathLoads& loads,
                          std::uint32_t path) {
        const PowerLevelConfig& config = s_.power.chain[level];
        const PathPlan plan = plan_of(level);
        const double worst = loads.worst(path);
        PowerElement e;
        e.level = static_cast<std::uint32_t>(level);
        e.depth = e.level;
        e.planned = Watts::from_si(loads.all_live(path));
        e.fixed_uw = part_of(as_microwatts(config.fixed_load), plan.paths, path);
        e.heat_to_hall = type.heat_to_hall;
        e.battery = config.battery;
        e.breaker = config.breaker;
        e.derating = type.derating;
        e.needed = units_for(config, worst / type.derating);
        e.units = e.needed + plan.spare_units;
        const double least = 1.0;  // W, so that an empty bus still has a rating
        e.unit_rating =
            config.rating
                ? *config.rating
                : Watts::from_si(std::max(worst, least) / (config.design_load * type.derating * e.needed));
        e.limit = e.unit_rating * type.derating *
                  (static_cast<double>(e.needed) * paths_needed(plan.paths) / plan.paths);
        e.loss = compile_loss(type.curve, e.unit_rating, e.units, f_.loss_points);
        check_rating(config, e, worst);
        return e;
    }

    // Equal parts that sum to the whole.
    static std::int64_t part_of(std::int64_t whole, std::uint32_t parts, std::uint32_t part) {
        return whole * (part + 1) / parts - whole * part / parts;
    }

    std::uint32_t units_for(const PowerLevelConfig& config, double worst_w) {
        double units = static_cast<double>(config.units);
        if (config.per == Grouping::hall && config.rating) {
            units = std::max(
                units, std::ceil(worst_w / (config.rating->si() * config.design_load) - rounding_slack));
        }
        if (units <= most_units) return static_cast<std::uint32_t>(units);
        notes_.refuse("power.chain",
                      fmt::format("level '{}' would need more than {} units", config.name, most_units));
        return 1;
    }

    // As large as the largest bus that it stands by for.
    void add_catcher(std::size_t level) {
        const PowerLevelConfig& config = s_.power.chain[level];
        if (config.per == Grouping::hall) {
            return notes_.refuse(
                "power.chain." + config.name + ".redundancy",
                "expected per: group or per: rack for a catcher, which stands by for several buses");
        }
        const auto largest = std::ranges::max_element(levels_[level], {},
                                                      [](const Group& g) { return g.buses.front().limit; });
        if (largest == levels_[level].end()) return;
        PowerElement e = largest->buses.front();
        e.name = config.name + "-catcher";
        e.is_catcher = true;
        e.planned = Watts{};
        e.fixed_uw = 0;
        levels_[level].push_back(
            {.children = {}, .buses = {std::move(e)}, .loads = PathLoads{1}, .is_catcher = true});
    }

    void check_rating(const PowerLevelConfig& config, const PowerElement& e, double worst_w) {
        const double limit = e.unit_rating.si() * e.derating * e.needed;
        if (worst_w <= limit * (1 + rounding_slack)) return;
        notes_.find({.code = "F0202",
                     .object = "power/" + config.name,
                     .text = "the planned load exceeds the rating of one of its buses",
                     .value = worst_w,
                     .limit = limit,
                     .unit = "W",
                     .time_s = {}});
    }

    // Grid first, so that every feed stands before what it feeds.
    void number_elements() {
        for (std::size_t level = 0; level < levels_.size(); ++level) {
            const PowerLevelConfig& config = s_.power.chain[level];
            first_.push_back(static_cast<std::uint32_t>(f_.elements.size()));
            for (const Group& group : levels_[level]) {
                for (const PowerElement& bus : group.buses) f_.elements.push_back(bus);
            }
            f_.power_levels.push_back(
                {.name = config.name,
                 .type = config.type,
                 .other_heat = s_.catalogue.power.find(config.type)->second.other_heat});
        }
        for (std::size_t level = 0; level < levels_.size(); ++level) {
            for (const Group& group : levels_[level]) {
                for (std::size_t k = 0; k < group.children.size(); ++k) hang(level, group, k);
            }
        }
    }

    // Hangs a child, on all its paths, on the buses of its group.
    void hang(std::size_t level, const Group& group, std::size_t number) {
        const Child& child = group.children[number];
        const auto paths = static_cast<std::uint32_t>(group.buses.size());
        const std::uint32_t first = first_[level] + group.first;
        const std::uint32_t below = child.loads.paths();
        for (std::uint32_t path = 0; path < below; ++path) {
            std::vector<std::uint32_t> from =
                below > 1 && paths > 1 ? std::vector{path} : cords(paths, number);
            for (std::uint32_t& f : from) f += first;
            FeedSpan& feeds = child.is_rack ? f_.racks[child.index].feeds
                                            : f_.elements[first_[level + 1] + child.index + path].feeds;
            feeds = f_.add_feeds(from);
            if (!plan_of(level).has_catcher) continue;
            f_.feeds.push_back({.from = first_[level] + levels_[level].back().first, .rank = 1});
            ++feeds.count;
        }
    }

    void find_mechanical_feeds() {
        for (std::size_t d = 0; d < plant_drives; ++d) find_mechanical_feeds(d);
    }

    void find_mechanical_feeds(std::size_t drive) {
        const std::string& wanted = s_.power.drive_from(drive);
        if (wanted.empty()) return;
        const std::string key = "power." + s_.power.drive_key(drive);
        const auto level = std::ranges::find(f_.power_levels, wanted, &PowerLevel::name);
        if (level == f_.power_levels.end()) {
            return notes_.refuse(key, "no level of the chain is named '" + wanted + "'");
        }
        const auto index = static_cast<std::size_t>(level - f_.power_levels.begin());
        if (s_.power.chain[index].per != Grouping::hall) {
            return notes_.refuse(key, "expected a level that stands once for the hall");
        }
        std::vector<std::uint32_t> from = every_path(plan_of(index).paths);
        for (std::uint32_t& f : from) f += first_[index];
        f_.mechanical[drive].feeds = f_.add_feeds(from);
    }

    void set_cap(const PowerCap& cap) {
        if (cap.level == "utility") {
            f_.utility_job_cap = cap.cap ? cap.cap : s_.power.grid_limit;
            if (f_.utility_job_cap) return;
            return notes_.refuse("power.job_caps", "expected a cap for utility, or power.grid_limit");
        }
        const auto level = std::ranges::find(f_.power_levels, cap.level, &PowerLevel::name);
        if (level == f_.power_levels.end()) {
            return notes_.refuse("power.job_caps", "no level of the chain is named '" + cap.level + "'");
        }
        const auto index = static_cast<std::size_t>(level - f_.power_levels.begin());
        for (PowerElement& bus : f_.elements) {
            if (bus.level != index) continue;
            const double paths = plan_of(bus.level).paths;
            bus.job_cap = cap.cap ? *cap.cap * (1.0 / paths) : bus.limit;
        }
    }

    const ScenarioConfig& s_;
    Facility& f_;
    DesignNotes& notes_;
    std::vector<std::vector<Group>> levels_;
    std::vector<std::uint32_t> first_;  // element, by level
};

// What nothing else feeds: the topmost level, the racks of a hall without a chain.
void hang_rest_on_utility(Facility& f) {
    const auto hang = [&f](FeedSpan& feeds) {
        if (feeds.count == 0) feeds = f.add_feeds({no_index});
    };
    for (PowerElement& e : f.elements) {
        if (!e.is_source) hang(e.feeds);
    }
    for (Rack& rack : f.racks) hang(rack.feeds);
    for (MechanicalLoad& load : f.mechanical) hang(load.feeds);
}

}  // namespace

void build_power_tree(const ScenarioConfig& scenario, Facility& facility, DesignNotes& notes) {
    facility.other_uw = as_microwatts(scenario.power.other_load);
    if (scenario.power.elements.empty()) {
        PowerTreeBuilder{scenario, facility, notes}.run();
    } else {
        build_power_elements(scenario, facility, notes);
    }
    hang_rest_on_utility(facility);
    add_standby_sets(scenario, facility, notes);
}

Watts planned_at_utility(const Facility& f) {
    const auto is_direct = [&](const FeedSpan& feeds) {
        return feeds.count > 0 && f.feeds_of(feeds).front().from == no_index;
    };
    double total = static_cast<double>(f.other_uw) * 1e-6;
    for (const MechanicalLoad& load : f.mechanical) {
        if (is_direct(load.feeds)) total += load.planned.si();
    }
    for (const PowerElement& e : f.elements) {
        if (is_direct(e.feeds)) total += e.planned.si() + loss_w(e.loss, f.loss_points, e.planned.si());
    }
    for (const Rack& r : f.racks) {
        if (is_direct(r.feeds)) total += r.nameplate.si();
    }
    return Watts::from_si(total);
}

}  // namespace datahall

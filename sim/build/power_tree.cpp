#include "sim/build/power_tree.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/build/lookup.hpp"
#include "sim/build/loss.hpp"

namespace datahall {
namespace {

constexpr double rounding_slack = 1e-9;
constexpr int most_units = 100'000;  // of one bus: more is a slip of the unit

// Something fed by the level above: a rack, or a bus of the level below.
struct Child {
    double planned_w = 0.0;  // what it draws at most
    bool is_rack = false;
    std::uint32_t index = 0;
};

// A bus under construction, with what it feeds.
struct Bus {
    PowerElement element;
    std::vector<Child> children;
};

class PowerTreeBuilder {
public:
    PowerTreeBuilder(const ScenarioConfig& s, Watts mechanical, Facility& f, DesignNotes& notes)
        : s_{s}, mechanical_{mechanical}, f_{f}, notes_{notes} {}

    void run() {
        const auto& chain = s_.power.chain;
        std::vector<Child> children;
        for (std::uint32_t r = 0; r < f_.racks.size(); ++r) {
            children.push_back({.planned_w = f_.racks[r].nameplate.si(), .is_rack = true, .index = r});
        }
        levels_.resize(chain.size());
        for (std::size_t level = chain.size(); level-- > 0;) {
            const auto* type = look_up(s_.catalogue.power, chain[level].type,
                                       "power.chain." + chain[level].name, "element", notes_);
            if (!type) return;
            notes_.use("power/" + chain[level].type, type->origin);
            children = add_level(level, *type, children);
        }
        number_elements();
        f_.other_uw = as_microwatts(s_.power.other_load);
    }

private:
    std::vector<Child> add_level(std::size_t level, const LossElementType& type,
                                 const std::vector<Child>& children) {
        const PowerLevelConfig& config = s_.power.chain[level];
        std::vector<Child> buses;
        for (std::vector<Child>& group : grouped(config, children)) {
            Bus bus{.element = make_bus(config, type, group), .children = {}};
            bus.children = std::move(group);
            bus.element.level = static_cast<std::uint32_t>(level);
            const auto index = static_cast<std::uint32_t>(levels_[level].size());
            const double output = bus.element.planned.si();
            const double input = output + loss_w(bus.element.loss, f_.loss_points, output);
            buses.push_back({.planned_w = input, .is_rack = false, .index = index});
            bus.element.name =
                config.per == Grouping::hall ? config.name : fmt::format("{}-{:03}", config.name, index + 1);
            levels_[level].push_back(std::move(bus));
        }
        return buses;
    }

    std::vector<std::vector<Child>> grouped(const PowerLevelConfig& config,
                                            const std::vector<Child>& children) const {
        if (config.per == Grouping::hall) return {children};
        const double room = config.rating ? config.rating->si() * static_cast<double>(config.units) *
                                                config.design_load * (1 + rounding_slack)
                                          : 0.0;
        std::vector<std::vector<Child>> groups;
        double used = 0;
        for (const Child& child : children) {
            const bool fits = config.per == Grouping::group && !groups.empty() && config.rating &&
                              used + child.planned_w <= room;
            if (!fits) {
                groups.emplace_back();
                used = config.fixed_load.si();
            }
            used += child.planned_w;
            groups.back().push_back(child);
        }
        return groups;
    }

    PowerElement make_bus(const PowerLevelConfig& config, const LossElementType& type,
                          const std::vector<Child>& children) {
        PowerElement e;
        double planned = config.fixed_load.si();
        for (const Child& c : children) planned += c.planned_w;
        if (s_.power.mechanical_from == config.name) planned += mechanical_.si();
        e.planned = Watts::from_si(planned);
        e.fixed_uw = as_microwatts(config.fixed_load);
        e.heat_to_hall = type.heat_to_hall;

        double units = static_cast<double>(config.units);
        if (config.per == Grouping::hall && config.rating) {
            units = std::max(
                units, std::ceil(planned / (config.rating->si() * config.design_load) - rounding_slack));
        }
        if (units > most_units) {
            notes_.refuse("power.chain",
                          fmt::format("level '{}' would need more than {} units", config.name, most_units));
            units = 1;
        }
        e.needed = static_cast<std::uint32_t>(units);
        e.units = installed(config.redundancy, e.needed);
        const double least = 1.0;  // W, so that an empty bus still has a rating
        e.unit_rating = config.rating
                            ? *config.rating
                            : Watts::from_si(std::max(planned, least) / (config.design_load * units));
        e.loss = compile_loss(type.curve, e.unit_rating, e.units, f_.loss_points);
        check_rating(config, e);
        return e;
    }

    static std::uint32_t installed(Redundancy redundancy, std::uint32_t needed) {
        switch (redundancy) {
            case Redundancy::n:
                return needed;
            case Redundancy::n_plus_1:
                return needed + 1;
            case Redundancy::two_n:
                return 2 * needed;
        }
        return needed;
    }

    void check_rating(const PowerLevelConfig& config, const PowerElement& e) {
        const double limit = e.unit_rating.si() * e.needed;
        if (e.planned.si() <= limit * (1 + rounding_slack)) return;
        notes_.find({.code = "F0202",
                     .object = "power/" + config.name,
                     .text = "the planned load exceeds the rating of one of its buses",
                     .value = e.planned.si(),
                     .limit = limit,
                     .unit = "W",
                     .time_s = {}});
    }

    // Grid first, so that every parent stands before what it feeds.
    void number_elements() {
        std::vector<std::uint32_t> first(levels_.size());
        std::uint32_t next = 0;
        for (std::size_t level = 0; level < levels_.size(); ++level) {
            const PowerLevelConfig& config = s_.power.chain[level];
            first[level] = next;
            const auto count = static_cast<std::uint32_t>(levels_[level].size());
            f_.power_levels.push_back(
                {.name = config.name, .type = config.type, .first = next, .count = count});
            next += count;
        }
        for (std::size_t level = 0; level < levels_.size(); ++level) {
            for (Bus& bus : levels_[level]) {
                const auto self = static_cast<std::uint32_t>(f_.elements.size());
                if (level > 0) bus.element.parent = parent_of(level, self - first[level], first[level - 1]);
                f_.elements.push_back(bus.element);
                if (level + 1 == levels_.size()) {
                    for (const Child& c : bus.children) f_.racks[c.index].feed = self;
                }
            }
        }
        find_mechanical_feed();
        for (const PowerCap& cap : s_.power.job_caps) set_cap(cap);
    }

    std::uint32_t parent_of(std::size_t level, std::uint32_t index, std::uint32_t first_parent) const {
        const std::vector<Bus>& parents = levels_[level - 1];
        // Children are contiguous and in order, so the parent is the last one that starts at or before.
        const auto after = std::ranges::upper_bound(parents, index, {},
                                                    [](const Bus& b) { return b.children.front().index; });
        return first_parent + static_cast<std::uint32_t>(after - parents.begin() - 1);
    }

    void find_mechanical_feed() {
        const std::string& wanted = s_.power.mechanical_from;
        if (wanted.empty()) return;
        for (std::size_t level = 0; level < levels_.size(); ++level) {
            if (f_.power_levels[level].name != wanted) continue;
            if (s_.power.chain[level].per != Grouping::hall) {
                return notes_.refuse("power.mechanical_from",
                                     "expected a level that stands once for the hall");
            }
            f_.mechanical_feed = f_.power_levels[level].first;
            return;
        }
        notes_.refuse("power.mechanical_from", "no level of the chain is named '" + wanted + "'");
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
        for (std::uint32_t e = level->first; e < level->first + level->count; ++e) {
            PowerElement& bus = f_.elements[e];
            bus.job_cap = cap.cap ? *cap.cap : bus.unit_rating * static_cast<double>(bus.needed);
        }
    }

    const ScenarioConfig& s_;
    Watts mechanical_;
    Facility& f_;
    DesignNotes& notes_;
    std::vector<std::vector<Bus>> levels_;
};

}  // namespace

void build_power_tree(const ScenarioConfig& scenario, Watts mechanical, Facility& facility,
                      DesignNotes& notes) {
    PowerTreeBuilder{scenario, mechanical, facility, notes}.run();
}

Watts planned_at_utility(const Facility& f, Watts mechanical) {
    double total = static_cast<double>(f.other_uw) * 1e-6;
    if (f.mechanical_feed == no_index) total += mechanical.si();
    for (const PowerElement& e : f.elements) {
        if (e.parent == no_index) total += e.planned.si() + loss_w(e.loss, f.loss_points, e.planned.si());
    }
    if (f.elements.empty()) {
        for (const Rack& r : f.racks) total += r.nameplate.si();
    }
    return Watts::from_si(total);
}

}  // namespace datahall

#include "sim/build/power/power_elements.hpp"

#include <algorithm>
#include <map>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/build/lookup.hpp"
#include "sim/build/power/loss.hpp"
#include "sim/build/power/protection.hpp"

namespace datahall {
namespace {

constexpr double rounding_slack = 1e-9;
constexpr std::string_view meter = "utility";

class ElementsBuilder {
public:
    ElementsBuilder(const ScenarioConfig& s, Facility& f, DesignNotes& notes) : s_{s}, f_{f}, notes_{notes} {
        for (std::uint32_t i = 0; i < config().size(); ++i) by_name_.emplace(config()[i].name, i);
    }

    void run() {
        if (!find_feeds() || !sort()) return;
        for (const std::uint32_t i : order_) f_.elements.push_back(make_element(i));
        for (const std::uint32_t i : order_)
            f_.elements[at_[i]].feeds = feeds_of(feeds_[i], config()[i].in_turn);
        feed_racks();
        find_mechanical_feed();
        for (const PowerCap& cap : s_.power.job_caps) set_cap(cap);
        plan_loads();
        check_buses();
    }

private:
    const std::vector<PowerElementConfig>& config() const { return s_.power.elements; }

    /// Positions in the scenario; no_index: the utility meter.  Empty after a refusal.
    std::vector<std::uint32_t> look_up_feeds(const std::vector<std::string>& names, const std::string& path) {
        std::vector<std::uint32_t> found;
        if (names.empty() || names.size() > FeedSpan::most) {
            notes_.refuse(path, fmt::format("expected 1 to {} feeds", FeedSpan::most));
            return {};
        }
        for (const std::string& name : names) {
            const auto it = by_name_.find(name);
            if (name != meter && it == by_name_.end()) {
                notes_.refuse(path, "no element is named '" + name + "'", did_you_mean(name, known_names()));
                return {};
            }
            found.push_back(name == meter ? no_index : it->second);
        }
        for (std::size_t i = 0; i < found.size(); ++i) {
            if (std::ranges::count(found, found[i]) == 1) continue;
            notes_.refuse(path, "'" + names[i] + "' stands there twice");
            return {};
        }
        return found;
    }

    std::vector<std::string> known_names() const {
        std::vector<std::string> known{std::string{meter}};
        for (const PowerElementConfig& e : config()) known.push_back(e.name);
        return known;
    }

    bool find_feeds() {
        bool all = true;
        for (std::size_t i = 0; i < config().size(); ++i) {
            if (config()[i].name == meter) {
                notes_.refuse(fmt::format("power.elements[{}].name", i),
                              "'utility' is the name of the meter");
            }
            feeds_.push_back(feeds_of_entry(i));
            all = all && (is_source(i) || !feeds_.back().empty());
        }
        return all;
    }

    bool is_source(std::size_t i) const {
        const auto type = s_.catalogue.power.find(config()[i].type);
        return type != s_.catalogue.power.end() && type->second.generator;
    }

    std::vector<std::uint32_t> feeds_of_entry(std::size_t i) {
        const std::string path = fmt::format("power.elements[{}].from", i);
        if (!is_source(i)) return look_up_feeds(config()[i].from, path);
        if (!config()[i].from.empty())
            notes_.refuse(path, "expected none: generator sets make power themselves");
        return {};
    }

    // By depth, then as the scenario has them.
    bool sort() {
        find_depths();
        const auto stuck = std::ranges::find(depth_, unknown);
        if (stuck != depth_.end()) {
            refuse_loop(static_cast<std::uint32_t>(stuck - depth_.begin()));
            return false;
        }
        order_.resize(config().size());
        std::iota(order_.begin(), order_.end(), 0u);
        std::ranges::stable_sort(order_, {}, [this](std::uint32_t i) { return depth_[i]; });
        at_.resize(order_.size());
        for (std::uint32_t k = 0; k < order_.size(); ++k) at_[order_[k]] = k;
        return true;
    }

    // Those of a loop, and all below it, stay unknown.
    void find_depths() {
        std::vector<std::vector<std::uint32_t>> fed_by(config().size());
        std::vector<std::size_t> missing(config().size());
        std::vector<std::uint32_t> ready;
        depth_.assign(config().size(), unknown);
        for (std::uint32_t i = 0; i < config().size(); ++i) {
            for (const std::uint32_t feed : feeds_[i]) {
                if (feed == no_index) continue;
                fed_by[feed].push_back(i);
                ++missing[i];
            }
            if (missing[i] == 0) ready.push_back(i);
        }
        for (std::size_t next = 0; next < ready.size(); ++next) {
            const std::uint32_t i = ready[next];
            depth_[i] = 0;
            for (const std::uint32_t feed : feeds_[i]) {
                if (feed != no_index) depth_[i] = std::max(depth_[i], depth_[feed] + 1);
            }
            for (const std::uint32_t fed : fed_by[i]) {
                if (--missing[fed] == 0) ready.push_back(fed);
            }
        }
    }

    // From an element that hangs on a loop, up its feeds until one comes again.
    void refuse_loop(std::uint32_t element) {
        std::vector<std::uint32_t> way;
        while (std::ranges::find(way, element) == way.end()) {
            way.push_back(element);
            element = *std::ranges::find_if(feeds_[element], [this](std::uint32_t feed) {
                return feed != no_index && depth_[feed] == unknown;
            });
        }
        std::vector<std::string> names;
        for (auto at = std::ranges::find(way, element); at != way.end(); ++at) {
            names.push_back(config()[*at].name);
        }
        names.push_back(config()[element].name);
        notes_.refuse("power.elements", fmt::format("these feed each other: {}", fmt::join(names, " <- ")));
    }

    PowerElement make_element(std::uint32_t i) {
        const PowerElementConfig& c = config()[i];
        PowerElement e;
        e.name = c.name;
        e.depth = depth_[i];
        e.units = static_cast<std::uint32_t>(c.units);
        e.needed = static_cast<std::uint32_t>(c.needed.value_or(c.units));
        e.unit_rating = c.rating;
        e.limit = c.rating * static_cast<double>(e.needed);
        e.fixed_uw = as_microwatts(c.fixed_load);
        e.battery = c.battery;
        e.breaker = c.breaker;
        look_up_protection(s_, c.battery, c.breaker, fmt::format("power.elements[{}]", i), notes_);
        const auto* type =
            look_up(s_.catalogue.power, c.type, fmt::format("power.elements[{}].type", i), "element", notes_);
        e.level = level_of(c.type, type == nullptr ? LossPlace::outdoors : type->other_heat);
        if (type == nullptr) return e;
        notes_.use("power/" + c.type, type->origin);
        look_up_price(s_, *type, fmt::format("power.elements[{}]", i), notes_);
        e.heat_to_hall = type->heat_to_hall;
        e.derating = type->derating;
        e.limit = e.limit * type->derating;
        e.is_source = type->generator.has_value();
        e.loss = compile_loss(type->curve, c.rating, e.units, f_.loss_points);
        return e;
    }

    // Losses are reported by type.
    std::uint32_t level_of(const std::string& type, LossPlace other_heat) {
        const auto level = std::ranges::find(f_.power_levels, type, &PowerLevel::name);
        if (level != f_.power_levels.end())
            return static_cast<std::uint32_t>(level - f_.power_levels.begin());
        f_.power_levels.push_back({.name = type, .type = type, .other_heat = other_heat});
        return static_cast<std::uint32_t>(f_.power_levels.size() - 1);
    }

    FeedSpan feeds_of(const std::vector<std::uint32_t>& from, bool in_turn) {
        std::vector<std::uint32_t> elements;
        elements.reserve(from.size());
        for (const std::uint32_t i : from) elements.push_back(i == no_index ? no_index : at_[i]);
        return f_.add_feeds(elements, in_turn);
    }

    void feed_racks() {
        std::vector<std::vector<std::uint32_t>> from;
        for (std::size_t i = 0; i < s_.power.rack_feeds.size(); ++i) {
            from.push_back(
                look_up_feeds(s_.power.rack_feeds[i].from, fmt::format("power.rack_feeds[{}].from", i)));
            if (from.back().empty()) return;
        }
        for (std::uint32_t r = 0; r < f_.racks.size(); ++r) {
            const auto entry = std::ranges::find_if(
                s_.power.rack_feeds, [&](const RackFeedConfig& c) { return covers(c, f_.racks[r]); });
            if (entry == s_.power.rack_feeds.end()) {
                return notes_.refuse("power.rack_feeds",
                                     fmt::format("no entry covers {}, a rack of block '{}'",
                                                 f_.path_of_rack(r), f_.racks[r].block));
            }
            const auto i = static_cast<std::size_t>(entry - s_.power.rack_feeds.begin());
            f_.racks[r].feeds = feeds_of(from[i], entry->in_turn);
        }
    }

    static bool covers(const RackFeedConfig& c, const Rack& rack) {
        return (c.block.empty() || c.block == rack.block) && (!c.row || *c.row == std::int64_t{rack.row} + 1);
    }

    void find_mechanical_feed() {
        for (std::size_t d = 0; d < plant_drives; ++d) {
            const std::string& wanted = s_.power.drive_from(d);
            if (wanted.empty()) continue;
            const auto from = look_up_feeds({wanted}, "power." + s_.power.drive_key(d));
            if (!from.empty()) f_.mechanical[d].feeds = feeds_of(from, false);
        }
    }

    void set_cap(const PowerCap& cap) {
        if (cap.level == meter) {
            f_.utility_job_cap = cap.cap ? cap.cap : s_.power.grid_limit;
            if (f_.utility_job_cap) return;
            return notes_.refuse("power.job_caps", "expected a cap for utility, or power.grid_limit");
        }
        const auto from = look_up_feeds({cap.level}, "power.job_caps");
        if (from.empty()) return;
        PowerElement& e = f_.elements[at_[from.front()]];
        e.job_cap = cap.cap ? *cap.cap : e.limit;
    }

    // What each carries when everything draws its nameplate.
    void plan_loads() {
        const auto draw = [this](const FeedSpan& feeds, Watts load) {
            const auto first = f_.first_in_turn(feeds);
            for (const PowerFeed& feed : first) {
                if (feed.from == no_index) continue;
                f_.elements[feed.from].planned += load / static_cast<double>(first.size());
            }
        };
        for (const Rack& rack : f_.racks) draw(rack.feeds, rack.nameplate);
        for (const MechanicalLoad& load : f_.mechanical) draw(load.feeds, load.planned);
        for (std::size_t e = f_.elements.size(); e-- > 0;) {
            PowerElement& bus = f_.elements[e];
            bus.planned += Watts::from_si(static_cast<double>(bus.fixed_uw) * 1e-6);
            draw(bus.feeds, bus.planned + Watts::from_si(loss_w(bus.loss, f_.loss_points, bus.planned.si())));
        }
    }

    void check_buses() {
        std::vector<char> feeds_something(f_.elements.size());
        for (const PowerFeed& feed : f_.feeds) {
            if (feed.from != no_index) feeds_something[feed.from] = 1;
        }
        for (std::size_t i = 0; i < f_.elements.size(); ++i) {
            const PowerElement& e = f_.elements[i];
            if (feeds_something[i] == 0 && e.fixed_uw == 0) {
                notes_.find({.code = "F0207",
                             .object = "power/" + e.name,
                             .text = "the bus feeds nothing",
                             .value = 0,
                             .limit = 1,
                             .unit = "count",
                             .time_s = {}});
            }
            if (e.planned.si() > e.limit.si() * (1 + rounding_slack)) {
                notes_.find({.code = "F0202",
                             .object = "power/" + e.name,
                             .text = "the planned load exceeds the rating of one of its buses",
                             .value = e.planned.si(),
                             .limit = e.limit.si(),
                             .unit = "W",
                             .time_s = {}});
            }
        }
    }

    static constexpr std::uint32_t unknown = UINT32_MAX;

    const ScenarioConfig& s_;
    Facility& f_;
    DesignNotes& notes_;
    std::map<std::string, std::uint32_t, std::less<>> by_name_;
    // By position in the scenario.
    std::vector<std::vector<std::uint32_t>> feeds_;
    std::vector<std::uint32_t> depth_;
    std::vector<std::uint32_t> at_;     // position in the facility
    std::vector<std::uint32_t> order_;  // positions in the scenario, in the order of the facility
};

}  // namespace

void build_power_elements(const ScenarioConfig& scenario, Facility& facility, DesignNotes& notes) {
    ElementsBuilder{scenario, facility, notes}.run();
}

}  // namespace datahall

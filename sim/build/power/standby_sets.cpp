#include "sim/build/power/standby_sets.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/build/lookup.hpp"
#include "sim/build/power/loss.hpp"
#include "sim/build/power/protection.hpp"

namespace datahall {
namespace {

class StandbyBuilder {
public:
    StandbyBuilder(const ScenarioConfig& s, Facility& f, DesignNotes& notes) : s_{s}, f_{f}, notes_{notes} {}

    void run() {
        for (std::size_t level = 0; level < s_.power.chain.size(); ++level) add_level(level);
        if (sets_.empty()) return;
        rewrite_feeds();
        for (PowerElement& e : f_.elements) ++e.depth;
        f_.elements.insert(f_.elements.begin(), sets_.begin(), sets_.end());
    }

private:
    const LossElementType* look_up_sets(const PowerLevelConfig& config) {
        const std::string path = "power.chain." + config.name + ".generator.type";
        const std::string& name = config.generator->type;
        const auto* type = look_up(s_.catalogue.power, name, path, "element", notes_);
        if (type == nullptr) return nullptr;
        notes_.use("power/" + name, type->origin);
        look_up_price(s_, *type, path, notes_);
        if (type->generator) return type;
        notes_.refuse(path, "expected generator sets, which '" + name + "' are not");
        return nullptr;
    }

    void add_level(std::size_t level) {
        const PowerLevelConfig& config = s_.power.chain[level];
        if (!config.generator) return;
        const LossElementType* const type = look_up_sets(config);
        if (type == nullptr) return;
        set_of_bus_.resize(f_.elements.size(), no_index);
        f_.power_levels.push_back(
            {.name = config.name + suffix, .type = config.generator->type, .other_heat = type->other_heat});
        for (std::uint32_t e = 0; e < f_.elements.size(); ++e) {
            if (f_.elements[e].level != level) continue;
            set_of_bus_[e] = static_cast<std::uint32_t>(sets_.size());
            sets_.push_back(make_sets(*config.generator, *type, f_.elements[e]));
        }
    }

    PowerElement make_sets(const StandbyConfig& config, const LossElementType& type,
                           const PowerElement& bus) {
        const auto needed = static_cast<double>(config.units);
        PowerElement e;
        e.name = bus.name + suffix;
        e.level = static_cast<std::uint32_t>(f_.power_levels.size() - 1);
        e.is_source = true;
        e.heat_to_hall = type.heat_to_hall;
        e.needed = static_cast<std::uint32_t>(config.units);
        e.units = static_cast<std::uint32_t>(config.units + config.spare);
        e.unit_rating = config.rating.value_or(bus.unit_rating * (bus.needed / (needed * type.derating)));
        e.derating = type.derating;
        e.limit = e.unit_rating * (needed * type.derating);
        e.loss = compile_loss(type.curve, e.unit_rating, e.units, f_.loss_points);
        return e;
    }

    // All elements move back by as many as the sets are.
    void rewrite_feeds() {
        std::vector<PowerFeed> feeds;
        for (std::uint32_t e = 0; e < f_.elements.size(); ++e) {
            rewrite(f_.elements[e].feeds, feeds);
            if (set_of_bus_[e] != no_index) stand_by(f_.elements[e], set_of_bus_[e], feeds);
        }
        for (Rack& rack : f_.racks) rewrite(rack.feeds, feeds);
        for (MechanicalLoad& load : f_.mechanical) rewrite(load.feeds, feeds);
        f_.feeds = std::move(feeds);
    }

    void rewrite(FeedSpan& span, std::vector<PowerFeed>& feeds) const {
        const auto first = static_cast<std::uint32_t>(feeds.size());
        for (PowerFeed feed : f_.feeds_of(span)) {
            if (feed.from != no_index) feed.from += static_cast<std::uint32_t>(sets_.size());
            feeds.push_back(feed);
        }
        span.first = first;
    }

    void stand_by(PowerElement& bus, std::uint32_t set, std::vector<PowerFeed>& feeds) {
        if (bus.feeds.count == FeedSpan::most) {
            return notes_.refuse("power.chain." + f_.power_levels[bus.level].name + ".generator",
                                 fmt::format("its buses have {} feeds already", FeedSpan::most));
        }
        feeds.push_back({.from = set, .rank = feeds.back().rank + 1});
        ++bus.feeds.count;
    }

    static constexpr const char* suffix = "-generator";

    const ScenarioConfig& s_;
    Facility& f_;
    DesignNotes& notes_;
    std::vector<PowerElement> sets_;
    std::vector<std::uint32_t> set_of_bus_;  // no_index: none
};

}  // namespace

void add_standby_sets(const ScenarioConfig& scenario, Facility& facility, DesignNotes& notes) {
    StandbyBuilder{scenario, facility, notes}.run();
}

}  // namespace datahall

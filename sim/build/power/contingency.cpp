#include "sim/build/power/contingency.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/build/power/battery_curve.hpp"
#include "sim/build/power/catcher_turns.hpp"
#include "sim/build/power/loss.hpp"
#include "sim/build/power/power_tree.hpp"
#include "sim/build/power/shared_limits.hpp"
#include "sim/build/power/trip_curve.hpp"

namespace datahall {
namespace {

constexpr std::uint32_t utility = no_index;

// A bus with all its units, or one of them.
struct PowerLoss {
    std::uint32_t element = 0;
    bool one_unit = false;
};

// A unit twice is two units; a bus and what is in it are no pair.
bool is_pair(const Facility& f, const PowerLoss& a, const PowerLoss& b) {
    return a.element != b.element || (a.one_unit && b.one_unit && f.elements[a.element].units > 2);
}

// The tree of dominators: each element hangs on the last one that all its paths to the utility share.
class Dominators {
public:
    explicit Dominators(const Facility& f) : facility_{f} {
        for (const PowerElement& e : f.elements) {
            const std::uint32_t above = of(e.feeds);
            above_.push_back(above);
            depth_.push_back(above == utility ? 1 : depth_[above] + 1);
        }
    }
    /// The last that all these feeds share; `utility` if they share nothing else.
    std::uint32_t of(const FeedSpan& feeds) const {
        const auto each = facility_.feeds_of(feeds);
        if (each.empty()) return utility;  // a source
        std::uint32_t common = each.front().from;
        for (const PowerFeed& feed : each.subspan(1)) common = meet(common, feed.from);
        return common;
    }
    std::uint32_t above(std::uint32_t element) const { return above_[element]; }

private:
    std::uint32_t meet(std::uint32_t a, std::uint32_t b) const {
        while (a != b) {
            if (a == utility || b == utility) return utility;
            std::uint32_t& deeper = depth_[a] >= depth_[b] ? a : b;
            deeper = above_[deeper];
        }
        return a;
    }
    const Facility& facility_;
    std::vector<std::uint32_t> above_;
    std::vector<std::uint32_t> depth_;
};

// Outputs with everything at its nameplate and some units lost.
class PlannedFlow {
public:
    explicit PlannedFlow(const Facility& f) : f_{f}, turns_{f} {
        for (const PowerElement& e : f.elements) units_.push_back(e.units);
    }
    void lose(const PowerLoss& loss) { units_[loss.element] = loss.one_unit ? units_[loss.element] - 1 : 0; }
    void restore(const PowerLoss& loss) { units_[loss.element] = f_.elements[loss.element].units; }
    void solve() {
        find_live();
        output_w_.resize(f_.elements.size());
        for (std::size_t e = 0; e < f_.elements.size(); ++e)
            output_w_[e] = static_cast<double>(f_.elements[e].fixed_uw) * 1e-6;
        for (const Rack& rack : f_.racks) draw(rack.feeds, rack.nameplate.si());
        for (const MechanicalLoad& load : f_.mechanical) draw(load.feeds, load.planned.si());
        for (std::size_t e = f_.elements.size(); e-- > 0;) {
            if (live_[e]) draw(f_.elements[e].feeds, output_w_[e] + loss_of(e));
        }
    }
    /// Of the units that are in; 0 for a dead bus.
    double loading(std::size_t element) const {
        if (!live_[element]) return 0.0;
        return output_w_[element] / (f_.elements[element].unit_rating.si() * units_[element]);
    }

private:
    void find_live() {
        live_.assign(f_.elements.size(), 0);
        turns_.reset();
        std::size_t looks = 0;
        do {
            for (std::size_t e = 0; e < f_.elements.size(); ++e) {
                const bool has_power = f_.elements[e].is_source || is_fed(f_.elements[e].feeds);
                live_[e] = units_[e] > 0 && has_power ? 1 : 0;
            }
        } while (turns_.look([this](std::uint32_t e) { return live_[e] != 0; },
                             [](std::uint32_t) { return true; }) &&
                 ++looks <= depths_of(f_));
    }
    bool is_usable(std::uint32_t feed) const {
        const std::uint32_t from = f_.feeds[feed].from;
        return (from == utility || live_[from] != 0) && turns_.allows(feed);
    }
    bool is_fed(const FeedSpan& feeds) const {
        for (std::uint32_t i = 0; i < feeds.count; ++i) {
            if (is_usable(feeds.first + i)) return true;
        }
        return false;
    }
    void draw(const FeedSpan& feeds, double watts) {
        std::uint32_t rank = UINT32_MAX;  // of the first that is usable
        double all = 0;
        const auto carries = [&](std::uint32_t i) {
            const std::uint32_t own = f_.feeds[feeds.first + i].rank;
            return (rank == UINT32_MAX || rank == own) && is_usable(feeds.first + i);
        };
        for (std::uint32_t i = 0; i < feeds.count; ++i) {
            if (!carries(i)) continue;
            rank = f_.feeds[feeds.first + i].rank;
            all += f_.feeds[feeds.first + i].weight;
        }
        for (std::uint32_t i = 0; i < feeds.count && all > 0; ++i) {
            const PowerFeed& feed = f_.feeds[feeds.first + i];
            if (carries(i) && feed.from != utility) output_w_[feed.from] += watts * (feed.weight / all);
        }
    }
    double loss_of(std::size_t element) const {
        const PowerElement& e = f_.elements[element];
        LossRow row = e.loss;
        if (units_[element] != e.units) row.rating_w = row.rating_w * units_[element] / e.units;
        return loss_w(row, f_.loss_points, output_w_[element]);
    }

    const Facility& f_;
    CatcherTurns turns_;
    std::vector<std::uint32_t> units_;
    std::vector<char> live_;
    std::vector<double> output_w_;
};

// Elements that stand for one rack alone.
std::vector<char> solitary(const Facility& f) {
    std::vector<std::uint32_t> fed(f.elements.size());
    std::vector<char> alone(f.elements.size(), true);
    const auto count = [&](const FeedSpan& feeds, bool one_rack) {
        for (const PowerFeed& feed : f.feeds_of(feeds)) {
            if (feed.from == utility) continue;
            if (!one_rack || fed[feed.from] > 0) alone[feed.from] = 0;
            ++fed[feed.from];
        }
    };
    for (const Rack& rack : f.racks) count(rack.feeds, true);
    for (const MechanicalLoad& load : f.mechanical) count(load.feeds, false);
    for (std::size_t e = f.elements.size(); e-- > 0;) {
        if (fed[e] != 1) alone[e] = 0;
        count(f.elements[e].feeds, alone[e] != 0);
    }
    return alone;
}

std::string name_of(const Facility& f, const PowerLoss& loss) {
    const std::string& bus = f.elements[loss.element].name;
    return loss.one_unit ? "a unit of " + bus : bus;
}

// Tries losses, and keeps the worst that each bus sees.
class LoadingSurvey {
public:
    LoadingSurvey(const Facility& f, PowerPlan& plan) : f_{f}, flow_{f}, plan_{plan} {
        for (std::uint32_t e = 0; e < f.elements.size(); ++e) {
            if (plan.rows[e].is_for_one_rack) continue;
            losses_.push_back({.element = e});
            if (f.elements[e].units > 1) losses_.push_back({.element = e, .one_unit = true});
        }
    }

    void run() {
        flow_.solve();
        for (std::size_t e = 0; e < plan_.rows.size(); ++e) plan_.rows[e].normal = flow_.loading(e);
        for (PowerPlanRow& row : plan_.rows) row.after_one = row.normal;
        for (const PowerLoss& loss : losses_) try_one(loss);
        for (PowerPlanRow& row : plan_.rows) {
            row.after_two = row.after_one;
            row.two = row.one;
        }
        plan_.has_pairs = pairs_are_cheap();
        for (std::size_t b = 0; plan_.has_pairs && b < losses_.size(); ++b) {
            for (std::size_t a = 0; a <= b; ++a) {
                if (is_pair(f_, losses_[a], losses_[b])) try_two(losses_[a], losses_[b]);
            }
        }
    }

private:
    bool pairs_are_cheap() const {
        constexpr std::size_t most_steps = 500'000'000;  // a few seconds
        const std::size_t size = f_.elements.size() + f_.racks.size();
        return losses_.size() * losses_.size() / 2 < most_steps / size;
    }
    void try_one(const PowerLoss& loss) {
        flow_.lose(loss);
        flow_.solve();
        for (std::size_t e = 0; e < plan_.rows.size(); ++e) {
            PowerPlanRow& row = plan_.rows[e];
            if (flow_.loading(e) <= row.after_one) continue;
            row.after_one = flow_.loading(e);
            row.one = name_of(f_, loss);
        }
        flow_.restore(loss);
    }
    void try_two(const PowerLoss& a, const PowerLoss& b) {
        flow_.lose(a);
        flow_.lose(b);
        flow_.solve();
        for (std::size_t e = 0; e < plan_.rows.size(); ++e) {
            PowerPlanRow& row = plan_.rows[e];
            if (flow_.loading(e) <= row.after_two) continue;
            row.after_two = flow_.loading(e);
            row.two = name_of(f_, a) + " and " + (a.element == b.element ? "another" : name_of(f_, b));
        }
        flow_.restore(a);
        flow_.restore(b);
    }

    const Facility& f_;
    PlannedFlow flow_;
    PowerPlan& plan_;
    std::vector<PowerLoss> losses_;
};

PowerPlanRow row_of(const Facility& f, const Catalogue& catalogue, std::uint32_t element) {
    const PowerElement& e = f.elements[element];
    const LossElementType& type = catalogue.power.find(f.power_levels[e.level].type)->second;
    PowerPlanRow row{.bus = e.name,
                     .level = f.power_levels[e.level].name,
                     .type = f.power_levels[e.level].type,
                     .feeds = {},
                     .units = e.units,
                     .needed = e.needed,
                     .unit_rating_w = e.unit_rating.si(),
                     .planned_w = e.planned.si(),
                     .mass_kg = type.mass_per_kw * e.unit_rating.si() * 1e-3 * e.units,
                     .one = {},
                     .two = {}};
    row.is_source = e.is_source;
    for (const PowerFeed& feed : f.feeds_of(e.feeds)) {
        row.is_on_utility |= feed.from == utility;
        if (feed.from != utility) row.feeds.push_back(f.elements[feed.from].name);
    }
    return row;
}

void find_headroom(const Facility& f, PowerPlan& plan) {
    std::vector<double> planned_w;
    for (const PowerElement& bus : f.elements) planned_w.push_back(bus.planned.si());
    const std::vector<Headroom> headroom = headroom_of(f, planned_w);
    for (std::size_t e = 0; e < headroom.size(); ++e) {
        plan.rows[e].headroom_w = headroom[e].own_w;
        plan.rows[e].stranded_w = headroom[e].stranded_w;
    }
}

// How long batteries last, and when breakers open.
void find_protection(const Facility& f, const Catalogue& catalogue, PowerPlan& plan) {
    for (std::size_t e = 0; e < f.elements.size(); ++e) {
        PowerPlanRow& row = plan.rows[e];
        const auto battery = catalogue.batteries.find(f.elements[e].battery);
        if (battery != catalogue.batteries.end()) {
            const BatteryCurve curve = compile_battery(battery->second);
            row.ride_through_s = curve.runtime_s(row.normal);
            row.ride_through_after_one_s = curve.runtime_s(row.after_one);
        }
        const auto breaker = catalogue.breakers.find(f.elements[e].breaker);
        if (breaker == catalogue.breakers.end()) continue;
        const TripCurve curve = compile_trip(breaker->second);
        const double left_s =
            curve.time_left_s(curve.rest(std::min(row.normal, curve.pickup)), row.after_one);
        if (std::isfinite(left_s)) row.opens_after_s = left_s;
    }
}

}  // namespace

std::vector<Downfall> single_points(const Facility& f) {
    const Dominators dominators{f};
    std::vector<Downfall> below(f.elements.size());
    const auto add = [&](std::uint32_t to, std::uint32_t racks, Watts it) {
        if (to == utility) return;
        below[to].racks += racks;
        below[to].it += it;
    };
    for (const Rack& rack : f.racks) add(dominators.of(rack.feeds), 1, rack.nameplate);
    for (std::uint32_t e = static_cast<std::uint32_t>(below.size()); e-- > 0;) {
        add(dominators.above(e), below[e].racks, below[e].it);
    }
    return below;
}

std::vector<Headroom> headroom_of(const Facility& f, const std::vector<double>& output_w) {
    std::vector<Headroom> headroom;
    std::vector<double> usable;
    for (std::size_t e = 0; e < f.elements.size(); ++e) {
        const PowerElement& bus = f.elements[e];
        const double own = std::max(0.0, bus.limit.si() - output_w[e]);
        double most = own;
        const auto feeds = f.first_in_turn(bus.feeds);
        double all = 0;
        for (const PowerFeed& feed : feeds) all += feed.weight;
        for (const PowerFeed& feed : feeds) {
            if (feed.from != utility) most = std::min(most, usable[feed.from] / (feed.weight / all));
        }
        usable.push_back(most);
        headroom.push_back({.own_w = own, .stranded_w = own - most});
    }
    return headroom;
}

PowerPlan plan_power(const Facility& f, const Catalogue& catalogue) {
    PowerPlan plan;
    const std::vector<Downfall> down = single_points(f);
    const std::vector<char> alone = solitary(f);
    const std::vector<double> subscribed = subscribed_w(f);
    const std::vector<double> phases = fullest_phases(f);
    for (std::uint32_t e = 0; e < f.elements.size(); ++e) {
        PowerPlanRow row = row_of(f, catalogue, e);
        row.oversubscription = subscribed[e] / f.elements[e].limit.si();
        row.fullest_phase = phases[e];
        row.racks_down = down[e].racks;
        row.it_down_w = down[e].it.si();
        row.is_for_one_rack = alone[e] != 0;
        plan.rows.push_back(std::move(row));
    }
    find_headroom(f, plan);
    LoadingSurvey{f, plan}.run();
    find_protection(f, catalogue, plan);
    plan.utility_w = planned_at_utility(f).si();
    return plan;
}

}  // namespace datahall

#include "sim/run/power_flow.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "sim/build/loss.hpp"

namespace datahall {
namespace {

LossRow of_units(const PowerElement& e, std::uint32_t units) {
    LossRow row = e.loss;
    if (units != e.units) row.rating_w = row.rating_w * units / e.units;
    return row;
}

}  // namespace

PowerFlow::PowerFlow(const Facility& f)
    : facility_{f},
      elements_(f.elements.size()),
      drawn_uw_(f.feeds.size()),
      dirty_at_(depths_of(f)),
      level_loss_uw_(f.power_levels.size()),
      losses_(f.power_levels.size()),
      racks_(f.racks.size()),
      roots_uw_{f.other_uw} {
    for (std::uint32_t e = 0; e < elements_.size(); ++e) {
        units_.push_back(f.elements[e].units);
        elements_[e].loss = f.elements[e].loss;
        change_bus(e, f.elements[e].fixed_uw);
    }
    for (std::uint32_t r = 0; r < racks_.size(); ++r) change_rack(r, as_microwatts(f.racks[r].constant));
}

void PowerFlow::change_rack(std::uint32_t rack, std::int64_t change_uw) {
    const std::int64_t before = racks_[rack];
    racks_[rack] += change_uw;
    it_uw_ += change_uw;
    draw(facility_.racks[rack].feeds, before, racks_[rack]);
}

void PowerFlow::set_mechanical(std::int64_t uw) {
    if (uw == mechanical_uw_) return;
    draw(facility_.mechanical_feeds, mechanical_uw_, uw);
    mechanical_uw_ = uw;
}

void PowerFlow::set_units(std::uint32_t element, std::uint32_t units) {
    live_changed_ |= (units == 0) != (units_[element] == 0);
    units_[element] = units;
    elements_[element].loss = of_units(facility_.elements[element], units);
    mark(element);
}

// A load that was `from_uw` is now `to_uw`.
void PowerFlow::draw(const FeedSpan& feeds, std::int64_t from_uw, std::int64_t to_uw) {
    dirty_ = true;
    if (feeds.count == 1) {
        const std::uint32_t from = facility_.feeds[feeds.first].from;
        if (!feeds_power(from)) {
            unfed_uw_ += to_uw - from_uw;
            return;
        }
        drawn_uw_[feeds.first] += to_uw - from_uw;
        return change_bus(from, to_uw - from_uw);
    }
    std::array<std::int64_t, FeedSpan::most> parts{};
    split(feeds, to_uw, parts);
    unfed_uw_ += to_uw - from_uw;
    for (std::uint32_t i = 0; i < feeds.count; ++i) {
        std::int64_t& drawn = drawn_uw_[feeds.first + i];
        const std::int64_t change = parts[i] - drawn;
        drawn = parts[i];
        unfed_uw_ -= change;
        if (change != 0) change_bus(facility_.feeds[feeds.first + i].from, change);
    }
}

// By running sums of the weights, so that the parts sum to the load.
void PowerFlow::split(const FeedSpan& feeds, std::int64_t uw, std::span<std::int64_t> parts) const {
    const auto each = facility_.feeds_of(feeds);
    std::int64_t all = 0;
    for (const PowerFeed& feed : each) {
        if (!feeds_power(feed.from)) continue;
        all += feed.weight;
        if (feeds.in_turn) break;
    }
    std::int64_t before = 0;
    std::int64_t given = 0;
    for (std::size_t i = 0; i < each.size(); ++i) {
        parts[i] = 0;
        if (before == all || !feeds_power(each[i].from)) continue;
        before += each[i].weight;
        const std::int64_t up_to_here = uw / all * before + uw % all * before / all;
        parts[i] = up_to_here - given;
        given = up_to_here;
    }
}

bool PowerFlow::is_rack_fed(std::uint32_t rack) const {
    const auto feeds = facility_.feeds_of(facility_.racks[rack].feeds);
    return std::ranges::any_of(feeds, [&](const PowerFeed& f) { return feeds_power(f.from); });
}

void PowerFlow::mark(std::uint32_t element) {
    dirty_ = true;
    Bus& bus = elements_[element];
    if (bus.dirty) return;
    bus.dirty = true;
    dirty_at_[facility_.elements[element].depth].push_back(element);
}

void PowerFlow::change_bus(std::uint32_t element, std::int64_t change_uw) {
    if (element == no_index) {
        dirty_ = true;
        roots_uw_ += change_uw;
        return;
    }
    elements_[element].children_uw += change_uw;
    mark(element);
}

void PowerFlow::settle(Instant now) {
    if (live_changed_) settle_live();
    for (std::size_t depth = dirty_at_.size(); depth-- > 0;) {
        // Feeds are less deep and come later.
        for (const std::uint32_t element : dirty_at_[depth]) settle_bus(element, now);
        dirty_at_[depth].clear();
    }
    for (std::size_t level = 0; level < losses_.size(); ++level)
        losses_[level].set(now, level_loss_uw_[level]);
    it_.set(now, it_uw_);
    mechanical_.set(now, mechanical_uw_);
    other_.set(now, facility_.other_uw);
    hall_heat_.set(now, heat_uw_);
    unfed_.set(now, unfed_uw_);
    utility_.set(now, roots_uw_);
    dirty_ = false;
}

// Takes what each load draws off the feeds that have died, to those that live.
void PowerFlow::settle_live() {
    live_changed_ = false;
    for (std::uint32_t e = 0; e < elements_.size(); ++e) {
        const auto feeds = facility_.feeds_of(facility_.elements[e].feeds);
        const bool was = elements_[e].live;
        elements_[e].live = units_[e] > 0 && std::ranges::any_of(feeds, [&](const PowerFeed& f) {
                                return feeds_power(f.from);
                            });
        if (elements_[e].live != was) mark(e);
    }
    for (std::uint32_t e = 0; e < elements_.size(); ++e) {
        redraw(facility_.elements[e].feeds, elements_[e].input_uw);
    }
    for (std::uint32_t r = 0; r < racks_.size(); ++r) redraw(facility_.racks[r].feeds, racks_[r]);
    redraw(facility_.mechanical_feeds, mechanical_uw_);
}

void PowerFlow::redraw(const FeedSpan& feeds, std::int64_t uw) {
    std::array<std::int64_t, FeedSpan::most> parts{};
    split(feeds, uw, parts);
    for (std::uint32_t i = 0; i < feeds.count; ++i) {
        std::int64_t& drawn = drawn_uw_[feeds.first + i];
        const std::int64_t change = parts[i] - drawn;
        if (change == 0) continue;
        drawn = parts[i];
        unfed_uw_ -= change;
        change_bus(facility_.feeds[feeds.first + i].from, change);
    }
}

void PowerFlow::settle_bus(std::uint32_t element, Instant now) {
    const PowerElement& e = facility_.elements[element];
    Bus& bus = elements_[element];
    bus.dirty = false;
    const std::int64_t output = bus.live ? bus.children_uw : 0;
    const std::int64_t loss = bus.live ? loss_at_uw(element, output) : 0;
    const std::int64_t heat = as_microwatts(static_cast<double>(loss) * 1e-6 * e.heat_to_hall);
    const std::int64_t before = bus.input_uw;
    level_loss_uw_[e.level] += loss - bus.loss_uw;
    heat_uw_ += heat - bus.heat_uw;
    unfed_uw_ += (bus.children_uw - output) - bus.unfed_uw;
    bus.unfed_uw = bus.children_uw - output;
    bus.input_uw = output + loss;
    bus.loss_uw = loss;
    bus.heat_uw = heat;
    bus.output.set(now, output);
    if (bus.input_uw != before) draw(e.feeds, before, bus.input_uw);
}

std::int64_t PowerFlow::loss_at_uw(std::uint32_t element, std::int64_t output_uw) const {
    return loss_uw(elements_[element].loss, facility_.loss_points, output_uw);
}

std::int64_t PowerFlow::total_loss_uw() const {
    return std::accumulate(level_loss_uw_.begin(), level_loss_uw_.end(), std::int64_t{0});
}

std::int64_t PowerFlow::recomputed_utility_uw() const {
    const Facility& f = facility_;
    std::vector<std::int64_t> output(f.elements.size());
    std::int64_t utility = f.other_uw;
    std::array<std::int64_t, FeedSpan::most> parts{};
    const auto feed = [&](const FeedSpan& feeds, std::int64_t uw) {
        split(feeds, uw, parts);
        for (std::uint32_t i = 0; i < feeds.count; ++i) {
            const std::uint32_t from = f.feeds[feeds.first + i].from;
            (from == no_index ? utility : output[from]) += parts[i];
        }
    };
    for (std::uint32_t e = 0; e < output.size(); ++e) output[e] += f.elements[e].fixed_uw;
    for (std::uint32_t r = 0; r < racks_.size(); ++r) feed(f.racks[r].feeds, racks_[r]);
    feed(f.mechanical_feeds, mechanical_uw_);
    for (std::uint32_t e = static_cast<std::uint32_t>(output.size()); e-- > 0;) {
        if (elements_[e].live) feed(f.elements[e].feeds, output[e] + loss_at_uw(e, output[e]));
    }
    return utility;
}

void PowerFlow::restart_highest() {
    for (Bus& bus : elements_) bus.output.restart_highest();
    for (Meter& level : losses_) level.restart_highest();
    for (Meter* meter : {&utility_, &it_, &mechanical_, &other_, &hall_heat_, &unfed_}) {
        meter->restart_highest();
    }
}

}  // namespace datahall

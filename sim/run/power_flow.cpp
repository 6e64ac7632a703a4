#include "sim/run/power_flow.hpp"

#include <numeric>

#include "sim/build/loss.hpp"

namespace datahall {

PowerFlow::PowerFlow(const Facility& f)
    : facility_{f},
      elements_(f.elements.size()),
      dirty_at_(f.power_levels.size()),
      level_loss_uw_(f.power_levels.size()),
      losses_(f.power_levels.size()),
      racks_(f.racks.size()),
      roots_uw_{f.other_uw} {
    for (std::uint32_t e = 0; e < elements_.size(); ++e) change_bus(e, f.elements[e].fixed_uw);
    for (std::uint32_t r = 0; r < racks_.size(); ++r) change_rack(r, as_microwatts(f.racks[r].constant));
}

void PowerFlow::change_rack(std::uint32_t rack, std::int64_t change_uw) {
    racks_[rack] += change_uw;
    it_uw_ += change_uw;
    change_bus(facility_.racks[rack].feed, change_uw);
}

void PowerFlow::set_mechanical(std::int64_t uw) {
    const std::int64_t change = uw - mechanical_uw_;
    if (change == 0) return;
    mechanical_uw_ = uw;
    change_bus(facility_.mechanical_feed, change);
}

void PowerFlow::change_bus(std::uint32_t element, std::int64_t change_uw) {
    dirty_ = true;
    if (element == no_index) {
        roots_uw_ += change_uw;
        return;
    }
    Bus& bus = elements_[element];
    bus.children_uw += change_uw;
    if (bus.dirty) return;
    bus.dirty = true;
    dirty_at_[facility_.elements[element].level].push_back(element);
}

void PowerFlow::settle(Instant now) {
    for (std::size_t level = dirty_at_.size(); level-- > 0;) {
        // Parents are marked in the level above, which comes later.
        for (const std::uint32_t element : dirty_at_[level]) settle_bus(element, now);
        dirty_at_[level].clear();
        losses_[level].set(now, level_loss_uw_[level]);
    }
    it_.set(now, it_uw_);
    mechanical_.set(now, mechanical_uw_);
    other_.set(now, facility_.other_uw);
    hall_heat_.set(now, heat_uw_);
    utility_.set(now, roots_uw_);
    dirty_ = false;
}

void PowerFlow::settle_bus(std::uint32_t element, Instant now) {
    const PowerElement& e = facility_.elements[element];
    Bus& bus = elements_[element];
    bus.dirty = false;
    std::int64_t loss = 0;
    const std::int64_t input = bus_input_uw(element, bus.children_uw, loss);
    const std::int64_t heat = as_microwatts(static_cast<double>(loss) * 1e-6 * e.heat_to_hall);
    level_loss_uw_[e.level] += loss - bus.loss_uw;
    heat_uw_ += heat - bus.heat_uw;
    const std::int64_t change = input - bus.input_uw;
    bus.input_uw = input;
    bus.loss_uw = loss;
    bus.heat_uw = heat;
    bus.output.set(now, bus.children_uw);
    if (change != 0) change_bus(e.parent, change);
}

std::int64_t PowerFlow::bus_input_uw(std::uint32_t element, std::int64_t output_uw,
                                     std::int64_t& loss) const {
    loss = loss_uw(facility_.elements[element].loss, facility_.loss_points, output_uw);
    return output_uw + loss;
}

std::int64_t PowerFlow::total_loss_uw() const {
    return std::accumulate(level_loss_uw_.begin(), level_loss_uw_.end(), std::int64_t{0});
}

std::int64_t PowerFlow::recomputed_utility_uw() const {
    const Facility& f = facility_;
    std::vector<std::int64_t> output(f.elements.size());
    std::int64_t utility = f.other_uw;
    const auto feed = [&](std::uint32_t element, std::int64_t uw) {
        (element == no_index ? utility : output[element]) += uw;
    };
    for (std::uint32_t e = 0; e < output.size(); ++e) output[e] += f.elements[e].fixed_uw;
    for (std::uint32_t r = 0; r < racks_.size(); ++r) feed(f.racks[r].feed, racks_[r]);
    feed(f.mechanical_feed, mechanical_uw_);
    for (std::uint32_t e = static_cast<std::uint32_t>(output.size()); e-- > 0;) {
        std::int64_t loss = 0;
        feed(f.elements[e].parent, bus_input_uw(e, output[e], loss));
    }
    return utility;
}

void PowerFlow::restart_highest() {
    for (Bus& bus : elements_) bus.output.restart_highest();
    for (Meter& level : losses_) level.restart_highest();
    for (Meter* meter : {&utility_, &it_, &mechanical_, &other_, &hall_heat_}) meter->restart_highest();
}

}  // namespace datahall

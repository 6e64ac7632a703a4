#include "sim/run/power/swings.hpp"

#include <algorithm>

#include "sim/build/power/loss.hpp"

namespace datahall {
namespace {

double tau_of(const SwingsConfig& config) {
    return config.smoothing ? config.smoothing->time_constant.si() : 0.0;
}

std::vector<SwingLimit> limits_of(const SwingLimits& config) {
    std::vector<SwingLimit> limits;
    if (config.swing) limits.emplace_back(Limited::swing, as_microwatts(*config.swing));
    if (config.ramp) limits.emplace_back(Limited::ramp, as_microwatts(*config.ramp));
    for (std::size_t k = 0; k < config.bands.size(); ++k) {
        if (config.bands[k] > Watts{}) limits.emplace_back(Limited::band, as_microwatts(config.bands[k]), k);
    }
    return limits;
}

std::int64_t level_for(const SwingLimit& limit, const SwingLevel& level) {
    switch (limit.what()) {
        case Limited::swing:
            return level.swing;
        case Limited::ramp:
            return level.ramp;
        case Limited::band:
            break;
    }
    return level.bands[limit.band()].rms;
}

}  // namespace

Swings::Swings(const SwingsConfig& config, const Facility& facility, const NodeTable& nodes,
               const PowerFlow& power)
    : config_{config},
      facility_{facility},
      nodes_{nodes},
      gain_{facility, power},
      meters_(swing_figures + 2 * bands()),
      counted_from_(meters_.size()),
      limits_{limits_of(config.limits)} {}

std::uint32_t Swings::begin(SwingingJob job) {
    if (free_.empty()) {
        free_.push_back(static_cast<std::uint32_t>(slots_.size()));
        slots_.emplace_back();
    }
    const std::uint32_t number = free_.back();
    free_.pop_back();
    slots_[number] = {.job = std::move(job), .sums = {}, .is_open = true};
    new_.push_back(number);
    dirty_ = true;
    return number;
}

void Swings::end(std::uint32_t number) {
    sums_ -= slots_[number].sums;
    slots_[number] = {};
    free_.push_back(number);
    dirty_ = true;
}

void Swings::settle(Instant now) {
    gain_.forget();
    for (const std::uint32_t number : new_) {
        // It may have ended at this instant, and another may have its number.
        if (slots_[number].is_open && !slots_[number].is_measured) measure(slots_[number]);
    }
    new_.clear();
    dirty_ = false;
    level_ = level_of(sums_, config_.smoothing);
    note_levels(now);
    check_limits(now);
}

void Swings::measure(Slot& slot) {
    double swing_uw = 0.0;
    std::int64_t filler_uw = 0;
    for (const NodeSwing& n : slot.job.nodes) {
        const auto with = [&](std::int64_t activity) {
            return nodes_.node_uw_with(n.node, {.activity = activity});
        };
        const double gain = gain_.of_rack(facility_.rack_of_node[n.node]);
        swing_uw += static_cast<double>(with(n.up) - with(n.down)) * gain;
        filler_uw += with(0) - with(-n.filler);
    }
    slot.sums = sums_of(unit_of(slot.job.timing), rounded(swing_uw), filler_uw);
    slot.is_measured = true;
    slot.job.nodes = {};
    sums_ += slot.sums;
}

const UnitSwing& Swings::unit_of(const WaveTiming& timing) {
    const auto known = units_.find(timing);
    if (known != units_.end()) return known->second;
    return units_.emplace(timing, unit_swing(timing, tau_of(config_), config_.bands)).first->second;
}

void Swings::note_levels(Instant now) {
    const std::int64_t figures[swing_figures] = {level_.swing, level_.sigma, level_.ramp,
                                                 rounded((1.0 - level_.served) * 1e9), sums_.filler};
    for (std::size_t i = 0; i < swing_figures; ++i) meters_[i].set(now, figures[i]);
    for (std::size_t k = 0; k < bands(); ++k) {
        meters_[swing_figures + 2 * k].set(now, level_.bands[k].rms);
        meters_[swing_figures + 2 * k + 1].set(now, level_.bands[k].amplitude);
    }
}

void Swings::check_limits(Instant now) {
    for (SwingLimit& limit : limits_) {
        if (limit.set(now, level_for(limit, level_))) limit.blame(worst_job(limit));
    }
}

// By what its swing would be alone.
std::string Swings::worst_job(const SwingLimit& limit) const {
    std::int64_t most = 0;
    std::string name;
    for (const Slot& slot : slots_) {
        if (!slot.is_open) continue;
        const std::int64_t part = level_for(limit, level_of(slot.sums, config_.smoothing));
        if (part <= most) continue;
        most = part;
        name = slot.job.name;
    }
    return name;
}

void Swings::begin_counting(Instant now) {
    for (std::size_t i = 0; i < meters_.size(); ++i) {
        counted_from_[i] = meters_[i].total(now);
        meters_[i].restart_highest();
    }
    for (SwingLimit& limit : limits_) {
        limit.restart(now);
        if (limit.was_exceeded()) limit.blame(worst_job(limit));
    }
}

Int128 Swings::counted(const Meter& meter, Instant now) const {
    return meter.total(now) - counted_from_[static_cast<std::size_t>(&meter - meters_.data())];
}

SwingSums Swings::unaccounted() const {
    SwingSums left = sums_;
    for (const Slot& slot : slots_) {
        if (slot.is_open) left -= slot.sums;
    }
    return left;
}

}  // namespace datahall

#include "sim/run/power/site_power.hpp"

#include <algorithm>

#include "sim/build/power/loss.hpp"

namespace datahall {

double solar_w(const SolarConfig& s, const Weather& w) {
    constexpr double full_sun = 1'000.0;                   // W/m2
    constexpr double rise_in_sun = (45.0 - 20.0) / 800.0;  // K for W/m2
    constexpr double rated_cells = 25.0;                   // degC
    const double cells = w.dry_bulb.degrees() + rise_in_sun * w.irradiance;
    const double share = w.irradiance / full_sun * (1.0 + s.temperature_coefficient * (cells - rated_cells));
    return s.rating.si() * std::max(share, 0.0) * s.performance;
}

SitePower::SitePower(const PowerConfig& config, PowerFlow& flow, EventQueue& events)
    : config_{config}, flow_{flow}, events_{events} {}

void SitePower::set_weather(const Weather& weather) {
    if (!config_.solar) return;
    set_.solar_uw = as_microwatts(solar_w(*config_.solar, weather));
    flow_.set_on_site(set_);
}

double SitePower::charge(Instant now) const {
    return std::clamp(charge_ + rate_ * (now - since_).si(), 0.0, 1.0);
}

double SitePower::lowest_charge(Instant now) const {
    return std::min(lowest_, charge(now));
}

// Above 0 it gives, below it takes.
std::int64_t SitePower::wanted_uw() const {
    const SiteStoreConfig& s = *config_.storage;
    if (!flow_.feeds_power(no_index)) return 0;
    const std::int64_t most = as_microwatts(s.power);
    const std::int64_t rest = flow_.drawn_at_meter_uw() - set_.solar_uw;  // below 0: the sun's surplus
    const std::int64_t over = rest - as_microwatts(s.above);
    const std::int64_t under = as_microwatts(s.below) - rest;
    const double charge_now = charge(events_.now());
    if (over > 0 && charge_now > 0.0) return std::min(over, most);
    if (under > 0 && charge_now < 1.0) return -std::min(under, most);
    return 0;
}

void SitePower::settle() {
    if (!config_.storage) return;
    const std::int64_t wanted = wanted_uw();
    if (wanted == set_.give_uw - set_.take_uw) return;
    run_store(wanted);
}

void SitePower::run_store(std::int64_t uw) {
    const SiteStoreConfig& s = *config_.storage;
    const Instant now = events_.now();
    charge_ = charge(now);
    lowest_ = std::min(lowest_, charge_);
    since_ = now;
    rate_ = -static_cast<double>(uw) * 1e-6 / s.energy.si() * (uw < 0 ? s.efficiency : 1.0);
    const double left = rate_ < 0 ? charge_ / -rate_ : (1.0 - charge_) / rate_;
    const Instant ends =
        rate_ == 0 ? kNever : add_sat(now, as_nanoseconds(Seconds::from_si(left), Rounding::up));
    end_.set<&SitePower::turn>(events_, ends, *this, 0);
    set_.give_uw = std::max<std::int64_t>(uw, 0);
    set_.take_uw = std::max<std::int64_t>(-uw, 0);
    flow_.set_on_site(set_);
}

void SitePower::turn(std::uint64_t) {
    end_.ring();
    charge_ = rate_ < 0 ? 0.0 : 1.0;
    since_ = events_.now();
    rate_ = 0.0;
    run_store(wanted_uw());
    events_.mark_dirty("site store");
}

}  // namespace datahall

#include "sim/run/heat/water_loop.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace datahall {
namespace {

constexpr double joule = 1.0;  // what is stored to that is nothing: a hundredth of a second of a small hall

}  // namespace

double WaterLoop::store_after(double t) const {
    if (law_ == Law::held) return 0.0;
    return store_ + flow_.integral(t) - plant_w() * t;
}

double WaterLoop::stored(Instant now) const {
    return store_after(seconds(now));
}

double WaterLoop::supply(Instant now) const {
    if (!stores()) return target_;
    const double e = stored(now);
    return target_ + (e > 0.0 ? std::max(e - tank_, 0.0) : e) / capacity_;
}

double WaterLoop::taken(Instant now) const {
    const double t = seconds(now);
    return taken_ + (law_ == Law::held ? flow_.integral(t) : plant_w() * t);
}

void WaterLoop::advance(Instant now) {
    const double t = seconds(now);
    const double store = store_after(t);
    taken_ = taken(now);
    received_ = received(now);
    store_ = store;
    FlowSum flow;
    flow.add(flow_.at(t));  // until it is set anew
    flow_ = flow;
    since_ = now;
    choose();
}

void WaterLoop::receive(double joules) {
    received_ += joules;
    (law_ == Law::held ? taken_ : store_) += joules;
}

void WaterLoop::set_flow(FlowSum flow) {
    flow_ = std::move(flow);
    choose();
}

void WaterLoop::set_plant(double asked_w, double capacity_w, double target) {
    if (stores()) store_ -= capacity_ * (target - target_);  // the water is as warm as it was
    target_ = target;
    asked_w_ = std::min(asked_w, capacity_w);
    capacity_w_ = capacity_w;
    choose();
}

// A store of next to nothing is handed to the plant.
void WaterLoop::choose() {
    const bool is_empty = std::fabs(store_) <= joule;
    if (!stores() || (is_empty && flow_.at(0.0) <= capacity_w_ * (1.0 + 1e-12))) {
        taken_ += store_;
        store_ = 0.0;
        law_ = Law::held;
        return;
    }
    law_ = is_empty || store_ > 0.0 ? Law::above : Law::below;
}

// The store at which the supply is so warm.
double WaterLoop::level_of(double degrees) const {
    const double e = (degrees - target_) * capacity_;
    return e > 0.0 ? e + tank_ : e;
}

bool WaterLoop::happens(double t, double low, double high) const {
    if (law_ == Law::held) return flow_.at(t) > capacity_w_ * (1.0 + 1e-12);
    const double e = store_after(t);
    return e <= low || e >= high;
}

Instant WaterLoop::next_change(double degrees, double away) const {
    if (!stores()) return kNever;
    // Empty is a change, too; a hair beyond it, so that it is seen to be.
    double low = level_of(degrees - away);
    double high = level_of(degrees + away);
    if (law_ == Law::above) low = std::max(low, std::min(0.0, store_ - joule));
    if (law_ == Law::below) high = std::min(high, std::max(0.0, store_ + joule));
    constexpr double longest = 4e9;  // s
    const double settled = std::max(flow_.settled_after(), 1.0);
    double before = 0.0;
    double t = flow_.is_steady() ? longest : 1.0;
    while (!happens(t, low, high)) {
        if (t >= longest) return kNever;
        before = t;
        t = t > settled ? longest : 1.5 * t;
    }
    for (int i = 0; i < 200 && t - before > 5e-10; ++i) {
        const double middle = 0.5 * (before + t);
        if (middle <= before || middle >= t) break;
        (happens(middle, low, high) ? t : before) = middle;
    }
    return add_sat(since_, std::max<std::int64_t>(static_cast<std::int64_t>(std::ceil(t * 1e9)), 1));
}

}  // namespace datahall

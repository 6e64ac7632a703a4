// What stands at the utility meter in a run: solar panels, and a store that takes peaks.
//
//   panels   what the sun offers, hour by hour, is used first; what the hall cannot use is curtailed
//   store    gives what the rest exceeds `above` by, and takes what it falls short of `below` by, both up to
//   its
//            power, until it is empty or full, which is predicted; full at the start
//
// Without a grid both stand still: their inverters follow it.  The energies are metered; the charge only says
// when the store is empty or full, so that what it loses is the rest of its account.
// Source of the panels: PowerConfig's SolarConfig.  Cost: O(1) a settle.
#pragma once

#include <cstdint>
#include <optional>

#include "datahall/event_queue.hpp"
#include "datahall/model/weather.hpp"

#include "sim/config/design_config.hpp"
#include "sim/run/power/power_flow.hpp"
#include "sim/run/timer.hpp"

namespace datahall {

class SitePower {
public:
    SitePower(const PowerConfig& config, PowerFlow& flow, EventQueue& events);
    SitePower(const SitePower&) = delete;

    bool has_solar() const { return config_.solar.has_value(); }
    bool has_store() const { return config_.storage.has_value(); }
    /// Before the power tree settles.
    void set_weather(const Weather& weather);
    /// After it.  The tree may have to settle again.
    void settle();

    /// Of the store, of its full charge; the lowest so far.
    double charge(Instant now) const;
    double lowest_charge(Instant now) const;

    // Handler: the store is empty, or full.
    void turn(std::uint64_t);

private:
    std::int64_t wanted_uw() const;
    void run_store(std::int64_t uw);

    const PowerConfig& config_;
    PowerFlow& flow_;
    EventQueue& events_;
    OnSite set_;
    double charge_ = 1.0;  // at since_
    double rate_ = 0.0;    // 1/s
    double lowest_ = 1.0;
    Instant since_;
    Timer end_;
};

/// What panels give in watts.
double solar_w(const SolarConfig& solar, const Weather& weather);

}  // namespace datahall

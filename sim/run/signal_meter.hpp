// Energy under a signal of the grid: what it emits or costs, hour by hour, and the signal's own mean.
//
//   of energy   sum over hours of (energy of the hour) x (value of the hour)
//   of time     sum over hours of (length of the hour in the run) x (value of the hour)
//
// Invariants: the energy of an hour is an integer, whatever happens within it, so that a run is split at the
// hours and nowhere else; reading changes nothing, and a meter posts no event.  Sums are doubles that carry
// what rounding leaves (A. Neumaier, 1974).  Cost: O(1) a change of the level and O(1) an hour.
#pragma once

#include <cmath>
#include <cstdint>

#include "datahall/instant.hpp"
#include "datahall/int128.hpp"
#include "datahall/signal.hpp"

namespace datahall {

/// Two integrals of a signal; differences of two readings are those of the time between.
struct SignalTotals {
    double of_energy = 0.0;  // kg or USD, where the signal is in kg/J or USD/J
    double of_time = 0.0;    // the signal's unit times seconds
    SignalTotals& operator-=(const SignalTotals& o) {
        of_energy -= o.of_energy;
        of_time -= o.of_time;
        return *this;
    }
};

template <class Q>
class SignalMeter {
public:
    /// `start` is the date of the zero instant.  The signal is borrowed.
    SignalMeter(const Signal<Q>& signal, Utc start) : signal_{&signal}, start_{start} { begin_hour({}); }

    /// The level in uW from `now` on.  Times must not fall.
    void set(Instant now, std::int64_t level_uw) {
        if (level_uw == level_uw_) return;
        pass(now);
        level_uw_ = level_uw;
    }
    /// Up to `now`, which is not before the last set().
    SignalTotals total(Instant now) const {
        SignalMeter copy = *this;
        copy.pass(now);
        copy.end_hour();
        return {copy.of_energy_.value(), copy.of_time_.value()};
    }
    /// All the energy that the signal was applied to, in uW ns.
    Int128 energy(Instant now) const { return ended_ + energy_ + Int128{level_uw_} * (now.ns - since_.ns); }
    /// The signal's value then.
    Q value(Instant now) const { return signal_->at(utc(now)); }

private:
    class Sum {
    public:
        void add(double x) {
            const double t = sum_ + x;
            rest_ += std::abs(sum_) >= std::abs(x) ? (sum_ - t) + x : (x - t) + sum_;
            sum_ = t;
        }
        double value() const { return sum_ + rest_; }

    private:
        double sum_ = 0.0;
        double rest_ = 0.0;
    };

    static constexpr std::int64_t second_ns = 1'000'000'000;

    Utc utc(Instant t) const { return {start_.seconds + t.ns / second_ns}; }
    void pass(Instant now) {
        while (now > hour_end_) {
            hold_until(hour_end_);
            end_hour();
            begin_hour(hour_end_);
        }
        hold_until(now);
    }
    void hold_until(Instant t) {
        energy_ += Int128{level_uw_} * (t.ns - since_.ns);
        since_ = t;
    }
    void end_hour() {
        of_energy_.add(joules_of(energy_) * value_.si());
        of_time_.add(static_cast<double>(since_.ns - hour_begin_.ns) / second_ns * value_.si());
    }
    void begin_hour(Instant t) {
        hour_begin_ = t;
        ended_ += energy_;
        energy_ = 0;
        value_ = value(t);
        const Utc end = signal_->next_change(utc(t));
        hour_end_ = end == Signal<Q>::never ? kNever : Instant{(end.seconds - start_.seconds) * second_ns};
    }

    const Signal<Q>* signal_;
    Utc start_;
    Q value_{};  // of the present hour
    std::int64_t level_uw_ = 0;
    Instant since_{};
    Instant hour_begin_{};
    Instant hour_end_ = kNever;
    Int128 ended_ = 0;   // uW ns, of the hours before
    Int128 energy_ = 0;  // of the present hour up to since_
    Sum of_energy_, of_time_;
};

}  // namespace datahall

// What everything but the servers draws, shared out over what the servers draw.
//
// Overheads O (losses of the chain, cooling, switches, constant loads) belong to jobs and idle in proportion
// to their parts of the servers' power N at the same instant: a part of p watts carries p O / N.  The running
// integral R of O / N makes that cheap: a part that stayed p from t1 to t2 has carried p (R(t2) - R(t1)),
// whatever O and N did meanwhile, so that a bill is touched only when its own part changes.
//
// Invariant: the integral of O = the integral of N dR + what is left, in integers.  R counts in 1e-5 ns,
// rounded down; the overhead that this leaves is carried on, so what is left stays below N * 1e-5 ns
// (1 uJ at 100 MW), however long the run, besides the overheads of times at which no server draws anything.
// Valid up to 1 GW of overheads over 50 years.  Cost: one division of 128 bits an instant.
#pragma once

#include <cstdint>

#include "datahall/instant.hpp"
#include "datahall/int128.hpp"

namespace datahall {

class OverheadShare {
public:
    static constexpr std::int64_t scale = 100'000;  // parts of 1 ns

    /// From `now` on.  Times must not fall.
    void set(Instant now, std::int64_t overhead_uw, std::int64_t nodes_uw) {
        advance(now);
        overhead_uw_ = overhead_uw;
        nodes_uw_ = nodes_uw;
    }
    /// Brings the integrals up to now.
    void advance(Instant now) {
        if (now == since_) return;
        sums_ = sums_at(now);
        since_ = now;
    }

    /// R, when last brought up to date, and at `now`, which is not before that.
    Int128 integral() const { return sums_.integral; }
    Int128 integral(Instant now) const { return sums_at(now).integral; }
    /// The integral of O in uW ns.
    Int128 overhead(Instant now) const { return sums_at(now).overhead; }
    /// The integral of N dR in uW ns / scale: what all parts together have carried.
    Int128 shared(Instant now) const { return sums_at(now).shared; }

private:
    struct Sums {
        Int128 integral = 0;
        Int128 overhead = 0;
        Int128 shared = 0;
        Int128 nobodys = 0;  // while no server drew anything; uW ns / scale
    };

    Sums sums_at(Instant now) const {
        Sums s = sums_;
        const Int128 drawn = Int128{overhead_uw_} * (now.ns - since_.ns);
        s.overhead += drawn;
        if (nodes_uw_ <= 0) {
            s.nobodys += drawn * scale;
            return s;
        }
        const Int128 step = (s.overhead * scale - s.shared - s.nobodys) / nodes_uw_;
        s.integral += step;
        s.shared += step * nodes_uw_;
        return s;
    }

    Sums sums_;
    std::int64_t overhead_uw_ = 0;
    std::int64_t nodes_uw_ = 0;
    Instant since_;
};

/// The bill of one part of the servers' power: its energy, and the overheads that it carries.
class EnergyBill {
public:
    /// `integral` is that of the overheads at `now`.
    void add(Instant now, Int128 integral, std::int64_t change_uw) {
        energy_ += Int128{part_uw_} * (now.ns - since_.ns);
        carried_ += part_uw_ * (integral - integral_);
        since_ = now;
        integral_ = integral;
        part_uw_ += change_uw;
    }

    std::int64_t part_uw() const { return part_uw_; }
    /// Up to `now`, which is not before the last add(); uW ns.
    Int128 energy(Instant now) const { return energy_ + Int128{part_uw_} * (now.ns - since_.ns); }
    /// The same of the overheads, in uW ns / OverheadShare::scale.
    Int128 carried(Int128 integral) const { return carried_ + part_uw_ * (integral - integral_); }

private:
    Int128 energy_ = 0;
    Int128 carried_ = 0;
    Int128 integral_ = 0;
    std::int64_t part_uw_ = 0;
    Instant since_;
};

}  // namespace datahall

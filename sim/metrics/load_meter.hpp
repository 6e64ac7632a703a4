// What one element of the power chain puts out and loses: exact integrals, extremes, time near its rating.
//
// A level counts from the time that it holds for: one that is replaced within its instant is as if it had
// never been.  Sums are integers.  Cost: two multiplications and a division a change.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

#include "datahall/instant.hpp"
#include "datahall/int128.hpp"

namespace datahall {

class LoadMeter {
public:
    /// Loadings above this share of the rating are counted: what a breaker may carry for hours (NEC 210.20).
    static constexpr double heavy = 0.8;

    /// Output and loss from `now` on; loadings are of `rating_uw`, which is 0 where nothing is in.
    void set(Instant now, std::int64_t output_uw, std::int64_t loss_uw, std::int64_t rating_uw) {
        pass(now);
        output_uw_ = output_uw;
        loss_uw_ = loss_uw;
        highest_uw_ = std::max(highest_uw_, output_uw);
        loading_ = rating_uw > 0 ? static_cast<double>(output_uw) / static_cast<double>(rating_uw) : 0.0;
        highest_loading_ = std::max(highest_loading_, loading_);
    }
    /// Forgets everything before `now` but the present levels.
    void restart(Instant now) {
        const LoadMeter was = *this;
        *this = {};
        since_ = now;
        output_uw_ = highest_uw_ = was.output_uw_;
        loss_uw_ = was.loss_uw_;
        loading_ = highest_loading_ = was.loading_;
    }

    std::int64_t level() const { return output_uw_; }
    std::int64_t loss_uw() const { return loss_uw_; }
    /// Output over the rating at the time.
    double loading() const { return loading_; }

    // Since the restart, the highest ones with the present level, however short it has held.
    std::int64_t highest() const { return highest_uw_; }
    double highest_loading() const { return highest_loading_; }
    // The same up to `now`, which is not before the last change.
    std::int64_t lowest(Instant now) const {
        return now > since_ || lowest_uw_ == none ? std::min(lowest_uw_, output_uw_) : lowest_uw_;
    }
    Int128 output(Instant now) const { return output_ + Int128{output_uw_} * (now.ns - since_.ns); }
    Int128 loss(Instant now) const { return loss_ + Int128{loss_uw_} * (now.ns - since_.ns); }
    std::int64_t heavy_ns(Instant now) const {
        return heavy_ns_ + (loading_ > heavy ? now.ns - since_.ns : 0);
    }

private:
    static constexpr std::int64_t none = std::numeric_limits<std::int64_t>::max();

    void pass(Instant now) {
        const std::int64_t held_ns = now.ns - since_.ns;
        if (held_ns == 0) return;
        output_ += Int128{output_uw_} * held_ns;
        loss_ += Int128{loss_uw_} * held_ns;
        if (loading_ > heavy) heavy_ns_ += held_ns;
        lowest_uw_ = std::min(lowest_uw_, output_uw_);
        since_ = now;
    }

    Int128 output_ = 0;  // uW ns
    Int128 loss_ = 0;
    std::int64_t output_uw_ = 0;
    std::int64_t loss_uw_ = 0;
    std::int64_t lowest_uw_ = none;
    std::int64_t highest_uw_ = 0;
    std::int64_t heavy_ns_ = 0;
    double loading_ = 0.0;
    double highest_loading_ = 0.0;
    Instant since_;
};

}  // namespace datahall

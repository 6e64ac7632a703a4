// Heat flows of many zones into one loop, added up as a closed form in time.
//
//   F(t) = now + sum of slope_i (e^(rate_i t) - 1) / rate_i            [W], its integral [J]
//
// Zones of one build share their rates, so the sum has a few terms, however many zones there are.
#pragma once

#include <algorithm>
#include <vector>

#include "sim/run/heat/growth.hpp"

namespace datahall {

class FlowSum {
public:
    void clear() {
        now_ = 0.0;
        parts_.clear();
    }
    void add(double watts) { now_ += watts; }
    /// A part that begins to change with `slope` W/s at `rate` 1/s.
    void add(double rate, double slope) {
        if (slope == 0.0) return;
        const auto at = std::ranges::find(parts_, rate, &Part::rate);
        if (at == parts_.end()) {
            parts_.push_back({rate, slope});
        } else {
            at->slope += slope;
        }
    }
    bool is_steady() const { return parts_.empty(); }
    double at(double t) const {
        double sum = now_;
        for (const Part& p : parts_) sum += p.slope * growth(p.rate, t);
        return sum;
    }
    double integral(double t) const {
        double sum = now_ * t;
        for (const Part& p : parts_) sum += p.slope * growth2(p.rate, t);
        return sum;
    }
    /// After so many seconds nothing changes any more.
    double settled_after() const {
        double slowest = 0.0;
        for (const Part& p : parts_) slowest = p.rate == 0.0 ? slowest : std::max(slowest, -40.0 / p.rate);
        return slowest;
    }

private:
    struct Part {
        double rate;
        double slope;
    };
    double now_ = 0.0;
    std::vector<Part> parts_;
};

}  // namespace datahall

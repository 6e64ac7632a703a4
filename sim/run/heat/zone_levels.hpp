// Which of a set of temperatures a zone is above, each with a hysteresis of its own.
//
// One set serves all zones of a circuit.  A level is entered at or above `up` and left below `down`; so at
// any moment one temperature above and one below are the next that matter, and they are predicted, not
// polled.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

namespace datahall {

struct Level {
    double up = 0.0;    // degC
    double down = 0.0;  // <= up
};

class ZoneLevels {
public:
    explicit ZoneLevels(const std::vector<Level>& levels) : levels_{&levels}, is_on_(levels.size()) {}

    bool is_on(std::size_t level) const { return is_on_[level] != 0; }
    /// How many of the levels from `first` on, `count` of them, are on.
    std::size_t on(std::size_t first, std::size_t count) const {
        std::size_t sum = 0;
        for (std::size_t i = first; i < first + count; ++i) sum += is_on_[i];
        return sum;
    }
    /// Whether any has changed at that temperature.
    bool update(double degrees) {
        bool has_changed = false;
        for (std::size_t i = 0; i < is_on_.size(); ++i) {
            const Level& level = (*levels_)[i];
            const bool on = is_on_[i] ? degrees >= level.down - near : degrees >= level.up - near;
            has_changed = has_changed || on != (is_on_[i] != 0);
            is_on_[i] = on;
        }
        return has_changed;
    }
    /// The lowest that is off, and the highest that is on, as temperatures to predict.
    double next_up() const {
        double next = std::numeric_limits<double>::infinity();
        for (std::size_t i = 0; i < is_on_.size(); ++i)
            if (!is_on_[i]) next = std::min(next, (*levels_)[i].up);
        return next;
    }
    double next_down() const {
        double next = -std::numeric_limits<double>::infinity();
        for (std::size_t i = 0; i < is_on_.size(); ++i)
            if (is_on_[i]) next = std::max(next, (*levels_)[i].down - 2.0 * near);
        return next;
    }

private:
    static constexpr double near = 1e-7;  // K: closer than a prediction comes
    const std::vector<Level>* levels_;
    std::vector<std::uint8_t> is_on_;
};

}  // namespace datahall

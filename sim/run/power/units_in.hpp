// Which units of each bus are in: installed, not failed, behind a closed breaker, and running if it makes
// power.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "datahall/facility.hpp"

#include "sim/run/power/power_flow.hpp"

namespace datahall {

class UnitsIn {
public:
    UnitsIn(const Facility& facility, PowerFlow& flow)
        : facility_{facility}, flow_{flow}, buses_(facility.elements.size()) {
        for (std::size_t e = 0; e < buses_.size(); ++e) {
            if (!facility.elements[e].is_source) buses_[e].running = facility.elements[e].units;
        }
    }
    UnitsIn(const UnitsIn&) = delete;

    /// So many more, or fewer, have failed.
    void change_failed(std::uint32_t element, std::int64_t units) {
        buses_[element].failed += units;
        update(element);
    }
    void set_open(std::uint32_t element, bool is_open) {
        buses_[element].is_open = is_open;
        update(element);
    }
    /// Generator sets that run.
    void set_running(std::uint32_t element, std::uint32_t units) {
        buses_[element].running = units;
        update(element);
    }
    /// That could be in: have not failed, behind a closed breaker.
    std::uint32_t available(std::uint32_t element) const {
        const Bus& bus = buses_[element];
        if (bus.is_open) return 0;
        const std::int64_t left = std::int64_t{facility_.elements[element].units} - bus.failed;
        return static_cast<std::uint32_t>(std::max<std::int64_t>(left, 0));
    }

private:
    struct Bus {
        std::int64_t failed = 0;  // by faults that overlap, perhaps more than there are
        std::uint32_t running = 0;
        bool is_open = false;
    };
    void update(std::uint32_t element) {
        flow_.set_units(element, std::min(available(element), buses_[element].running));
    }

    const Facility& facility_;
    PowerFlow& flow_;
    std::vector<Bus> buses_;
};

}  // namespace datahall

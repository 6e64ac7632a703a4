// The relative run time of a job on another device; equations in model/work_class.hpp.
#include <algorithm>

#include "datahall/model/work_class.hpp"

namespace datahall {
namespace {

struct Rates {
    double flops = 0.0;
    double bandwidth = 0.0;  // bit/s
    double network = 0.0;    // bit/s
};

Rates rates_of(const DeviceRates& device, Precision precision) {
    return {device.flops(precision), device.achieved_bandwidth().si(), device.network.si()};
}

Precision precision_on(const WorkClass& work, const DeviceRates& device) {
    if (!work.newer_precision) return work.precision;
    const auto found = std::ranges::find(work.precision_on, device.family, &PrecisionOn::family);
    return found == work.precision_on.end() ? work.precision : found->precision;
}

// One pair of device kinds and one recorded width; asked for several widths here, counted in parts
// of a device.
class Stretch {
public:
    Stretch(const WorkClass& work, const Rates& reference, const Rates& here, std::uint32_t parts,
            std::uint32_t recorded)
        : work_{work}, reference_{reference}, here_{here}, parts_{parts}, recorded_{recorded} {}

    /// Time of the device part, relative to the reference.
    double device(std::uint32_t width) const { return std::max(computing(width), sending(width)) / whole(); }
    /// What of it only the network takes.
    double network(std::uint32_t width) const {
        return std::max(sending(width) - computing(width), 0.0) / whole();
    }

private:
    double computing(std::uint32_t width) const {
        const double spread = 1.0 / speed_up(width);
        return std::max(part(work_.compute, reference_.flops, here_.flops) * spread,
                        part(work_.memory, reference_.bandwidth, here_.bandwidth) * spread);
    }
    double sending(std::uint32_t width) const {
        return width > parts_ ? part(network_share(), reference_.network, here_.network) : 0.0;
    }
    double whole() const {
        return std::max({work_.compute, work_.memory, recorded_ > 1 ? network_share() : 0.0});
    }

    static double part(double share, double reference, double here) {
        return share > 0 ? share * (reference / here) : 0.0;
    }

    double network_share() const { return reference_.network > 0 && here_.network > 0 ? work_.network : 0.0; }

    double speed_up(std::uint32_t width) const {
        const double devices = static_cast<double>(width) / static_cast<double>(parts_);
        const double x = devices / static_cast<double>(recorded_);
        return x <= 1 ? x : x / (1.0 + (x - 1.0) * (1.0 / work_.scaling - 1.0));
    }

    const WorkClass& work_;
    const Rates& reference_;
    const Rates& here_;
    std::uint32_t parts_;
    std::uint32_t recorded_;
};

const char* why_not_at_all(const WorkClass& work, const Rates& reference, const Rates& here,
                           DeviceKind kind) {
    if (work.runs_on == RunsOn::cpu && kind != DeviceKind::cpu) return "runs on CPUs only";
    if (work.runs_on == RunsOn::gpu && kind != DeviceKind::gpu) return "runs on GPUs only";
    if (work.compute > 0 && reference.flops <= 0) return "reference lacks the precision";
    if (work.compute > 0 && here.flops <= 0) return "device lacks the precision";
    if (work.memory > 0 && (reference.bandwidth <= 0 || here.bandwidth <= 0))
        return "memory bandwidth unknown";
    return "";
}

// The fewest parts that hold the job, or 1 where memory is not limited.
double fewest_that_hold(const WorkClass& work, const DeviceRates& here, std::uint32_t requested) {
    if (here.memory <= Bits{} || work.footprint <= Bits{}) return 1.0;
    const double units = work.footprint / here.memory * static_cast<double>(here.parts) * requested;
    const auto whole = static_cast<double>(static_cast<std::uint64_t>(std::min(units, 1e15)));
    return std::max(1.0, whole < units ? whole + 1.0 : whole);
}

// The smallest width from low to high whose factor is at most 1, or `high`.
// REQUIRES: the factor does not grow with the width between them.
template <class Factor>
std::uint32_t fewest_between(std::uint32_t low, std::uint32_t high, Factor factor) {
    while (low < high) {
        const std::uint32_t middle = low + (high - low) / 2;
        if (factor(middle) > 1.0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

struct Widths {
    std::uint32_t narrowest = 1;
    std::uint32_t widest = 1;
    std::uint32_t parts = 1;  // of a device: up to here the job does not use the network
};

// The factor falls with the width, but for one step: where the job leaves its first device.  From there on
// it holds whole devices.
template <class Factor>
std::uint32_t fewest_that_keep_pace(const Widths& w, Factor factor) {
    const std::uint32_t parts = w.parts;
    const std::uint32_t inside = std::min(parts, w.widest);
    if (w.narrowest <= inside && (inside == w.widest || factor(inside) <= 1.0)) {
        return fewest_between(w.narrowest, inside, factor);
    }
    const std::uint32_t low = std::max((w.narrowest + parts - 1) / parts, std::uint32_t{2});
    const auto of_devices = [&](std::uint32_t devices) { return factor(devices * parts); };
    return parts * fewest_between(low, std::max(low, w.widest / parts), of_devices);
}

bool fits_width(const WorkClass& work, const DeviceRates& reference, const DeviceRates& here) {
    return work.width == WidthRule::fit || (work.width == WidthRule::kind && reference.kind != here.kind);
}

}  // namespace

TimeFactor time_factor(const WorkClass& work, const DeviceRates& reference, const DeviceRates& here,
                       std::uint32_t requested_width) {
    const Rates there = rates_of(reference, precision_on(work, reference));
    const Rates rates = rates_of(here, precision_on(work, here));
    const auto parts = static_cast<std::uint32_t>(here.parts);
    TimeFactor result{.width = requested_width * parts,
                      .refusal = why_not_at_all(work, there, rates, here.kind)};
    if (*result.refusal != '\0') return result;

    const Stretch stretch{work, there, rates, parts, requested_width};
    const double host = reference.host_speed / here.host_speed;
    const auto factor = [&](std::uint32_t width) {
        const double device = stretch.device(width);
        return device + work.host * (host - device);  // exactly 1 on the reference
    };
    const double needed = fewest_that_hold(work, here, requested_width);
    if (fits_width(work, reference, here)) {
        const auto widest = std::max(static_cast<std::uint32_t>(work.max_width), requested_width) * parts;
        const auto narrowest = static_cast<std::uint32_t>(std::min<double>(needed, widest));
        result.width = fewest_that_keep_pace({narrowest, widest, parts}, factor);
    }
    result.factor = factor(result.width);
    result.busy = (1.0 - work.host) * stretch.device(result.width) / result.factor;
    result.network = (1.0 - work.host) * stretch.network(result.width) / result.factor;
    if (needed > static_cast<double>(result.width)) {
        result.refusal = "does not fit in device memory";
    } else if (result.factor > work.max_stretch) {
        result.refusal = "stretched beyond max_stretch";
    }
    return result;
}

}  // namespace datahall

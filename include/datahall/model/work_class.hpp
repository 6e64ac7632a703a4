// Work: what a recorded job is on another device.
//
// A trace says how long a job ran on the machine of its time.  A work class says what that time
// was spent on, so that the same job can be timed on another device.
//
// Relative run time on n devices instead of W reference devices, 1 on the reference itself:
//   f = s H + (1 - s) max(C, M, N) / max(c, m, w)
//   H = reference host speed / host speed here
//   C = c * reference rate / rate here * W / n / e(n / W)      rate: FLOP/s reached, each in its precision
//   M = m * reference bandwidth / bandwidth here * W / n / e(n / W)
//   N = w * reference network / network here                   only if n > 1; on the reference if W > 1
//   e(x) = 1 for x <= 1, else 1 / (1 + (x - 1) (1/E - 1)): E is the parallel efficiency at twice W
// with s, c, m, w the shares host, compute, memory, network of the class; w counts only where both
// network rates are known.  n need not be whole: of a device with `parts`, jobs hold single parts up to one
// device, and whole devices beyond it.
// f is continuous, and never grows with a faster rate; with more devices it never grows either, except
// beyond the first when the class sends over the network.
//
// Valid for work whose mix stays the same over the job.  Ignores caches, kernel sizes and load
// imbalance: a class fits the family of jobs that its source measured.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "datahall/equipment.hpp"
#include "datahall/keys.hpp"
#include "datahall/model/communication.hpp"
#include "datahall/units.hpp"

namespace datahall {

enum class DeviceKind : std::uint8_t { cpu, gpu };

/// What numbers a kernel computes with.  `fp16` is any 16-bit format, BF16 included.
enum class Precision : std::uint8_t { fp64, fp32, tf32, fp16, fp8, fp4 };
inline constexpr std::size_t precision_count = 6;

/// One figure for each precision; 0 = the device does not have it.
struct PrecisionTable {
    double of[precision_count] = {};
    double& operator[](Precision p) { return of[static_cast<std::size_t>(p)]; }
    double operator[](Precision p) const { return of[static_cast<std::size_t>(p)]; }
};

/// What one device really reaches: an accelerator, a CPU socket, or one processor of an old machine.
struct DeviceRates {
    DeviceKind kind = DeviceKind::gpu;
    std::string family;          // "hopper", "cpu": what a class may choose its precision by
    PrecisionTable peak_tflops;  // datasheet, dense, 10^12 FLOP/s
    PrecisionTable achieved;     // share of the peak that large kernels reach, 0..1
    BitsPerSecond bandwidth;     // of its memory, datasheet
    double bandwidth_achieved = 0.8;
    Bits memory;              // 0 = not limited
    BitsPerSecond network;    // injected by one device, one way; 0 = not known
    BitsPerSecond scale_up;   // of one device to the others of its NVLink domain, one way; 0 = not known
    std::int64_t parts = 1;   // that jobs can hold one by one (the cores of a socket), equal shares of it
    double host_speed = 1.0;  // of what serves one device: serial speed against the 2017 reference host
    Provenance origin;

    /// FLOP/s reached; 0 if the device does not have the precision.
    double flops(Precision p) const { return peak_tflops[p] * 1e12 * achieved[p]; }
    BitsPerSecond achieved_bandwidth() const { return bandwidth * bandwidth_achieved; }
};

/// The precision that a class uses on one family of devices.
struct PrecisionOn {
    std::string family;
    Precision precision = Precision::fp32;
};

enum class RunsOn : std::uint8_t { cpu, gpu, both };
enum class WidthRule : std::uint8_t {
    keep,  // as many units as the job asked for reference devices
    fit,   // the fewest that hold it and are not slower than the reference
    kind,  // keep on the reference's kind of device, fit on another kind
};

/// How the power of a job swings whose devices compute and communicate in step, over one iteration:
/// high for `duty` of its time, low for the rest.  The mean is that of device_activity, so `high` follows:
///   high = low + (mean - low) / duty
/// and where the devices cannot draw that much, they draw all they can and `low` is what the mean then
/// leaves. A job whose mean is not above `low` does not swing.
struct WorkWave {
    Seconds period;     // of an iteration on the reference; as much longer as its job here
    double duty = 0.8;  // share of it in which the devices compute
    double low = 0.35;  // device power in the rest of it, between idle and full
    Seconds rise = Seconds::from_si(50e-3);  // from low to high, of all devices of a job together
    Provenance origin;
};

struct WorkClass {
    std::string reference;  // the device that run times refer to
    double compute = 0.0;   // shares of what the reference reaches, 0..1, busy together
    double memory = 0.0;
    double network = 0.0;                   // when the job spans more than one device
    double host = 0.0;                      // share of the reference time that no device speeds up
    Precision precision = Precision::fp32;  // wherever `precision_on` says nothing else
    std::vector<PrecisionOn> precision_on;  // by family of the device
    bool newer_precision = true;            // whether `precision_on` is used
    RunsOn runs_on = RunsOn::both;
    std::int64_t max_width = 1;  // most units that a job can use; a recorded width is always allowed
    double scaling = 1.0;        // parallel efficiency at twice the recorded width, 0.5..1
    Bits footprint;              // device memory for each reference device
    double max_stretch = 10.0;   // largest f that is served
    WidthRule width = WidthRule::keep;
    double device_activity = 0.9;  // 0..1: device power between idle and full, while it computes
    double host_activity = 0.3;    // 0..1: utilisation of the node's host CPUs, while the job runs
    std::optional<WorkWave> wave;  // absent: its power does not swing
    std::optional<Communication> communication;  // absent: its devices do not talk
    Provenance origin;
};

/// How a job of one class runs on one kind of device.
struct TimeFactor {
    std::uint32_t width = 0;   // parts of devices to ask for
    double factor = 0.0;       // run time here / run time on the reference
    double busy = 0.0;         // 0..1: part of the run time in which the device computes
    double network = 0.0;      // 0..1: part of the run time that only the network takes: N above C and M
    const char* refusal = "";  // static text: why the job cannot be served; empty if it can
};

/// Pure.  `reference` is what `work.reference` names.  Requires `requested_width` > 0.
/// A refused job keeps the figures that were found, for the report.
TimeFactor time_factor(const WorkClass& work, const DeviceRates& reference, const DeviceRates& here,
                       std::uint32_t requested_width);

void describe(Keys& keys, WorkWave& wave);
void describe(Keys& keys, WorkClass& work);
void describe(Keys& keys, DeviceRates& device);

}  // namespace datahall

// Power of one node from what its devices do, and its division among the jobs that share it.
//
//   components   P_dc = idle + host * u_host + device * (sum of device activity) / devices
//                P_ac = P_dc + supply losses
//   curve        P_ac linear between the eleven points, u = (sum of device activity) / devices
//
// Activities are integers in 1e-9, so that adding and removing jobs leaves no trace of rounding.
// A job is billed its own swing and its devices' share of the idle power (a job on host sockets its swing
// alone); what nobody holds stays idle.  The parts sum to the node's power, to
// the microwatt.
//
// Where jobs share a node down to thousandths of a GPU, the idle power of what follows the devices goes with
// the GPU held, and the rest of it, which all have in common, in proportion to s = max(share of the
// processors, share of the GPUs); a sum of s below 1 leaves its rest idle.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "datahall/facility.hpp"

namespace datahall {

inline constexpr std::int64_t full_activity = 1'000'000'000;  // one device or one host at 100 %

/// What a job, or all jobs of a node together, does to it.
struct NodeLoad {
    std::uint32_t units = 0;  // parts of devices held
    std::uint32_t common =
        0;  // of a node that jobs share: the larger of its shares of processors and GPUs, 1e-9
    std::int64_t activity = 0;  // sum over devices, 1e-9
    std::int64_t host = 0;      // host utilisation, 1e-9 of the whole host

    NodeLoad& operator+=(const NodeLoad& o) {
        units += o.units;
        common += o.common;
        activity += o.activity;
        host += o.host;
        return *this;
    }
    NodeLoad& operator-=(const NodeLoad& o) {
        units -= o.units;
        common -= o.common;
        activity -= o.activity;
        host -= o.host;
        return *this;
    }
};

/// Power at the inlet in microwatts, with a share of its power supplies.  Never falls when the load rises.
std::int64_t node_power_uw(const NodeTypeRow& type, std::span<const LossPoint> points, const NodeLoad& load,
                           double supplies = 1.0);

/// Divides a node's power among its loads.  Keeps its scratch memory between calls.
class PowerDivider {
public:
    /// parts[i] is what loads[i] gets of `total_uw`; returns the rest, which belongs to nobody.
    std::int64_t divide(const NodeTypeRow& type, std::int64_t total_uw, std::span<const NodeLoad> loads,
                        std::span<std::int64_t> parts);

private:
    void weigh(const NodeTypeRow& type, std::int64_t total_uw, std::span<const NodeLoad> loads);
    void weigh_shared(const NodeTypeRow& type, std::int64_t total_uw, std::span<const NodeLoad> loads);

    std::vector<std::int64_t> weights_;  // mW, uW where jobs share; one for each load, then the idle rest
};

}  // namespace datahall

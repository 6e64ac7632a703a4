// How long a collective takes on an idle fabric, and which algorithm the communication library takes for it.
//
// Two things are kept apart.  The tuner's prediction is what NCCL itself expects of each algorithm and
// protocol (tuner_table); it is good for one thing, to take the same one.  The estimate is how long the taken
// one really lasts (estimate_collective): closed forms with efficiencies calibrated on public measurements.
//
// With n ranks, g of them in each of k nodes, S bytes, and links of B_v (NVLink) and B_n (NIC) a rank:
//     time = latency + max(bytes on NVLink / usable B_v, bytes on the NIC / usable B_n)
//     algorithm bandwidth = S / time;  bus bandwidth = that x 2(n-1)/n (all-reduce), (n-1)/n (all-gather,
//     reduce-scatter, all-to-all), 1 (send and receive)
// S is the buffer of a rank; of an all-gather what is gathered, of a reduce-scatter what is scattered, both
// of all ranks together; of an all-to-all what a rank sends to all.
//
// Valid: 2 to some thousand ranks, all nodes alike, S >= 1 MiB (below, hosts and versions differ by half).
// Time does not fall with S for one algorithm and protocol, nor with oversubscription.  Equations, what they
// are calibrated on and where they fall short: README.md.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "datahall/model/communication.hpp"

namespace datahall {

enum class GpuGeneration : std::uint8_t { ampere, hopper, blackwell };
enum class HostCpu : std::uint8_t { intel, amd };

/// `hierarchical` (by rails) is no choice of the library's tuner: it has to be asked for.  `direct` is what
/// all-to-all and send and receive do.
enum class CollectiveAlgorithm : std::uint8_t {
    ring,
    tree,
    nvls,
    nvls_tree,
    collnet_direct,
    collnet_chain,
    pat,
    hierarchical,
    direct
};

/// How messages are framed: a flag with each word, with each 120 bytes, or none.
enum class CollectiveProtocol : std::uint8_t { ll, ll128, simple };

/// What holds a collective up most.
enum class CollectiveBound : std::uint8_t { latency, nvlink, nic, pcie, spine };

/// The ranks of one collective and the machines that they run on.
struct CollectiveSystem {
    std::uint32_t ranks = 8;     // >= 2, a multiple of per_node
    std::uint32_t per_node = 8;  // of ranks in one NVLink domain, >= 1
    double nvlink = 450e9;       // bytes/s of a GPU, one way
    double nic = 0.0;            // bytes/s on the wire for each GPU, one way; > 0 with several nodes
    double pcie = std::numeric_limits<double>::infinity();  // bytes/s between GPU and NIC, one way
    GpuGeneration generation = GpuGeneration::hopper;
    HostCpu host = HostCpu::intel;
    bool has_nvls = false;          // switches in the node reduce
    bool has_sharp = false;         // switches of the fabric reduce
    bool allows_ll128 = true;       // false where the way from GPU to NIC crosses the CPU
    double oversubscription = 1.0;  // of the fabric, >= 1
    double spine_share = 1.0;       // 0..1, of bytes between nodes that cross where it is oversubscribed
    double launch = 16e-6;          // s, of the host for each call; 0 where kernels alone are timed

    std::uint32_t nodes() const { return ranks / per_node; }
};

/// Why a system cannot be evaluated, or nothing.
std::string problem_of(const CollectiveSystem& system);

/// What NCCL's tuner expects of one algorithm and protocol.
struct TunerEntry {
    CollectiveAlgorithm algorithm{};
    CollectiveProtocol protocol{};
    double time = 0.0;       // s
    double latency = 0.0;    // s, before what grows with S
    double bandwidth = 0.0;  // bytes/s of S, before corrections
};

/// All that the tuner would weigh, in the order of the enumerations; the least time wins.  Empty for
/// all-to-all and send and receive.
std::vector<TunerEntry> tuner_table(const CollectiveSystem& system, Collective collective, double bytes);

struct CollectiveQuestion {
    Collective collective = Collective::all_reduce;
    double bytes = 0.0;                                 // S, > 0
    std::optional<CollectiveAlgorithm> algorithm = {};  // forced
    std::optional<CollectiveProtocol> protocol = {};    // forced
};

struct CollectiveEstimate {
    CollectiveAlgorithm algorithm{};
    CollectiveProtocol protocol{};
    CollectiveBound bound{};
    double time = 0.0;              // s
    double latency = 0.0;           // s: launch, hops, filling of the pipeline
    double nvlink_time = 0.0;       // s, of the bytes inside nodes
    double network_time = 0.0;      // s, of the bytes between nodes; runs beside the former
    double algbw = 0.0;             // bytes/s
    double busbw = 0.0;             // bytes/s
    double nic_bytes = 0.0;         // that a NIC sends, mean over the NICs
    double nic_rate = 0.0;          // bytes/s of it on average
    double unpipelined_time = 0.0;  // s, if the parts came one after the other: an upper bound
    double tuner_time = 0.0;        // s, of NCCL's tuner for the same; 0 where it has none
};

/// Nothing where what is forced does not exist for that system and collective.  The system must have no
/// problem.
std::optional<CollectiveEstimate> estimate_collective(const CollectiveSystem& system,
                                                      const CollectiveQuestion& question);

/// Bus over algorithm bandwidth.
double bus_factor(Collective collective, std::uint32_t ranks);

/// Bytes that each NIC sends on average; 0 inside one node.
double bytes_of_nic(const CollectiveSystem& system, Collective collective, CollectiveAlgorithm algorithm,
                    double bytes);

}  // namespace datahall

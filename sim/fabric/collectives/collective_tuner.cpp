// NCCL's tuner: what the library expects of each algorithm and protocol, from its published constants.
//
// Source: constants and formulas are facts of NVIDIA/nccl, src/graph/tuning.cc and topo.h (Apache
// License 2.0); the code here is our own.  What that library finds by searching the machine's topology,
// channels and the bandwidth of each, follows here from NVLink and NIC:
//     ring, tree: 12 channels on Ampere and Hopper, 16 on Blackwell, that share 0.8 B_v; between nodes one a
//     NIC, at least 2, that share min(0.8 B_v, g B_n); NVLS: a head for each rank of a node, 8 at most, with
//     the largest speed of the library's list that g + 1 of them can have of the links.
// Ignores: PCIe as the way inside a node, CPUs that are neither Intel's nor AMD's, NIC latencies of plug-ins.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <span>

#include "sim/fabric/collectives/collective_hops.hpp"

namespace datahall {
namespace {

constexpr double micro = 1e-6;
constexpr double giga = 1e9;
constexpr double none = std::numeric_limits<double>::infinity();

// One for each protocol: LL, LL128, Simple.
using ByProtocol = std::array<double, 3>;
// One for 1, 2 and more nodes.
using ByScale = std::array<double, 3>;

/// Microseconds of an algorithm.
struct Hops {
    ByProtocol base;
    ByProtocol nvlink;
    ByProtocol network;
};

// In the order of CollectiveAlgorithm; the library has no numbers for the last two.
constexpr std::array<Hops, 9> hops{{
    {{6.6, 14.0, 8.4}, {0.6, 1.9, 3.4}, {2.7, 4.0, 14.0}},   // ring
    {{6.8, 14.0, 8.4}, {0.6, 1.25, 4.0}, {5.0, 8.5, 14.0}},  // tree
    {{0, 0, 0}, {0, 0, 25.0}, {0, 0, 18.0}},                 // nvls
    {{0, 0, 0}, {0, 0, 25.0}, {0, 0, 20.9}},                 // nvls_tree
    {{0, 0, 0}, {0, 0, 3.7}, {0, 0, 31.0}},                  // collnet_direct
    {{0, 0, 0}, {0, 0, 2.8}, {0, 0, 30.0}},                  // collnet_chain
    {{0, 0, 8.0}, {0, 0, 4.0}, {0, 0, 14.0}},                // pat
    {{6.6, 14.0, 8.4}, {0.6, 1.9, 3.4}, {2.7, 4.0, 14.0}},   // hierarchical: rings
    {{0, 0, 3.3}, {0, 0, 3.4}, {0, 0, 14.0}},                // direct: as a ring's hop; 6.7 us between 2 H100
}};

// GB/s; rows are Ampere, Hopper, Blackwell.
constexpr std::array<double, 3> ll_in_one_node{87.7, 141.0, 282.0};
constexpr std::array<ByScale, 2> ll_between_nodes{{{none, 39.0, 20.4}, {none, 22.5, 19.0}}};  // Intel, AMD
constexpr std::array<ByScale, 3> ring_ll128_channel{{{20, 20, 20}, {36.7, 36.7, 36.7}, {40, 40, 40}}};
constexpr std::array<ByScale, 3> tree_ll128_channel{{{20, 20, 20}, {36.7, 36.7, 29.0}, {55.6, 31.67, 20}}};
constexpr std::array<ByScale, 3> tree_channel{{{24.0, 23.6, 17.8}, {38.7, 41.4, 36.0}, {70.0, 42.8, 24.0}}};
constexpr std::array<ByScale, 3> nvls_tree_channel{
    {{24.0, 23.6, 17.8}, {none, 57.7, 45.5}, {none, 96.0, 80.0}}};
constexpr std::array<double, 3> nvls_efficiency{0.0, 0.85, 0.74};
constexpr std::array<double, 3> graph_share{0.8, 0.824,
                                            0.802};  // of NVLink that the library's search gives out
constexpr std::array<double, 3> channels_in_node{12, 12, 16};
constexpr double ring_share = 0.8;  // 240 of 300, 360 of 450, 720 of 900 GB/s

constexpr std::array<double, 13> speeds_ampere{40, 30, 20, 18, 15, 12, 10, 9, 7, 6, 5, 4, 3};
constexpr std::array<double, 11> speeds_hopper{60, 50, 40, 30, 24, 20, 15, 12, 11, 6, 3};
constexpr std::array<double, 12> speeds_blackwell{90, 80, 70, 60, 50, 45, 40, 30, 24, 20, 19, 18};

// What trees reach at 64 B x 2^j, over what they should.
constexpr std::size_t correction_steps = 23;
constexpr std::array<std::array<double, correction_steps>, 3> tree_correction{{
    {1, 1, 1, 1, .9, .8, .7, .7, .7, .7, .6, .5, .4, .4, .5, .6, .7, .8, .9, 1, 1, 1, 1},
    {1, 1, 1, 1, 1, .9, .8, .8, .8, .7, .6, .6, .6, .6, .6, .6, .8, .9, .9, .9, .9, 1, 1},
    {.9, .9, .9, .9, .9, .9, .9, .8, .7, .6, .6, .5, .5, .5, .5, .6, .7, .8, .7, .7, .8, .9, .9},
}};

template <class E>
constexpr std::size_t index_of(E value) {
    return static_cast<std::size_t>(value);
}

std::size_t scale_of(const CollectiveSystem& s) {
    return std::min<std::size_t>(s.nodes(), 3) - 1;
}

double of_scale(const std::array<ByScale, 3>& constants, const CollectiveSystem& s) {
    return giga * constants[index_of(s.generation)][scale_of(s)];
}

std::uint32_t floor_log2(std::uint64_t value) {
    return static_cast<std::uint32_t>(std::bit_width(value) - 1);
}

double nic_of(const CollectiveSystem& s) {
    return std::min(s.nic, s.pcie);
}

double bus_of(const CollectiveSystem& s) {
    const double inside = s.per_node > 1 ? ring_share * s.nvlink : none;
    return s.nodes() == 1 ? inside : std::min(inside, s.per_node * nic_of(s));
}

// Trees over two nodes, and reduction in the fabric, pass a NIC half as often as a ring: the library's search
// gives their channels up to twice the NIC's speed inside the node.
double wide_bus_of(const CollectiveSystem& s) {
    const double inside = s.per_node > 1 ? ring_share * s.nvlink : none;
    return s.nodes() == 1 ? inside : std::min(inside, 2.0 * s.per_node * nic_of(s));
}

std::span<const double> speeds_of(GpuGeneration generation) {
    if (generation == GpuGeneration::ampere) return speeds_ampere;
    if (generation == GpuGeneration::hopper) return speeds_hopper;
    return speeds_blackwell;
}

double heads_of(const CollectiveSystem& s) {
    return std::min<std::uint32_t>(s.per_node, 8);
}

double head_speed(const CollectiveSystem& s) {
    const double share = graph_share[index_of(s.generation)] * s.nvlink / (heads_of(s) + 1.0);
    for (const double speed : speeds_of(s.generation)) {
        if (giga * speed <= share) return giga * speed;
    }
    return share;
}

double nvls_bus(const CollectiveSystem& s, Collective collective, CollectiveAlgorithm algorithm) {
    const double heads = heads_of(s);
    const bool is_tree = algorithm == CollectiveAlgorithm::nvls_tree;
    double each = head_speed(s) * nvls_efficiency[index_of(s.generation)] * (heads - 1.0) / heads;
    each *= collective == Collective::all_reduce ? 2.0 : (s.per_node - 1.0) / s.per_node;
    if (s.nodes() > 1) {
        const double twice = is_tree && s.nodes() == 2 ? 2.0 : 1.0;
        each = std::min(each, twice * s.per_node * nic_of(s) / heads);
    }
    if (is_tree) each = std::min(each, of_scale(nvls_tree_channel, s));
    return heads * each;
}

double tree_bus(const CollectiveSystem& s, CollectiveProtocol protocol) {
    const double channels = channels_of(s);
    const double wires = s.nodes() == 2 ? wide_bus_of(s) : bus_of(s);
    double bus = std::min(0.92 * wires, channels * of_scale(tree_channel, s)) * tree_share(s, protocol);
    if (protocol == CollectiveProtocol::ll) bus = std::min(bus, most_of_ll(s));
    if (protocol == CollectiveProtocol::ll128)
        bus = std::min(bus, channels * of_scale(tree_ll128_channel, s));
    return bus;
}

// A channel without a GPU of its own shares a NIC; half of the excess counts.
double collnet_direct_bus(const CollectiveSystem& s) {
    const double excess = s.per_node / channels_of(s);
    const double factor = excess - (excess - 1.0) / 2.0;
    return wide_bus_of(s) / factor * (s.generation == GpuGeneration::ampere ? 1.0 : 0.85);
}

// Bytes of bus bandwidth, before it is turned into the algorithm's.
double tuner_bus(const CollectiveSystem& s, Collective collective, const TunerEntry& entry) {
    using enum CollectiveAlgorithm;
    switch (entry.algorithm) {
        case ring:
            return ring_limit(s, entry.protocol, bus_of(s));
        case tree:
            return tree_bus(s, entry.protocol);
        case nvls:
        case nvls_tree:
            return nvls_bus(s, collective, entry.algorithm);
        case collnet_direct:
            return collnet_direct_bus(s);
        case collnet_chain:
            return wide_bus_of(s);
        case pat:
            return 0.75 * bus_of(s);
        default:
            return bus_of(s);
    }
}

double tuner_bandwidth(const CollectiveSystem& s, Collective collective, const TunerEntry& entry) {
    using enum CollectiveAlgorithm;
    const double bus = tuner_bus(s, collective, entry);
    const bool is_ring = entry.algorithm == ring;
    if (!is_ring && collective != Collective::all_reduce) return bus;
    if (is_ring || entry.algorithm == nvls || entry.algorithm == nvls_tree)
        return bus * s.ranks / ring_steps(s, collective).all;
    return 0.5 * bus;
}

bool is_offered(const CollectiveSystem& s, Collective collective, CollectiveAlgorithm algorithm) {
    using enum CollectiveAlgorithm;
    const bool reduces_all = collective == Collective::all_reduce;
    const bool is_alone = s.nodes() == 1;
    const bool has_heads = s.has_nvls && s.per_node > 1 && s.generation != GpuGeneration::ampere;
    switch (algorithm) {
        case ring:
            return true;
        case tree:
            return reduces_all;
        case nvls:
            return has_heads && (is_alone || (s.has_sharp && reduces_all));
        case nvls_tree:
            return has_heads && reduces_all && !is_alone;
        case collnet_direct:
            return s.has_sharp && !is_alone && s.per_node > 1 && s.per_node <= 8 && reduces_all;
        case collnet_chain:
            return s.has_sharp && !is_alone && reduces_all;
        case pat:
            return !reduces_all && s.per_node == 1;
        default:
            return false;
    }
}

bool is_offered(const CollectiveSystem& s, CollectiveAlgorithm algorithm, CollectiveProtocol protocol) {
    if (protocol == CollectiveProtocol::simple) return true;
    if (protocol == CollectiveProtocol::ll128 && !s.allows_ll128) return false;
    return algorithm == CollectiveAlgorithm::ring || algorithm == CollectiveAlgorithm::tree;
}

double tuner_time(const CollectiveSystem& s, Collective collective, const TunerEntry& entry, double bytes) {
    double bandwidth = entry.bandwidth;
    double latency = entry.latency;
    if (entry.algorithm == CollectiveAlgorithm::tree) {
        const std::uint32_t step = bytes < 128.0 ? 0 : floor_log2(static_cast<std::uint64_t>(bytes / 64.0));
        if (step < correction_steps) bandwidth *= tree_correction[index_of(entry.protocol)][step];
    }
    const bool is_plateau =
        entry.algorithm == CollectiveAlgorithm::ring && entry.protocol == CollectiveProtocol::simple &&
        s.nodes() > 1 && collective == Collective::all_reduce && bytes / (channels_of(s) * s.ranks) >= 64.0;
    if (is_plateau) latency *= 1.4;
    return latency + bytes / bandwidth;
}

// Seconds that a host takes to post work to the network.
double post_overhead(const CollectiveSystem& s, CollectiveProtocol protocol) {
    if (s.nodes() == 1) return 0.0;
    const double each = s.host == HostCpu::amd ? 2.0 : 1.0;
    return micro * each * (protocol == CollectiveProtocol::simple ? 3.0 : 1.0);
}

}  // namespace

RingSteps ring_steps(const CollectiveSystem& system, Collective collective) {
    const double rounds = collective == Collective::all_reduce ? 2.0 : 1.0;
    return {rounds * (system.ranks - 1.0), rounds * (system.nodes() - 1.0)};
}

double channels_of(const CollectiveSystem& system) {
    if (system.nodes() == 1) return channels_in_node[index_of(system.generation)];
    return std::clamp<std::uint32_t>(system.per_node, 2, 8);
}

double ring_limit(const CollectiveSystem& system, CollectiveProtocol protocol, double bus) {
    if (protocol == CollectiveProtocol::ll) return std::min(most_of_ll(system), 0.5 * bus);
    if (protocol == CollectiveProtocol::ll128)
        return std::min(0.92 * bus, channels_of(system) * of_scale(ring_ll128_channel, system));
    return bus;
}

double tree_share(const CollectiveSystem& system, CollectiveProtocol protocol) {
    if (protocol == CollectiveProtocol::ll) return 1.0 / 3.8;
    if (protocol == CollectiveProtocol::ll128) return system.nodes() == 1 ? 7.0 / 9.0 : 120.0 / 128.0;
    return 1.0;
}

double most_of_ll(const CollectiveSystem& system) {
    if (system.nodes() == 1) return giga * ll_in_one_node[index_of(system.generation)];
    return giga * ll_between_nodes[index_of(system.host)][scale_of(system)];
}

double latency_of(const CollectiveSystem& system, Collective collective, const TunerEntry& entry,
                  PostOverhead overhead) {
    using enum CollectiveAlgorithm;
    const std::size_t p = index_of(entry.protocol);
    const Hops& own = hops[index_of(entry.algorithm)];
    const double base = micro * own.base[p];
    const double inside = micro * own.nvlink[p];
    const double between = micro * (system.per_node == 1 ? hops[index_of(tree)] : own).network[p];
    const double others = system.per_node - 1.0;
    const double levels = floor_log2(system.nodes());
    const bool is_alone = system.nodes() == 1;
    const RingSteps steps = ring_steps(system, collective);
    switch (entry.algorithm) {
        case ring: {
            const double post =
                overhead == PostOverhead::counted ? post_overhead(system, entry.protocol) : 0.0;
            return base + (steps.all - steps.between) * std::max(inside, post) + steps.between * between;
        }
        case tree:
            return base + 2.0 * (others * inside + levels * between);
        case nvls:
            return inside + (is_alone ? 0.0 : between);
        case nvls_tree:
            return inside + 2.0 * levels * between;
        case collnet_direct:  // 0.4 us for each that a GPU serves
            return 2.0 * (std::min(1.0, others) * inside + others * 0.4 * micro) + between;
        case collnet_chain:
            return 2.0 * others * inside + between;
        case pat:
            return base + levels * between / 3.5 + system.ranks * 2.8 * micro;
        case hierarchical: {
            const double rounds = collective == Collective::all_reduce ? 2.0 : 1.0;
            return base + rounds * others * inside + steps.between * between;
        }
        case direct:
            return base + (is_alone ? inside : between);
    }
    return 0.0;
}

std::vector<TunerEntry> tuner_table(const CollectiveSystem& system, Collective collective, double bytes) {
    std::vector<TunerEntry> table;
    if (collective == Collective::all_to_all || collective == Collective::send_recv) return table;
    for (std::size_t a = 0; a <= index_of(CollectiveAlgorithm::pat); ++a) {
        const auto algorithm = static_cast<CollectiveAlgorithm>(a);
        if (!is_offered(system, collective, algorithm)) continue;
        for (std::size_t p = 0; p < 3; ++p) {
            TunerEntry entry{.algorithm = algorithm, .protocol = static_cast<CollectiveProtocol>(p)};
            if (!is_offered(system, algorithm, entry.protocol)) continue;
            entry.latency = latency_of(system, collective, entry, PostOverhead::counted);
            entry.bandwidth = tuner_bandwidth(system, collective, entry);
            entry.time = tuner_time(system, collective, entry, bytes);
            table.push_back(entry);
        }
    }
    return table;
}

}  // namespace datahall

// The estimate: how long the algorithm that the tuner takes lasts on an idle fabric.
//
// The constants below are shared by all systems, sizes and generations.  What they come from, what they were
// checked against, and what they miss: README.md, section Collectives.
#include "sim/fabric/collectives/collective_model.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/fabric/collectives/collective_hops.hpp"

namespace datahall {
namespace {

// Shares of the wire that arrive.
constexpr double nic_share = 0.952;            // ring over 100 Gb/s RoCE, 16 GPUs, 1 to 8 GiB
constexpr double nvlink_share = 0.80;          // rings inside nodes: 0.783 on A100, 0.817 on H200
constexpr double nvls_share = 0.61;            // 8 H200, 16 GiB: 275.6 of 450 GB/s
constexpr double tree_efficiency = 0.92;       // the tuner's own; of what a ring would have
constexpr double nvls_tree_efficiency = 0.84;  // 32 H200, 4 GiB, one point
constexpr double sharp_efficiency = 0.70;      // 32 A100, 8 GiB, one system
constexpr double pat_efficiency = 0.75;        // the tuner's own
constexpr double pair_share = 0.72;            // of a NIC, for one peer: 2 H100, 64 MiB
// What filling pipelines adds, F S / (S + S0): chunks grow with the message until they are as large as may
// be.
constexpr double nvls_filling = 58e-6;   // s, F of reduction in switches: 8 H200, 1 MiB to 16 GiB
constexpr double nvls_filled_at = 16e6;  // bytes, its S0
constexpr double ring_plateau = 0.4;     // F of a ring between nodes over its latency: the tuner's x 1.4
constexpr double ring_filled_at = 64e6;  // bytes, its S0: 32 A100

constexpr bool reduces_all(Collective collective) {
    return collective == Collective::all_reduce;
}

constexpr bool uses_switches(CollectiveAlgorithm a) {
    using enum CollectiveAlgorithm;
    return a == nvls || a == nvls_tree || a == collnet_direct || a == collnet_chain;
}

/// Bytes/s that arrive, for a rank.
struct Usable {
    double nvlink = 0.0;
    double nic = 0.0;
};

double spine_factor(const CollectiveSystem& s) {
    return std::max(1.0, s.oversubscription * s.spine_share);
}

Usable usable_of(const CollectiveSystem& s) {
    return {nvlink_share * s.nvlink, nic_share * std::min(s.nic, s.pcie) / spine_factor(s)};
}

/// Seconds of the bytes, inside nodes and between them.
struct Parts {
    double nvlink = 0.0;
    double network = 0.0;
};

/// What a closed form needs.
struct Case {
    const CollectiveSystem& system;
    const CollectiveQuestion& question;
    CollectiveProtocol protocol;
    Usable usable = usable_of(system);

    double n() const { return system.ranks; }
    double g() const { return system.per_node; }
    double bytes() const { return question.bytes; }
    bool is_alone() const { return system.nodes() == 1; }
    double rounds() const { return reduces_all(question.collective) ? 2.0 : 1.0; }
};

Parts ring_parts(const Case& c) {
    const double on_bus = c.rounds() * (c.n() - 1.0) / c.n() * c.bytes();
    Parts parts;
    if (c.g() > 1) parts.nvlink = on_bus / ring_limit(c.system, c.protocol, c.usable.nvlink);
    if (!c.is_alone()) parts.network = on_bus / ring_limit(c.system, c.protocol, c.g() * c.usable.nic);
    return parts;
}

// The busiest node of two trees sends to its parent and to two children, each half, and as a leaf half; of
// two nodes each sends one half up and one down.
double busiest_tree_share(const CollectiveSystem& s) {
    return s.nodes() == 2 ? 1.0 : 2.0;
}

Parts tree_parts(const Case& c) {
    const double share = tree_efficiency * tree_share(c.system, c.protocol);
    const auto seconds = [&](double bytes_per_second) {
        double rate = share * bytes_per_second;
        if (c.protocol == CollectiveProtocol::ll) rate = std::min(rate, 0.5 * most_of_ll(c.system));
        return c.bytes() / rate;
    };
    Parts parts;
    if (c.g() > 1) parts.nvlink = seconds(0.5 * c.usable.nvlink);
    if (!c.is_alone()) parts.network = seconds(c.g() * c.usable.nic / busiest_tree_share(c.system));
    return parts;
}

Parts nvls_parts(const Case& c) {
    const double share = reduces_all(c.question.collective) ? 1.0 : (c.n() - 1.0) / c.n();
    const bool is_tree = c.question.algorithm == CollectiveAlgorithm::nvls_tree;
    Parts parts{share * c.bytes() / (nvls_share * c.system.nvlink), 0.0};
    if (c.is_alone()) return parts;
    const double on_nic = c.bytes() * (is_tree ? busiest_tree_share(c.system) : 1.0);
    parts.network = on_nic / ((is_tree ? nvls_tree_efficiency : sharp_efficiency) * c.g() * c.usable.nic);
    return parts;
}

// Scatter and gather inside nodes; on the network each byte goes up once and comes down once.
Parts collnet_parts(const Case& c) {
    const double inside = c.rounds() * (c.g() - 1.0) / c.g() * c.bytes() / c.usable.nvlink;
    return {inside, c.bytes() / (sharp_efficiency * c.g() * c.usable.nic)};
}

Parts hierarchical_parts(const Case& c) {
    const double k = c.system.nodes();
    const double inside = c.rounds() * (c.g() - 1.0) / c.g() * c.bytes() / c.usable.nvlink;
    if (c.is_alone()) return {inside, 0.0};
    return {inside, c.rounds() * (k - 1.0) / k * c.bytes() / (c.g() * c.usable.nic)};
}

Parts direct_parts(const Case& c) {
    if (c.question.collective == Collective::send_recv) {
        if (c.is_alone()) return {c.bytes() / c.usable.nvlink, 0.0};
        return {0.0, c.bytes() * nic_share / (pair_share * c.usable.nic)};
    }
    Parts parts{(c.g() - 1.0) / c.n() * c.bytes() / c.usable.nvlink, 0.0};
    if (!c.is_alone()) parts.network = (c.n() - c.g()) / c.n() * c.bytes() / c.usable.nic;
    return parts;
}

Parts parts_of(const Case& c) {
    using enum CollectiveAlgorithm;
    switch (*c.question.algorithm) {
        case ring:
            return ring_parts(c);
        case tree:
            return tree_parts(c);
        case nvls:
        case nvls_tree:
            return nvls_parts(c);
        case collnet_direct:
        case collnet_chain:
            return collnet_parts(c);
        case pat:
            return {0.0, (c.n() - 1.0) / c.n() * c.bytes() / (pat_efficiency * c.usable.nic)};
        case hierarchical:
            return hierarchical_parts(c);
        case direct:
            return direct_parts(c);
    }
    return {};
}

double filling_of(const Case& c, double latency) {
    const CollectiveAlgorithm algorithm = *c.question.algorithm;
    const double s = c.bytes();
    if (uses_switches(algorithm)) return nvls_filling * s / (s + nvls_filled_at);
    const bool is_ring =
        algorithm == CollectiveAlgorithm::ring || algorithm == CollectiveAlgorithm::hierarchical;
    if (!is_ring || c.is_alone() || c.protocol != CollectiveProtocol::simple) return 0.0;
    return ring_plateau * latency * s / (s + ring_filled_at);
}

CollectiveBound bound_of(const CollectiveSystem& s, const CollectiveEstimate& e) {
    if (e.latency > std::max(e.nvlink_time, e.network_time)) return CollectiveBound::latency;
    if (e.nvlink_time >= e.network_time) return CollectiveBound::nvlink;
    if (spine_factor(s) > 1.0) return CollectiveBound::spine;
    return s.pcie < s.nic ? CollectiveBound::pcie : CollectiveBound::nic;
}

// What NCCL would take of what is allowed.
std::optional<TunerEntry> chosen(const CollectiveSystem& s, const CollectiveQuestion& q) {
    std::optional<TunerEntry> best;
    for (const TunerEntry& entry : tuner_table(s, q.collective, q.bytes)) {
        if (q.algorithm && *q.algorithm != entry.algorithm) continue;
        if (q.protocol && *q.protocol != entry.protocol) continue;
        if (!best || entry.time < best->time) best = entry;
    }
    return best;
}

// What the tuner does not weigh: point to point, and rails by request.
std::optional<TunerEntry> beyond_tuner(const CollectiveQuestion& q) {
    using enum CollectiveAlgorithm;
    if (q.protocol.value_or(CollectiveProtocol::simple) != CollectiveProtocol::simple) return std::nullopt;
    const bool is_direct = q.collective == Collective::all_to_all || q.collective == Collective::send_recv;
    const CollectiveAlgorithm wanted = is_direct ? direct : hierarchical;
    if (q.algorithm.value_or(direct) != wanted) return std::nullopt;
    return TunerEntry{.algorithm = wanted, .protocol = CollectiveProtocol::simple};
}

}  // namespace

std::string problem_of(const CollectiveSystem& system) {
    if (system.per_node < 1) return "expected at least 1 rank a node";
    if (system.ranks < 2) return "expected at least 2 ranks";
    if (system.ranks % system.per_node != 0)
        return fmt::format("expected a multiple of {} ranks, as many in each node", system.per_node);
    if (system.per_node > 1 && system.nvlink <= 0.0)
        return "expected NVLink above 0 between ranks of one node";
    if (system.nodes() > 1 && system.nic <= 0.0) return "expected NICs above 0 between nodes";
    return {};
}

double bus_factor(Collective collective, std::uint32_t ranks) {
    const double share = (ranks - 1.0) / ranks;
    if (collective == Collective::send_recv) return 1.0;
    return reduces_all(collective) ? 2.0 * share : share;
}

double bytes_of_nic(const CollectiveSystem& system, Collective collective, CollectiveAlgorithm algorithm,
                    double bytes) {
    using enum CollectiveAlgorithm;
    const double n = system.ranks;
    const double g = system.per_node;
    const double k = system.nodes();
    const double rounds = reduces_all(collective) ? 2.0 : 1.0;
    if (system.nodes() == 1) return 0.0;
    switch (algorithm) {
        case ring:
        case pat:
            return rounds * (n - 1.0) / n * bytes / g;
        case tree:
        case nvls_tree:
            return 2.0 * (k - 1.0) / k * bytes / g;
        case nvls:
        case collnet_direct:
        case collnet_chain:
            return bytes / g;
        case hierarchical:
            return rounds * (k - 1.0) / k * bytes / g;
        case direct:
            return collective == Collective::send_recv ? bytes : (n - g) / n * bytes;
    }
    return 0.0;
}

std::optional<CollectiveEstimate> estimate_collective(const CollectiveSystem& system,
                                                      const CollectiveQuestion& question) {
    std::optional<TunerEntry> taken = chosen(system, question);
    if (!taken) taken = beyond_tuner(question);
    if (!taken) return std::nullopt;
    CollectiveQuestion settled = question;
    settled.algorithm = taken->algorithm;
    const Case c{.system = system, .question = settled, .protocol = taken->protocol};
    const Parts parts = parts_of(c);
    const double hops = latency_of(system, question.collective, *taken, PostOverhead::none);

    CollectiveEstimate e{.algorithm = taken->algorithm, .protocol = taken->protocol};
    e.latency = system.launch + hops + filling_of(c, hops);
    e.nvlink_time = parts.nvlink;
    e.network_time = parts.network;
    e.time = e.latency + std::max(parts.nvlink, parts.network);
    e.unpipelined_time = e.latency + parts.nvlink + parts.network;
    e.bound = bound_of(system, e);
    e.algbw = question.bytes / e.time;
    e.busbw = e.algbw * bus_factor(question.collective, system.ranks);
    e.nic_bytes = bytes_of_nic(system, question.collective, taken->algorithm, question.bytes);
    e.nic_rate = e.nic_bytes / e.time;
    e.tuner_time = taken->time;
    return e;
}

}  // namespace datahall

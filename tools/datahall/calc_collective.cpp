// `calc collective`: a collective on an idle fabric, by sim/fabric/collectives/collective_model.hpp.
#include <optional>

#include "datahall/keys.hpp"

#include "sim/fabric/collectives/collective_model.hpp"
#include "tools/datahall/calculations.hpp"
#include "tools/datahall/collective_names.hpp"

namespace datahall {
namespace {

namespace names = collective_names;

constexpr double micro = 1e6;  // us in a second
constexpr double giga = 1e-9;  // GB in a byte
constexpr double bits = 8.0;   // in a byte

/// An index into names that begin with "auto".
enum class AlgorithmName : std::size_t {};
enum class ProtocolName : std::size_t {};

struct CollectiveAsked {
    Collective collective = Collective::all_reduce;
    Bits bytes;
    std::int64_t ranks = 8;
    std::int64_t per_node = 8;
    std::optional<BitsPerSecond> nvlink;
    std::optional<BitsPerSecond> nic;
    std::optional<BitsPerSecond> pcie;
    GpuGeneration generation = GpuGeneration::hopper;
    HostCpu host = HostCpu::intel;
    std::optional<bool> nvls;
    bool sharp = false;
    bool ll128 = true;
    double oversubscription = 1.0;
    double spine_share = 1.0;
    Seconds launch = Seconds::from_si(16e-6);
    AlgorithmName algorithm{};
    ProtocolName protocol{};
};

void describe_machines(Keys& k, CollectiveAsked& q) {
    k.required({"ranks", "GPUs that take part", {.at_least = 2, .at_most = 1e6}}, q.ranks);
    k.optional({"per_node", "Of them in one NVLink domain", {.at_least = 1, .at_most = 1024}}, q.per_node);
    k.choice({"generation", "Of the GPUs"}, Presence::optional, names::generations, q.generation);
    k.choice({"host", "Whose CPUs they hang on"}, Presence::optional, names::hosts, q.host);
    k.optional({"nvlink", "Of a GPU, one way; as its generation has it if not given", {.above = 0}},
               q.nvlink);
    k.optional({"nic", "Of the NICs of one GPU, one way", {.above = 0}}, q.nic);
    k.optional({"pcie", "Between GPU and NIC, one way", {.above = 0}}, q.pcie);
    k.optional({"nvls", "Whether switches in the node reduce; from Hopper on if not given"}, q.nvls);
    k.optional({"sharp", "Whether switches of the fabric reduce"}, q.sharp);
    k.optional({"ll128", "Whether the LL128 protocol may be used"}, q.ll128);
    k.optional({"oversubscription", "Of the fabric", {.at_least = 1}}, q.oversubscription);
    k.optional({"spine_share",
                "Of bytes between nodes, where the fabric is oversubscribed",
                {.at_least = 0, .at_most = 1}},
               q.spine_share);
    k.optional({"launch", "What the host takes for a call", {.at_least = 0}}, q.launch);
}

void describe(Keys& k, CollectiveAsked& q) {
    k.choice({"collective", "What is exchanged"}, Presence::optional, names::collectives, q.collective);
    k.required({"bytes", "Buffer of a rank", {.above = 0}}, q.bytes);
    describe_machines(k, q);
    k.choice({"algorithm", "Forced, in place of the library's choice"}, Presence::optional, names::algorithms,
             q.algorithm);
    k.choice({"protocol", "Forced, in place of the library's choice"}, Presence::optional, names::protocols,
             q.protocol);
}

CollectiveSystem system_of(const CollectiveAsked& q) {
    CollectiveSystem system;
    system.ranks = static_cast<std::uint32_t>(q.ranks);
    system.per_node = static_cast<std::uint32_t>(q.per_node);
    system.nvlink = q.nvlink ? q.nvlink->si() / bits : names::nvlink_rates[names::index_of(q.generation)];
    if (q.nic) system.nic = q.nic->si() / bits;
    if (q.pcie) system.pcie = q.pcie->si() / bits;
    system.generation = q.generation;
    system.host = q.host;
    system.has_nvls = q.nvls.value_or(q.generation != GpuGeneration::ampere);
    system.has_sharp = q.sharp;
    system.allows_ll128 = q.ll128;
    system.oversubscription = q.oversubscription;
    system.spine_share = q.spine_share;
    system.launch = q.launch.si();
    return system;
}

std::string named(std::string_view name) {
    return std::string{name};
}

// What the tuner weighs, for people to see why.
SheetTable weighed(const CollectiveSystem& system, const CollectiveQuestion& question) {
    SheetTable table{.columns = {"algorithm", "protocol", "latency_us", "bandwidth_GBps", "time_us"},
                     .rows = {}};
    for (const TunerEntry& e : tuner_table(system, question.collective, question.bytes)) {
        table.rows.push_back({named(names::algorithms[names::index_of(e.algorithm) + 1]),
                              named(names::protocols[names::index_of(e.protocol) + 1]), micro * e.latency,
                              giga * e.bandwidth, micro * e.time});
    }
    return table;
}

std::vector<SheetRow> inputs_of(const CollectiveSystem& system, const CollectiveQuestion& question) {
    return {{"collective", named(names::collectives[names::index_of(question.collective)]), "",
             "What is exchanged"},
            {"bytes", question.bytes, "B", "Buffer of a rank"},
            {"ranks", static_cast<double>(system.ranks), "count", "GPUs that take part"},
            {"per_node", static_cast<double>(system.per_node), "count", "Of them in one NVLink domain"},
            {"nvlink", giga * system.nvlink, "GB/s", "Of a GPU, one way"},
            {"nic", giga * system.nic, "GB/s", "Of the NICs of one GPU, one way"}};
}

std::vector<SheetRow> results_of(const CollectiveEstimate& e) {
    return {{"algorithm", named(names::algorithms[names::index_of(e.algorithm) + 1]), "", "Taken, or forced"},
            {"protocol", named(names::protocols[names::index_of(e.protocol) + 1]), "", "Taken, or forced"},
            {"bound", named(names::bounds[names::index_of(e.bound)]), "", "What holds it up most"},
            {"time", micro * e.time, "us", "On an idle fabric"},
            {"algbw", giga * e.algbw, "GB/s", "Bytes over time"},
            {"busbw", giga * e.busbw, "GB/s", "The same as links see it: NCCL's bus bandwidth"},
            {"nic_rate", giga * e.nic_rate, "GB/s", "What each NIC sends, on average"},
            {"nic_bytes", e.nic_bytes, "B", "What each NIC sends in all"},
            {"latency", micro * e.latency, "us", "Launch, hops, filling of the pipeline"},
            {"nvlink_time", micro * e.nvlink_time, "us", "Of the bytes inside nodes"},
            {"network_time", micro * e.network_time, "us", "Of the bytes between nodes, at the same time"},
            {"unpipelined_time", micro * e.unpipelined_time, "us", "If one came after the other: at most"},
            {"tuner_time", micro * e.tuner_time, "us", "What NCCL's tuner expects, by which it chooses"}};
}

}  // namespace

CalcSheet calc_collective(Keys& keys, const CalcSources& /*sources*/) {
    CollectiveAsked q;
    describe(keys, q);
    if (!keys.done()) return {};
    const CollectiveSystem system = system_of(q);
    if (const std::string problem = problem_of(system); !problem.empty()) {
        keys.refuse("ranks", problem);
        return {};
    }
    const CollectiveQuestion question{.collective = q.collective,
                                      .bytes = q.bytes.si() / bits,
                                      .algorithm = names::forced<CollectiveAlgorithm>(q.algorithm),
                                      .protocol = names::forced<CollectiveProtocol>(q.protocol)};
    const std::optional<CollectiveEstimate> estimate = estimate_collective(system, question);
    if (!estimate) {
        keys.refuse("algorithm",
                    "expected an algorithm and protocol that this collective has on these machines");
        return {};
    }
    return {.inputs = inputs_of(system, question),
            .results = results_of(*estimate),
            .list = weighed(system, question)};
}

}  // namespace datahall

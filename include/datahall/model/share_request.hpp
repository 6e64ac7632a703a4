// What a job asks of a node that it shares with others: processors, memory and GPUs, or thousandths of one.
#pragma once

#include <compare>
#include <cstdint>

namespace datahall {

inline constexpr std::uint32_t whole_gpu = 1000;     // thousandths
inline constexpr std::uint32_t most_node_gpus = 32;  // that a node of this kind may have

struct ShareRequest {
    std::int64_t cpu_milli = 0;  // thousandths of a processor
    std::int64_t memory_mib = 0;
    std::uint32_t gpus = 0;
    std::uint32_t gpu_milli = 0;  // of each: whole_gpu; less only if gpus is 1; 0 without any
    friend auto operator<=>(const ShareRequest&, const ShareRequest&) = default;

    bool is_part() const { return gpus == 1 && gpu_milli < whole_gpu; }
    std::int64_t all_gpu_milli() const { return std::int64_t{gpus} * gpu_milli; }
};

/// One kind of request, and how many of all are of it.
struct RequestCount {
    ShareRequest request;
    std::uint64_t jobs = 0;
};

}  // namespace datahall

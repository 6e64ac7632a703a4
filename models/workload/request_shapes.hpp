// Lists of shapes: what nodes have and what jobs ask for, with how many there are of each.
//
// Comma-separated, with a header line; other columns are ignored.
//   nodes  gpus, cpu_milli, memory_mib, nodes
//   jobs   num_gpu, gpu_milli [1/1000 GPU, of each], cpu_milli, memory_mib, pods
// Source: counts of Alibaba's cluster-trace-gpu-v2023 in this form ship as
// scenarios/data/jobs/openb_*_shapes.csv.
#pragma once

#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "datahall/line_source.hpp"
#include "datahall/model/sharing.hpp"

namespace datahall {

/// A room for each node: by rising GPUs, then in the order of the list, so that among nodes that are as good
/// for a job without GPUs the first has none either.  Throws a ConfigError at a line that is wrong.
std::vector<NodeRoom> read_node_shapes(const LineSource& file);
std::vector<RequestCount> read_request_shapes(const LineSource& file);

/// The four columns of what a job asks for, as texts.
struct ShapeFields {
    std::string_view num_gpu, gpu_milli, cpu_milli, memory_mib;
};
/// Refuses fields that are no whole numbers, are out of range, or ask for less than the whole of several
/// GPUs.
ShareRequest as_request(const LineSource& at, const ShapeFields& fields);

/// Numbers for requests that are made again and again, dense from 0.
class RequestNumbers {
public:
    std::uint32_t number_of(const ShareRequest& request) {
        const auto [known, is_new] =
            numbers_.try_emplace(request, static_cast<std::uint32_t>(requests_.size()));
        if (is_new) requests_.push_back(request);
        return known->second;
    }
    std::span<const ShareRequest> requests() const { return requests_; }

private:
    std::map<ShareRequest, std::uint32_t> numbers_;
    std::vector<ShareRequest> requests_;
};

}  // namespace datahall

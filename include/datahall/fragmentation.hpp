// The GPU capacity of a node that requests of a mix could not use: its expected fragmentation.
//
//   F(node) = sum over the mix of (share of the request) * (free GPU that the request could not use there)
//   a request without GPUs, or one that the node has no room for, could use none of it; any other could not
//   use what is left of devices with less than it asks for
//
// Sums are integers: thousandths of a GPU times jobs of the mix.
// Source: Weng et al., "Beware of Fragmentation: Scheduling GPU-Sharing Workloads with Fragmentation Gradient
// Descent", USENIX ATC 2023, section 3.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "datahall/model/sharing.hpp"

namespace datahall {

class RequestMix {
public:
    RequestMix() = default;
    /// Requests that are alike are counted together.
    explicit RequestMix(std::span<const RequestCount> requests) {
        std::vector<RequestCount> sorted(requests.begin(), requests.end());
        std::ranges::sort(sorted, {}, &RequestCount::request);
        for (const RequestCount& r : sorted) {
            if (r.jobs == 0) continue;
            jobs_ += static_cast<std::int64_t>(r.jobs);
            if (!requests_.empty() && requests_.back().request == r.request) {
                requests_.back().jobs += r.jobs;
            } else {
                requests_.push_back(r);
            }
        }
    }

    std::int64_t jobs() const { return jobs_; }
    std::span<const RequestCount> requests() const { return requests_; }
    /// jobs() times F of a node with so much left.  Cost: O(requests * devices).
    std::int64_t unusable(const NodeRoom& left) const {
        const std::int64_t all = left.all_gpu_milli();
        if (all == 0) return 0;
        std::int64_t sum = 0;
        for (const RequestCount& r : requests_) {
            sum += static_cast<std::int64_t>(r.jobs) * unusable_to(r.request, left, all);
        }
        return sum;
    }

private:
    static std::int64_t unusable_to(const ShareRequest& r, const NodeRoom& left, std::int64_t all) {
        if (r.gpus == 0 || r.cpu_milli > left.cpu_milli || r.memory_mib > left.memory_mib) return all;
        std::uint32_t fitting = 0;
        std::int64_t too_small = 0;
        for (const std::uint16_t milli : left.devices()) {
            if (milli >= r.gpu_milli) {
                ++fitting;
            } else {
                too_small += milli;
            }
        }
        return fitting >= r.gpus ? too_small : all;
    }

    std::vector<RequestCount> requests_;  // rising
    std::int64_t jobs_ = 0;
};

}  // namespace datahall

// A FreeDevices that counts by looking at every node: for tests of placement policies.
#pragma once

#include <cstdint>
#include <numeric>
#include <vector>

#include "datahall/model/placement.hpp"

class FreeNodes final : public datahall::FreeDevices {
public:
    FreeNodes(std::uint32_t per_node, std::vector<std::uint32_t> free)
        : per_node_{per_node}, free_{std::move(free)} {}

    std::uint32_t devices_per_node() const override { return per_node_; }
    std::uint32_t free_total() const override { return std::accumulate(free_.begin(), free_.end(), 0u); }
    std::uint32_t next_with(std::uint32_t free, std::uint32_t from) const override {
        for (std::uint32_t node = from; node < free_.size(); ++node) {
            if (free_[node] == free) return node;
        }
        return none;
    }
    std::uint32_t at(std::uint32_t node) const { return free_.at(node); }

private:
    std::uint32_t per_node_;
    std::vector<std::uint32_t> free_;
};

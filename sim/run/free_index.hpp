// Which nodes of a cluster have how many devices free: one bitmap of nodes for each count.
//
// Cost: change O(1); next_with() scans words of 64 nodes, skipping 4,096 empty nodes at a time.
#pragma once

#include <cstdint>
#include <vector>

#include "datahall/model/placement.hpp"

namespace datahall {

class FreeIndex final : public FreeDevices {
public:
    FreeIndex(std::uint32_t nodes, std::uint32_t devices_per_node);

    std::uint32_t devices_per_node() const override { return per_node_; }
    std::uint32_t free_total() const override { return free_total_; }
    std::uint32_t next_with(std::uint32_t free, std::uint32_t from) const override;

    std::uint32_t free_on(std::uint32_t node) const { return free_[node]; }
    /// Throws std::logic_error if the node has fewer free.
    void take(std::uint32_t node, std::uint32_t devices);
    /// Throws std::logic_error if the node would have more free than it has devices.
    void give_back(std::uint32_t node, std::uint32_t devices);

private:
    struct Bitmap {
        std::vector<std::uint64_t> words;
        std::vector<std::uint64_t> summary;  // bit w: words[w] is not zero
    };
    void move(std::uint32_t node, std::uint32_t to);

    std::uint32_t per_node_;
    std::uint32_t free_total_;
    std::vector<std::uint32_t> free_;
    std::vector<Bitmap> with_;
};

}  // namespace datahall

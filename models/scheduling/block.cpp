// Block placement: a job of several nodes runs on whole NVLink blocks, such as racks of GB200 NVL72.
//
// A request is rounded up to blocks: the job holds all nodes of the lowest wholly free ones, works on as many
// as it asked for, and leaves the others idle.  With `partial: true` it is not rounded up, and jobs share
// blocks: if one block can hold the rest, the one with the fewest free nodes that suffice; otherwise all of
// the block with the most, and again.  Ties: the lowest. A job of at most one node is not rounded up: it goes
// to the node in use with the fewest free devices that suffice, else to a free node of the block with the
// fewest.
//
// Valid for blocks of one size; smaller ones (a rack that is not full) are used by `partial` and small jobs
// only. Where no NVLink domain spans nodes, each node is a block. Ignores the fabric between blocks. Cost:
// O(blocks), with `partial` O(blocks log blocks), and the nodes taken. Source: SchedMD, Slurm documentation,
// topology/block; NVIDIA GB200 NVL72: 18 trays joined by NVLink.
#include <algorithm>

#include "datahall/model/placement.hpp"
#include "datahall/model/registry.hpp"

#include "models/scheduling/whole_nodes.hpp"

namespace datahall {
namespace {

struct Config {
    bool partial = false;
};

class Block final : public PlacementPolicy {
public:
    explicit Block(const Config& config) : config_{config} {}

    std::uint32_t holds(std::uint32_t devices, const FreeDevices& free) const override {
        const std::uint32_t nodes = nodes_for(devices, free.devices_per_node());
        if (nodes == 1 || config_.partial) return devices;
        const NodeGroups& blocks = free.places()[GroupKind::block];
        const std::uint32_t wanted = nodes_for(nodes, blocks.largest());
        std::uint32_t full = 0;
        for (std::uint32_t b = 0; b < blocks.count(); ++b)
            full += blocks.size(b) == blocks.largest() ? 1U : 0U;
        if (wanted > full) return FreeDevices::none;
        return wanted * blocks.largest() * free.devices_per_node();
    }

    bool place(const PlacementRequest& request, const FreeDevices& free,
               std::vector<NodeShare>& out) override {
        if (place_on_used_node(request, free, out)) return true;
        const std::uint32_t nodes = nodes_for(request.devices, free.devices_per_node());
        const bool is_found =
            nodes == 1 || config_.partial ? share_blocks(nodes, free) : take_blocks(nodes, free);
        if (!is_found) return false;
        fill(request.devices, free, nodes > 1 && !config_.partial, out);
        return true;
    }

private:
    // The tightest blocks for so many nodes.
    bool share_blocks(std::uint32_t nodes, const FreeDevices& free) {
        const auto counts = free.free_nodes(GroupKind::block);
        blocks_.clear();
        std::uint64_t all = 0;
        for (std::uint32_t b = 0; b < counts.size(); ++b) {
            if (counts[b] > 0) blocks_.push_back({b, counts[b]});
            all += counts[b];
        }
        if (all < nodes) return false;
        fill_groups(nodes, blocks_);
        return true;
    }

    // The lowest wholly free blocks that together have so many nodes.
    bool take_blocks(std::uint32_t nodes, const FreeDevices& free) {
        const NodeGroups& blocks = free.places()[GroupKind::block];
        const auto counts = free.free_nodes(GroupKind::block);
        const std::uint32_t wanted = nodes_for(nodes, blocks.largest());
        blocks_.clear();
        for (std::uint32_t b = 0; b < counts.size() && blocks_.size() < wanted; ++b) {
            if (counts[b] == blocks.largest()) blocks_.push_back({b, counts[b]});
        }
        return blocks_.size() == wanted;
    }

    void fill(std::uint32_t devices, const FreeDevices& free, bool is_whole, std::vector<NodeShare>& out) {
        const std::uint32_t per_node = free.devices_per_node();
        nodes_.clear();
        for (const GroupShare& b : blocks_) {
            take_free_nodes(free, free.places()[GroupKind::block].nodes(b.group), b.nodes, nodes_);
        }
        for (const std::uint32_t node : nodes_) {
            const std::uint32_t here = std::min(devices, per_node);
            out.push_back({node, here, is_whole ? per_node - here : 0});
            devices -= here;
        }
    }

    Config config_;
    std::vector<GroupShare> blocks_;
    std::vector<std::uint32_t> nodes_;
};

}  // namespace

void register_block(Registry<PlacementPolicy>& registry) {
    registry.add("block", "Whole NVLink blocks: a job of several nodes is rounded up to them",
                 [](Keys& k) -> std::unique_ptr<PlacementPolicy> {
                     Config config;
                     k.optional({"partial", "Whether jobs may share a block instead of being rounded up"},
                                config.partial);
                     if (!k.done()) return nullptr;
                     return std::make_unique<Block>(config);
                 });
}

}  // namespace datahall

// A FreeDevices that counts by looking at every node: for tests of placement policies.
#pragma once

#include <array>
#include <cstdint>
#include <numeric>
#include <vector>

#include "datahall/model/placement.hpp"

class FreeNodes final : public datahall::FreeDevices {
public:
    /// One group of each kind, but each node a block.
    FreeNodes(std::uint32_t per_node, std::vector<std::uint32_t> free)
        : FreeNodes{per_node, std::move(free), datahall::NodePlaces{}} {
        const std::vector<std::uint32_t> one(free_.size(), 0);
        std::vector<std::uint32_t> each(free_.size());
        std::iota(each.begin(), each.end(), 0U);
        for (datahall::NodeGroups& groups : places_.kinds) groups = datahall::NodeGroups{one};
        places_[datahall::GroupKind::block] = datahall::NodeGroups{each};
        count();
    }
    FreeNodes(std::uint32_t per_node, std::vector<std::uint32_t> free, datahall::NodePlaces places)
        : per_node_{per_node}, free_{std::move(free)}, places_{std::move(places)} {
        count();
    }

    std::uint32_t nodes() const override { return static_cast<std::uint32_t>(free_.size()); }
    std::uint32_t devices_per_node() const override { return per_node_; }
    std::uint32_t free_total() const override { return std::accumulate(free_.begin(), free_.end(), 0u); }
    std::uint32_t free_on(std::uint32_t node) const override { return free_.at(node); }
    std::uint32_t next_with(std::uint32_t free, std::uint32_t from) const override {
        for (std::uint32_t node = from; node < free_.size(); ++node) {
            if (free_[node] == free) return node;
        }
        return none;
    }
    const datahall::NodePlaces& places() const override { return places_; }
    std::span<const std::uint32_t> free_nodes(datahall::GroupKind kind) const override {
        return free_nodes_[static_cast<std::size_t>(kind)];
    }
    /// The same cluster with nothing held.
    FreeNodes emptied() const {
        return FreeNodes{per_node_, std::vector<std::uint32_t>(free_.size(), per_node_), places_};
    }

private:
    void count() {
        for (std::size_t kind = 0; kind < datahall::group_kinds; ++kind) {
            const datahall::NodeGroups& groups = places_.kinds[kind];
            free_nodes_[kind].assign(groups.count(), 0);
            for (std::uint32_t n = 0; groups.count() > 0 && n < free_.size(); ++n) {
                if (free_[n] == per_node_) ++free_nodes_[kind][groups.of(n)];
            }
        }
    }

    std::uint32_t per_node_;
    std::vector<std::uint32_t> free_;
    datahall::NodePlaces places_;
    std::array<std::vector<std::uint32_t>, datahall::group_kinds> free_nodes_;
};

// Which nodes of a cluster have how many devices free: one bitmap of nodes for each count.
//
// Groups of nodes have a count of their wholly free nodes each.
// Cost: change O(1), and O(kinds of groups) if a node becomes wholly free or ceases to be; next_with() looks
// at a word or two of each of three levels, which skip 64, 4,096 and 262,144 nodes at a time.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "datahall/model/placement.hpp"

namespace datahall {

class FreeIndex final : public FreeDevices {
public:
    /// Whether next_with() is ever asked: its bitmaps take a bit for each node and count.
    enum class Lookup : std::uint8_t { by_count, none };

    /// `places` outlives the index and tells of `nodes` nodes.
    FreeIndex(std::uint32_t nodes, std::uint32_t devices_per_node, const NodePlaces& places,
              Lookup lookup = Lookup::by_count);

    std::uint32_t nodes() const override { return static_cast<std::uint32_t>(free_.size()); }
    std::uint32_t devices_per_node() const override { return per_node_; }
    std::uint32_t free_total() const override { return free_total_; }
    std::uint32_t free_on(std::uint32_t node) const override { return free_[node]; }
    std::uint32_t next_with(std::uint32_t free, std::uint32_t from) const override;
    const NodePlaces& places() const override { return places_; }
    std::span<const std::uint32_t> free_nodes(GroupKind kind) const override {
        return free_nodes_[static_cast<std::size_t>(kind)];
    }

    /// Free devices on nodes where others are held.
    std::uint32_t stranded() const { return free_total_ - whole_ * per_node_; }
    /// Throws std::logic_error if the node has fewer free.
    void take(std::uint32_t node, std::uint32_t devices);
    /// Throws std::logic_error if the node would have more free than it has devices.
    void give_back(std::uint32_t node, std::uint32_t devices);

private:
    class Bitmap {
    public:
        explicit Bitmap(std::uint32_t bits);
        void set(std::uint32_t bit);
        void clear(std::uint32_t bit);
        /// The first that is set, at or after `from`; FreeDevices::none if there is none.
        std::uint32_t next(std::uint32_t from) const;

    private:
        std::uint32_t next_summary(std::uint32_t from) const;

        std::vector<std::uint64_t> words_;
        std::vector<std::uint64_t> summary_;  // bit w: words_[w] is not zero
        std::vector<std::uint64_t> top_;      // bit s: summary_[s] is not zero
    };
    void move(std::uint32_t node, std::uint32_t to);

    void count_whole(std::uint32_t node, bool comes);

    const NodePlaces& places_;
    std::uint32_t per_node_;
    std::uint32_t free_total_;
    std::uint32_t whole_;  // nodes with all devices free
    std::vector<std::uint32_t> free_;
    std::vector<Bitmap> with_;
    std::array<std::vector<std::uint32_t>, group_kinds> free_nodes_;  // by kind and group
};

}  // namespace datahall

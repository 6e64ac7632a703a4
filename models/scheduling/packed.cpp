// Packed placement (best fit): jobs share as few nodes as they can, and whole nodes stay free.
//
// Repeat until the job is placed: if one unused node can hold all that is left, take the one with
// the fewest free devices that suffices; otherwise take every free device of the node with the
// most.  Ties go to the lowest node.  So a job of at most one node lands on the tightest node that
// fits, a wider one takes wholly free nodes in their order, and its rest lands on the tightest node.
//
// Valid for nodes of one size.
// Ignores the fabric: nodes far apart count like neighbors.
// Cost: devices per node for each node used, in look-ups of FreeDevices.  Allocates nothing of its own.
// Source: best-fit-decreasing bin packing, textbook.
#include "datahall/model/placement.hpp"
#include "datahall/model/registry.hpp"

namespace datahall {
namespace {

class Packed final : public PlacementPolicy {
public:
    bool place(const PlacementRequest& request, const FreeDevices& free,
               std::vector<NodeShare>& out) override {
        std::uint32_t left = request.devices;
        Unused unused{.level = free.devices_per_node(), .from = 0};
        while (left > 0 && !finish(left, free, unused, out)) {
            const std::uint32_t node = fullest(free, unused);
            if (node == FreeDevices::none) break;
            out.push_back({node, unused.level});
            left -= unused.level;
            unused.from = node + 1;
        }
        return true;
    }

private:
    // Nodes with more than `level` free devices, and those with `level` before `from`, are used up.
    struct Unused {
        std::uint32_t level;
        std::uint32_t from;
    };

    // The unused node with the most free devices; leaves their number in `unused.level`.
    static std::uint32_t fullest(const FreeDevices& free, Unused& unused) {
        for (; unused.level > 0; unused = {unused.level - 1, 0}) {
            const std::uint32_t node = free.next_with(unused.level, unused.from);
            if (node != FreeDevices::none) return node;
        }
        return FreeDevices::none;
    }

    // Puts all that is left onto the tightest unused node, if one can hold it.
    static bool finish(std::uint32_t left, const FreeDevices& free, Unused unused,
                       std::vector<NodeShare>& out) {
        for (std::uint32_t level = left; level <= unused.level; ++level) {
            const std::uint32_t from = level == unused.level ? unused.from : 0;
            const std::uint32_t node = free.next_with(level, from);
            if (node == FreeDevices::none) continue;
            out.push_back({node, left});
            return true;
        }
        return false;
    }
};

}  // namespace

void register_packed(Registry<PlacementPolicy>& registry) {
    registry.add("packed", "Best fit: as few nodes as possible, the tightest that suffices",
                 [](Keys& k) -> std::unique_ptr<PlacementPolicy> {
                     if (!k.done()) return nullptr;
                     return std::make_unique<Packed>();
                 });
}

}  // namespace datahall

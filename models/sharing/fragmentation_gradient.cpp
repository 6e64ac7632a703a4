// Fragmentation gradient descent: the node and device where the job makes the least GPU capacity unusable.
//
//   least F(node with the job) - F(node), F: the GPU that requests of the usual mix could not use there
//   (datahall/fragmentation.hpp)
// A part of a GPU is tried on each device with room, whole GPUs on the lowest free ones.  Ties: the lowest
// node, then the lowest device.  Compared exactly, in integers.
//
// Valid for requests that come as the mix says.
// Ignores when jobs end, and which jobs wait.
// Cost: for each node that has changed since the same request came last O(devices * requests of the mix *
// devices); O(1) for the others. Source: Weng et al., "Beware of Fragmentation: Scheduling GPU-Sharing
// Workloads with Fragmentation Gradient Descent", USENIX ATC 2023, algorithm 1.
#include <limits>
#include <map>
#include <vector>

#include "datahall/fragmentation.hpp"
#include "datahall/model/registry.hpp"
#include "datahall/model/sharing.hpp"

#include "models/sharing/spots.hpp"

namespace datahall {
namespace {

constexpr std::uint32_t never = UINT32_MAX;
constexpr std::int64_t no_room = std::numeric_limits<std::int64_t>::max();

// What is known of a node for one request.
struct Known {
    std::uint32_t change = never;  // as of which change
    std::uint32_t devices = 0;
    std::int64_t growth = no_room;
};

class FragmentationGradient final : public SharingPolicy {
public:
    void open(const PlacementRun&, std::span<const RequestCount> mix) override {
        mix_ = RequestMix{mix};
        known_.clear();
        now_.clear();
    }

    std::optional<SharedSpot> place(const ShareRequest& request, const SharedNodes& nodes) override {
        const auto changes = nodes.changes();
        now_.resize(changes.size());
        std::vector<Known>& known = known_[request];
        known.resize(changes.size());
        const Known* best = nullptr;
        for (std::size_t n = 0; n < changes.size(); ++n) {
            if (known[n].change != changes[n]) {
                known[n] = look(request, nodes.left()[n], unusable_now(n, nodes));
                known[n].change = changes[n];
            }
            if (known[n].growth == no_room || (best && known[n].growth >= best->growth)) continue;
            best = &known[n];
        }
        if (!best) return std::nullopt;
        return SharedSpot{.node = static_cast<std::uint32_t>(best - known.data()), .devices = best->devices};
    }

private:
    struct Now {
        std::uint32_t change = never;
        std::int64_t unusable = 0;
    };

    std::int64_t unusable_now(std::size_t n, const SharedNodes& nodes) {
        Now& now = now_[n];
        if (now.change != nodes.changes()[n]) now = {nodes.changes()[n], mix_.unusable(nodes.left()[n])};
        return now.unusable;
    }

    Known look(const ShareRequest& request, const NodeRoom& left, std::int64_t unusable) const {
        Known best;
        if (!left.has_room(request)) return best;
        NodeRoom after = left;
        after.cpu_milli -= request.cpu_milli;
        after.memory_mib -= request.memory_mib;
        if (!request.is_part()) {
            best.devices = free_devices(request, left);
            for (std::uint32_t d = 0; d < left.gpus; ++d) {
                if ((best.devices >> d & 1U) != 0) after.gpu_milli[d] = 0;
            }
            best.growth = mix_.unusable(after) - unusable;
            return best;
        }
        for (std::uint32_t d = 0; d < left.gpus; ++d) {
            if (left.gpu_milli[d] < request.gpu_milli || is_seen_before(left, d)) continue;
            after.gpu_milli[d] = static_cast<std::uint16_t>(left.gpu_milli[d] - request.gpu_milli);
            const std::int64_t growth = mix_.unusable(after) - unusable;
            after.gpu_milli[d] = left.gpu_milli[d];
            if (growth < best.growth) best = {never, 1U << d, growth};
        }
        return best;
    }

    // A device below has as much left: it would give the same, and come first.
    static bool is_seen_before(const NodeRoom& left, std::uint32_t device) {
        const auto below = left.devices().first(device);
        return std::ranges::find(below, left.gpu_milli[device]) != below.end();
    }

    RequestMix mix_;
    std::map<ShareRequest, std::vector<Known>> known_;  // by request and node
    std::vector<Now> now_;                              // by node
};

}  // namespace

void register_fragmentation_gradient(Registry<SharingPolicy>& registry) {
    registry.add("fragmentation_gradient", "Where the least GPU capacity becomes unusable to the usual mix",
                 [](Keys& k) -> std::unique_ptr<SharingPolicy> {
                     if (!k.done()) return nullptr;
                     return std::make_unique<FragmentationGradient>();
                 });
}

}  // namespace datahall

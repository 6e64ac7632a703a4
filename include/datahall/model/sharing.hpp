// Chooses the node and the GPUs of a job that shares a node with others.  Implementations: models/sharing/.
//
// Such a job asks for processors, memory and GPUs of one node.  A job of one GPU may ask for a part of it:
// jobs stack on one device until its 1,000 thousandths are held.  Nodes may differ in all they have.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "datahall/model/placement.hpp"
#include "datahall/model/share_request.hpp"

namespace datahall {

/// What a node has, or has left.
struct NodeRoom {
    std::int64_t cpu_milli = 0;
    std::int64_t memory_mib = 0;
    std::uint32_t gpus = 0;
    std::array<std::uint16_t, most_node_gpus> gpu_milli{};  // by device
    friend bool operator==(const NodeRoom&, const NodeRoom&) = default;

    std::span<const std::uint16_t> devices() const { return std::span{gpu_milli}.first(gpus); }
    std::int64_t all_gpu_milli() const {
        std::int64_t sum = 0;
        for (const std::uint16_t milli : devices()) sum += milli;
        return sum;
    }
    /// Devices with at least so much left.
    std::uint32_t devices_with(std::uint32_t milli) const {
        return static_cast<std::uint32_t>(
            std::ranges::count_if(devices(), [milli](std::uint16_t left) { return left >= milli; }));
    }
    bool has_room(const ShareRequest& r) const {
        return r.cpu_milli <= cpu_milli && r.memory_mib <= memory_mib &&
               (r.gpus == 0 || devices_with(r.gpu_milli) >= r.gpus);
    }
};

/// Where a job lands; bit d of `devices` is device d.
struct SharedSpot {
    std::uint32_t node = 0;
    std::uint32_t devices = 0;
    friend bool operator==(const SharedSpot&, const SharedSpot&) = default;
};

/// Jobs of a node that ask the same of GPUs.
struct SharersAlike {
    std::uint32_t gpus = 0;
    std::uint32_t gpu_milli = 0;
    std::uint32_t jobs = 0;
};

/// What a policy sees of its nodes.
class SharedNodes {
public:
    virtual ~SharedNodes() = default;
    virtual std::span<const NodeRoom> whole() const = 0;  // by node: all that it has
    virtual std::span<const NodeRoom> left() const = 0;   // and what is free of it
    /// Jobs with GPUs on a node by what they ask for, none twice.
    virtual std::span<const SharersAlike> sharers(std::uint32_t node) const = 0;
    /// By node: how often it has changed.
    virtual std::span<const std::uint32_t> changes() const = 0;
};

class SharingPolicy {
public:
    virtual ~SharingPolicy() = default;
    /// Forgets earlier runs: called before the first place() of each.  `mix` is what is asked for as a rule.
    virtual void open(const PlacementRun&, std::span<const RequestCount>) {}
    /// A node with room, and as many devices of it as asked for, each with as much left; empty only if no
    /// node has room.
    virtual std::optional<SharedSpot> place(const ShareRequest& request, const SharedNodes& nodes) = 0;
};

}  // namespace datahall

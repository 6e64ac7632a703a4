// Which cables the bytes from one host to another take.  Implementations live in models/fabric/.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "datahall/model/fabric_graph.hpp"

namespace datahall {

/// A directed link of a path, and the part of the flow that it carries: 1, or less where a flow is split.
struct PathHop {
    std::uint32_t link = 0;
    double share = 1.0;  // 0..1
    friend bool operator==(const PathHop&, const PathHop&) = default;
};

/// What a flow is told apart by.
struct FlowKey {
    std::uint32_t source = 0;       // host
    std::uint32_t destination = 0;  // host
    std::uint64_t number = 0;       // of the flow: engines that hash use it
};

/// Routes over one graph, which must outlive it.  Pure: the same key gives the same path.
class Router {
public:
    virtual ~Router() = default;
    /// Replaces `path` by the links from source to destination, in the order of travel where it is one path;
    /// split paths are by rising distance from the source.  The shares into the destination sum to 1.  Empty
    /// for source = destination.  False, and an empty path, where no route is known.
    virtual bool route(const FlowKey& flow, std::vector<PathHop>& path) const = 0;
};

struct RoutingResult {
    std::unique_ptr<Router> router;  // null where there is a problem
    /// What of the capacity of cables between switches a flow can use, > 0..1: splitting packets is not
    /// perfect.
    double trunk_efficiency = 1.0;
    std::vector<std::string> notes;  // sentences: a fallback to another engine and why
    std::string problem;             // why the fabric cannot be routed, or empty
};

/// Cables of capacity 0 are not used.  Pure: the same graph gives the same routes.
class RoutingEngine {
public:
    virtual ~RoutingEngine() = default;
    virtual RoutingResult build(const FabricGraph& graph) const = 0;
};

}  // namespace datahall

// Flow traces as text: what flows, over which links, and when it ended.  Lines starting with # are comments.
//
//   flows      id source destination bytes start_ns      ids 0, 1, 2 ... in order
//   routes     LINKS n, then n lines: index capacity_bytes_per_s name
//              ROUTES n, then n lines: id link link ... in the order of travel
//   finishes   id finish_s
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "datahall/line_source.hpp"

#include "sim/fabric/flow_run.hpp"

namespace datahall {

/// Paths of flows and the links that they name.
struct RouteTable {
    std::vector<double> capacities;  // bytes/s
    std::vector<std::string> names;
    std::vector<std::uint32_t> first;  // flows + 1
    std::vector<PathHop> hops;

    std::size_t flows() const { return first.size() - 1; }
    std::span<const PathHop> path(std::uint32_t flow) const {
        return std::span{hops}.subspan(first[flow], first[flow + 1] - first[flow]);
    }
};

/// Throw a ConfigError with the line and what was expected there.
std::vector<Flow> read_flows(LineSource& lines);
RouteTable read_routes(LineSource& lines);
std::vector<double> read_finishes(LineSource& lines);

/// The paths of a table, without latency.
class GivenPaths final : public FlowPaths {
public:
    explicit GivenPaths(const RouteTable& table) : table_{table} {}
    std::span<const PathHop> path(std::uint32_t flow) override { return table_.path(flow); }
    Seconds latency(std::span<const PathHop>) const override { return {}; }
    void route_again(std::span<const LinkChange>) override {}

private:
    const RouteTable& table_;
};

}  // namespace datahall

// Flow traces as text: what flows, over which links, and when it ended.  Lines starting with # are comments.
//
//   flows      id source destination bytes start_ns      ids 0, 1, 2 ... in order
//   routes     LINKS n, then n lines: index capacity_bytes_per_s name
//              ROUTES n, then n lines: id link link ... in the order of travel
//   finishes   id finish_s                              - in place of the number: it has not ended
//
// What is written reads back to the same values.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
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
/// In seconds; -1: it has not ended.
std::vector<double> read_finishes(LineSource& lines);

/// Takes text piece by piece.
using TextSink = std::function<void(std::string_view)>;

/// Weights and caps of flows are left out: the format has none.
void write_flows(std::span<const Flow> flows, const TextSink& sink);
/// Every share must be 1.  Blanks in names become underscores, empty ones "link-3".
void write_routes(const RouteTable& table, const TextSink& sink);
/// Negative: it has not ended.
void write_finishes(std::span<const double> finishes, const TextSink& sink);

/// Links of a fabric as a table names them.
struct NamedLinks {
    std::span<const double> capacities;  // bytes/s
    std::function<std::string(std::uint32_t)> name_of;
};

/// The paths of `flows` flows over the links that any of them takes, numbered anew in the same order. Nothing
/// if a flow is split over several paths.
std::optional<RouteTable> single_paths(std::uint32_t flows, FlowPaths& paths, const NamedLinks& links);

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

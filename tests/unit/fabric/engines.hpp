// Routing engines made from their settings as a scenario writes them, and what all their routes must keep.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "datahall/model/routing.hpp"

namespace datahall {

/// A registered engine; throws std::logic_error if the settings are refused.
std::unique_ptr<RoutingEngine> engine_of(const std::string& engine, const std::string& settings = "{}");

/// The routes of a registered engine; throws std::logic_error if the settings are refused.
RoutingResult routes_of(const std::string& engine, const FabricGraph& graph,
                        const std::string& settings = "{}");

/// Links of a route of one path; empty where there is none.
std::vector<std::uint32_t> links_of(const Router& router, std::uint32_t source, std::uint32_t destination);

/// Empty, or the first of all ordered pairs of hosts whose route is not a chain of usable links from source
/// to destination without a switch twice.
std::string broken_route(const FabricGraph& graph, const Router& router);

/// Hops of the shortest path between two hosts by plain breadth-first search; 0 if there is none.
std::uint32_t shortest(const FabricGraph& graph, std::uint32_t source, std::uint32_t destination);

}  // namespace datahall

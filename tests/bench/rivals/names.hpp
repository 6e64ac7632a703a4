// The names of the rivals in programs of their own, for both sides.
#pragma once

#include <string_view>

namespace datahall::bench {

inline constexpr std::string_view ns3_program = "datahall-bench-ns3";
inline constexpr std::string_view ns3_priority_queue_name = "ns-3 priority queue";
inline constexpr std::string_view ns3_map_name = "ns-3 map";
inline constexpr std::string_view ns3_heap_name = "ns-3 heap";
inline constexpr std::string_view ns3_calendar_name = "ns-3 calendar";
inline constexpr std::string_view ns3_list_name = "ns-3 list";

inline constexpr std::string_view simgrid_program = "datahall-bench-simgrid";
inline constexpr std::string_view simgrid_timers_name = "SimGrid timers";
inline constexpr std::string_view simgrid_actors_name = "SimGrid actors";

}  // namespace datahall::bench

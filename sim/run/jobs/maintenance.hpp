// The planned windows in which nodes of a cluster are out of service.
//
// Times are ns after the start; a window covers [begin, begin + length).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/config/job_rules.hpp"
#include "sim/config/time_window.hpp"

namespace datahall {

class Maintenance {
public:
    Maintenance(std::span<const MaintenanceWindow> windows, std::uint32_t nodes);

    bool is_planned() const { return !windows_.empty(); }
    /// Appends the nodes, each once and rising, that are out of service at some time in
    /// [from_ns, from_ns + length_ns).
    void nodes_within(std::int64_t from_ns, std::int64_t length_ns, std::vector<std::uint32_t>& out) const;
    bool is_out(std::uint32_t node, std::int64_t now_ns) const;
    /// The first beginning or end of a window after `now_ns`; INT64_MAX if there is none.
    std::int64_t next_change(std::int64_t now_ns) const;

private:
    struct Window {
        TimeWindow time;
        std::uint32_t first;
        std::uint32_t end;  // node behind the last
    };
    std::vector<Window> windows_;
};

}  // namespace datahall

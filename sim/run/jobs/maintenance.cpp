#include "sim/run/jobs/maintenance.hpp"

#include <algorithm>

#include "datahall/instant.hpp"

namespace datahall {

Maintenance::Maintenance(std::span<const MaintenanceWindow> windows, std::uint32_t nodes) {
    for (const MaintenanceWindow& w : windows) {
        const std::int64_t end = w.nodes ? w.first_node + *w.nodes : std::int64_t{nodes};
        windows_.push_back({.time = {.at_ns = as_nanoseconds(w.at),
                                     .length_ns = as_nanoseconds(w.duration),
                                     .every_ns = w.every ? as_nanoseconds(*w.every) : 0},
                            .first = static_cast<std::uint32_t>(std::min<std::int64_t>(w.first_node, nodes)),
                            .end = static_cast<std::uint32_t>(std::min<std::int64_t>(end, nodes))});
    }
}

void Maintenance::nodes_within(std::int64_t from_ns, std::int64_t length_ns,
                               std::vector<std::uint32_t>& out) const {
    const auto first = static_cast<std::ptrdiff_t>(out.size());
    for (const Window& w : windows_) {
        if (!w.time.meets(from_ns, length_ns)) continue;
        for (std::uint32_t node = w.first; node < w.end; ++node) out.push_back(node);
    }
    std::sort(out.begin() + first, out.end());
    out.erase(std::unique(out.begin() + first, out.end()), out.end());
}

bool Maintenance::is_out(std::uint32_t node, std::int64_t now_ns) const {
    return std::ranges::any_of(windows_, [&](const Window& w) {
        return node >= w.first && node < w.end && w.time.meets(now_ns, 1);
    });
}

std::int64_t Maintenance::next_change(std::int64_t now_ns) const {
    std::int64_t next = INT64_MAX;
    for (const Window& w : windows_) next = std::min(next, w.time.next_change(now_ns));
    return next;
}

}  // namespace datahall

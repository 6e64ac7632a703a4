#include "sim/run/maintenance.hpp"

#include <algorithm>

#include "datahall/instant.hpp"

namespace datahall {

Maintenance::Maintenance(std::span<const MaintenanceWindow> windows, std::uint32_t nodes) {
    for (const MaintenanceWindow& w : windows) {
        const std::int64_t end = w.nodes ? w.first_node + *w.nodes : std::int64_t{nodes};
        windows_.push_back({.at_ns = as_nanoseconds(w.at),
                            .length_ns = as_nanoseconds(w.duration),
                            .every_ns = w.every ? as_nanoseconds(*w.every) : 0,
                            .first = static_cast<std::uint32_t>(std::min<std::int64_t>(w.first_node, nodes)),
                            .end = static_cast<std::uint32_t>(std::min<std::int64_t>(end, nodes))});
    }
}

// The first occurrence that ends after `from_ns` decides: later ones begin later.
bool Maintenance::Window::meets(std::int64_t from_ns, std::int64_t length) const {
    std::int64_t begin = at_ns;
    if (every_ns > 0 && from_ns >= at_ns + length_ns) {
        begin += (from_ns - (at_ns + length_ns)) / every_ns * every_ns + every_ns;
    }
    if (begin + length_ns <= from_ns) return false;
    return begin <= from_ns || begin - from_ns < length;
}

std::int64_t Maintenance::Window::next_change(std::int64_t now_ns) const {
    if (now_ns < at_ns) return at_ns;
    const std::int64_t begin = every_ns > 0 ? at_ns + (now_ns - at_ns) / every_ns * every_ns : at_ns;
    if (now_ns < begin + length_ns) return begin + length_ns;
    return every_ns > 0 ? begin + every_ns : INT64_MAX;
}

void Maintenance::nodes_within(std::int64_t from_ns, std::int64_t length_ns,
                               std::vector<std::uint32_t>& out) const {
    const auto first = static_cast<std::ptrdiff_t>(out.size());
    for (const Window& w : windows_) {
        if (!w.meets(from_ns, length_ns)) continue;
        for (std::uint32_t node = w.first; node < w.end; ++node) out.push_back(node);
    }
    std::sort(out.begin() + first, out.end());
    out.erase(std::unique(out.begin() + first, out.end()), out.end());
}

bool Maintenance::is_out(std::uint32_t node, std::int64_t now_ns) const {
    return std::ranges::any_of(
        windows_, [&](const Window& w) { return node >= w.first && node < w.end && w.meets(now_ns, 1); });
}

std::int64_t Maintenance::next_change(std::int64_t now_ns) const {
    std::int64_t next = INT64_MAX;
    for (const Window& w : windows_) next = std::min(next, w.next_change(now_ns));
    return next;
}

}  // namespace datahall

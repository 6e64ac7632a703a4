#include "sim/run/jobs/reservations.hpp"

#include <algorithm>

namespace datahall {

Reservations::Reservations(std::span<const ReservationConfig> all, std::uint32_t nodes, NameNumbers& names) {
    for (const ReservationConfig& c : all) {
        const std::int64_t end = c.nodes ? c.first_node + *c.nodes : std::int64_t{nodes};
        Window window{.time = c.window(),
                      .first = static_cast<std::uint32_t>(std::min<std::int64_t>(c.first_node, nodes)),
                      .end = static_cast<std::uint32_t>(std::min<std::int64_t>(end, nodes)),
                      .owners = {}};
        for (const Identity kind : identities) {
            for (const std::string& name : c.owners[kind]) {
                window.owners[kind].push_back(names.number_of(kind, name));
            }
        }
        windows_.push_back(std::move(window));
    }
    std::ranges::sort(windows_, {}, &Window::first);  // so that lists of nodes rise
}

bool Reservations::Window::is_owner(const ByIdentity<std::uint32_t>& job) const {
    return std::ranges::all_of(identities, [&](Identity kind) {
        return owners[kind].empty() || std::ranges::find(owners[kind], job[kind]) != owners[kind].end();
    });
}

bool Reservations::Window::is_open_to(const PlannedRun& run) const {
    if (!time.meets(run.from_ns, run.length_ns)) return true;
    return is_owner(run.owner) && time.covers(run.from_ns, run.length_ns);
}

void Reservations::Window::list_nodes(std::vector<std::uint32_t>& out) const {
    for (std::uint32_t node = first; node < end; ++node) out.push_back(node);
}

void Reservations::closed_nodes(const PlannedRun& run, std::vector<std::uint32_t>& out) const {
    for (const Window& w : windows_) {
        if (!w.is_open_to(run)) w.list_nodes(out);
    }
}

void Reservations::own_nodes(const PlannedRun& run, std::vector<std::uint32_t>& out) const {
    for (const Window& w : windows_) {
        if (w.time.meets(run.from_ns, 1) && w.is_open_to(run)) w.list_nodes(out);
    }
}

void Reservations::nodes_now(std::int64_t now_ns, std::vector<std::uint32_t>& out) const {
    for (const Window& w : windows_) {
        if (w.time.meets(now_ns, 1)) w.list_nodes(out);
    }
}

std::int64_t Reservations::next_change(std::int64_t now_ns) const {
    std::int64_t next = INT64_MAX;
    for (const Window& w : windows_) next = std::min(next, w.time.next_change(now_ns));
    return next;
}

bool Reservations::owns_nothing(const PlannedRun& run) const {
    return std::ranges::none_of(windows_, [&](const Window& w) { return w.is_owner(run.owner); });
}

void Reservations::note_lack(const PlannedRun& run) {
    if (run.units <= lack_.units && owns_nothing(run)) {
        lack_ = {.units = run.units, .length_ns = run.length_ns};
    }
}

bool Reservations::lacks_as_before(const PlannedRun& run) const {
    return run.units >= lack_.units && run.length_ns >= lack_.length_ns && owns_nothing(run);
}

}  // namespace datahall

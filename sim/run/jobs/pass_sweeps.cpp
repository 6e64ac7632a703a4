#include "sim/run/jobs/pass_sweeps.hpp"

#include <algorithm>

namespace datahall {

PassSweeps::Edge PassSweeps::edge_of(const QueuePlace& place) {
    if (place.ticket == nobody) return {};
    return {.ticket = place.ticket, .is_behind = !place.is_aside || place.is_passed};
}

bool PassSweeps::is_before(const QueueOrder& queue, std::uint32_t ticket, const Edge& edge) {
    if (edge.ticket == nobody) return false;
    return ticket == edge.ticket ? edge.is_behind : queue.stands_before(ticket, edge.ticket);
}

void PassSweeps::clear() {
    swept_ = nobody;
    is_to_end_ = false;
    seen_.clear();
    windows_.clear();
}

void PassSweeps::note(const QueuePlace& from, const JobLimits& limits, std::uint32_t found, bool is_aside) {
    const Edge edge = edge_of(from);
    if (limits == JobLimits{} && reaches(edge)) return extend(edge, found, is_aside);
    windows_.push_back({.from = edge, .to = found, .limits = limits});
}

// Whether nothing is left out between what has been swept and the edge.
bool PassSweeps::reaches(const Edge& edge) const {
    if (edge.ticket == nobody || is_to_end_) return true;
    return swept_ != nobody && !queue_.stands_before(swept_, edge.ticket);
}

void PassSweeps::extend(const Edge& from, std::uint32_t to, bool is_aside) {
    const auto first =
        std::ranges::partition_point(seen_, [&](std::uint32_t t) { return is_before(queue_, t, from); });
    const auto last = std::partition_point(
        first, seen_.end(), [&](std::uint32_t t) { return to == nobody || queue_.stands_before(t, to); });
    const auto at = seen_.erase(first, last);
    if (to == nobody) {
        is_to_end_ = true;
        return;
    }
    if (swept_ == nobody || queue_.stands_before(swept_, to)) swept_ = to;
    if (is_aside && (at == seen_.end() || *at != to)) seen_.insert(at, to);
}

void PassSweeps::sort_windows() {
    std::ranges::stable_sort(windows_, [this](const Window& a, const Window& b) {
        if (a.from.ticket == nobody || b.from.ticket == nobody) {
            return a.from.ticket == nobody && b.from.ticket != nobody;
        }
        if (a.from.ticket == b.from.ticket) return !a.from.is_behind && b.from.is_behind;
        return queue_.stands_before(a.from.ticket, b.from.ticket);
    });
}

bool PassSweeps::is_in_window(const WaitingJob& job) const {
    return std::ranges::any_of(windows_, [&](const Window& w) {
        return is_within(w.limits, job.devices, job.estimate_ns) && !is_before(queue_, job.ticket, w.from) &&
               (w.to == nobody || queue_.stands_before(job.ticket, w.to));
    });
}

}  // namespace datahall

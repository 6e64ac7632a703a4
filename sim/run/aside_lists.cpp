#include "sim/run/aside_lists.hpp"

#include <algorithm>

namespace datahall {
namespace {

// No job costs so many device ns.
constexpr Int128 any_budget = Int128{1} << 95;

JobLimits within_both(const JobLimits& limits, const Usage& left) {
    JobLimits both = limits;
    both.devices = static_cast<std::uint32_t>(std::min<std::uint64_t>(limits.devices, left.devices));
    return both;
}

}  // namespace

std::uint32_t AsideLists::list_for(const WaitingJob& job) {
    const Limits::Scopes scopes = limits_.scopes_of(job);
    const auto [known, is_new] = by_scopes_.emplace(scopes, static_cast<std::uint32_t>(lists_.size()));
    if (!is_new) return known->second;
    lists_.push_back({.scopes = scopes,
                      .jobs = BlockList<LeastEstimates>{LeastEstimates{widest_}},
                      .tickets = {},
                      .unused = {},
                      .at_open = {}});
    of_scope_.resize(limits_.scopes());
    for (const std::uint32_t scope : scopes) {
        if (scope != Limits::no_scope) of_scope_[scope].push_back(known->second);
    }
    return known->second;
}

void AsideLists::insert(const WaitingJob& job) {
    const std::uint32_t number = list_for(job);
    List& list = lists_[number];
    if (list.unused.empty()) {
        list.unused.push_back(static_cast<std::uint32_t>(list.tickets.size()));
        list.tickets.push_back(nobody);
    }
    const std::uint32_t slot = list.unused.back();
    list.unused.pop_back();
    list.tickets[slot] = job.ticket;
    if (job.ticket >= homes_.size()) homes_.resize(job.ticket + std::size_t{1});
    homes_[job.ticket] = {.list = number, .slot = slot};
    list.jobs.insert(
        {.ns = job.estimate_ns, .devices = job.devices, .ticket = slot},
        [&](const BlockEntry& e) { return queue_.stands_before(job.ticket, list.tickets[e.ticket]); });
}

void AsideLists::erase(std::uint32_t ticket) {
    const Home home = homes_[ticket];
    List& list = lists_[home.list];
    list.jobs.erase(home.slot);
    list.unused.push_back(home.slot);
    homes_[ticket] = {};
}

void AsideLists::open(std::span<const std::uint32_t> fallen) {
    of_scope_.resize(limits_.scopes());
    for (const std::uint32_t scope : fallen) {
        for (const std::uint32_t number : of_scope_[scope]) {
            List& list = lists_[number];
            if (list.jobs.size() == 0) continue;
            const std::uint32_t first = search(list, 0, {});
            if (first == nobody) continue;
            list.at_open = limits_.left(list.scopes);
            opened_.push_back(number);
            heap_.push_back({.list = number, .first = first});
        }
    }
    // A list may have several scopes that have fallen.
    std::ranges::sort(opened_);
    opened_.erase(std::unique(opened_.begin(), opened_.end()), opened_.end());
    std::ranges::sort(heap_, {}, &Open::list);
    const auto is_same = [](const Open& a, const Open& b) { return a.list == b.list; };
    heap_.erase(std::unique(heap_.begin(), heap_.end(), is_same), heap_.end());
    std::ranges::make_heap(
        heap_, [this](const Open& a, const Open& b) { return queue_.stands_before(b.first, a.first); });
}

std::uint32_t AsideLists::first(const QueuePlace& from, const JobLimits& limits) {
    if (heap_.empty()) return nobody;
    settle_top();
    std::uint32_t best = nobody;
    look(0, from, limits, best);
    return best;
}

// So that the first job of the first list can start.
void AsideLists::settle_top() {
    const auto is_later = [this](const Open& a, const Open& b) {
        return queue_.stands_before(b.first, a.first);
    };
    while (!heap_.empty()) {
        const std::uint32_t first = first_in(heap_.front(), {}, {});
        if (first == heap_.front().first) return;
        std::ranges::pop_heap(heap_, is_later);
        heap_.back().first = first;
        if (first == nobody) {
            heap_.pop_back();
        } else {
            std::ranges::push_heap(heap_, is_later);
        }
    }
}

// The part of the heap from `at` down: no list there begins ahead of the one at its top.
void AsideLists::look(std::size_t at, const QueuePlace& from, const JobLimits& limits,
                      std::uint32_t& best) const {
    if (at >= heap_.size()) return;
    if (best != nobody && !queue_.stands_before(heap_[at].first, best)) return;
    const std::uint32_t found = first_in(heap_[at], from, limits);
    if (found != nobody && (best == nobody || queue_.stands_before(found, best))) best = found;
    look(2 * at + 1, from, limits, best);
    look(2 * at + 2, from, limits, best);
}

std::uint32_t AsideLists::first_in(const Open& open, const QueuePlace& from, const JobLimits& limits) const {
    const List& list = lists_[open.list];
    const PassSweeps::Edge edge = PassSweeps::edge_of(from);
    if (PassSweeps::is_before(queue_, open.first, edge)) return search(list, place_of(list, edge), limits);
    if (holds(open.first) && fits(open.first, limits_.left(list.scopes), limits)) return open.first;
    return search(list, place_of(list, {.ticket = open.first, .is_behind = true}), limits);
}

bool AsideLists::fits(std::uint32_t ticket, const Usage& left, const JobLimits& limits) const {
    const WaitingJob& job = queue_.job_of(ticket);
    return is_within(limits, job.devices, job.estimate_ns) && is_enough(left, job.devices, job.estimate_ns);
}

std::uint64_t AsideLists::place_of(const List& list, const PassSweeps::Edge& edge) const {
    return list.jobs.place_for(
        [&](const BlockEntry& e) { return !PassSweeps::is_before(queue_, list.tickets[e.ticket], edge); });
}

std::uint32_t AsideLists::search(const List& list, std::uint64_t place, const JobLimits& limits) const {
    const Usage left = limits_.left(list.scopes);
    if (left.jobs == 0) return nobody;
    const JobLimits both = within_both(limits, left);
    const LeastEstimates& least = list.jobs.tree().summary();
    const LeastEstimates::Bounds bounds = least.bounds_of(both);
    const bool has_budget = left.device_ns < any_budget;
    const auto may = [&](std::uint32_t node) {
        return least.may_hold(node, bounds) && (!has_budget || least.may_cost(node, bounds, left.device_ns));
    };
    const auto is = [&](const BlockEntry& e) {
        return is_within(both, e.devices, e.ns) && is_enough(left, e.devices, e.ns);
    };
    const BlockEntry* const found = list.jobs.find(place, may, is);
    return found == nullptr ? nobody : list.tickets[found->ticket];
}

void AsideLists::list_unmet(PassSweeps& sweeps, std::vector<std::uint32_t>& out) const {
    sweeps.sort_windows();
    for (const std::uint32_t ticket : sweeps.seen()) {
        if (holds(ticket) && !sweeps.is_in_window(queue_.job_of(ticket))) out.push_back(ticket);
    }
    if (sweeps.is_to_end()) return;
    for (const std::uint32_t number : opened_) list_unmet(lists_[number], sweeps, out);
}

// Those behind what all questions have swept.
void AsideLists::list_unmet(const List& list, const PassSweeps& sweeps,
                            std::vector<std::uint32_t>& out) const {
    const Usage& left = list.at_open;
    const LeastEstimates& least = list.jobs.tree().summary();
    const LeastEstimates::Bounds bounds = least.bounds_of(within_both({}, left));
    const std::vector<Stretch> met = stretches(list, sweeps);
    std::uint64_t place = place_of(list, {.ticket = sweeps.swept(), .is_behind = true});
    std::size_t next = 0;  // the first that does not end before `place`
    const auto may = [&](std::uint32_t node) { return least.may_hold(node, bounds); };
    const auto is = [&](const BlockEntry& e) { return is_enough(left, e.devices, e.ns); };
    for (; const BlockEntry* const e = list.jobs.find(place, may, is); ++place) {
        while (next < met.size() && met[next].end <= place) ++next;
        const auto covers = [&](const Stretch& s) {
            return s.begin <= place && place < s.end && is_within(s.limits, e->devices, e->ns);
        };
        bool is_met = false;
        for (std::size_t s = next; s < met.size() && met[s].begin <= place && !is_met; ++s) {
            is_met = covers(met[s]);
        }
        if (!is_met) out.push_back(list.tickets[e->ticket]);
    }
}

std::vector<AsideLists::Stretch> AsideLists::stretches(const List& list, const PassSweeps& sweeps) const {
    std::vector<Stretch> all;
    for (const PassSweeps::Window& w : sweeps.windows()) {
        const std::uint64_t end =
            w.to == nobody ? list.jobs.end_place() : place_of(list, {.ticket = w.to, .is_behind = false});
        all.push_back({.begin = place_of(list, w.from), .end = end, .limits = w.limits});
    }
    return all;
}

}  // namespace datahall

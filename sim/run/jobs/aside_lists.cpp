#include "sim/run/jobs/aside_lists.hpp"

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

// What a search within limits and room skips.
class Reach {
public:
    Reach(const LeastEstimates& least, const Usage& left, const JobLimits& limits)
        : least_{least}, left_{left}, bounds_{least.bounds_of(within_both(limits, left))} {}

    bool operator()(std::uint32_t node) const {
        return left_.jobs > 0 && least_.may_hold(node, bounds_) &&
               (left_.device_ns >= any_budget || least_.may_cost(node, bounds_, left_.device_ns));
    }

private:
    const LeastEstimates& least_;
    const Usage& left_;
    LeastEstimates::Bounds bounds_;
};

const LeastEstimates& summary_of(const BlockList<LeastEstimates>& jobs) {
    return jobs.tree().summary();
}

constexpr std::uint32_t root = 1;

}  // namespace

void AsideLists::reach_scopes() {
    while (scopes_.size() < limits_.scopes()) {
        scopes_.push_back(
            {.lists = ListTournament{queue_, widest_, narrowest_}, .closed = {}, .at_open = {}});
    }
}

std::uint32_t AsideLists::list_for(const WaitingJob& job) {
    const Limits::Scopes scopes = limits_.scopes_of(job);
    const auto number = static_cast<std::uint32_t>(lists_.size());
    const auto [known, is_new] = by_scopes_.emplace(scopes, number);
    if (!is_new) return known->second;
    reach_scopes();
    List list{.scopes = scopes,
              .leaves = {},
              .jobs = BlockList<LeastEstimates>{LeastEstimates{widest_, narrowest_}},
              .tickets = {},
              .unused = {}};
    for (std::size_t i = 0; i < scopes.size(); ++i) {
        if (scopes[i] != Limits::no_scope) list.leaves[i] = scopes_[scopes[i]].lists.add(number);
    }
    lists_.push_back(std::move(list));
    return number;
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
    const bool is_closed = list.closed_by != Limits::no_scope;
    if (is_closed && is_enough(limits_.left(list.closed_by), job.devices, job.estimate_ns))
        list.closed_by = Limits::no_scope;
    refresh(list);
}

void AsideLists::erase(std::uint32_t ticket) {
    const Home home = homes_[ticket];
    List& list = lists_[home.list];
    list.jobs.erase(home.slot);
    list.unused.push_back(home.slot);
    homes_[ticket] = {};
    refresh(list);
}

// In the tournaments.
void AsideLists::refresh(List& list) {
    std::uint64_t place = 0;
    const auto any = [](const auto&) { return true; };
    const BlockEntry* const first =
        list.jobs.size() == 0
            ? nullptr
            : list.jobs.find(
                  place, [&](std::uint32_t node) { return !list.jobs.tree().is_empty(node); }, any);
    for (std::size_t i = 0; i < list.scopes.size(); ++i) {
        const std::uint32_t scope = list.scopes[i];
        if (scope == Limits::no_scope) break;
        ListTournament& lists = scopes_[scope].lists;
        if (first == nullptr || (list.closed_by != Limits::no_scope && list.closed_by != scope)) {
            lists.clear(list.leaves[i]);
        } else {
            lists.set(list.leaves[i], summary_of(list.jobs), list.tickets[first->ticket]);
        }
    }
}

void AsideLists::open(std::span<const std::uint32_t> fallen) {
    ++pass_;
    reach_scopes();
    for (const std::uint32_t number : fallen) {
        Scope& scope = scopes_[number];
        for (const std::uint32_t closed : scope.closed) {
            List& list = lists_[closed];
            if (list.closed_by != number) continue;
            list.closed_by = Limits::no_scope;
            refresh(list);
        }
        scope.closed.clear();
        const Usage left = limits_.left(number);
        if (Reach{scope.lists.least(), left, {}}(root)) open_.push_back(number);
    }
}

void AsideLists::note_start(const WaitingJob& job) {
    if (!is_open()) return;
    for (const std::uint32_t number : limits_.scopes_of(job)) {
        if (number == Limits::no_scope) break;
        if (number >= scopes_.size()) continue;  // no job of it is here
        Scope& scope = scopes_[number];
        if (scope.started == pass_) continue;
        scope.started = pass_;
        scope.at_open = limits_.left(number);
    }
}

Usage AsideLists::left_at_open(std::uint32_t scope) const {
    const Scope& s = scopes_[scope];
    return s.started == pass_ ? s.at_open : limits_.left(scope);
}

std::uint32_t AsideLists::first(const QueuePlace& from, const JobLimits& limits) {
    std::uint32_t best = nobody;
    for (const std::uint32_t scope : open_) {
        const Usage left = limits_.left(scope);
        const ListTournament& lists = scopes_[scope].lists;
        lists.search(
            Reach{lists.least(), left, limits},
            [&](std::uint32_t ticket) { return best != nobody && !queue_.stands_before(ticket, best); },
            [&](std::uint32_t list) { look_into(list, from, limits, best); });
    }
    return best;
}

void AsideLists::look_into(std::uint32_t number, const QueuePlace& from, const JobLimits& limits,
                           std::uint32_t& best) {
    List& list = lists_[number];
    if (list.is_closing) return;
    const Usage left = limits_.left(list.scopes);
    if (!Reach{summary_of(list.jobs), left, {}}(root)) {
        list.is_closing = true;
        closing_.push_back(number);
        return;
    }
    const std::uint64_t place = from.ticket == nobody ? 0 : place_of(list, PassSweeps::edge_of(from));
    const std::uint32_t found = search(list, left, place, limits);
    if (found != nobody && (best == nobody || queue_.stands_before(found, best))) best = found;
}

std::uint64_t AsideLists::place_of(const List& list, const PassSweeps::Edge& edge) const {
    return list.jobs.place_for(
        [&](const BlockEntry& e) { return !PassSweeps::is_before(queue_, list.tickets[e.ticket], edge); });
}

std::uint32_t AsideLists::search(const List& list, const Usage& left, std::uint64_t place,
                                 const JobLimits& limits) const {
    const auto is = [&](const BlockEntry& e) {
        return is_within(limits, e.devices, e.ns) && is_enough(left, e.devices, e.ns);
    };
    const BlockEntry* const found = list.jobs.find(place, Reach{summary_of(list.jobs), left, limits}, is);
    return found == nullptr ? nobody : list.tickets[found->ticket];
}

void AsideLists::list_unmet(PassSweeps& sweeps, std::vector<std::uint32_t>& out) {
    sweeps.sort_windows();
    for (const std::uint32_t ticket : sweeps.seen()) {
        if (holds(ticket) && !sweeps.is_in_window(queue_.job_of(ticket))) out.push_back(ticket);
    }
    if (sweeps.is_to_end()) return;
    for (const std::uint32_t scope : open_) {
        const Usage left = left_at_open(scope);
        const ListTournament& lists = scopes_[scope].lists;
        lists.search(
            Reach{lists.least(), left, {}}, [](std::uint32_t) { return false; },
            [&](std::uint32_t number) {
                List& list = lists_[number];
                if (list.listed != pass_) list_unmet(list, sweeps, out);
                list.listed = pass_;
            });
    }
}

// Those behind what all questions have swept.
void AsideLists::list_unmet(const List& list, const PassSweeps& sweeps,
                            std::vector<std::uint32_t>& out) const {
    Usage left = Usage::unlimited();
    for (const std::uint32_t scope : list.scopes) {
        if (scope != Limits::no_scope) left = least_of(left, left_at_open(scope));
    }
    const Reach may{summary_of(list.jobs), left, {}};
    if (!may(root)) return;
    const auto is = [&](const BlockEntry& e) { return is_enough(left, e.devices, e.ns); };
    std::uint64_t place = place_of(list, {.ticket = sweeps.swept(), .is_behind = true});
    const BlockEntry* e = list.jobs.find(place, may, is);
    if (e == nullptr) return;
    const std::vector<Stretch> met = stretches(list, sweeps);
    std::size_t next = 0;  // the first that does not end before `place`
    for (; e != nullptr; e = list.jobs.find(++place, may, is)) {
        while (next < met.size() && met[next].end <= place) ++next;
        bool is_met = false;
        for (std::size_t s = next; s < met.size() && met[s].begin <= place && !is_met; ++s) {
            is_met = place < met[s].end && is_within(met[s].limits, e->devices, e->ns);
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

// Lists that one scope closes wait for that one alone.
void AsideLists::close() {
    open_.clear();
    for (const std::uint32_t number : closing_) {
        List& list = lists_[number];
        list.is_closing = false;
        const std::uint32_t closer = closer_of(list);
        if (closer == Limits::no_scope || list.closed_by != Limits::no_scope) continue;
        list.closed_by = closer;
        scopes_[closer].closed.push_back(number);
        refresh(list);
    }
    closing_.clear();
}

// The first of its scopes that has room for none of its jobs.
std::uint32_t AsideLists::closer_of(const List& list) const {
    for (const std::uint32_t scope : list.scopes) {
        if (scope == Limits::no_scope) break;
        const Usage left = limits_.left(scope);
        if (!Reach{summary_of(list.jobs), left, {}}(root)) return scope;
    }
    return Limits::no_scope;
}

}  // namespace datahall

#include "sim/run/jobs/job_queue.hpp"

#include <algorithm>
#include <stdexcept>

namespace datahall {
namespace {

std::int64_t end_of(std::int64_t now_ns, std::int64_t estimate_ns) {
    constexpr std::int64_t never = INT64_MAX;
    return estimate_ns > never - now_ns ? never : now_ns + estimate_ns;
}

}  // namespace

bool DeviceSums::set(std::uint32_t node, BlockEntries entries) {
    std::uint64_t sum = 0;
    for (const BlockEntry& e : entries) sum += e.devices;
    return note(node, sum);
}

bool DeviceSums::note(std::uint32_t node, std::uint64_t sum) {
    if (sums_[node] == sum) return false;
    sums_[node] = sum;
    return true;
}

JobQueue::JobQueue(std::uint32_t devices, JobScheduler& scheduler, StartGate* gate, Limits* limits,
                   std::uint32_t narrowest)
    : scheduler_{scheduler},
      gate_{gate},
      most_{devices},
      held_{limits == nullptr
                ? nullptr
                : std::make_unique<HeldJobs>(*limits, order(), std::max(devices, 1u), narrowest)},
      state_{.free = devices,
             .total = devices,
             .all = devices,
             .narrowest = narrowest,
             .has_limits = limits != nullptr},
      waiting_{LeastEstimates{std::max(devices, 1u), narrowest}} {
    scheduler_.reset();
}

std::uint32_t JobQueue::new_ticket() {
    if (unused_.empty()) {
        unused_.push_back(static_cast<std::uint32_t>(jobs_.size()));
        jobs_.emplace_back();
    }
    const std::uint32_t ticket = unused_.back();
    unused_.pop_back();
    return ticket;
}

void JobQueue::enqueue(const WaitingJob& job, std::uint32_t tag) {
    if (job.devices < state_.narrowest || job.devices > most_) {
        throw std::logic_error{
            "JobQueue: a job of fewer devices than jobs may need, or of more than there are"};
    }
    const std::uint32_t ticket = new_ticket();
    jobs_[ticket] = {.job = job, .arrival = arrivals_++, .tag = tag};
    jobs_[ticket].job.ticket = ticket;
    const WaitingJob& fresh = jobs_[ticket].job;
    if (held_) held_->join(fresh);
    waiting_.insert({.ns = job.estimate_ns, .devices = job.devices, .ticket = ticket},
                    [&](const BlockEntry& e) { return comes_before(fresh, jobs_[e.ticket].job); });
    arrived_.push_back(fresh);
    ++state_.waiting;
}

void JobQueue::withdraw(std::uint32_t devices) {
    state_.free -= devices;
    state_.total -= devices;
}

void JobQueue::restore(std::uint32_t devices) {
    state_.free += devices;
    state_.total += devices;
}

std::uint32_t JobQueue::expect(std::uint32_t devices, std::int64_t ready_ns) {
    const std::uint32_t ticket = new_ticket();
    jobs_[ticket] = {.job = {.devices = devices, .ticket = ticket}, .estimated_end_ns = ready_ns};
    insert_running({.ns = ready_ns, .devices = devices, .ticket = ticket});
    state_.total += devices;
    coming_.push_back({.estimated_end_ns = ready_ns, .devices = devices, .ticket = ticket});
    return ticket;
}

void JobQueue::arrive(std::uint32_t ticket) {
    running_.erase(ticket);
    state_.free += jobs_[ticket].job.devices;
    unused_.push_back(ticket);
}

std::uint64_t JobQueue::held_devices() const {
    if (!held_) return 0;
    std::uint64_t sum = held_->devices();
    for (const WaitingJob& job : arrived_) sum += held_->holds(job) ? job.devices : 0;
    return sum;
}

void JobQueue::run(std::uint32_t ticket, std::int64_t end_ns) {
    Known& known = jobs_[ticket];
    known.estimated_end_ns = end_ns;
    insert_running({.ns = end_ns, .devices = known.job.devices, .ticket = ticket});
    state_.free -= known.job.devices;
}

void JobQueue::stop(std::uint32_t ticket) {
    if (!running_.holds(ticket)) throw std::logic_error{"JobQueue: the end of a job that does not run"};
    running_.erase(ticket);
    const Known& known = jobs_[ticket];
    state_.free += known.job.devices;
    ended_.push_back({.estimated_end_ns = known.estimated_end_ns,
                      .devices = known.job.devices,
                      .ticket = ticket,
                      .is_elsewhere = known.is_elsewhere});
    unused_.push_back(ticket);
}

void JobQueue::end(std::uint32_t ticket, std::int64_t now_ns) {
    stop(ticket);
    const Known& known = jobs_[ticket];
    if (held_) held_->limits().end(known.job, now_ns - known.start_ns);
}

std::uint32_t JobQueue::lend(std::uint32_t devices, std::int64_t end_ns) {
    if (devices > state_.free) throw std::logic_error{"JobQueue: lent more than is free"};
    const std::uint32_t ticket = new_ticket();
    jobs_[ticket] = {.job = {.devices = devices, .ticket = ticket}, .is_elsewhere = true};
    run(ticket, end_ns);
    taken_.push_back(
        {.estimated_end_ns = end_ns, .devices = devices, .ticket = ticket, .is_elsewhere = true});
    return ticket;
}

void JobQueue::take_back(std::uint32_t ticket) {
    stop(ticket);
}

std::span<const std::uint32_t> JobQueue::pass(std::int64_t now_ns) {
    state_.now_ns = now_ns;
    started_.clear();
    wake_ns_ = INT64_MAX;
    if (held_) held_->begin_pass();
    scheduler_.pass(*this);
    state_.free += denied_;
    denied_ = 0;
    if (held_) {
        held_->end_pass([&](std::uint32_t t) { waiting_.erase(t); }, [&](std::uint32_t t) { put_back(t); });
    }
    arrived_.clear();
    ended_.clear();
    coming_.clear();
    taken_.clear();
    return started_;
}

void JobQueue::put_back(std::uint32_t ticket) {
    const WaitingJob& job = jobs_[ticket].job;
    waiting_.insert({.ns = job.estimate_ns, .devices = job.devices, .ticket = ticket},
                    [&](const BlockEntry& e) { return stands_before(ticket, e.ticket); });
}

// The head of all waits for its turn whether it has room or not; a walk behind it skips what has none.
bool JobQueue::may_have_room(const BlockEntry& e, const JobLimits& limits) const {
    if (state_.narrowest > 0 || gate_ == nullptr || limits == JobLimits{}) return true;
    return gate_->may_have_room(jobs_[e.ticket].job);
}

const WaitingJob* JobQueue::find(QueuePlace& from, const JobLimits& limits) const {
    if (held_) return find_unheld(from, limits);
    const LeastEstimates& least = waiting_.tree().summary();
    const LeastEstimates::Bounds bounds = least.bounds_of(limits);
    const auto may = [&](std::uint32_t node) { return least.may_hold(node, bounds); };
    const auto fits = [&](const BlockEntry& e) {
        return is_within(limits, e.devices, e.ns) && may_have_room(e, limits);
    };
    const BlockEntry* const found = waiting_.find(from.at, may, fits);
    return found == nullptr ? nullptr : &jobs_[found->ticket].job;
}

// The first of those in line and those aside; of the former only those are met that stand before it.
const WaitingJob* JobQueue::find_unheld(QueuePlace& from, const JobLimits& limits) const {
    const QueuePlace asked = from;
    std::uint32_t first = held_->first_aside(from, limits);
    const bool at_front = from.at <= held_->front();
    if (at_front) from.at = held_->front();
    const LeastEstimates& least = waiting_.tree().summary();
    const LeastEstimates::Bounds bounds = least.bounds_of(limits);
    const auto may = [&](std::uint32_t node) { return least.may_hold(node, bounds); };
    const auto ends = [&](const BlockEntry& e) {
        if (!is_within(limits, e.devices, e.ns) || !may_have_room(e, limits)) return false;
        if (first != QueuePlace::nobody && stands_before(first, e.ticket)) return true;
        return !held_->meet(jobs_[e.ticket].job);
    };
    const BlockEntry* const found = waiting_.find(from.at, may, ends);
    if (found == nullptr) from.at = waiting_.end_place();
    if (at_front && limits == JobLimits{}) held_->set_front(from.at);
    from.is_aside = first != QueuePlace::nobody && (found == nullptr || stands_before(first, found->ticket));
    from.is_passed = false;
    if (!from.is_aside) first = found == nullptr ? QueuePlace::nobody : found->ticket;
    held_->note_question(asked, limits, first);
    from.ticket = first;
    return first == QueuePlace::nobody ? nullptr : &jobs_[first].job;
}

const WaitingJob* JobQueue::first() const {
    std::uint64_t from = 0;
    const BlockEntry* const found = waiting_.find(
        from, [](std::uint32_t) { return true; },
        [&](const BlockEntry& e) {
            return !held_ || held_->limits().holder(jobs_[e.ticket].job) == Limits::no_scope;
        });
    return found == nullptr ? nullptr : &jobs_[found->ticket].job;
}

const WaitingJob* JobQueue::behind(QueuePlace from, std::uint64_t jobs) const {
    if (held_) {
        const WaitingJob* job = find(from, {});
        for (; job != nullptr && jobs > 0; --jobs) job = find(++from, {});
        return job;
    }
    const BlockEntry* const found = waiting_.behind(from.at, jobs);
    return found == nullptr ? nullptr : &jobs_[found->ticket].job;
}

bool JobQueue::passes_gate(const Known& known) {
    const StartAnswer answer = gate_->try_start(known.job, known.tag);
    if (answer == StartAnswer::refused) {
        const std::uint32_t left = known.job.devices - 1;
        denied_ += state_.free - left;
        state_.free = left;
    }
    return answer == StartAnswer::started;
}

bool JobQueue::start(const WaitingJob& job) {
    const std::uint32_t ticket = job.ticket;
    if (!waiting_.holds(ticket) && !(held_ && held_->is_found(job)))
        throw std::logic_error{"scheduler: started a job that does not wait"};
    if (job.devices > state_.free) throw std::logic_error{"scheduler: started more than is free"};
    if (gate_ != nullptr && !passes_gate(jobs_[ticket])) return false;
    if (head()->ticket != ticket) ++passed_;
    if (!held_ || !held_->start(job)) waiting_.erase(ticket);
    jobs_[ticket].start_ns = state_.now_ns;
    run(ticket, end_of(state_.now_ns, job.estimate_ns));
    --state_.waiting;
    started_.push_back(ticket);
    return true;
}

void JobQueue::insert_running(const BlockEntry& entry) {
    running_.insert(entry, [&entry](const BlockEntry& e) { return entry.ns < e.ns; });
}

std::optional<Release> JobQueue::release_of(std::uint64_t devices) const {
    const BlockTree<DeviceSums>& tree = running_.tree();
    const DeviceSums& sums = tree.summary();
    if (sums[1] < devices) return std::nullopt;
    std::uint32_t node = 1;
    std::uint64_t missing = devices;
    while (node < tree.leaves()) {
        node *= 2;
        if (sums[node] >= missing && !tree.is_empty(node)) continue;
        missing -= sums[node];
        ++node;
    }
    for (const BlockEntry& e : running_.block(node - tree.leaves())) {
        if (e.devices >= missing) return Release{.end_ns = e.ns, .devices = released_by(e.ns)};
        missing -= e.devices;
    }
    return std::nullopt;  // nothing runs
}

// Devices of running jobs with an estimated end at or before `end_ns`.
std::uint64_t JobQueue::released_by(std::int64_t end_ns) const {
    const BlockTree<DeviceSums>& tree = running_.tree();
    std::uint64_t sum = 0;
    std::uint32_t node = 1;
    while (node < tree.leaves()) {
        node *= 2;
        if (!tree.is_empty(node) && tree.last_below(node).ns > end_ns) continue;
        sum += tree.summary()[node];
        ++node;
    }
    for (const BlockEntry& e : running_.block(node - tree.leaves())) {
        if (e.ns <= end_ns) sum += e.devices;
    }
    return sum;
}

}  // namespace datahall

#include "sim/run/job_queue.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>

namespace datahall {
namespace {

// An estimate without end is an estimate all the same; the shortest of a class decides, so that it may count
// as a little shorter.
std::int64_t indexed(std::int64_t estimate_ns) {
    return std::min(estimate_ns, LeastEstimates::nobody - 1);
}

std::int64_t end_of(std::int64_t now_ns, std::int64_t estimate_ns) {
    constexpr std::int64_t never = INT64_MAX;
    return estimate_ns > never - now_ns ? never : now_ns + estimate_ns;
}

}  // namespace

std::uint32_t LeastEstimates::class_of(std::uint32_t devices) {
    const auto log2 = static_cast<std::uint32_t>(std::bit_width(devices)) - 1;
    const bool is_power = (devices & (devices - 1)) == 0;  // has_single_bit() would count all of them
    return 2 * log2 + (is_power ? 0 : 1);
}

bool LeastEstimates::set(std::uint32_t node, BlockEntries entries) {
    std::ranges::fill(fresh_, nobody);
    for (const BlockEntry& e : entries) {
        std::int64_t& least = fresh_[class_of(e.devices)];
        least = std::min(least, indexed(e.ns));
    }
    for (std::uint32_t c = 1; c < classes_; ++c) fresh_[c] = std::min(fresh_[c], fresh_[c - 1]);
    if (std::equal(fresh_.begin(), fresh_.end(), row(node))) return false;
    std::ranges::copy(fresh_, row(node));
    return true;
}

bool LeastEstimates::merge(std::uint32_t node) {
    const std::int64_t* const left = row(2 * node);
    const std::int64_t* const right = row(2 * node + 1);
    std::int64_t* const own = row(node);
    bool changed = false;
    for (std::uint32_t c = 0; c < classes_; ++c) {
        const std::int64_t least = std::min(left[c], right[c]);
        changed |= own[c] != least;
        own[c] = least;
    }
    return changed;
}

// Least estimates never rise from class to class: the first that the entry does not lower is the last to look
// at.
bool LeastEstimates::add(std::uint32_t node, const BlockEntry& entry) {
    std::int64_t* const own = row(node);
    const std::int64_t estimate = indexed(entry.ns);
    const std::uint32_t first = class_of(entry.devices);
    std::uint32_t c = first;
    for (; c < classes_ && own[c] > estimate; ++c) own[c] = estimate;
    return c > first;
}

bool LeastEstimates::drop(std::uint32_t node, const BlockEntry& gone, BlockEntries left) {
    if (row(node)[class_of(gone.devices)] < indexed(gone.ns)) return false;
    return set(node, left);
}

LeastEstimates::Bounds LeastEstimates::bounds_of(const JobLimits& limits) const {
    return {.widest = bound_of(limits.devices),
            .spare = bound_of(std::min(limits.spare, limits.devices)),
            .estimate_ns = limits.estimate_ns};
}

bool LeastEstimates::may_hold(std::uint32_t node, const Bounds& bounds) const {
    const std::int64_t shortest = least(node, bounds.widest);
    if (shortest != nobody && shortest <= bounds.estimate_ns) return true;
    return least(node, bounds.spare) != nobody;
}

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

JobQueue::JobQueue(std::uint32_t devices, JobScheduler& scheduler, StartGate* gate, Limits* limits)
    : scheduler_{scheduler},
      gate_{gate},
      most_{devices},
      held_{limits == nullptr ? nullptr : std::make_unique<HeldJobs>(*limits)},
      state_{.free = devices, .total = devices, .all = devices, .has_limits = limits != nullptr},
      waiting_{LeastEstimates{std::max(devices, 1u)}} {
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
    if (job.devices == 0 || job.devices > most_) {
        throw std::logic_error{"JobQueue: a job of no devices, or of more than there are"};
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

void JobQueue::end(std::uint32_t ticket, std::int64_t now_ns) {
    if (!running_.holds(ticket)) throw std::logic_error{"JobQueue: the end of a job that does not run"};
    running_.erase(ticket);
    const Known& known = jobs_[ticket];
    if (held_) held_->limits().end(known.job, now_ns - known.start_ns);
    state_.free += known.job.devices;
    ended_.push_back(
        {.estimated_end_ns = known.estimated_end_ns, .devices = known.job.devices, .ticket = ticket});
    unused_.push_back(ticket);
}

std::span<const std::uint32_t> JobQueue::pass(std::int64_t now_ns) {
    state_.now_ns = now_ns;
    started_.clear();
    wake_ns_ = INT64_MAX;
    if (held_) put_back_released();
    scheduler_.pass(*this);
    state_.free += denied_;
    denied_ = 0;
    if (held_) put_held_aside();
    arrived_.clear();
    ended_.clear();
    coming_.clear();
    return started_;
}

void JobQueue::put_back_released() {
    const auto job_of = [&](std::uint32_t ticket) -> const WaitingJob& { return jobs_[ticket].job; };
    held_->release(job_of, [&](std::uint32_t ticket) {
        const Known& known = jobs_[ticket];
        waiting_.insert({.ns = known.job.estimate_ns, .devices = known.job.devices, .ticket = ticket},
                        [&](const BlockEntry& e) { return stands_before(known, jobs_[e.ticket]); });
    });
}

void JobQueue::put_held_aside() {
    const auto job_of = [&](std::uint32_t ticket) -> const WaitingJob& { return jobs_[ticket].job; };
    held_->put_aside(job_of, [&](std::uint32_t ticket) { waiting_.erase(ticket); });
}

const WaitingJob* JobQueue::find(QueuePlace& from, const JobLimits& limits) const {
    const bool at_front = held_ != nullptr && from.at <= held_->front();
    if (at_front) from.at = held_->front();
    const LeastEstimates& least = waiting_.tree().summary();
    const LeastEstimates::Bounds bounds = least.bounds_of(limits);
    const auto may = [&](std::uint32_t node) { return least.may_hold(node, bounds); };
    const auto fits = [&](const BlockEntry& e) {
        return e.devices <= limits.devices && (e.ns <= limits.estimate_ns || e.devices <= limits.spare) &&
               (!held_ || !held_->meet(jobs_[e.ticket].job));
    };
    const BlockEntry* const found = waiting_.find(from.at, may, fits);
    if (found == nullptr) return nullptr;
    if (at_front && limits == JobLimits{}) held_->set_front(from.at);
    return &jobs_[found->ticket].job;
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
    if (!waiting_.holds(ticket)) throw std::logic_error{"scheduler: started a job that does not wait"};
    if (job.devices > state_.free) throw std::logic_error{"scheduler: started more than is free"};
    if (gate_ != nullptr && !passes_gate(jobs_[ticket])) return false;
    if (head()->ticket != ticket) ++passed_;
    waiting_.erase(ticket);
    const std::int64_t end = end_of(state_.now_ns, job.estimate_ns);
    if (held_) held_->limits().start(job);
    jobs_[ticket].start_ns = state_.now_ns;
    jobs_[ticket].estimated_end_ns = end;
    insert_running({.ns = end, .devices = job.devices, .ticket = ticket});
    state_.free -= job.devices;
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
        if (sums[node] >= missing) continue;
        missing -= sums[node];
        ++node;
    }
    for (const BlockEntry& e : running_.block(node - tree.leaves())) {
        if (e.devices >= missing) return Release{.end_ns = e.ns, .devices = released_by(e.ns)};
        missing -= e.devices;
    }
    return std::nullopt;  // only if `devices` is 0 and nothing runs
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

#include "sim/fabric/duty_cycle.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "datahall/random.hpp"

namespace datahall {
namespace {

constexpr double precision = 1e-6;
constexpr int most_rounds = 200;
constexpr double slack = 1e-9;  // of a capacity that parts may exceed by rounding

double iteration_of(const CyclingJob& job, double communication_s) {
    return job.compute_s + std::max(0.0, communication_s - job.overlap * job.compute_s);
}

}  // namespace

double DutyCycles::iteration_s(std::uint32_t job) const {
    return iteration_of(jobs_[job].job, jobs_[job].communication_s);
}

double DutyCycles::use(std::uint32_t link) const {
    double sum = 0.0;
    for (const Entry& e : links_[link].jobs) sum += activity(e.job) * e.part;
    return sum;
}

// The water level is the largest (1 - sum of the i least parts) / (n - i): it rises with i while the next
// part is below it.
void DutyCycles::measure(std::uint32_t number) {
    Link& link = links_[number];
    double left = 1.0;
    for (const Entry& e : link.jobs) left -= e.part;
    kinds_[number] = 0;
    if (left >= -slack) return;
    parts_.clear();
    for (const Entry& e : link.jobs) {
        parts_.push_back(e.part);
        kinds_[number] ^= e.job + (std::bit_cast<std::uint64_t>(e.part) << 1U);
        kinds_[number] = splitmix64(kinds_[number]);
    }
    kinds_[number] |= 1U;
    std::ranges::sort(parts_);
    left = 1.0;
    link.level = 0.0;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
        link.level = std::max(link.level, left / static_cast<double>(parts_.size() - i));
        left -= parts_[i];
    }
}

void DutyCycles::set_communication(std::uint32_t number, double seconds) {
    Slot& slot = jobs_[number];
    slot.communication_s = seconds;
    duty_[number] = std::min(1.0, seconds / iteration_of(slot.job, seconds));
}

void DutyCycles::mark(std::uint32_t job) {
    if (jobs_[job].is_due) return;
    jobs_[job].is_due = true;
    due_.push_back(job);
}

void DutyCycles::mark_stale(std::uint32_t job) {
    jobs_[job].is_stale = true;
    mark(job);
}

void DutyCycles::mark_stale_neighbors(std::uint32_t job) {
    for (const LinkPart& at : jobs_[job].job.parts) {
        if (!is_contested(at.link)) continue;
        for (const Entry& e : links_[at.link].jobs) mark_stale(e.job);
    }
}

std::uint32_t DutyCycles::add(CyclingJob job) {
    if (free_.empty()) {
        free_.push_back(static_cast<std::uint32_t>(jobs_.size()));
        jobs_.emplace_back();
        duty_.emplace_back();
    }
    const std::uint32_t number = free_.back();
    free_.pop_back();
    Slot& slot = jobs_[number];
    slot.job = std::move(job);
    slot.is_there = true;
    slot.before_s = 0.0;
    set_communication(number, slot.job.communication_s);
    for (const LinkPart& at : slot.job.parts) {
        links_[at.link].jobs.push_back({number, at.part});
        measure(at.link);
    }
    mark_stale(number);
    mark_stale_neighbors(number);
    return number;
}

void DutyCycles::remove(std::uint32_t number) {
    mark_stale_neighbors(number);
    Slot& slot = jobs_[number];
    for (const LinkPart& at : slot.job.parts) {
        std::erase_if(links_[at.link].jobs, [number](const Entry& e) { return e.job == number; });
        measure(at.link);
    }
    slot.job.parts.clear();
    slot.is_there = false;
    free_.push_back(number);
}

// Rails, and the links of one way, mostly give the same bound: each different one is kept once.
void DutyCycles::find_bounds(std::uint32_t number) {
    Slot& slot = jobs_[number];
    slot.is_stale = false;
    slot.bounds.clear();
    slot.terms.clear();
    slot.neighbors.clear();
    bound_kinds_.clear();
    for (const LinkPart& at : slot.job.parts) {
        const std::uint64_t kind = kinds_[at.link];
        if (kind == 0 || std::ranges::find(bound_kinds_, kind) != bound_kinds_.end()) continue;
        bound_kinds_.push_back(kind);
        const Link& link = links_[at.link];
        for (const Entry& e : link.jobs) {
            if (e.job == number) continue;
            slot.terms.push_back({e.job, std::min(1.0, e.part / at.part)});
            slot.neighbors.push_back(e.job);
        }
        const double always = at.part / std::min(at.part, link.level);
        slot.bounds.push_back({static_cast<std::uint32_t>(slot.terms.size()), always});
    }
    std::ranges::sort(slot.neighbors);
    slot.neighbors.erase(std::unique(slot.neighbors.begin(), slot.neighbors.end()), slot.neighbors.end());
}

double DutyCycles::wanted_s(std::uint32_t number) const {
    const Slot& slot = jobs_[number];
    double worst = 1.0;
    std::size_t at = 0;
    for (const Bound& bound : slot.bounds) {
        double by_duty = 1.0;
        for (; at < bound.end; ++at) by_duty += duty_[slot.terms[at].job] * slot.terms[at].part;
        worst = std::max(worst, std::min(by_duty, bound.always));
    }
    return std::max(slot.job.communication_s, slot.job.fabric_s * worst);
}

void DutyCycles::look_at(std::uint32_t number) {
    Slot& slot = jobs_[number];
    if (!slot.has_changed) {
        slot.has_changed = true;
        changed_.push_back(number);
    }
    if (slot.is_stale) find_bounds(number);
    const double wanted = wanted_s(number);
    if (std::fabs(wanted - slot.communication_s) <= precision * wanted) return;
    set_communication(number, wanted);
    for (const std::uint32_t neighbor : slot.neighbors) mark(neighbor);
}

const std::vector<std::uint32_t>& DutyCycles::settle() {
    changed_.clear();
    std::vector<std::uint32_t> now;
    for (int round = 0; round < most_rounds && !due_.empty(); ++round) {
        now.swap(due_);
        due_.clear();
        std::ranges::sort(now);
        for (const std::uint32_t number : now) {
            jobs_[number].is_due = false;
            if (jobs_[number].is_there) look_at(number);
        }
    }
    for (const std::uint32_t number : due_) jobs_[number].is_due = false;
    due_.clear();
    std::ranges::sort(changed_);
    for (const std::uint32_t number : changed_) jobs_[number].has_changed = false;
    std::erase_if(changed_, [this](std::uint32_t number) {
        Slot& slot = jobs_[number];
        return std::exchange(slot.before_s, slot.communication_s) == slot.communication_s;
    });
    return changed_;
}

}  // namespace datahall

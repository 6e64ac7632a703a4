#include "sim/fabric/duty_cycle.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace datahall {
namespace {

constexpr double precision = 1e-6;
constexpr int most_rounds = 50;
constexpr double step = 0.5;

double iteration_of(const CyclingJob& job, double communication_s) {
    return job.compute_s + std::max(0.0, communication_s - job.overlap * job.compute_s);
}

}  // namespace

double DutyCycles::iteration_s(std::uint32_t job) const {
    return iteration_of(jobs_[job].job, jobs_[job].communication_s);
}

double DutyCycles::duty(std::uint32_t job) const {
    return std::min(1.0, jobs_[job].communication_s / iteration_s(job));
}

double DutyCycles::use(std::uint32_t link) const {
    double sum = 0.0;
    for (const Entry& e : on_[link]) {
        // As much longer as it takes, as much less of the link it has meanwhile.
        const Slot& s = jobs_[e.job];
        sum += duty(e.job) * e.part * s.job.communication_s / s.communication_s;
    }
    return std::min(1.0, sum);
}

// The water level is the largest (1 - sum of the i least parts) / (n - i): it rises with i while the next
// part is below it.
void DutyCycles::measure(std::uint32_t link) {
    const std::vector<Entry>& list = on_[link];
    sum_[link] = 0.0;
    for (const Entry& e : list) sum_[link] += e.part;
    if (!is_contested(link)) return;
    parts_.clear();
    for (const Entry& e : list) parts_.push_back(e.part);
    std::ranges::sort(parts_);
    double left = 1.0;
    double level = 0.0;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
        level = std::max(level, left / static_cast<double>(parts_.size() - i));
        left -= parts_[i];
    }
    level_[link] = level;
}

void DutyCycles::mark(std::uint32_t job) {
    if (jobs_[job].is_due) return;
    jobs_[job].is_due = true;
    due_.push_back(job);
}

void DutyCycles::mark_neighbors(std::uint32_t job) {
    for (const LinkPart& at : jobs_[job].job.parts) {
        if (!is_contested(at.link)) continue;
        for (const Entry& e : on_[at.link]) {
            if (e.job != job) mark(e.job);
        }
    }
}

std::uint32_t DutyCycles::add(CyclingJob job) {
    if (free_.empty()) {
        free_.push_back(static_cast<std::uint32_t>(jobs_.size()));
        jobs_.emplace_back();
    }
    const std::uint32_t number = free_.back();
    free_.pop_back();
    const double alone = job.communication_s;
    jobs_[number] = {.job = std::move(job), .communication_s = alone, .before_s = 0.0, .is_there = true};
    for (const LinkPart& at : jobs_[number].job.parts) {
        on_[at.link].push_back({number, at.part});
        measure(at.link);
    }
    mark(number);
    mark_neighbors(number);
    return number;
}

void DutyCycles::remove(std::uint32_t number) {
    mark_neighbors(number);
    Slot& slot = jobs_[number];
    for (const LinkPart& at : slot.job.parts) {
        std::vector<Entry>& list = on_[at.link];
        std::erase_if(list, [number](const Entry& e) { return e.job == number; });
        measure(at.link);
    }
    slot.job.parts.clear();
    slot.is_there = false;
    free_.push_back(number);
}

double DutyCycles::dilation(std::uint32_t job, const LinkPart& at) const {
    double by_duty = 1.0;
    for (const Entry& e : on_[at.link]) {
        if (e.job != job) by_duty += duty(e.job) * std::min(1.0, e.part / at.part);
    }
    const double always = at.part / std::min(at.part, level_[at.link]);
    return std::min(by_duty, always);
}

double DutyCycles::wanted_s(std::uint32_t number) const {
    const CyclingJob& job = jobs_[number].job;
    double worst = 1.0;
    for (const LinkPart& at : job.parts) {
        if (is_contested(at.link)) worst = std::max(worst, dilation(number, at));
    }
    return std::max(job.communication_s, job.fabric_s * worst);
}

const std::vector<std::uint32_t>& DutyCycles::settle() {
    changed_.clear();
    std::vector<std::uint32_t> now;
    for (int round = 0; round < most_rounds && !due_.empty(); ++round) {
        now.swap(due_);
        due_.clear();
        std::ranges::sort(now);
        for (const std::uint32_t number : now) jobs_[number].is_due = false;
        for (const std::uint32_t number : now) {
            Slot& slot = jobs_[number];
            if (!slot.is_there) continue;
            if (!slot.has_changed) {
                slot.has_changed = true;
                changed_.push_back(number);
            }
            const double wanted = wanted_s(number);
            const double difference = wanted - slot.communication_s;
            if (std::fabs(difference) <= precision * wanted) continue;
            slot.communication_s += step * difference;
            mark(number);
            mark_neighbors(number);
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

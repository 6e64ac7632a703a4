#include "sim/run/held_jobs.hpp"

namespace datahall {

void HeldJobs::join(const WaitingJob& job) {
    limits_.meet(job);
    if (job.ticket >= places_.size()) places_.resize(job.ticket + std::size_t{1});
    places_[job.ticket] = Place::queue;
    front_ = 0;
}

bool HeldJobs::meet(const WaitingJob& job) {
    if (limits_.holder(job) == Limits::no_scope) return false;
    Place& place = places_[job.ticket];
    if (place == Place::queue || place == Place::released) {
        place = place == Place::queue ? Place::met : Place::met_again;
        met_.push_back(job.ticket);
    }
    return true;
}

// Whether a limit holds a job that has been put aside; it may be another one than before.
bool HeldJobs::stays(const WaitingJob& job) {
    const std::uint32_t scope = limits_.holder(job);
    if (scope != Limits::no_scope) {
        aside_[scope].push_back(job.ticket);
        return true;
    }
    places_[job.ticket] = Place::released;
    released_.push_back(job.ticket);
    --jobs_;
    devices_ -= job.devices;
    return false;
}

// Whether a job that has been met is held still, which it is unless something has ended within the pass.
bool HeldJobs::is_aside(const WaitingJob& job) {
    Place& place = places_[job.ticket];
    const bool was_held = place == Place::met_again;
    const std::uint32_t scope = limits_.holder(job);
    if (scope == Limits::no_scope) {
        place = was_held ? Place::released : Place::queue;
        return false;
    }
    place = Place::aside;
    aside_.resize(limits_.scopes());
    aside_[scope].push_back(job.ticket);
    ++jobs_;
    devices_ += job.devices;
    if (!was_held) changes_.push_back({job.ticket, true});
    return true;
}

void HeldJobs::note_released() {
    for (const std::uint32_t ticket : released_) {
        if (places_[ticket] != Place::released) continue;
        places_[ticket] = Place::queue;
        changes_.push_back({ticket, false});
    }
    released_.clear();
}

}  // namespace datahall

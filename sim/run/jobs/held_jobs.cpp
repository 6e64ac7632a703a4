#include "sim/run/jobs/held_jobs.hpp"

#include <algorithm>

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
    if (place == Place::queue) {
        place = Place::met;
        met_.push_back(job.ticket);
    } else if (place == Place::aside) {
        place = Place::met_again;
        asked_.push_back(job.ticket);
    }
    return true;
}

bool HeldJobs::start(const WaitingJob& job) {
    aside_.note_start(job);
    limits_.start(job);
    places_[job.ticket] = Place::queue;  // as one that nobody has met
    if (!aside_.holds(job.ticket)) return false;
    aside_.erase(job.ticket);
    started_.push_back(job.ticket);
    --jobs_;
    devices_ -= job.devices;
    return true;
}

void HeldJobs::begin_pass() {
    changes_.clear();
    front_ = 0;
    sweeps_.clear();
    aside_.open(limits_.fallen());
    limits_.settle();
}

// Jobs aside that fitted when the pass began and were not met.
void HeldJobs::list_released() {
    released_.clear();
    if (aside_.is_open()) aside_.list_unmet(sweeps_, released_);
    std::erase_if(released_, [this](std::uint32_t t) { return places_[t] == Place::met_again; });
    for (const std::uint32_t ticket : released_) {
        aside_.erase(ticket);
        places_[ticket] = Place::queue;
        --jobs_;
        devices_ -= queue_.job_of(ticket).devices;
    }
    aside_.close();
}

// Whether a job that has been met is held still, which it is unless something has ended since.
bool HeldJobs::is_put_aside(std::uint32_t ticket) {
    if (places_[ticket] != Place::met) return false;  // it has started
    const WaitingJob& job = queue_.job_of(ticket);
    if (limits_.holder(job) == Limits::no_scope) {
        places_[ticket] = Place::queue;
        return false;
    }
    places_[ticket] = Place::aside;
    aside_.insert(job);
    ++jobs_;
    devices_ += job.devices;
    changes_.push_back({ticket, true});
    return true;
}

void HeldJobs::note_changes() {
    for (const std::uint32_t ticket : asked_) {
        if (places_[ticket] == Place::met_again) places_[ticket] = Place::aside;
    }
    for (const std::uint32_t ticket : started_) changes_.push_back({ticket, false});
    for (const std::uint32_t ticket : released_) changes_.push_back({ticket, false});
    met_.clear();
    asked_.clear();
    started_.clear();
    front_ = 0;  // those behind it have moved up
}

}  // namespace datahall

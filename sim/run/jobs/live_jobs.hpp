// The jobs that a cluster still has to do with, each in a slot that is used again.
//
// A job keeps its number, its place in the order of arrival, for ever; it has a slot from admit() to
// retire(). Events name jobs by number, for an event may outlive its job; everything else names them by slot.
// Cost: O(1); memory for the most jobs that were there at once, whatever their number.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/run/jobs/chunked_list.hpp"
#include "sim/run/jobs/job.hpp"
#include "sim/run/jobs/number_table.hpp"

namespace datahall {

class LiveJobs {
public:
    /// The job gets the next number; its slot.
    std::uint32_t admit(Job job) {
        job.number = arrived_++;
        last_submit_ns_ = std::max(last_submit_ns_, job.request.submit_ns);
        std::uint32_t slot = 0;
        if (free_.empty()) {
            slot = static_cast<std::uint32_t>(slots_.size());
            slots_.push_back(std::move(job));
        } else {
            slot = free_.back();
            free_.pop_back();
            slots_[slot] = std::move(job);
        }
        by_number_.insert(slots_[slot].number, slot);
        return slot;
    }
    void retire(std::uint32_t slot) {
        by_number_.erase(slots_[slot].number);
        slots_[slot].number = no_index;
        free_.push_back(slot);
    }

    Job& operator[](std::uint32_t slot) { return slots_[slot]; }
    const Job& operator[](std::uint32_t slot) const { return slots_[slot]; }
    /// `no_index` if the job has been retired.
    std::uint32_t slot_of(std::uint64_t number) const { return by_number_.find(number); }

    /// All that were ever admitted.
    std::uint32_t arrived() const { return arrived_; }
    std::int64_t last_submit_ns() const { return last_submit_ns_; }  // -1: none has come
    /// Those that are here.
    std::size_t size() const { return by_number_.size(); }
    /// The most that were here at once.
    std::size_t slots() const { return slots_.size(); }

    /// In the order of slots, which depends on which jobs have ended: for sums.
    template <class Take>
    void each(const Take& take) const {
        for (const Job& job : slots_) {
            if (job.number != no_index) take(job);
        }
    }

private:
    static_assert(NumberTable::none == no_index);

    ChunkedList<Job> slots_;
    std::vector<std::uint32_t> free_;
    NumberTable by_number_;
    std::uint32_t arrived_ = 0;
    std::int64_t last_submit_ns_ = -1;
};

}  // namespace datahall

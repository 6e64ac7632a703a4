// Looks inside an EventQueue, for tests only.
#pragma once

#include "sim/kernel/heap_store.hpp"
#include "sim/kernel/ladder_store.hpp"

namespace datahall {

struct EventQueueProbe {
    /// Throws std::logic_error with the invariant that is broken.
    static void check(const EventQueue& queue) {
        if (queue.heap_) return queue.heap_->check();
        queue.ladder_->check();
    }
    static void set_generation(EventQueue& queue, std::uint32_t slot, std::uint32_t generation) {
        if (queue.heap_) {
            queue.heap_->slots_[slot].generation = generation;
        } else {
            queue.ladder_->slots_.slots_[slot].generation = generation;
        }
    }
    static std::size_t slots(const EventQueue& queue) {
        return queue.heap_ ? queue.heap_->slots_.size() : queue.ladder_->slots_.size();
    }
    /// REQUIRES: a ladder.
    static const LadderWork& work(const EventQueue& queue) { return queue.ladder_->work(); }
};

}  // namespace datahall

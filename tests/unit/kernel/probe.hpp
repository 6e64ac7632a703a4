// Looks inside an EventQueue, for tests only.
#pragma once

#include "sim/kernel/event_store.hpp"

namespace datahall {

struct EventQueueProbe {
    /// Throws std::logic_error with the invariant that is broken.
    static void check(const EventQueue& queue) { queue.store_->check(); }
    static std::uint32_t generation(const EventQueue& queue, std::uint32_t slot) {
        return queue.store_->slots_[slot].generation;
    }
    static void set_generation(EventQueue& queue, std::uint32_t slot, std::uint32_t generation) {
        queue.store_->slots_[slot].generation = generation;
    }
    static std::size_t slots(const EventQueue& queue) { return queue.store_->slots_.size(); }
};

}  // namespace datahall

// One event that its owner puts off, brings forward or calls off as things change: a predicted crossing.
#pragma once

#include <cstdint>

#include "datahall/event_queue.hpp"

namespace datahall {

class Timer {
public:
    /// `target.Member(arg)` is called at `when` and not before; kNever: not at all.
    template <auto Member, class Target>
    void set(EventQueue& queue, Instant when, Target& target, std::uint64_t arg) {
        if (when == at_) return;
        if (at_ == kNever) {
            id_ = queue.schedule<Member>(when, target, arg);
        } else if (when == kNever) {
            queue.cancel(id_);
        } else {
            id_ = queue.reschedule<Member>(id_, when, target, arg);
        }
        at_ = when;
    }
    void stop(EventQueue& queue) {
        if (at_ != kNever) queue.cancel(id_);
        at_ = kNever;
    }
    /// First of all in the handler.
    void ring() { at_ = kNever; }
    bool is_set() const { return at_ != kNever; }

private:
    EventQueue::Id id_;
    Instant at_ = kNever;
};

}  // namespace datahall

// A target that notes when and with what it was called.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "datahall/event_queue.hpp"

namespace datahall {

struct Recorder {
    explicit Recorder(EventQueue& q) : queue{q} {}
    void note(std::uint64_t arg) {
        calls.push_back(arg);
        times.push_back(queue.now().ns);
    }
    void tick() { note(0); }

    EventQueue& queue;
    std::vector<std::uint64_t> calls;
    std::vector<std::int64_t> times;
};

}  // namespace datahall

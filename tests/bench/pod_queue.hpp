// std::priority_queue of plain structs: no handles, no calls, the leanest that fires in the right order.
//
// Included by two files that are built with other flags: each says in DATAHALL_POD_BUILD in which namespace,
// so that nothing of the one is linked into the other.
#pragma once

#include <queue>
#include <vector>

#include "tests/bench/contestant.hpp"

namespace datahall::bench::DATAHALL_POD_BUILD {

struct Pod {
    std::int64_t time;
    std::uint64_t sequence;
    std::uint64_t entity;
};
struct PodIsLater {
    bool operator()(const Pod& a, const Pod& b) const {
        return a.time != b.time ? a.time > b.time : a.sequence > b.sequence;
    }
};

template <class Load>
class PodQueue {
public:
    PodQueue(Load& load, std::size_t) : load_{load} {}
    void post(std::int64_t when, std::uint64_t entity) { queue_.push({when, sequence_++, entity}); }
    void run(std::uint64_t pops) {
        for (; pops > 0; --pops) {
            const Pod pod = queue_.top();
            queue_.pop();
            load_.pop(pod.time, pod.entity);
        }
    }
    std::size_t bytes() const { return 0; }

private:
    Load& load_;
    std::priority_queue<Pod, std::vector<Pod>, PodIsLater> queue_;
    std::uint64_t sequence_ = 0;
};

inline constexpr std::array<Measure, modes> measures{
    measure<Hold, PodQueue>,    nullptr, nullptr, nullptr, measure<Phold, PodQueue>, measure<Burst, PodQueue>,
    measure<Clusters, PodQueue>};
inline constexpr Measure stored = measure<Stored, PodQueue>;

}  // namespace datahall::bench::DATAHALL_POD_BUILD

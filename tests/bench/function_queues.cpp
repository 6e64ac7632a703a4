// std::priority_queue of std::function: what most simulators begin with.
#include <functional>
#include <queue>
#include <utility>
#include <vector>

#include "tests/bench/contestant.hpp"

namespace datahall::bench {
namespace {

struct Event {
    std::int64_t time;
    std::uint64_t sequence;
    std::function<void()> call;
};
struct IsLater {
    bool operator()(const Event& a, const Event& b) const {
        return a.time != b.time ? a.time > b.time : a.sequence > b.sequence;
    }
};

template <class Load, bool allocates>
class FunctionQueue {
public:
    FunctionQueue(Load& load, std::size_t) : load_{load} {}
    void post(std::int64_t when, std::uint64_t entity) {
        if constexpr (allocates) {  // 24 bytes of capture do not fit into the function
            queue_.push({when, sequence_++, [this, entity, when] { load_.pop(when, entity); }});
        } else {
            queue_.push({when, sequence_++, [this, entity] { load_.pop(now_, entity); }});
        }
    }
    void run(std::uint64_t pops) {
        for (; pops > 0; --pops) {
            Event event = std::move(const_cast<Event&>(queue_.top()));  // its order no longer matters
            queue_.pop();
            now_ = event.time;
            event.call();
        }
    }
    std::size_t bytes() const { return 0; }

private:
    Load& load_;
    std::priority_queue<Event, std::vector<Event>, IsLater> queue_;
    std::uint64_t sequence_ = 0;
    std::int64_t now_ = 0;
};

template <class Load>
using Function16 = FunctionQueue<Load, false>;
template <class Load>
using Function24 = FunctionQueue<Load, true>;

template <template <class> class Queue>
constexpr std::array<Measure, modes> measures{
    measure<Hold, Queue>,    nullptr, nullptr, nullptr, measure<Phold, Queue>, measure<Burst, Queue>,
    measure<Clusters, Queue>};

}  // namespace

const Contestant function_16{.name = "function, 16 B",
                             .what = "std::priority_queue of std::function, captures of 16 bytes",
                             .measure = measures<Function16>,
                             .stored = measure<Stored, Function16>,
                             .share = Share::large_hold};
const Contestant function_24{.name = "function, 24 B",
                             .what = "the same with captures of 24 bytes, which allocate",
                             .measure = measures<Function24>,
                             .stored = measure<Stored, Function24>,
                             .share = Share::small_exponential};

}  // namespace datahall::bench

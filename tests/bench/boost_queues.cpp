// Boost.Heap's mutable heaps, re-keyed in place.
#include <boost/heap/d_ary_heap.hpp>
#include <boost/heap/fibonacci_heap.hpp>
#include <boost/heap/pairing_heap.hpp>

#include "tests/bench/contestant.hpp"

namespace datahall::bench {
namespace {

struct Event {
    std::int64_t time;
    std::uint64_t sequence;
    std::uint64_t entity;
};
struct IsLater {
    bool operator()(const Event& a, const Event& b) const {
        return a.time != b.time ? a.time > b.time : a.sequence > b.sequence;
    }
};

using DAryHeap = boost::heap::d_ary_heap<Event, boost::heap::arity<4>, boost::heap::mutable_<true>,
                                         boost::heap::compare<IsLater>>;
using FibonacciHeap = boost::heap::fibonacci_heap<Event, boost::heap::compare<IsLater>>;
using PairingHeap = boost::heap::pairing_heap<Event, boost::heap::compare<IsLater>>;

template <class Load, class Heap>
class BoostQueue {
public:
    using Handle = typename Heap::handle_type;

    BoostQueue(Load& load, std::size_t) : load_{load} {}
    void post(std::int64_t when, std::uint64_t entity) { heap_.push({when, sequence_++, entity}); }
    Handle schedule(std::int64_t when, std::uint64_t entity) {
        return heap_.push({when, sequence_++, entity});
    }
    void cancel(Handle handle) { heap_.erase(handle); }
    Handle move(Handle handle, std::int64_t when, std::uint64_t entity) {
        heap_.update(handle, {when, sequence_++, entity});
        return handle;
    }
    void run(std::uint64_t pops) {
        for (; pops > 0; --pops) {
            const Event event = heap_.top();
            heap_.pop();
            load_.pop(event.time, event.entity);
        }
    }
    std::size_t bytes() const { return 0; }

private:
    Load& load_;
    Heap heap_;
    std::uint64_t sequence_ = 0;
};

template <class Load>
using DAry = BoostQueue<Load, DAryHeap>;
template <class Load>
using Fibonacci = BoostQueue<Load, FibonacciHeap>;
template <class Load>
using Pairing = BoostQueue<Load, PairingHeap>;

template <template <class> class Queue>
constexpr std::array<Measure, modes> measures{measure<Hold, Queue>,          nullptr,
                                              measure<CancelQuarter, Queue>, measure<RekeyStorm, Queue>,
                                              measure<Phold, Queue>,         measure<Burst, Queue>,
                                              measure<Clusters, Queue>};

}  // namespace

const Contestant boost_d_ary{.name = "boost d-ary",
                             .what = "boost::heap::d_ary_heap, arity 4, mutable",
                             .measure = measures<DAry>,
                             .stored = measure<Stored, DAry>,
                             .share = Share::small_exponential};
const Contestant boost_fibonacci{.name = "boost fibonacci",
                                 .what = "boost::heap::fibonacci_heap",
                                 .measure = measures<Fibonacci>,
                                 .stored = measure<Stored, Fibonacci>,
                                 .share = Share::small_exponential};
const Contestant boost_pairing{.name = "boost pairing",
                               .what = "boost::heap::pairing_heap",
                               .measure = measures<Pairing>,
                               .stored = measure<Stored, Pairing>,
                               .share = Share::small_exponential};

}  // namespace datahall::bench

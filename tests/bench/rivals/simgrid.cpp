// SimGrid's timers, and its actors that sleep, within its own main loop.
//
// Its dates are doubles, and timers of one date run in no order that it would promise: only times count here.
// The clock is read within an actor, which hands over to the main loop until the events asked for have run.
#include <new>
#include <string>

#include <simgrid/kernel/Timer.hpp>
#include <simgrid/s4u.hpp>

#include "tests/bench/rivals/names.hpp"
#include "tests/bench/rivals/program.hpp"

namespace datahall::bench {
namespace {

namespace s4u = simgrid::s4u;
using simgrid::kernel::timer::Timer;

constexpr double seconds_per_ns = 1e-9;

double date_of(std::int64_t when) {
    return static_cast<double>(when) * seconds_per_ns;
}

// Lets the main loop run until so many events have been counted.
class Handover {
public:
    void wait_for(std::uint64_t pops) {
        pops_ = pops;
        waiting_ = s4u::Actor::self();
        s4u::this_actor::suspend();
    }
    void count() {
        if (--pops_ == 0) waiting_->resume();
    }

private:
    std::uint64_t pops_ = 0;
    s4u::Actor* waiting_ = nullptr;
};

template <class Load>
class TimerQueue {
public:
    using Handle = Timer*;

    TimerQueue(Load& load, std::size_t) : load_{load} {}
    void post(std::int64_t when, std::uint64_t entity) { (void)schedule(when, entity); }
    Handle schedule(std::int64_t when, std::uint64_t entity) {
        return Timer::set(date_of(when), [this, when, entity] {
            load_.pop(when, entity);
            handover_.count();
        });
    }
    void cancel(Handle handle) { handle->remove(); }
    void run(std::uint64_t pops) { handover_.wait_for(pops); }
    std::size_t bytes() const { return 0; }

private:
    Load& load_;
    Handover handover_;
};

// An actor for each entity, on a host of their own.
template <class Load>
class ActorQueue {
public:
    ActorQueue(Load& load, std::size_t entities) : load_{load}, due_(entities, unborn) {}
    void post(std::int64_t when, std::uint64_t entity) {
        const bool is_new = due_[entity] == unborn;
        due_[entity] = when;
        if (is_new)
            s4u::Actor::create("entity", s4u::this_actor::get_host(), [this, entity] { live(entity); });
    }
    void run(std::uint64_t pops) { handover_.wait_for(pops); }
    std::size_t bytes() const { return 0; }

private:
    static constexpr std::int64_t unborn = -1;

    void live(std::uint64_t entity) {
        for (;;) {
            s4u::this_actor::sleep_until(date_of(due_[entity]));
            load_.pop(due_[entity], entity);  // which sets when it is due again
            handover_.count();
        }
    }

    Load& load_;
    Handover handover_;
    std::vector<std::int64_t> due_;  // by entity
};

// Within an actor of a hall with one host.  What still waits afterwards is thrown away.
template <template <template <class> class> class Load, template <class> class Queue>
Outcome measure_within(const Cell& cell) {
    std::string words[] = {"datahall-bench-simgrid", "--log=root.thresh:critical",
                           "--cfg=contexts/stack-size:64"};
    std::array<char*, 4> argv{words[0].data(), words[1].data(), words[2].data(), nullptr};
    int argc = 3;
    s4u::Engine engine{&argc, argv.data()};
    auto* zone = s4u::create_full_zone("hall");
    auto* host = zone->create_host("host", 1e9);
    zone->seal();

    Outcome outcome;
    s4u::Actor::create("benchmark", host, [&outcome, &cell] {
        outcome = measure<Load, Queue>(cell);
        simgrid::kernel::timer::kernel_timers().clear();
        s4u::Actor::kill_all();
    });
    engine.run();
    return outcome;
}

// Actors take about 54 KiB each, and two mappings of the few that a process may have.
Outcome measure_actors(const Cell& cell) {
    constexpr std::size_t most = 10'000;
    if (cell.entities > most) throw std::bad_alloc{};
    return measure_within<Hold, ActorQueue>(cell);
}

}  // namespace

const Contestant simgrid_timers{
    .name = simgrid_timers_name,
    .measure = {measure_within<Hold, TimerQueue>, nullptr, measure_within<CancelQuarter, TimerQueue>}};
const Contestant simgrid_actors{.name = simgrid_actors_name, .measure = {measure_actors}};

std::span<const Contestant* const> rivals_here() {
    static constexpr std::array all{&simgrid_timers, &simgrid_actors};
    return all;
}

}  // namespace datahall::bench
